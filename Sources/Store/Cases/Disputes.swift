import Foundation
import Postgres
package import Receivables
package import Treatment

/// A customer's objection to a receivable or part of it.
package struct DisputeRecord: Sendable {
    package let id: Identifier<Dispute>
    package let caseID: Identifier<CollectionCase>
    package let receivableID: Identifier<Receivable>
    /// `nil`: the whole item.
    package let amount: Money?
    package let reason: String
    package let openedOn: CalendarDate
    package let evidenceDueOn: CalendarDate?
    package let resolvedOn: CalendarDate?
    package let outcome: String?
    /// What the customer says is wrong; `nil` for one a file brought along, which its source answers.
    package let claim: DisputeClaim?
    /// Last day for the answer; `nil` when `claim` is.
    package let answerDueOn: CalendarDate?
    /// What the customer was told in answer, and what was taken off.
    package let explanation: String?
    package let corrected: Money?
    /// What the customer sent, in the order it came.
    package internal(set) var evidence: [DisputeEvidence] = []

    init(_ row: Row) throws {
        id = try row.get("id")
        caseID = try row.get("case_id")
        receivableID = try row.get("receivable_id")
        amount = try row.getOptional("amount_minor", as: Int64.self) == nil ? nil : try row.money("amount_minor")
        reason = try row.get("reason")
        openedOn = try row.get("opened_on")
        evidenceDueOn = try row.getOptional("evidence_due_on")
        resolvedOn = try row.getOptional("resolved_on")
        outcome = try row.getOptional("outcome")
        claim = try row.getOptional("claim", as: String.self).flatMap(DisputeClaim.init)
        answerDueOn = try row.getOptional("answer_due_on")
        explanation = try row.getOptional("explanation")
        corrected =
            try row.getOptional("corrected_minor", as: Int64.self) == nil ? nil : try row.money("corrected_minor")
    }
}

extension TenantTransaction {
    /// Opens a dispute on a receivable. One that is open already for the same receivable is returned instead.
    package func openDispute(
        on receivable: Identifier<Receivable>, amount: Money?, currency: Currency, reason: String,
        openedOn: CalendarDate,
        evidenceDueOn: CalendarDate?, source: String
    ) throws -> Identifier<Dispute>? {
        guard
            let caseID = try row(
                "SELECT case_id FROM receivables WHERE tenant_id = \(tenantID) AND id = \(receivable)",
                { try $0.get("case_id", as: Identifier<CollectionCase>.self) })
        else { return nil }
        // The case row serialises two people who open the same dispute.
        try execute("SELECT 1 FROM collection_cases WHERE tenant_id = \(tenantID) AND id = \(caseID) FOR UPDATE")
        if let open = try disputes(ofCases: [caseID]).first(where: {
            $0.receivableID == receivable && $0.resolvedOn == nil
        }) {
            return open.id
        }
        let id = Identifier<Dispute>()
        try execute(
            """
            INSERT INTO disputes (tenant_id, id, case_id, receivable_id, amount_minor, currency, reason, opened_on,
                evidence_due_on, source)
            VALUES (\(tenantID), \(id), \(caseID), \(receivable), \(amount?.minorUnits), \(currency.code), \(reason),
                \(openedOn), \(evidenceDueOn), \(source))
            """)
        try lowerNextLook(of: [caseID], to: openedOn)
        return id
    }

    /// Resolves a dispute. Resolving twice changes nothing.
    ///
    /// - Returns: `false` when there is no such dispute.
    package func resolveDispute(_ id: Identifier<Dispute>, outcome: String, on day: CalendarDate, reason: String) throws
        -> Bool
    {
        guard
            let caseID = try row(
                "SELECT case_id FROM disputes WHERE tenant_id = \(tenantID) AND id = \(id)",
                { try $0.get("case_id", as: Identifier<CollectionCase>.self) })
        else { return false }
        try execute(
            """
            INSERT INTO dispute_resolutions (tenant_id, dispute_id, outcome, resolved_on, reason)
            VALUES (\(tenantID), \(id), \(outcome), \(day), \(reason)) ON CONFLICT (tenant_id, dispute_id) DO NOTHING
            """)
        try lowerNextLook(of: [caseID], to: day)
        return true
    }

    /// How a dispute was resolved; `nil` while it is open.
    package func outcome(ofDispute id: Identifier<Dispute>) throws -> String? {
        try row("SELECT outcome FROM dispute_resolutions WHERE tenant_id = \(tenantID) AND dispute_id = \(id)") {
            try $0.get("outcome")
        }
    }

    /// Disputes of these cases, resolved ones included, oldest first.
    package func disputes(ofCases ids: [Identifier<CollectionCase>]) throws -> [DisputeRecord] {
        try disputes(matching: "d.case_id = ANY(\(ids))")
    }

    /// One dispute; `nil` when there is none.
    package func dispute(_ id: Identifier<Dispute>) throws -> DisputeRecord? {
        try disputes(matching: "d.id = \(id)").first
    }

    private func disputes(matching condition: SQL) throws -> [DisputeRecord] {
        var found = try rows(
            """
            SELECT d.id, d.case_id, d.receivable_id, d.amount_minor, d.currency, d.reason, d.opened_on, d.evidence_due_on,
                x.resolved_on, x.outcome, c.claim, c.answer_due_on, a.explanation, a.corrected_minor
            FROM disputes d
            LEFT JOIN dispute_resolutions x ON x.tenant_id = d.tenant_id AND x.dispute_id = d.id
            LEFT JOIN dispute_claims c ON c.tenant_id = d.tenant_id AND c.dispute_id = d.id
            LEFT JOIN dispute_answers a ON a.tenant_id = d.tenant_id AND a.dispute_id = d.id
            WHERE d.tenant_id = \(tenantID) AND \(condition) ORDER BY d.case_id, d.opened_on, d.id
            """, DisputeRecord.init)
        // Most cases have none: nothing more is asked for them.
        guard !found.isEmpty else { return [] }
        let evidence = try evidence(of: found.map(\.id))
        for index in found.indices { found[index].evidence = evidence[found[index].id] ?? [] }
        return found
    }
}
