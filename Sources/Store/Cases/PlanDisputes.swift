import Postgres
import Receivables
import Treatment

extension TenantTransaction {
    /// Objections to what these plans cover, decided ones included, by the plan. Each says which version of the plan was
    /// the last agreed before it, because a version leaves out what was in dispute when it was agreed.
    func planDisputes(
        of plans: [Identifier<PaymentPlan>], movements: [Identifier<Receivable>: [PlanMovement]]
    ) throws -> [Identifier<PaymentPlan>: [PlanDispute]] {
        let found = try rows(
            """
            SELECT i.plan_id, d.receivable_id, d.amount_minor, d.currency, d.opened_on, x.resolved_on, b.open_minor,
                (SELECT count(*) FROM plan_versions v WHERE v.tenant_id = i.tenant_id AND v.plan_id = i.plan_id
                    AND v.created_at < d.created_at) AS versions
            FROM plan_items i
            JOIN disputes d ON d.tenant_id = i.tenant_id AND d.receivable_id = i.receivable_id
            JOIN receivable_balances b ON b.tenant_id = d.tenant_id AND b.receivable_id = d.receivable_id
            LEFT JOIN dispute_resolutions x ON x.tenant_id = d.tenant_id AND x.dispute_id = d.id
            WHERE i.tenant_id = \(tenantID) AND i.plan_id = ANY(\(plans)) ORDER BY i.plan_id, d.opened_on, d.id
            """
        ) { row in
            let receivable = try row.get("receivable_id", as: Identifier<Receivable>.self)
            let amount = try row.getOptional("amount_minor", as: Int64.self)
            return (
                plan: try row.get("plan_id", as: Identifier<PaymentPlan>.self),
                dispute: PlanDispute(
                    on: receivable,
                    days: DayInterval(from: try row.get("opened_on"), until: try row.getOptional("resolved_on")),
                    amount: amount == nil ? nil : try row.money("amount_minor"),
                    version: Int(try row.get("versions", as: Int64.self)), open: try row.money("open_minor"),
                    movements: movements[receivable] ?? [])
            )
        }
        return Dictionary(grouping: found, by: \.plan).mapValues { $0.map(\.dispute) }
    }

    /// What decisions about disputes took off what these plans cover, with the versions that had left the disputed part
    /// out: agreed after the dispute was raised and before it was decided.
    func planMovementsOutside(
        of plans: [Identifier<PaymentPlan>]
    ) throws -> [Identifier<PaymentPlan>: [PlanMovementOutside]] {
        let found = try rows(
            """
            SELECT i.plan_id, e.effective_on, p.amount_minor, p.currency, undone.effective_on AS undone_on,
                (SELECT count(*) FROM plan_versions v WHERE v.tenant_id = i.tenant_id AND v.plan_id = i.plan_id
                    AND v.created_at < d.created_at) AS before_dispute,
                (SELECT count(*) FROM plan_versions v WHERE v.tenant_id = i.tenant_id AND v.plan_id = i.plan_id
                    AND v.created_at < e.posted_at) AS before_entry
            FROM plan_items i
            JOIN receivables r ON r.tenant_id = i.tenant_id AND r.id = i.receivable_id
            JOIN disputes d ON d.tenant_id = i.tenant_id AND d.receivable_id = i.receivable_id
            JOIN journal_entries e ON e.tenant_id = d.tenant_id AND e.business_id = r.business_id
                AND e.idempotency_key = 'dispute:' || d.id
            JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id AND p.credit_account_id = r.id
            LEFT JOIN journal_entries undone ON undone.tenant_id = e.tenant_id AND undone.reverses_entry_id = e.id
            WHERE i.tenant_id = \(tenantID) AND i.plan_id = ANY(\(plans))
            ORDER BY i.plan_id, e.effective_on, e.id, p.ordinal
            """
        ) { row in
            let amount = try row.money("amount_minor")
            let first = Int(try row.get("before_dispute", as: Int64.self)) + 1
            let versions = first..<max(first, Int(try row.get("before_entry", as: Int64.self)) + 1)
            var moved = [PlanMovement(day: try row.get("effective_on"), amount: amount)]
            if let undone = try row.getOptional("undone_on", as: CalendarDate.self) {
                moved.append(
                    PlanMovement(
                        day: undone, amount: Money(minorUnits: 0 - amount.minorUnits, currency: amount.currency)))
            }
            return (
                plan: try row.get("plan_id", as: Identifier<PaymentPlan>.self),
                outside: moved.map { PlanMovementOutside($0, versions: versions) }
            )
        }
        return Dictionary(grouping: found, by: \.plan).mapValues { $0.flatMap(\.outside) }
    }
}
