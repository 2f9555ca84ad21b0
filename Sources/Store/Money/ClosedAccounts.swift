import Postgres
import Receivables

extension TenantTransaction {
    /// What was taken off the books last of each of these cases, and on which day: what went together with the latest
    /// write-off that was not undone.
    func lastWriteOffs(
        ofCases ids: [Identifier<CollectionCase>]
    ) throws -> [Identifier<CollectionCase>: (amount: Money, on: CalendarDate)] {
        let found = try rows(
            """
            SELECT DISTINCT ON (r.case_id) r.case_id, e.effective_on, sum(p.amount_minor)::bigint AS amount_minor, p.currency
            FROM receivables r
            JOIN postings p ON p.tenant_id = r.tenant_id AND p.credit_account_id = r.id
            JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
            WHERE r.tenant_id = \(tenantID) AND r.case_id = ANY(\(ids)) AND e.kind = 'written-off'
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            GROUP BY r.case_id, e.effective_on, p.currency
            ORDER BY r.case_id, e.effective_on DESC, amount_minor DESC
            """
        ) {
            (
                try $0.get("case_id", as: Identifier<CollectionCase>.self),
                (amount: try $0.money("amount_minor"), on: try $0.get("effective_on", as: CalendarDate.self))
            )
        }
        return Dictionary(uniqueKeysWithValues: found)
    }
}
