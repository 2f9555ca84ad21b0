import Compliance
package import Receivables
package import Store
import Treatment

/// What has to be done for customers: who, by when, and what rests until it is done.
package struct CaseTaskDesk: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// A task as a person reads it.
    package struct Item: Sendable, Encodable {
        package let id: Identifier<CaseTask>
        package let customer: String
        package let kind: String
        /// What to do.
        package let words: String
        package let role: String
        package let reason: NonpaymentReason?
        package let dueOn: CalendarDate?
        /// What the customer was asked to send, and by when.
        package let evidence: [String]
        package let evidenceBy: CalendarDate?
        package let callOn: CalendarDate?
    }

    /// Tasks that wait, those due first, first.
    package func list(for tenant: Identifier<Tenant>, limit: Int = 500) async throws -> [Item] {
        try await store.transaction(for: tenant) { tx in try tx.openCaseTasks(limit: limit).map(Item.init) }
    }

    /// What became of a task.
    package struct Done: Sendable {
        /// `false` when it was done already.
        package let isNew: Bool
        package let caseID: Identifier<CollectionCase>
        /// Whether what rested for it goes on from today: nothing else rests the case.
        package var isAwake = false
        /// The task that follows, in words; empty for none.
        package var next = ""
        /// Whether the customer is written to about what was found.
        package var isTold = false
        /// What still rests the whole case, those that end first, first.
        package var stillHeld: [HoldReason] = []
        /// Holds behind which what was found is not told before a person lifts them; the lifting hands it on.
        package var untoldFor: [HoldReason] = []
    }

    /// Records that a task is done. What rested for it goes on, unless the customer is to be asked again first.
    ///
    /// - Parameters:
    ///   - words: What was found or done, for the file.
    ///   - answer: What the customer is told of it, in their language; `nil` writes nothing.
    /// - Throws: `ActRefused` for a task that is not there, one that only the customer's answer ends, or one for which an
    ///   answer was promised in writing and none is given.
    package func done(
        _ id: Identifier<CaseTask>, words: String, answer: String? = nil, by person: String,
        for tenant: Identifier<Tenant>
    ) async throws -> Done {
        guard !words.isBlank, words.count <= 1_000, !person.isBlank else {
            throw ActRefused(.badInput, "say in 1 to 1000 characters what was found (--found) and who did it (--by)")
        }
        try refuseCardNumbers(in: words, answer ?? "", person)
        return try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard let task = try tx.caseTask(id) else {
                throw ActRefused(.unknown, "there is no task \(id): `dunwell task list` shows those that wait")
            }
            try tx.takeTurn(on: task.caseID)
            let kind = ReasonTask(rawValue: task.kind)
            if kind == .askAgain, task.endedOn == nil {
                throw ActRefused(
                    .notAllowed,
                    "only their answer ends it: `dunwell customer answered "
                        + "\(PlanTheDay.typed(task.customerReference)) --yes works-as-promised --by '<your name>'`, or --not-yet"
                )
            }
            try tx.refuseWhileDisputed(task, kind, on: today)
            try tx.check(answer, to: task, kind, on: today)
            guard try tx.end(task, on: today, words: words, answer: answer, by: person) else {
                return Done(isNew: false, caseID: task.caseID)
            }
            if answer != nil { try ActLetter.enqueue(ActLetter.claimAnswer, for: task.caseID, on: today, in: tx) }
            try tx.lowerNextLook(of: [task.caseID], to: today)
            var done = Done(isNew: true, caseID: task.caseID)
            if kind?.isAskedAgain == true {
                let due = try tx.calendar().adding(businessDays: 2, to: today)
                var again = NewCaseTask(
                    caseID: task.caseID, kind: ReasonTask.askAgain.rawValue, role: ReasonTask.askAgain.role.rawValue,
                    madeOn: today, source: "task")
                (again.reason, again.hold, again.dueOn) = (task.reason, task.hold, due)
                _ = try tx.add(again)  // the list tells it
                done.next = "\(ReasonTask.askAgain.words), by \(due)"
            } else if let hold = task.hold, kind?.endsWhatRests == true {
                done.isAwake = try tx.hold(hold)?.binds(on: today) == true
                for other in try tx.holdsOpened(with: hold) {
                    _ = try tx.release(other, on: today, reason: "done: \(task.kind)", source: person)
                }
            }
            let held = try tx.bindingHolds(ofCase: task.caseID, on: today)
            done.stillHeld = held.filter { $0.receivableID == nil }.map(\.reason)
            done.isAwake = done.isAwake && done.stillHeld.isEmpty
            if answer != nil {
                done.untoldFor = held.map(\.reason).filter { !$0.letsAnswersLeave }
                done.isTold = done.untoldFor.isEmpty
            }
            return done
        }
    }
}

extension CaseTaskDesk.Item {
    init(_ task: CaseTaskRecord) {
        id = task.id
        customer = task.customerReference
        kind = task.kind
        words = ReasonTask(rawValue: task.kind)?.words ?? task.kind
        role = task.role
        reason = task.reason
        dueOn = task.dueOn
        evidence = task.evidence.map { AskedEvidence(rawValue: $0)?.words ?? $0 }
        evidenceBy = task.evidenceBy
        callOn = task.callOn
    }
}

extension TenantTransaction {
    /// Refuses to end the search for a payment or a charge while the customer waits for the answer to it: what was found
    /// is told with the dispute, which ends the task.
    fileprivate func refuseWhileDisputed(_ task: CaseTaskRecord, _ kind: ReasonTask?, on day: CalendarDate) throws {
        guard task.endedOn == nil, kind == .findThePayment || kind == .findTheDoubleCharge,
            try task.hold.flatMap({ try hold($0) })?.binds(on: day) != true
        else { return }
        let waiting = try disputes(ofCases: [task.caseID]).first { dispute in
            dispute.resolvedOn == nil && dispute.claim?.rawValue == task.reason?.rawValue
                && dispute.openedOn >= task.madeOn
        }
        guard let waiting else { return }
        throw ActRefused(
            .notAllowed,
            "the customer waits for the answer, which ends this task: `dunwell dispute resolve "
                + "\(waiting.id) --outcome rejected --explanation '<what was found>' --by '<your name>'`, or upheld")
    }

    /// Refuses what no message may say, and silence where the customer was promised an answer in writing: nothing in the
    /// books answers a claim of no item in particular.
    fileprivate func check(
        _ answer: String?, to task: CaseTaskRecord, _ kind: ReasonTask?, on day: CalendarDate
    ) throws {
        guard task.endedOn == nil else { return }
        guard let answer else {
            guard kind == .findThePayment || kind == .findTheDoubleCharge,
                try task.hold.flatMap({ try hold($0) })?.binds(on: day) == true
            else { return }
            throw ActRefused(
                .badInput,
                "the customer was promised an answer\(task.dueOn.map { " by \($0)" } ?? ""): say what was found with "
                    + "--tell '<what was found>', which they read in their language")
        }
        guard let facts = try caseFacts([task.caseID], today: day).first else { return }
        try DisputeReceivable.checkSentences(answer, option: "--tell")
        let reading = CaseReading(facts, day: try TenantDay(self), liveMedia: [])
        try DisputeReceivable.checkStaffWords(
            answer, option: "--tell", facts, recorded: reading.contactsEverRecorded)
    }

    /// A hold, and those opened with it for further items of the same claim.
    func holdsOpened(with id: Identifier<Hold>) throws -> [Identifier<Hold>] {
        guard let one = try hold(id), one.receivableID != nil else { return [id] }
        return try holds(of: [one.customerID]).filter {
            $0.caseID == one.caseID && $0.reason == one.reason && $0.heldFrom == one.heldFrom
                && $0.receivableID != nil && $0.note == one.note
        }.map(\.id)
    }
}
