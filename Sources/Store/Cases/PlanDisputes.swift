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
}
