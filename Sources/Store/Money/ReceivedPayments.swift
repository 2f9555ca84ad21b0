import Postgres
package import Receivables

/// Money of a day on which something late was paid, all of it: a customer who reads what arrived has to know it again.
package struct LatePayment: Sendable {
    package let caseID: Identifier<CollectionCase>
    package let day: CalendarDate
    package let amount: Money
    /// References of the receivables it went to, oldest first; what went to none of them lies unapplied.
    package let references: [String]
    /// Whether all of it came from outside that day; money that lay unapplied had arrived before.
    package let isArrival: Bool
}

extension TenantTransaction {
    /// Days back for which payments are worth a word.
    private static let receiptDays = 30

    /// Days back for which money shows that a customer answers.
    private static let answeringDays = 365

    /// The last day on which money of these cases' customers arrived that stayed; cases without one are left out.
    func lastPaidOn(
        ofCases ids: [Identifier<CollectionCase>], today: CalendarDate
    ) throws -> [Identifier<CollectionCase>: CalendarDate] {
        let found = try rows(
            """
            SELECT c.id AS case_id, max(e.effective_on) AS paid_on
            FROM collection_cases c
            JOIN journal_entries e ON e.tenant_id = c.tenant_id AND e.customer_id = c.customer_id
                AND e.business_id = c.business_id
            WHERE c.tenant_id = \(tenantID) AND c.id = ANY(\(ids)) AND e.kind = 'payment-received'
                AND e.effective_on BETWEEN \(today.adding(days: -Self.answeringDays)) AND \(today)
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            GROUP BY c.id
            """
        ) { row in
            (try row.get("case_id", as: Identifier<CollectionCase>.self), try row.get("paid_on", as: CalendarDate.self))
        }
        return Dictionary(uniqueKeysWithValues: found)
    }

    /// Late payments of these cases in the last 30 days, reversed ones left out, oldest first. What was paid before the
    /// case came into these books is none: a file brought it along.
    func latePayments(
        ofCases ids: [Identifier<CollectionCase>], today: CalendarDate
    ) throws -> [Identifier<CollectionCase>: [LatePayment]] {
        let found = try rows(
            """
            SELECT c.id AS case_id, e.effective_on, sum(p.amount_minor)::bigint AS paid_minor, p.currency,
                array_agg(r.reference ORDER BY r.due_on, r.reference) FILTER (WHERE r.id IS NOT NULL) AS reference_list,
                bool_and(e.kind = 'payment-received') AS is_arrival
            FROM collection_cases c
            JOIN journal_entries e ON e.tenant_id = c.tenant_id AND e.customer_id = c.customer_id
                AND e.business_id = c.business_id
            JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
            LEFT JOIN receivables r ON r.tenant_id = p.tenant_id AND r.id = p.credit_account_id
            WHERE c.tenant_id = \(tenantID) AND c.id = ANY(\(ids))
                AND e.effective_on BETWEEN \(today.adding(days: -Self.receiptDays)) AND \(today)
                AND (c.opened_on IS NULL OR e.effective_on >= c.opened_on)
                AND e.kind IN ('payment-received', 'applied')
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            GROUP BY c.id, e.effective_on, p.currency
            HAVING bool_or(r.due_on < e.effective_on)
            ORDER BY c.id, e.effective_on, p.currency
            """
        ) { row in
            LatePayment(
                caseID: try row.get("case_id"), day: try row.get("effective_on"), amount: try row.money("paid_minor"),
                references: try row.get("reference_list"), isArrival: try row.get("is_arrival"))
        }
        return Dictionary(grouping: found, by: \.caseID)
    }
}
