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
    /// After the first look the owner waits so long before she decides for good.
    private static let anotherMonth = 35
    /// Days after the file on which the first customer in it pays the dealer, and the second objects.
    private static let paysAfter = 6
    private static let objectsAfter = 8
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
        for line in approved where line.decision == DecisionPath.writeOff.rawValue {
            try await writeOff(line.customer, &tally)
        }
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
        var choice = ApproveDecisions.Choice(customer: customer, path: .carryOn)
        choice.reason = "we try once more ourselves"
        choice.until = day.adding(days: Self.anotherMonth)
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

    /// What happens with cases the agency has: one customer objects to an invoice.
    private func afterwards(on day: CalendarDate, _ tally: inout DemoTally) async throws {
        guard let placedOn, placed.count > 1, let customer = placed.last,
            day == BusinessCalendar.standard.adding(businessDays: Self.objectsAfter, to: placedOn)
        else { return }
        let invoice = script.data.invoices.filter {
            $0.customer == customer && $0.dueOn < placedOn && $0.isOpen(on: DemoScript.opening)
        }.prefix(1)
        tally.disputesOpened += try await desk.dispute(Array(invoice), on: day).count
    }

    /// Takes off the books what the owner approved: everything that is open today.
    private func writeOff(_ customer: String, _ tally: inout DemoTally) async throws {
        let write = WriteOffReceivables(store: desk.host.store)
        let list = try await write.propose(pastDueDays: 0, for: desk.tenant).filter { $0.customer == customer }
        let lines = try await write.write(
            off: list.map { .init(receivable: $0.receivable, open: $0.open) },
            approval: .init(by: Self.owner, reason: "uncollectable"), for: desk.tenant)
        for line in lines where line.outcome == .writtenOff { tally.writeOffs.add(line.amount) }
    }
}
