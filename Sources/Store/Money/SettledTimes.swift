import Postgres
package import Receivables
package import Treatment

/// A time in which nothing was open of a receivable that a fee letter names.
package struct SettledTime: Sendable, Hashable {
    package let caseID: Identifier<CollectionCase>
    package let receivable: Identifier<Receivable>
    /// From the day of the money, and until the day it came back; at least one day, and without end while it stays.
    package let days: DayInterval
}

extension TenantTransaction {
    /// When the receivables that a fee letter of these cases names were settled, money that came back since among it.
    ///
    /// Told from the entries in the order they were recorded: a bank's return counts after the payment it undoes, whatever
    /// day it is dated. What is recorded in one go counts together.
    func settledTimes(
        ofCases ids: [Identifier<CollectionCase>]
    ) throws -> [Identifier<CollectionCase>: [SettledTime]] {
        let found = try rows(
            """
            WITH named AS (
                SELECT DISTINCT r.id, r.case_id FROM receivables r
                JOIN fee_notice_items i ON i.tenant_id = r.tenant_id AND i.receivable_id = r.id
                WHERE r.tenant_id = \(tenantID) AND r.case_id = ANY(\(ids))
            ), moved AS (
                SELECT n.id, n.case_id, p.entry_id, p.amount_minor FROM named n
                JOIN postings p ON p.tenant_id = \(tenantID) AND p.debit_account_id = n.id
                UNION ALL
                SELECT n.id, n.case_id, p.entry_id, -p.amount_minor FROM named n
                JOIN postings p ON p.tenant_id = \(tenantID) AND p.credit_account_id = n.id
            ), steps AS (
                SELECT m.id, m.case_id, e.posted_at, max(e.effective_on) AS on_day, sum(m.amount_minor) AS change
                FROM moved m JOIN journal_entries e ON e.tenant_id = \(tenantID) AND e.id = m.entry_id
                GROUP BY m.id, m.case_id, e.posted_at
            ), running AS (
                SELECT id, case_id, on_day, sum(change) OVER recorded AS open_minor, lead(on_day) OVER recorded AS until
                FROM steps WINDOW recorded AS (PARTITION BY id ORDER BY posted_at)
            )
            SELECT id, case_id, on_day, greatest(until, on_day + 1) AS until, until IS NULL AS lasts
            FROM running WHERE open_minor <= 0 ORDER BY case_id, id, on_day, until
            """
        ) { row in
            SettledTime(
                caseID: try row.get("case_id"), receivable: try row.get("id"),
                days: DayInterval(
                    from: try row.get("on_day"),
                    until: try row.get("lasts", as: Bool.self) ? nil : try row.get("until", as: CalendarDate.self)))
        }
        return Dictionary(grouping: found, by: \.caseID)
    }
}
