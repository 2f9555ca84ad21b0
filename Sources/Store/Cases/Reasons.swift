import Foundation
import Postgres
package import Receivables

/// A reason the customer told otherwise than on a call.
package struct ReasonStatement: Sendable {
    /// How it reached the business.
    package enum Way: String, CaseIterable, Sendable, Codable {
        case email
        case letter
        case replySlip = "reply-slip"
        case link
        case telephone
        case inPerson = "in-person"

        /// Whether it was written: only a written refusal stops contact. Source: 12 CFR 1006.6(c)(1).
        package var isInWriting: Bool {
            switch self {
            case .email, .letter, .replySlip, .link: true
            case .telephone, .inPerson: false
            }
        }
    }

    package var caseID: Identifier<CollectionCase>
    package var reason: NonpaymentReason
    package var saidOn: CalendarDate
    package var way: Way
    package var words: String
    package var recordedBy: String
    package var idempotencyKey: String

    package init(
        caseID: Identifier<CollectionCase>, reason: NonpaymentReason, saidOn: CalendarDate, way: Way, words: String,
        recordedBy: String, idempotencyKey: String
    ) {
        self.caseID = caseID
        self.reason = reason
        self.saidOn = saidOn
        self.way = way
        self.words = words
        self.recordedBy = recordedBy
        self.idempotencyKey = idempotencyKey
    }

    init(_ row: Row) throws {
        caseID = try row.get("case_id")
        reason = try row.choice("reason")
        saidOn = try row.get("said_on")
        way = try row.choice("way")
        words = try row.get("words")
        recordedBy = try row.get("recorded_by")
        idempotencyKey = try row.get("idempotency_key")
    }
}

/// What is asked about the service and the bill. Source: starter policies §5.4.
package enum SatisfactionQuestion: String, CaseIterable, Sendable, Codable {
    case worksAsPromised = "works-as-promised"
    case billClear = "bill-clear"
    case totalExpected = "total-expected"
    case nameRecognised = "name-recognised"
    case chargedOnce = "charged-once"
    case notMovedOrCancelled = "not-moved-or-cancelled"
}

/// One answer to one of the questions.
package struct SatisfactionAnswerRecord: Sendable {
    package var caseID: Identifier<CollectionCase>
    package var question: SatisfactionQuestion
    /// Otherwise: not yet.
    package var isYes: Bool
    package var answeredOn: CalendarDate
    package var recordedBy: String
    package var idempotencyKey: String

    package init(
        caseID: Identifier<CollectionCase>, question: SatisfactionQuestion, isYes: Bool, answeredOn: CalendarDate,
        recordedBy: String, idempotencyKey: String
    ) {
        self.caseID = caseID
        self.question = question
        self.isYes = isYes
        self.answeredOn = answeredOn
        self.recordedBy = recordedBy
        self.idempotencyKey = idempotencyKey
    }

    init(_ row: Row) throws {
        caseID = try row.get("case_id")
        question = try row.choice("question")
        isYes = try row.get("is_yes")
        answeredOn = try row.get("answered_on")
        recordedBy = try row.get("recorded_by")
        idempotencyKey = try row.get("idempotency_key")
    }
}

extension TenantTransaction {
    /// Keeps a reason; the same key and reason again changes nothing.
    ///
    /// - Parameter moment: When it is recorded: of two reasons of one day the later is the one that counts.
    /// - Returns: Whether it is new.
    package func add(_ statement: ReasonStatement, at moment: BusinessInstant) throws -> Bool {
        let isNew =
            try execute(
                """
                INSERT INTO reason_statements (tenant_id, id, case_id, reason, said_on, said_at, way, words,
                    recorded_by, idempotency_key)
                VALUES (\(tenantID), \(UUID()), \(statement.caseID), \(statement.reason.rawValue), \(statement.saidOn), \(moment),
                    \(statement.way.rawValue), \(statement.words), \(statement.recordedBy), \(statement.idempotencyKey))
                ON CONFLICT (tenant_id, idempotency_key, reason) DO NOTHING
                """) == 1
        try lowerNextLook(of: [statement.caseID], to: statement.saidOn)
        return isNew
    }

    /// What was recorded with a key: one reason, or those of one reply.
    package func reasonStatements(key: String) throws -> [ReasonStatement] {
        try rows(
            """
            SELECT case_id, reason, said_on, way, words, recorded_by, idempotency_key FROM reason_statements
            WHERE tenant_id = \(tenantID) AND idempotency_key = \(key) ORDER BY reason
            """, ReasonStatement.init)
    }

    /// The answers of one reply, by its key.
    package func satisfactionAnswers(key: String) throws -> [SatisfactionAnswerRecord] {
        try rows(
            """
            SELECT case_id, question, is_yes, answered_on, recorded_by, idempotency_key FROM satisfaction_answers
            WHERE tenant_id = \(tenantID) AND idempotency_key = \(key) ORDER BY question
            """, SatisfactionAnswerRecord.init)
    }

    /// Reasons told otherwise than on a call, oldest first.
    func reasonStatements(
        ofCases ids: [Identifier<CollectionCase>]
    ) throws -> [Identifier<CollectionCase>: [ReasonStatement]] {
        let found = try rows(
            """
            SELECT case_id, reason, said_on, way, words, recorded_by, idempotency_key FROM reason_statements
            WHERE tenant_id = \(tenantID) AND case_id = ANY(\(ids)) ORDER BY case_id, said_on, created_at, id
            """, ReasonStatement.init)
        return Dictionary(grouping: found, by: \.caseID)
    }

    /// Keeps an answer; the same key and question again changes nothing.
    ///
    /// - Returns: Whether it is new.
    package func add(_ answer: SatisfactionAnswerRecord) throws -> Bool {
        let isNew =
            try execute(
                """
                INSERT INTO satisfaction_answers (tenant_id, id, case_id, question, is_yes, answered_on, recorded_by,
                    idempotency_key)
                VALUES (\(tenantID), \(UUID()), \(answer.caseID), \(answer.question.rawValue), \(answer.isYes),
                    \(answer.answeredOn), \(answer.recordedBy), \(answer.idempotencyKey))
                ON CONFLICT (tenant_id, idempotency_key, question) DO NOTHING
                """) == 1
        try lowerNextLook(of: [answer.caseID], to: answer.answeredOn)
        return isNew
    }

    /// Answers about service and bill, oldest first.
    func satisfactionAnswers(
        ofCases ids: [Identifier<CollectionCase>]
    ) throws -> [Identifier<CollectionCase>: [SatisfactionAnswerRecord]] {
        let found = try rows(
            """
            SELECT case_id, question, is_yes, answered_on, recorded_by, idempotency_key FROM satisfaction_answers
            WHERE tenant_id = \(tenantID) AND case_id = ANY(\(ids)) ORDER BY case_id, answered_on, created_at, id
            """, SatisfactionAnswerRecord.init)
        return Dictionary(grouping: found, by: \.caseID)
    }
}
