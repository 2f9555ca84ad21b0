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
    /// Whether something is open that may take it up; what is disputed takes none.
    package let hasTaker: Bool
    /// Whether something is open, all of it in dispute.
    package let isDisputed: Bool
    /// The last write-off of the customer's receivables that still stands, where nothing is open; `nil` for none.
    package let writeOff: Identifier<JournalEntry>?
    /// The last entry in the customer's books with the business: another once anything was done about the money.
    package let lastEntry: Identifier<JournalEntry>?

    init(_ row: Row) throws {
        customer = try row.get("customer_id")
        customerReference = try row.get("reference")
        business = try row.get("business_id")
        amount = try row.money("unapplied_minor")
        lastReceivedOn = try row.getOptional("last_received_on")
        hasTaker = try row.get("has_taker")
        isDisputed = try row.get("has_open", as: Bool.self) && !hasTaker
        writeOff = try row.getOptional("write_off_id")
        lastEntry = try row.getOptional("last_entry_id")
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
                    AND e.kind = 'payment-received') AS last_received_on,
                coalesce(o.has_open, false) AS has_open, coalesce(o.has_taker, false) AS has_taker, (
                SELECT e.id FROM journal_entries e
                WHERE e.tenant_id = b.tenant_id AND e.customer_id = b.customer_id AND e.business_id = b.business_id
                    AND e.kind = 'written-off' AND o.has_open IS NULL AND NOT EXISTS (
                        SELECT FROM journal_entries x
                        WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
                ORDER BY e.posted_at DESC, e.id LIMIT 1) AS write_off_id, (
                SELECT e.id FROM journal_entries e
                WHERE e.tenant_id = b.tenant_id AND e.customer_id = b.customer_id AND e.business_id = b.business_id
                ORDER BY e.posted_at DESC, e.id LIMIT 1) AS last_entry_id
            FROM customer_balances b
            LEFT JOIN LATERAL (
                SELECT bool_or(true) AS has_open, bool_or(rb.open_minor > coalesce((
                    SELECT sum(coalesce(d.amount_minor, rb.open_minor)) FROM disputes d
                    WHERE d.tenant_id = r.tenant_id AND d.receivable_id = r.id AND NOT EXISTS (
                        SELECT 1 FROM dispute_resolutions x WHERE x.tenant_id = d.tenant_id AND x.dispute_id = d.id)
                ), 0)) AS has_taker
                FROM receivables r
                JOIN receivable_balances rb ON rb.tenant_id = r.tenant_id AND rb.receivable_id = r.id
                WHERE r.tenant_id = b.tenant_id AND r.business_id = b.business_id AND r.customer_id = b.customer_id
                    AND rb.currency = b.currency AND rb.open_minor > 0
            ) o ON true
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
