import Postgres
package import Receivables

/// Money that went to receivables of one case when they were late already, by the day it moved.
package struct LatePayment: Sendable {
    package let caseID: Identifier<CollectionCase>
    package let day: CalendarDate
    package let amount: Money
    /// References of the receivables it went to, oldest first.
    package let references: [String]
    /// Whether all of it came from outside that day; money that lay unapplied had arrived before.
    package let isArrival: Bool
}

extension TenantTransaction {
    /// Days back for which payments are worth a word.
    private static let receiptDays = 30

    /// Late payments of these cases in the last 30 days, reversed ones left out, oldest first.
    func latePayments(
        ofCases ids: [Identifier<CollectionCase>], today: CalendarDate
    ) throws -> [Identifier<CollectionCase>: [LatePayment]] {
        let found = try rows(
            """
            SELECT r.case_id, e.effective_on, sum(p.amount_minor)::bigint AS paid_minor, p.currency,
                array_agg(r.reference ORDER BY r.due_on, r.reference) AS reference_list,
                bool_and(e.kind = 'payment-received') AS is_arrival
            FROM receivables r
            JOIN postings p ON p.tenant_id = r.tenant_id AND p.credit_account_id = r.id
            JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
            WHERE r.tenant_id = \(tenantID) AND r.case_id = ANY(\(ids))
                AND e.effective_on BETWEEN \(today.adding(days: -Self.receiptDays)) AND \(today)
                AND e.kind IN ('payment-received', 'applied') AND r.due_on < e.effective_on
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            GROUP BY r.case_id, e.effective_on, p.currency
            ORDER BY r.case_id, e.effective_on, p.currency
            """
        ) { row in
            LatePayment(
                caseID: try row.get("case_id"), day: try row.get("effective_on"), amount: try row.money("paid_minor"),
                references: try row.get("reference_list"), isArrival: try row.get("is_arrival"))
        }
        return Dictionary(grouping: found, by: \.caseID)
    }
}
