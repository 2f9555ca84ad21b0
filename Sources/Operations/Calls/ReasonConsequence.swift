package import Receivables
package import Store
import Treatment

/// What follows when a customer gives a reason, kept in the same commit as the word itself.
package struct ReasonConsequence: Sendable, Encodable {
    package let reason: NonpaymentReason
    /// What holds the case from then on; `nil` when the ladder goes on.
    package var hold: Identifier<Hold>?
    package var heldFor: HoldReason?
    /// First day it no longer holds by itself; `nil` until a person lifts it.
    package var heldUntil: CalendarDate?
    /// References of the items that alone rest; empty when the whole case does.
    package var items: [String] = []
    /// What somebody of the business has to do, with its dates; empty when nothing is.
    package var task = ""
    package var taskID: Identifier<CaseTask>?
    /// Who does it: collector, manager or owner; empty when nothing is to be done.
    package var taskFor = ""
    /// Last day for it; `nil` when no answer is owed.
    package var answerBy: CalendarDate?
    /// What to ask the customer for, once.
    package var evidence: [String] = []
    package var evidenceBy: CalendarDate?
    /// What to offer at once.
    package var offers: [String] = []
    /// Whether somebody looks into the same already, so that nothing new was begun.
    package var isStanding = false
}

/// A reason as it reached the business.
struct ToldReason {
    var reason: NonpaymentReason
    var saidOn: CalendarDate
    var isInWriting = false
    /// A stable word such as `call`.
    var source: String
    var by: String
    /// References of the receivables it is about; empty for all.
    var items: [String] = []
    /// Whether what rests does so until the work is done, however long that takes.
    var untilDone = false
    /// Whether the customer promised to pay in the same breath.
    var hasPromise = false
    /// The day the customer expects a call.
    var callOn: CalendarDate?
}

extension TenantTransaction {
    /// Does what a reason calls for: a hold or disputes, a task with its dates, what is asked for and offered.
    /// Source: starter policies §1.4.
    func follow(
        _ told: ToldReason, customer: Identifier<Customer>, caseID: Identifier<CollectionCase>,
        policy: Treatment.Policy?, calendar: BusinessCalendar
    ) throws -> ReasonConsequence {
        let path = ReasonPath(for: told.reason)
        var questioned = try questioned(told, in: caseID)
        let duties = try (policy ?? PolicyLibrary.starter()).duties(
            for: told.reason, saidOn: told.saidOn, questioned: Set(questioned.map(\.id)), inWriting: told.isInWriting,
            calendar: calendar)
        var found = ReasonConsequence(reason: told.reason)
        found.offers = duties.offers.map(\.words)
        guard let task = duties.task else { return found }
        found.task = task.words
        (found.answerBy, found.taskFor) = (duties.answerBy, task.role.rawValue)
        if try stands(task, told, &questioned, resting: duties.hold, in: caseID, &found) { return found }
        found.evidence = duties.evidence.map(\.words)
        found.evidenceBy = duties.evidenceBy
        try rest(duties, told, path, questioned: questioned, customer: customer, caseID: caseID, &found)
        // Of no item in particular there is no dispute yet: what shows it is asked for in writing all the same.
        if found.hold != nil, found.items.isEmpty, duties.evidenceBy != nil,
            DisputeClaim(rawValue: told.reason.rawValue) != nil
        {
            try ActLetter.enqueue("evidence-request", for: caseID, on: told.saidOn, in: self)
        }
        var new = NewCaseTask(
            caseID: caseID, kind: task.rawValue, role: task.role.rawValue, madeOn: told.saidOn, source: told.source)
        (new.reason, new.hold, new.dueOn) = (told.reason, found.hold, duties.answerBy)
        (new.evidence, new.evidenceBy) = (duties.evidence.map(\.rawValue), duties.evidenceBy)
        // While the case rests no call is planned: who wrote the call down keeps the word given.
        new.callOn = found.hold == nil ? nil : told.callOn
        found.taskID = try add(new)
        found.task += new.dates
        return found
    }

    private func questioned(
        _ told: ToldReason, in caseID: Identifier<CollectionCase>
    ) throws -> [ReceivableRecord] {
        guard !told.items.isEmpty else { return [] }
        let open = try caseFacts([caseID], today: told.saidOn).first?.receivables.filter(\.open.isPositive) ?? []
        return try Set(told.items).sorted().map { reference in
            guard let item = open.first(where: { $0.reference == reference }) else {
                throw ActRefused(
                    .unknown, "the customer has no open receivable \(reference): dunwell customer show lists them")
            }
            return item
        }
    }

    /// Whether somebody looks into the same already: what was asked for is asked once. What is said of further items is
    /// another claim: `questioned` is left with those.
    private func stands(
        _ task: ReasonTask, _ told: ToldReason, _ questioned: inout [ReceivableRecord], resting rest: HoldFact?,
        in caseID: Identifier<CollectionCase>, _ found: inout ReasonConsequence
    ) throws -> Bool {
        let waiting = try openCaseTasks(of: caseID, limit: 200).filter {
            $0.kind == task.rawValue && $0.reason == told.reason
        }
        guard !waiting.isEmpty else { return false }
        let opened = try waiting.map { task in
            (task: task, holds: try task.hold.map { try holdsOpened(with: $0) } ?? [])
        }
        let holds = try opened.flatMap(\.holds).compactMap { try hold($0) }
        let live = holds.filter { $0.binds(on: told.saidOn) }
        let disputed = try disputes(ofCases: [caseID]).filter {
            $0.resolvedOn == nil && $0.claim?.rawValue == told.reason.rawValue
        }
        let resting = Set(live.compactMap(\.receivableID) + disputed.map(\.receivableID))
        let isWhole = live.contains { $0.receivableID == nil }
        if !isWhole {
            // What rested has ended and the work is not done: it is said again, so it rests again. What rests nothing
            // yet does so now: a refusal that is written, a hardship without the day once promised.
            if resting.isEmpty, !holds.isEmpty || rest != nil { return false }
            let more = questioned.filter { !resting.contains($0.id) }
            if rest != nil, !more.isEmpty {
                questioned = more
                return false
            }
        }
        let first = opened.first { $0.holds.contains { id in live.contains { $0.id == id } } } ?? opened[0]
        let standing = live.first { first.holds.contains($0.id) }
        (found.taskID, found.isStanding, found.answerBy) = (first.task.id, true, first.task.dueOn)
        (found.hold, found.heldUntil) = (first.task.hold, standing?.heldUntil)
        found.heldFor = standing?.reason ?? (disputed.isEmpty ? nil : .dispute)
        found.evidenceBy = first.task.evidenceBy
        if !isWhole { found.items = try references(of: resting, in: caseID, on: told.saidOn) }
        found.task += first.task.dates
        return true
    }

    private func references(
        of items: Set<Identifier<Receivable>>, in caseID: Identifier<CollectionCase>, on day: CalendarDate
    ) throws -> [String] {
        try caseFacts([caseID], today: day).first?.receivables.filter { items.contains($0.id) }.map(\.reference) ?? []
    }

    private func rest(
        _ duties: ReasonDuties, _ told: ToldReason, _ path: ReasonPath, questioned: [ReceivableRecord],
        customer: Identifier<Customer>, caseID: Identifier<CollectionCase>, _ found: inout ReasonConsequence
    ) throws {
        guard let rests = duties.hold, let kind = path.hold else { return }
        // Whoever names a day can pay by it: the promise holds the case, and nothing is put off further.
        if rests.reason == .hardship, told.hasPromise { return }
        let isPart = kind.breadth == .questionedItems && !questioned.isEmpty
        // Of an item that is named, what is said is a dispute: asked for in writing, and answered.
        if isPart, DisputeClaim(rawValue: told.reason.rawValue) != nil {
            try dispute(questioned, duties, told, caseID: caseID)
            (found.heldFor, found.items) = (.dispute, questioned.map(\.reference))
            return
        }
        let until = told.untilDone || path.restsUntilDone ? nil : rests.days.until
        // What is opened together ends together: the note says what was meant.
        let about = isPart ? " about \(questioned.map(\.reference).joined(separator: ", "))" : ""
        let receivables: [Identifier<Receivable>?] = isPart ? questioned.map(\.id) : [nil]
        for receivable in receivables {
            found.hold = try add(
                NewHold(
                    customerID: customer, caseID: caseID, receivableID: receivable, reason: rests.reason,
                    source: told.source, from: told.saidOn, until: until,
                    note: "said \(told.reason.rawValue) to \(told.by)\(about): \(found.task)"))
        }
        (found.heldFor, found.heldUntil) = (rests.reason, until)
        if isPart { found.items = questioned.map(\.reference) }
    }
}

extension TenantTransaction {
    /// Opens a dispute on each item asked about that is in none yet, with the evidence the reason asks for.
    fileprivate func dispute(
        _ items: [ReceivableRecord], _ duties: ReasonDuties, _ told: ToldReason, caseID: Identifier<CollectionCase>
    ) throws {
        let earlier = try disputes(ofCases: [caseID])
        guard let customer = try caseFacts([caseID], today: told.saidOn).first?.customer.id else { return }
        let claim = DisputeClaim(rawValue: told.reason.rawValue) ?? .other
        let standing = Set(
            earlier.filter { $0.resolvedOn == nil && ($0.amount == nil || $0.claim == claim) }.map(\.receivableID))
        for item in items where !standing.contains(item.id) {
            // Evidence is asked for once, however often the same is said.
            let wasAsked =
                try wasAskedForEvidence(in: earlier.filter { $0.receivableID == item.id }, of: customer)
                || wasAskedOfTheWhole(claim, about: item.id, in: caseID, today: told.saidOn)
            var days = DisputeDays(
                openedOn: told.saidOn, claim: claim, policy: try policy(ofCase: caseID),
                asksEvidence: !wasAsked && duties.evidenceBy != nil, calendar: try calendar())
            if !wasAsked, let day = duties.evidenceBy { days.evidenceBy = day }
            try tellOfLaterDispute(in: caseID, of: customer, asksEvidence: days.evidenceBy != nil, on: told.saidOn)
            _ = try addDispute(
                on: item.id, caseID: caseID, amount: nil, currency: item.open.currency, claim: claim,
                reason: told.reason.rawValue, openedOn: told.saidOn, days: days, source: told.source)
        }
    }
}

extension NewCaseTask {
    /// `; answer by 2026-03-20; evidence asked for by 2026-03-19`.
    fileprivate var dates: String { taskDates(answer: dueOn, evidence: evidenceBy, call: callOn) }
}

extension CaseTaskRecord {
    /// `; answer by 2026-03-20; evidence asked for by 2026-03-19`.
    var dates: String { taskDates(answer: dueOn, evidence: evidenceBy, call: callOn) }
}

private func taskDates(answer: CalendarDate?, evidence: CalendarDate?, call: CalendarDate?) -> String {
    (answer.map { "; answer by \($0)" } ?? "") + (evidence.map { "; evidence asked for by \($0)" } ?? "")
        + (call.map { "; the customer expects a call on \($0)" } ?? "")
}

extension PolicyLibrary {
    /// The terms that count while a case pins no policy: those of the residential starter.
    static func starter() throws -> Treatment.Policy {
        guard let policy = PolicyDocument.parse(try StarterPolicies.residential()).policy else {
            throw ActRefused(.configuration, "the starter policy cannot be read: install the program again")
        }
        return policy
    }
}
