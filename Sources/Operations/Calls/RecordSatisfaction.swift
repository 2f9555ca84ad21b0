package import Receivables
package import Store
import Treatment

/// Keeps what a customer answered to the questions about service and bill. "Not yet" goes its reason's way and rests the
/// ladder until it was dealt with; "yes" ends what rested for it. Source: starter policies §5.4.
package struct RecordSatisfaction: Sendable {
    /// What holds made by an answer are known by.
    static let source = "satisfaction"

    let store: Store

    package init(store: Store) { self.store = store }

    /// The answers of one reply.
    package struct Reply: Sendable {
        package var customerReference: String
        package var businessReference: String?
        /// Whether the answer was yes, by question; otherwise not yet.
        package var answers: [SatisfactionQuestion: Bool]
        package var way: ReasonStatement.Way
        /// The customer's own words.
        package var words = ""
        package var by: String
        /// The same key again changes nothing.
        package var key: String

        package init(
            customer: String, answers: [SatisfactionQuestion: Bool], way: ReasonStatement.Way, by: String, key: String
        ) {
            customerReference = customer
            self.answers = answers
            self.way = way
            self.by = by
            self.key = key
        }
    }

    /// What became of it.
    package struct Recorded: Sendable {
        package let isNew: Bool
        package let caseID: Identifier<CollectionCase>
        /// What each "not yet" leads to, in the order of the questions.
        package let consequences: [ReasonConsequence]
        /// How many tasks, with what rested for them, a "yes" ended.
        package let ended: Int
    }

    private static func words(_ answers: [SatisfactionQuestion: Bool]) -> String {
        SatisfactionQuestion.allCases.compactMap { question in
            answers[question].map { "\(question.rawValue): \($0 ? "yes" : "not yet")" }
        }.joined(separator: ", ")
    }

    /// Records a reply as of the tenant's today. The same key and answers again changes nothing.
    ///
    /// - Throws: `ActRefused` when the key is of other answers.
    package func record(_ reply: Reply, for tenant: Identifier<Tenant>) async throws -> Recorded {
        guard !reply.by.isBlank, !reply.key.isEmpty else {
            throw ActRefused(.badInput, "say who records it (--by) and give it a key of its own (--key)")
        }
        guard !reply.answers.isEmpty else {
            throw ActRefused(.badInput, "give at least one answer, such as --yes works-as-promised")
        }
        try refuseCardNumbers(in: reply.words, reply.key, reply.by)
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let today = moment.today
            let business = try tx.business(named: reply.businessReference)
            let customer = try tx.customer(named: reply.customerReference)
            let caseID = try tx.caseOf(customer.id, with: business)
            try tx.takeTurn(on: caseID)
            let known = try tx.satisfactionAnswers(key: reply.key)
            if let first = known.first {
                let answers = Dictionary(uniqueKeysWithValues: known.map { ($0.question, $0.isYes) })
                guard first.caseID == caseID, answers == reply.answers else {
                    throw ActRefused(
                        .badInput,
                        "key \(reply.key) is of another reply, of \(first.answeredOn) by \(first.recordedBy) "
                            + "(\(Self.words(answers))), and this one says \(Self.words(reply.answers)): give it a key of "
                            + "its own; it was not kept")
                }
                return Recorded(isNew: false, caseID: caseID, consequences: [], ended: 0)
            }
            let policy = try tx.pinnedPolicy(of: caseID)
            let calendar = try tx.calendar()
            var consequences: [ReasonConsequence] = []
            var (isNew, ended) = (false, 0)
            for question in SatisfactionQuestion.allCases {
                guard let isYes = reply.answers[question] else { continue }
                let answer = SatisfactionAnswerRecord(
                    caseID: caseID, question: question, isYes: isYes, answeredOn: today, recordedBy: reply.by,
                    idempotencyKey: reply.key)
                guard try tx.add(answer) else { continue }
                isNew = true
                if isYes {
                    ended += try tx.endTasks(answeredBy: question, of: caseID, by: reply.by, today: today)
                    continue
                }
                // The reason stands with the others; its own key keeps it once.
                _ = try tx.add(
                    ReasonStatement(
                        caseID: caseID, reason: question.reason, saidOn: today, way: reply.way, words: reply.words,
                        recordedBy: reply.by, idempotencyKey: reply.key), at: moment.now)
                try tx.endAsking(of: question, in: caseID, by: reply.by, today: today)
                var told = ToldReason(reason: question.reason, saidOn: today, source: Self.source, by: reply.by)
                (told.isInWriting, told.untilDone) = (reply.way.isInWriting, true)
                consequences.append(
                    try tx.follow(told, customer: customer.id, caseID: caseID, policy: policy, calendar: calendar))
            }
            return Recorded(isNew: isNew, caseID: caseID, consequences: consequences, ended: ended)
        }
    }
}

extension SatisfactionQuestion {
    /// What "not yet" says for a reason.
    var reason: NonpaymentReason {
        switch self {
        case .worksAsPromised: .systemDoesNotWork
        case .billClear: .confusingInvoice
        case .totalExpected: .surprisedByTotal
        case .nameRecognised: .nameNotRecognised
        case .chargedOnce: .doubleCharge
        case .notMovedOrCancelled: .cancelled
        }
    }

    /// Reasons that "yes" settles.
    var settled: Set<NonpaymentReason> {
        self == .worksAsPromised ? [.systemDoesNotWork, .dissatisfied] : [reason]
    }
}

extension TenantTransaction {
    /// Ends the asking that "not yet" has answered, and what rested for it: what has to be done now begins anew, and the
    /// case rests for that.
    fileprivate func endAsking(
        of question: SatisfactionQuestion, in caseID: Identifier<CollectionCase>, by person: String, today: CalendarDate
    ) throws {
        let asking = try openCaseTasks(of: caseID, limit: 200).filter { task in
            task.kind == ReasonTask.askAgain.rawValue && (task.reason.map(question.settled.contains) ?? false)
        }
        for task in asking {
            _ = try end(task, on: today, words: "the customer answered not yet: \(question.rawValue)", by: person)
            if let hold = task.hold {
                _ = try release(hold, on: today, reason: "asked again, and answered not yet", source: person)
            }
        }
    }

    /// Ends what was to be done for reasons that a "yes" settles, and what rested for it.
    fileprivate func endTasks(
        answeredBy question: SatisfactionQuestion, of caseID: Identifier<CollectionCase>, by person: String,
        today: CalendarDate
    ) throws -> Int {
        let settled = try openCaseTasks(of: caseID, limit: 200).filter { task in
            task.reason.map(question.settled.contains) ?? false
        }
        for task in settled {
            _ = try end(task, on: today, words: "the customer answered yes: \(question.rawValue)", by: person)
            if let hold = task.hold {
                _ = try release(hold, on: today, reason: "asked again, and answered yes", source: person)
            }
        }
        return settled.count
    }
}
