import Foundation
import Postgres
package import Receivables
package import Treatment

extension TenantTransaction {
    /// One plan with its versions and what moved; `nil` when there is none.
    package func paymentPlan(_ id: Identifier<PaymentPlan>) throws -> PlanRecord? {
        try plans(matching: "p.id = \(id)", limit: 1).first
    }

    /// Plans of these cases, those that are over included, oldest first.
    package func plans(ofCases ids: [Identifier<CollectionCase>]) throws -> [PlanRecord] {
        try plans(matching: "p.case_id = ANY(\(ids))", limit: 100_000)
    }

    /// The newest plans of the tenant, newest first.
    package func newestPlans(limit: Int) throws -> [PlanRecord] {
        try plans(matching: "true", newestFirst: true, limit: limit)
    }

    private func plans(matching condition: SQL, newestFirst: Bool = false, limit: Int) throws -> [PlanRecord] {
        let order: SQL =
            newestFirst
            ? "p.accepted_on DESC, p.created_at DESC, p.id" : "p.case_id, p.accepted_on, p.created_at, p.id"
        var plans = try rows(
            """
            SELECT p.id, p.case_id, p.quote_id, p.plugin_kind, p.accepted_on, p.accepted_how, p.recorded_by, p.reviewed_by,
                p.provisional_days, p.grace_days, p.reminds, x.ended_on, x.reason AS end_reason, x.ended_by
            FROM payment_plans p LEFT JOIN plan_endings x ON x.tenant_id = p.tenant_id AND x.plan_id = p.id
            WHERE p.tenant_id = \(tenantID) AND \(condition) ORDER BY \(order) LIMIT \(limit)
            """, PlanRecord.init)
        // Most cases never have a plan: nothing more is asked for them.
        guard !plans.isEmpty else { return [] }
        let ids = plans.map(\.id)
        let items = try planItems(of: ids)
        let versions = try planVersions(of: ids)
        let moved = try movements(on: items.values.flatMap { $0.map(\.receivable) })
        let disputes = try planDisputes(of: ids, movements: moved)
        let outside = try planMovementsOutside(of: ids)
        for index in plans.indices {
            plans[index].disputes = disputes[plans[index].id] ?? []
            plans[index].outside = outside[plans[index].id] ?? []
            plans[index].items = items[plans[index].id] ?? []
            plans[index].versions = versions[plans[index].id] ?? []
            plans[index].movements = plans[index].items.flatMap { moved[$0.receivable] ?? [] }
        }
        return plans
    }

    private func planItems(of plans: [Identifier<PaymentPlan>]) throws
        -> [Identifier<PaymentPlan>: [(receivable: Identifier<Receivable>, open: Money)]]
    {
        let found = try rows(
            """
            SELECT i.plan_id, i.receivable_id, i.open_minor, i.currency FROM plan_items i
            JOIN receivables r ON r.tenant_id = i.tenant_id AND r.id = i.receivable_id
            WHERE i.tenant_id = \(tenantID) AND i.plan_id = ANY(\(plans))
            ORDER BY i.plan_id, r.due_on, r.reference, r.id
            """
        ) { row in
            (
                plan: try row.get("plan_id", as: Identifier<PaymentPlan>.self),
                item: (
                    receivable: try row.get("receivable_id", as: Identifier<Receivable>.self),
                    open: try row.money("open_minor")
                )
            )
        }
        return Dictionary(grouping: found, by: \.plan).mapValues { $0.map(\.item) }
    }

    private func planVersions(of plans: [Identifier<PaymentPlan>]) throws
        -> [Identifier<PaymentPlan>: [PlanVersionRecord]]
    {
        struct Key: Hashable {
            let plan: Identifier<PaymentPlan>
            let number: Int16
        }
        let parts = try rows(
            """
            SELECT plan_id, number, ordinal, due_on, amount_minor, currency FROM plan_installments
            WHERE tenant_id = \(tenantID) AND plan_id = ANY(\(plans)) ORDER BY plan_id, number, ordinal
            """
        ) { row in
            (
                key: Key(plan: try row.get("plan_id"), number: try row.get("number")),
                part: PlanInstallmentFact(
                    ordinal: Int(try row.get("ordinal", as: Int16.self)), dueOn: try row.get("due_on"),
                    amount: try row.money("amount_minor"))
            )
        }
        let byVersion = Dictionary(grouping: parts, by: \.key).mapValues { $0.map(\.part) }
        let spread = try rows(
            """
            SELECT plan_id, number, receivable_id, open_minor, currency FROM plan_version_items
            WHERE tenant_id = \(tenantID) AND plan_id = ANY(\(plans)) ORDER BY plan_id, number, receivable_id
            """
        ) { row in
            (
                key: Key(plan: try row.get("plan_id"), number: try row.get("number")),
                item: (
                    receivable: try row.get("receivable_id", as: Identifier<Receivable>.self),
                    open: try row.money("open_minor")
                )
            )
        }
        let items = Dictionary(grouping: spread, by: \.key).mapValues { $0.map(\.item) }
        let versions = try rows(
            """
            SELECT plan_id, number, agreed_on, granted_as, reason, recorded_by, paid_before_minor, currency,
                documents::text AS documents, created_at
            FROM plan_versions WHERE tenant_id = \(tenantID) AND plan_id = ANY(\(plans)) ORDER BY plan_id, number
            """
        ) { row in
            let key = Key(plan: try row.get("plan_id"), number: try row.get("number"))
            let fact = PlanVersionFact(
                number: Int(key.number), agreedOn: try row.get("agreed_on"),
                paidBefore: try row.money("paid_before_minor"), installments: byVersion[key] ?? [])
            var record = PlanVersionRecord(
                fact: fact, grantedAs: try row.choice("granted_as"), reason: try row.get("reason"),
                recordedBy: try row.get("recorded_by"), documentsJSON: try row.get("documents"),
                items: items[key] ?? [])
            record.recordedAt = try row.get("created_at")
            return (plan: key.plan, record: record)
        }
        return Dictionary(grouping: versions, by: \.plan).mapValues { $0.map(\.record) }
    }

    /// Everything that ever lowered what is owed on these receivables, or took that back, by its day. Billing, fees and
    /// interest are not among them.
    package func movements(on receivables: [Identifier<Receivable>]) throws
        -> [Identifier<Receivable>: [PlanMovement]]
    {
        let found = try rows(
            """
            SELECT m.receivable_id, e.effective_on, m.minor, m.currency
            FROM (
                SELECT p.credit_account_id AS receivable_id, p.entry_id, p.amount_minor AS minor, p.currency
                FROM postings p WHERE p.tenant_id = \(tenantID) AND p.credit_account_id = ANY(\(receivables))
                UNION ALL
                SELECT p.debit_account_id, p.entry_id, -p.amount_minor, p.currency
                FROM postings p WHERE p.tenant_id = \(tenantID) AND p.debit_account_id = ANY(\(receivables))
            ) m
            JOIN journal_entries e ON e.tenant_id = \(tenantID) AND e.id = m.entry_id
            LEFT JOIN journal_entries undone ON undone.tenant_id = e.tenant_id AND undone.id = e.reverses_entry_id
            WHERE coalesce(undone.kind, e.kind) NOT IN ('invoiced', 'opening-balance', 'fee-charged', 'interest-charged')
            ORDER BY e.effective_on, e.id
            """
        ) { row in
            (
                receivable: try row.get("receivable_id", as: Identifier<Receivable>.self),
                movement: PlanMovement(day: try row.get("effective_on"), amount: try row.money("minor"))
            )
        }
        return Dictionary(grouping: found, by: \.receivable).mapValues { $0.map(\.movement) }
    }
}
