import Operations
import PluginKit
import Receivables
import Store
import Treatment

/// What the demo's owner decides about the customers laid before her, and what is done about it: another month, a file
/// for an agency with what happens afterwards, a write-off.
struct DemoEndings: Sendable {
    let desk: DemoDesk
    let script: DemoScript
    /// Decisions taken so far, by customer.
    private var taken: [String: Int] = [:]
    private var placed: [String] = []
    private var placedOn: CalendarDate?

    static let agency = "HARBOR"
    private static let owner = "Dana"
    /// After the first look the owner waits so long before she decides for good: longer than a customer has to say no to
    /// an agency's e-mails.
    private static let anotherMonth = 37
    /// A Monday: whoever was first looked at in September comes back on one list, and goes with one file.
    private static let secondLook = CalendarDate(year: 2013, month: 10, day: 21)!  // a day that exists
    /// Days after the file on which the first customer in it pays the dealer, and the second objects.
    private static let paysAfter = 6
    private static let objectsAfter = 8
    private static let recalledAfter = 12
    private static let directPayment = Money.usd(cents: 50_00)

    init(desk: DemoDesk, script: DemoScript) {
        self.desk = desk
        self.script = script
    }

    /// Looks at the list of a day and decides about everybody on it.
    ///
    /// - Returns: Money that comes in because of it.
    mutating func decide(on day: CalendarDate, _ tally: inout DemoTally) async throws -> [DemoPayment] {
        try await afterwards(on: day, &tally)
        let store = desk.host.store
        let waiting = try await ShowDecisions(store: store, registry: desk.host.registry).list(for: desk.tenant)
        guard !waiting.isEmpty else { return [] }
        if taken.isEmpty { try await desk.host.placing.addAgency(Self.agency, name: "Harbor Recovery") }
        var choices: [ApproveDecisions.Choice] = []
        for customer in waiting.map(\.customer).sorted() {
            choices.append(try await choice(about: customer, on: day))
        }
        let lines = try await ApproveDecisions(store: store, registry: desk.host.registry).approve(
            choices, ApproveDecisions.Approval(by: Self.owner, role: .owner), business: nil, for: desk.tenant)
        for line in lines where line.outcome == .approved {
            tally.decisions[line.decision, default: 0] += 1
            taken[line.customer, default: 0] += 1
        }
        tally.decisionsRefused += lines.filter { $0.outcome == .refused }.map {
            "\($0.customer) \($0.decision): \($0.words)"
        }
        let approved = lines.filter { $0.outcome == .approved }
        if approved.contains(where: { $0.decision == DecisionPath.writeOff.rawValue }) { try await writeOff(&tally) }
        guard approved.contains(where: { $0.decision == DecisionPath.agency.rawValue }) else { return [] }
        return try await place(on: day, &tally)
    }

    /// Another month at first; then what the customer's story ends with.
    private func choice(about customer: String, on day: CalendarDate) async throws -> ApproveDecisions.Choice {
        if let ending = DemoStory(of: customer).ending, taken[customer, default: 0] > 0 {
            var choice = ApproveDecisions.Choice(customer: customer, path: ending)
            choice.reason = ending == .agency ? "nobody answers" : "there is nothing to be had, and no ill will"
            guard ending == .agency else { return choice }
            var note = NoteForDecision.Note(customer: customer, source: "the dealer's files", by: desk.by)
            note.evidence = EvidenceKind.allCases
            try await NoteForDecision(store: desk.host.store).keep(note, for: desk.tenant)
            choice.agency = Self.agency
            return choice
        }
        if DemoStory(of: customer).ending == .agency {
            // The day travels with the case.
            _ = try await desk.host.telling.keepNotice(
                to: customer, about: Self.agency, sentOn: day, optOutBy: nil, by: desk.by, for: desk.tenant)
        }
        var choice = ApproveDecisions.Choice(customer: customer, path: .carryOn)
        choice.reason = "we try once more ourselves"
        choice.until = max(day.adding(days: Self.anotherMonth), Self.secondLook)
        return choice
    }

    private mutating func place(on day: CalendarDate, _ tally: inout DemoTally) async throws -> [DemoPayment] {
        let done = try await desk.host.placing.export(
            agency: Self.agency, business: nil, dryRun: false, for: desk.tenant)
        tally.placed.count += done.placed.count
        tally.placed.amountMinor += done.totals?.balance.minorUnits ?? 0
        tally.decisionsRefused += done.leftOut.map { "\($0.customer): \($0.reasons.joined(separator: "; "))" }
        placed += done.placed.sorted()
        guard placedOn == nil, let first = placed.first else { return [] }
        placedOn = day
        return [
            DemoPayment(
                customer: first, amount: Self.directPayment, dueOn: day.adding(days: Self.paysAfter), why: "direct")
        ]
    }

    /// What happens with cases the agency has: one customer pays the dealer, another objects to an invoice, and the last
    /// one is asked back. The agency is told of each with the next file.
    private func afterwards(on day: CalendarDate, _ tally: inout DemoTally) async throws {
        guard let placedOn, let customer = placed.last else { return }
        let later = { BusinessCalendar.standard.adding(businessDays: $0, to: placedOn) }
        if day == later(Self.objectsAfter) {
            let invoice = script.data.invoices.filter {
                $0.customer == customer && $0.dueOn < placedOn && $0.isOpen(on: DemoScript.opening)
            }.prefix(1)
            tally.disputesOpened += try await desk.dispute(Array(invoice), on: day).count
            try await tell(&tally)
        }
        guard day == later(Self.recalledAfter) else { return }
        // Asked for once.
        _ = try await desk.host.telling.recall(
            customer, business: nil, reason: "disputed", by: Self.owner, for: desk.tenant)
        try await tell(&tally)
    }

    /// Takes off the books what the owner decided to write off, each with its letter.
    private func writeOff(_ tally: inout DemoTally) async throws {
        let lines = try await CloseAccounts(store: desk.host.store, registry: desk.host.registry).closeApproved(
            for: desk.tenant)
        for line in lines {
            guard line.outcome == .writtenOff else {
                tally.decisionsRefused.append("\(line.customer): \(line.words)")
                continue
            }
            tally.writeOffs.count += line.entries.count
            tally.writeOffs.amountMinor += line.amount.minorUnits
            if line.letter != nil { tally.closingLetters += 1 }
        }
    }

    /// Tells the agency what happened since; a second file has nothing left to tell.
    private func tell(_ tally: inout DemoTally) async throws {
        let telling = desk.host.telling
        for change in try await telling.tell(
            agency: Self.agency, business: nil, dryRun: false, for: desk.tenant
        ).changes {
            tally.changes[change.kind, default: 0] += 1
        }
        let again = try await telling.tell(agency: Self.agency, business: nil, dryRun: false, for: desk.tenant)
        tally.decisionsRefused += again.changes.map { "\($0.customer): \($0.kind) told twice" }
    }
}
