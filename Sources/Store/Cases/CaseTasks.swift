import Foundation
import Postgres
package import Receivables

/// One thing somebody of the business has to do for a customer.
package enum CaseTask {}

/// A task before it is kept.
package struct NewCaseTask: Sendable {
    package var caseID: Identifier<CollectionCase>
    /// A stable word such as `find-the-payment`.
    package var kind: String
    /// Who does it: collector, manager or owner.
    package var role: String
    package var reason: NonpaymentReason?
    /// What rests until it is done.
    package var hold: Identifier<Hold>?
    package var madeOn: CalendarDate
    package var dueOn: CalendarDate?
    /// What the customer was asked for, as stable words.
    package var evidence: [String] = []
    package var evidenceBy: CalendarDate?
    /// The day the customer expects a call.
    package var callOn: CalendarDate?
    package var source: String

    package init(
        caseID: Identifier<CollectionCase>, kind: String, role: String, madeOn: CalendarDate, source: String
    ) {
        self.caseID = caseID
        self.kind = kind
        self.role = role
        self.madeOn = madeOn
        self.source = source
    }
}

/// A task as kept.
package struct CaseTaskRecord: Sendable {
    package let id: Identifier<CaseTask>
    package let caseID: Identifier<CollectionCase>
    package let customerReference: String
    package let kind: String
    package let role: String
    package let reason: NonpaymentReason?
    package let hold: Identifier<Hold>?
    package let madeOn: CalendarDate
    package let dueOn: CalendarDate?
    package let evidence: [String]
    package let evidenceBy: CalendarDate?
    package let callOn: CalendarDate?
    /// `nil` while it waits.
    package let endedOn: CalendarDate?

    init(_ row: Row) throws {
        id = try row.get("id")
        caseID = try row.get("case_id")
        customerReference = try row.get("customer_reference")
        kind = try row.get("kind")
        role = try row.get("for_role")
        reason = try row.optionalChoice("reason")
        hold = try row.getOptional("hold_id")
        madeOn = try row.get("made_on")
        dueOn = try row.getOptional("due_on")
        evidence = try row.get("evidence")
        evidenceBy = try row.getOptional("evidence_by")
        callOn = try row.getOptional("call_on")
        endedOn = try row.getOptional("ended_on")
    }
}

/// What a customer is told of a task that was done.
package struct TaskAnswer: Sendable {
    package let words: String
    /// What they had said; `nil` where the work came from no word of theirs.
    package let reason: NonpaymentReason?
    /// The day the task was made: the day they said it.
    package let toldOn: CalendarDate
}

extension TenantTransaction {
    /// Keeps a task.
    package func add(_ task: NewCaseTask) throws -> Identifier<CaseTask> {
        let id = Identifier<CaseTask>()
        try execute(
            """
            INSERT INTO case_tasks (tenant_id, id, case_id, kind, for_role, reason, hold_id, made_on, due_on, evidence,
                evidence_by, call_on, source)
            VALUES (\(tenantID), \(id), \(task.caseID), \(task.kind), \(task.role), \(task.reason?.rawValue), \(task.hold),
                \(task.madeOn), \(task.dueOn), \(task.evidence), \(task.evidenceBy), \(task.callOn), \(task.source))
            """)
        return id
    }

    /// One task; `nil` when there is none.
    package func caseTask(_ id: Identifier<CaseTask>) throws -> CaseTaskRecord? {
        try row(
            """
            SELECT t.id, t.case_id, u.reference AS customer_reference, t.kind, t.for_role, t.reason, t.hold_id, t.made_on,
                t.due_on, t.evidence, t.evidence_by, t.call_on, x.ended_on
            FROM case_tasks t
            JOIN collection_cases c ON c.tenant_id = t.tenant_id AND c.id = t.case_id
            JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
            LEFT JOIN case_task_endings x ON x.tenant_id = t.tenant_id AND x.task_id = t.id
            WHERE t.tenant_id = \(tenantID) AND t.id = \(id)
            """, CaseTaskRecord.init)
    }

    /// Tasks that wait, those due first, first; of one case or of all.
    package func openCaseTasks(of caseID: Identifier<CollectionCase>? = nil, limit: Int) throws -> [CaseTaskRecord] {
        try rows(
            """
            SELECT t.id, t.case_id, u.reference AS customer_reference, t.kind, t.for_role, t.reason, t.hold_id, t.made_on,
                t.due_on, t.evidence, t.evidence_by, t.call_on, x.ended_on
            FROM case_tasks t
            JOIN collection_cases c ON c.tenant_id = t.tenant_id AND c.id = t.case_id
            JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
            LEFT JOIN case_task_endings x ON x.tenant_id = t.tenant_id AND x.task_id = t.id
            WHERE t.tenant_id = \(tenantID) AND x.task_id IS NULL
                AND (\(caseID)::uuid IS NULL OR t.case_id = \(caseID)::uuid)
            ORDER BY t.due_on NULLS LAST, u.reference, t.created_at, t.id LIMIT \(limit)
            """, CaseTaskRecord.init)
    }

    /// Ends a task. Ending twice changes nothing.
    ///
    /// - Parameter answer: What the customer is told of it; `nil` when nothing is written to them.
    /// - Returns: Whether it ended by this.
    package func end(
        _ task: CaseTaskRecord, on day: CalendarDate, words: String, answer: String? = nil, by person: String
    ) throws -> Bool {
        try execute(
            """
            INSERT INTO case_task_endings (tenant_id, task_id, ended_on, words, answer, ended_by)
            VALUES (\(tenantID), \(task.id), \(day), \(words), \(answer), \(person))
            ON CONFLICT (tenant_id, task_id) DO NOTHING
            """) == 1
    }

    /// What a customer is told of work on a case that was done on a day, in the order in which it was.
    package func taskAnswers(ofCase id: Identifier<CollectionCase>, on day: CalendarDate) throws -> [TaskAnswer] {
        try rows(
            """
            SELECT x.answer, t.reason, t.made_on FROM case_task_endings x
            JOIN case_tasks t ON t.tenant_id = x.tenant_id AND t.id = x.task_id
            WHERE x.tenant_id = \(tenantID) AND t.case_id = \(id) AND x.ended_on = \(day) AND x.answer IS NOT NULL
            ORDER BY x.created_at, x.task_id
            """
        ) {
            TaskAnswer(
                words: try $0.get("answer"), reason: try $0.optionalChoice("reason"), toldOn: try $0.get("made_on"))
        }
    }
}
