import Postgres
package import Receivables

/// A payment that was undone.
package struct ReversedPayment: Sendable, Hashable {
    package let paidOn: CalendarDate
    package let amount: Money
    /// A stable word, as whoever undid it gave it.
    package let reason: String
    /// References of the receivables it had gone to, in their order; empty where nothing took it up.
    package let items: [String]
}

extension TenantTransaction {
    /// Payments of a case's customer to its business that were undone with effect of one day, oldest payment first.
    package func reversedPayments(
        ofCase id: Identifier<CollectionCase>, on day: CalendarDate
    ) throws -> [ReversedPayment] {
        try rows(
            """
            SELECT o.effective_on AS paid_on, e.memo, p.currency, sum(p.amount_minor)::bigint AS amount_minor,
                array_remove(array_agg(DISTINCT r.reference ORDER BY r.reference), NULL) AS items
            FROM collection_cases c
            JOIN journal_entries o ON o.tenant_id = c.tenant_id AND o.business_id = c.business_id
                AND o.customer_id = c.customer_id AND o.kind = 'payment-received'
            JOIN journal_entries e ON e.tenant_id = o.tenant_id AND e.reverses_entry_id = o.id
            JOIN postings p ON p.tenant_id = o.tenant_id AND p.entry_id = o.id
            LEFT JOIN receivables r ON r.tenant_id = p.tenant_id AND r.id = p.credit_account_id
            WHERE c.tenant_id = \(tenantID) AND c.id = \(id) AND e.effective_on = \(day)
            GROUP BY o.id, o.effective_on, e.memo, p.currency
            ORDER BY o.effective_on, o.id
            """
        ) { row in
            ReversedPayment(
                paidOn: try row.get("paid_on"), amount: try row.money("amount_minor"), reason: try row.get("memo"),
                items: try row.get("items"))
        }
    }
}
