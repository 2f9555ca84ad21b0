package import Ledger
import Postgres
package import Receivables

extension TenantTransaction {
    /// What entries of a kind took off the receivables of a case on one day, those undone since left out; `nil` for
    /// nothing. Of several currencies the one with the largest sum.
    ///
    /// - Parameter memo: What the entries' memo begins with; empty for any.
    package func takenOff(
        by kind: EntryKind, memo: String = "", ofCase id: Identifier<CollectionCase>, on day: CalendarDate
    ) throws -> Money? {
        try rows(
            """
            SELECT sum(p.amount_minor)::bigint AS taken_minor, p.currency
            FROM receivables r
            JOIN postings p ON p.tenant_id = r.tenant_id AND p.credit_account_id = r.id
            JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
            WHERE r.tenant_id = \(tenantID) AND r.case_id = \(id) AND e.kind = \(kind.rawValue)
                AND e.effective_on = \(day) AND starts_with(e.memo, \(memo))
                AND NOT EXISTS (
                    SELECT FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            GROUP BY p.currency ORDER BY 1 DESC LIMIT 1
            """
        ) { try $0.money("taken_minor") }.first
    }

    /// Why a dispute was resolved as it was, as whoever resolved it wrote; `nil` while it is open.
    package func resolutionReason(ofDispute id: Identifier<Dispute>) throws -> String? {
        try row("SELECT reason FROM dispute_resolutions WHERE tenant_id = \(tenantID) AND dispute_id = \(id)") {
            try $0.get("reason")
        }
    }
}
