import Postgres
package import Receivables

/// Money of a customer that lies with a business without being set against a receivable.
package struct UnappliedMoney: Sendable {
    package let customer: Identifier<Customer>
    package let customerReference: String
    package let business: Identifier<Business>
    /// Above nothing.
    package let amount: Money
    /// The last day on which money of the customer arrived; `nil` when it came with the opening of the books.
    package let lastReceivedOn: CalendarDate?

    init(_ row: Row) throws {
        customer = try row.get("customer_id")
        customerReference = try row.get("reference")
        business = try row.get("business_id")
        amount = try row.money("unapplied_minor")
        lastReceivedOn = try row.getOptional("last_received_on")
    }
}

extension TenantTransaction {
    /// All of it, the largest first; of one customer where one is named.
    package func unappliedMoney(
        of customer: Identifier<Customer>? = nil, limit: Int = 1_000
    ) throws -> [UnappliedMoney] {
        try rows(
            """
            SELECT b.customer_id, u.reference, b.business_id, b.unapplied_minor, b.currency, (
                SELECT max(e.effective_on) FROM journal_entries e
                WHERE e.tenant_id = b.tenant_id AND e.customer_id = b.customer_id AND e.business_id = b.business_id
                    AND e.kind = 'payment-received') AS last_received_on
            FROM customer_balances b
            JOIN customers u ON u.tenant_id = b.tenant_id AND u.id = b.customer_id
            WHERE b.tenant_id = \(tenantID) AND b.unapplied_minor > 0
                AND (\(customer)::uuid IS NULL OR b.customer_id = \(customer)::uuid)
            ORDER BY b.unapplied_minor DESC, u.reference, b.business_id, b.currency LIMIT \(limit)
            """, UnappliedMoney.init)
    }

    /// Keeps others from setting the customer's money against anything until the transaction ends.
    package func lockUnappliedMoney(of customer: Identifier<Customer>, business: Identifier<Business>) throws {
        try execute(
            """
            SELECT 1 FROM customer_balances
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND customer_id = \(customer)
            ORDER BY currency FOR UPDATE
            """)
    }
}
