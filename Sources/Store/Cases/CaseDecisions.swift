import Foundation
import Postgres
package import Receivables
package import Treatment

/// Names one decision about a case.
package enum CaseDecisionMark {}

/// What a person decided about a case, and what became of it.
package struct CaseDecisionRecord: Sendable {
    /// How a decision ended.
    package enum Ending: String, CaseIterable, Sendable, Codable {
        /// The file was written, or the account is closed in the books.
        case carriedOut = "carried-out"
        /// It could not be carried out; the words say why, and somebody has to decide again.
        case leftOut = "left-out"
        /// Another decision took its place.
        case changed
        /// It was carried out and undone in the books; somebody has to decide again.
        case undone
    }

    package var id: Identifier<CaseDecisionMark> = Identifier()
    package var caseID: Identifier<CollectionCase>
    /// Counted in the case, from 1.
    package var ordinal: Int
    package var path: DecisionPath
    /// Steps of the policy it answers.
    package var steps: [String]
    package var cycle: String
    package var decidedOn: CalendarDate
    package var decidedAt: BusinessInstant
    package var decidedBy: String
    package var role: ApprovalRole
    package var reason: String
    /// The day on which it is asked about again; the case sleeps until then where it was to go on.
    package var until: CalendarDate?
    package var agency: Identifier<Agency>?
    package var placement: Identifier<Placement>?
    /// What a settlement asks for.
    package var settlesFor: Money?
    /// What could be asked for on the day.
    package var owed: Money
    /// The lines whoever decided had before them; no name in them.
    package var sheet: [String]
    /// How it ended; `nil` while it stands and is still to be carried out.
    package internal(set) var ending: Ending?
    package internal(set) var endedOn: CalendarDate?
    /// How it ended in words; empty while it stands.
    package internal(set) var endingWords = ""

    package init(
        caseID: Identifier<CollectionCase>, ordinal: Int, path: DecisionPath, steps: [String], cycle: String,
        decidedOn: CalendarDate, decidedAt: BusinessInstant, decidedBy: String, role: ApprovalRole, reason: String,
        owed: Money, sheet: [String]
    ) {
        self.caseID = caseID
        self.ordinal = ordinal
        self.path = path
        self.steps = steps
        self.cycle = cycle
        self.decidedOn = decidedOn
        self.decidedAt = decidedAt
        self.decidedBy = decidedBy
        self.role = role
        self.reason = reason
        self.owed = owed
        self.sheet = sheet
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        caseID = try row.get("case_id")
        ordinal = Int(try row.get("ordinal", as: Int32.self))
        path = try row.choice("path")
        steps = try row.get("step_keys")
        cycle = try row.get("cycle")
        decidedOn = try row.get("decided_on")
        decidedAt = try row.get("decided_at")
        decidedBy = try row.get("decided_by")
        role = try row.choice("role")
        reason = try row.get("reason")
        until = try row.getOptional("until_on")
        agency = try row.getOptional("agency_id")
        placement = try row.getOptional("placement_id")
        settlesFor =
            try row.getOptional("settle_minor", as: Int64.self) == nil ? nil : try row.money("settle_minor")
        owed = try row.money("owed_minor")
        sheet = try JSONDecoder().decode([String].self, from: Data(try row.get("sheet", as: String.self).utf8))
        ending = try row.optionalChoice("ending")
        endedOn = try row.getOptional("ended_on")
        endingWords = try row.getOptional("ending_words") ?? ""
    }

    /// Whether it still says what is to happen: it was neither left out nor changed.
    package var stands: Bool { ending == nil || ending == .carriedOut }
}

private let decisionColumns: SQL = """
    d.id, d.case_id, d.ordinal, d.path, d.step_keys, d.cycle, d.decided_on, d.decided_at, d.decided_by, d.role, d.reason,
    d.until_on, d.agency_id, d.placement_id, d.settle_minor, d.owed_minor, d.currency, d.sheet::text AS sheet,
    CASE WHEN y.decision_id IS NULL THEN x.kind ELSE 'undone' END AS ending,
    coalesce(y.undone_on, x.ended_on) AS ended_on, coalesce(y.words, x.words) AS ending_words
    """

extension TenantTransaction {
    /// Keeps a decision. Whoever decides holds the case's lock, so that its ordinal is free.
    package func add(_ decision: CaseDecisionRecord) throws {
        let sheet = String(decoding: try JSONEncoder().encode(decision.sheet), as: UTF8.self)
        try execute(
            """
            INSERT INTO case_decisions (tenant_id, id, case_id, ordinal, path, step_keys, cycle, decided_on, decided_at,
                decided_by, role, reason, until_on, agency_id, placement_id, settle_minor, owed_minor, currency, sheet)
            VALUES (\(tenantID), \(decision.id), \(decision.caseID), \(Int32(decision.ordinal)),
                \(decision.path.rawValue), \(decision.steps), \(decision.cycle), \(decision.decidedOn),
                \(decision.decidedAt), \(decision.decidedBy), \(decision.role.rawValue), \(decision.reason),
                \(decision.until), \(decision.agency), \(decision.placement), \(decision.settlesFor?.minorUnits),
                \(decision.owed.minorUnits), \(decision.owed.currency.code), \(sheet)::text::jsonb)
            """)
        try lowerNextLook(of: [decision.caseID], to: decision.decidedOn)
    }

    /// Ends a decision. One that has ended stays as it ended.
    ///
    /// - Returns: Whether it ended now.
    package func end(
        _ id: Identifier<CaseDecisionMark>, as kind: CaseDecisionRecord.Ending, words: String, on day: CalendarDate
    ) throws -> Bool {
        let caseID = try row("SELECT case_id FROM case_decisions WHERE tenant_id = \(tenantID) AND id = \(id)") {
            try $0.get("case_id", as: Identifier<CollectionCase>.self)
        }
        guard let caseID else { return false }
        let ended = try execute(
            """
            INSERT INTO decision_endings (tenant_id, decision_id, kind, ended_on, words)
            VALUES (\(tenantID), \(id), \(kind.rawValue), \(day), \(words)) ON CONFLICT (tenant_id, decision_id) DO NOTHING
            """)
        try lowerNextLook(of: [caseID], to: day)
        return ended == 1
    }

    /// Ends the write-off of a case that an entry of a day carried out, because the entry is undone. One that was undone
    /// before, or that none stands behind, changes nothing.
    package func undoWriteOff(
        of caseID: Identifier<CollectionCase>, writtenOffOn day: CalendarDate, words: String, on today: CalendarDate
    ) throws {
        try execute(
            """
            INSERT INTO decision_undoings (tenant_id, decision_id, undone_on, words)
            SELECT d.tenant_id, d.id, \(today), \(words)
            FROM case_decisions d
            JOIN decision_endings x ON x.tenant_id = d.tenant_id AND x.decision_id = d.id
            WHERE d.tenant_id = \(tenantID) AND d.case_id = \(caseID) AND d.path = 'write-off'
                AND x.kind = 'carried-out' AND x.ended_on = \(day)
            ORDER BY d.ordinal DESC LIMIT 1
            ON CONFLICT (tenant_id, decision_id) DO NOTHING
            """)
    }

    /// Keeps that a decision that was carried out stands no more. A second time changes nothing.
    package func undo(_ id: Identifier<CaseDecisionMark>, words: String, on today: CalendarDate) throws {
        try execute(
            """
            INSERT INTO decision_undoings (tenant_id, decision_id, undone_on, words)
            VALUES (\(tenantID), \(id), \(today), \(words))
            ON CONFLICT (tenant_id, decision_id) DO NOTHING
            """)
    }

    /// Settlements of these customers with a business, in the order they were decided: those that wait for their money,
    /// or those that were carried out and not undone.
    package func settlements(
        of customers: [Identifier<Customer>], business: Identifier<Business>, areCarriedOut: Bool
    ) throws -> [CaseDecisionRecord] {
        try rows(
            """
            SELECT \(decisionColumns)
            FROM collection_cases c
            JOIN case_decisions d ON d.tenant_id = c.tenant_id AND d.case_id = c.id
            LEFT JOIN decision_endings x ON x.tenant_id = d.tenant_id AND x.decision_id = d.id
            LEFT JOIN decision_undoings y ON y.tenant_id = d.tenant_id AND y.decision_id = d.id
            WHERE c.tenant_id = \(tenantID) AND c.customer_id = ANY(\(customers)) AND c.business_id = \(business)
                AND d.path = 'settle' AND y.decision_id IS NULL
                AND CASE WHEN \(areCarriedOut) THEN x.kind = 'carried-out' ELSE x.decision_id IS NULL END
            ORDER BY d.decided_at, d.id
            """, CaseDecisionRecord.init)
    }

    /// Cases of these receivables, each once.
    package func cases(ofReceivables ids: [Identifier<Receivable>]) throws -> [Identifier<CollectionCase>] {
        try rows(
            """
            SELECT DISTINCT case_id FROM receivables WHERE tenant_id = \(tenantID) AND id = ANY(\(ids)) ORDER BY case_id
            """
        ) { try $0.get("case_id") }
    }

    /// Decisions about these cases in the order they were taken.
    package func caseDecisions(
        ofCases ids: [Identifier<CollectionCase>]
    ) throws -> [CaseDecisionRecord] {
        try rows(
            """
            SELECT \(decisionColumns)
            FROM case_decisions d
            LEFT JOIN decision_endings x ON x.tenant_id = d.tenant_id AND x.decision_id = d.id
            LEFT JOIN decision_undoings y ON y.tenant_id = d.tenant_id AND y.decision_id = d.id
            WHERE d.tenant_id = \(tenantID) AND d.case_id = ANY(\(ids)) ORDER BY d.case_id, d.ordinal
            """, CaseDecisionRecord.init)
    }

    /// The decision a placement rests on; `nil` when it rests on none.
    package func decision(behind placement: Identifier<Placement>) throws -> CaseDecisionRecord? {
        try row(
            """
            SELECT \(decisionColumns)
            FROM case_decisions d
            LEFT JOIN decision_endings x ON x.tenant_id = d.tenant_id AND x.decision_id = d.id
            LEFT JOIN decision_undoings y ON y.tenant_id = d.tenant_id AND y.decision_id = d.id
            WHERE d.tenant_id = \(tenantID) AND d.placement_id = \(placement) ORDER BY d.ordinal DESC LIMIT 1
            """, CaseDecisionRecord.init)
    }

    /// Decisions of one path that wait to be carried out, the oldest first.
    package func decisionsToCarryOut(_ path: DecisionPath, limit: Int) throws -> [CaseDecisionRecord] {
        try rows(
            """
            SELECT \(decisionColumns)
            FROM case_decisions d
            LEFT JOIN decision_endings x ON x.tenant_id = d.tenant_id AND x.decision_id = d.id
            LEFT JOIN decision_undoings y ON y.tenant_id = d.tenant_id AND y.decision_id = d.id
            WHERE d.tenant_id = \(tenantID) AND d.path = \(path.rawValue) AND x.decision_id IS NULL
            ORDER BY d.decided_at, d.id LIMIT \(limit)
            """, CaseDecisionRecord.init)
    }

    /// Write-offs whose letter was taken back before it left, and that has gone in no other way, in the order of their
    /// ids.
    package func closedWithoutLetter(
        template: String, after last: Identifier<CaseDecisionMark>?, limit: Int
    ) throws -> [CaseDecisionRecord] {
        try rows(
            """
            SELECT \(decisionColumns)
            FROM case_decisions d
            JOIN decision_endings x ON x.tenant_id = d.tenant_id AND x.decision_id = d.id
            LEFT JOIN decision_undoings y ON y.tenant_id = d.tenant_id AND y.decision_id = d.id
            WHERE d.tenant_id = \(tenantID) AND d.path = 'write-off' AND x.kind = 'carried-out'
                AND (\(last)::uuid IS NULL OR d.id > \(last)::uuid)
                AND y.decision_id IS NULL AND EXISTS (
                    SELECT FROM contact_attempts a WHERE a.tenant_id = d.tenant_id AND a.case_id = d.case_id
                        AND a.template_key = \(template) AND a.planned_on >= x.ended_on AND a.state = 'cancelled')
                AND NOT EXISTS (
                    SELECT FROM contact_attempts a WHERE a.tenant_id = d.tenant_id AND a.case_id = d.case_id
                        AND a.template_key = \(template) AND a.planned_on >= x.ended_on AND a.state <> 'cancelled')
            ORDER BY d.id LIMIT \(limit)
            """, CaseDecisionRecord.init)
    }

    /// Cases somebody may have to decide about, in the order of their ids: what is past due for long, and what the
    /// customer refuses. Placed ones are left out.
    package func casesToDecide(
        dueOnOrBefore day: CalendarDate, today: CalendarDate, after last: Identifier<CollectionCase>?, limit: Int
    ) throws -> [Identifier<CollectionCase>] {
        try rows(
            """
            SELECT c.id FROM collection_cases c
            WHERE c.tenant_id = \(tenantID) AND c.policy_version_id IS NOT NULL
                AND (\(last)::uuid IS NULL OR c.id > \(last)::uuid)
                AND EXISTS (
                    SELECT FROM receivables r
                    JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
                    WHERE r.tenant_id = c.tenant_id AND r.case_id = c.id AND b.open_minor > 0 AND (
                        r.due_on <= \(day)
                        OR r.due_on < \(today) AND (
                            EXISTS (SELECT FROM holds h WHERE h.tenant_id = c.tenant_id
                                AND h.customer_id = c.customer_id AND h.reason = 'refusal')
                            OR EXISTS (SELECT FROM calls k WHERE k.tenant_id = c.tenant_id
                                AND k.customer_id = c.customer_id AND k.nonpayment_reason = 'refuses'))))
                AND NOT EXISTS (
                    SELECT FROM placements p
                    WHERE p.tenant_id = c.tenant_id AND p.case_id = c.id AND p.state = 'exported')
            ORDER BY c.id LIMIT \(limit)
            """
        ) { try $0.get("id") }
    }
}
