import Postgres
package import Receivables

extension TenantTransaction {
    /// The entry of a business that was asked for with this key; `nil` when there is none.
    package func entry(
        key: String, business: Identifier<Business>
    ) throws -> Identifier<JournalEntry>? {
        try row(
            """
            SELECT id FROM journal_entries
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND idempotency_key = \(key)
            """
        ) { try $0.get("id") }
    }
}
