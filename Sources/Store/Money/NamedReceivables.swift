import Postgres
package import Receivables

/// A receivable as somebody named it, open or not.
package struct NamedReceivable: Sendable {
    package let id: Identifier<Receivable>
    package let customer: Identifier<Customer>
    package let open: Money
    package let writtenOff: Money
    /// The day nothing was open any more; `nil` while something is.
    package let settledOn: CalendarDate?
    /// The write-off that stands; `nil` when there is none.
    package let writeOffEntry: Identifier<JournalEntry>?

    init(_ row: Row) throws {
        id = try row.get("id")
        customer = try row.get("customer_id")
        open = try row.money("open_minor")
        writtenOff = try row.money("written_off_minor")
        settledOn = try row.getOptional("settled_on")
        writeOffEntry = try row.getOptional("write_off_entry")
    }
}

extension TenantTransaction {
    /// Keeps others from moving this customer's money by hand until the transaction ends. Taken before any lock on
    /// receivables or balances, so that two people wait for each other instead of meeting halfway.
    package func lockMoney(of customer: Identifier<Customer>) throws {
        try execute("SELECT 1 FROM customers WHERE tenant_id = \(tenantID) AND id = \(customer) FOR NO KEY UPDATE")
    }

    /// The receivable of a business with this reference, whosever it is; `nil` when there is none.
    package func receivable(named reference: String, business: Identifier<Business>) throws -> NamedReceivable? {
        try row(
            """
            SELECT r.id, r.customer_id, b.open_minor, b.written_off_minor, b.currency, b.settled_on, (
                SELECT e.id FROM postings p
                JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                WHERE p.tenant_id = r.tenant_id AND p.credit_account_id = r.id AND e.kind = 'written-off'
                    AND NOT EXISTS (
                        SELECT FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
                ORDER BY e.effective_on DESC, e.id LIMIT 1) AS write_off_entry
            FROM receivables r
            JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            WHERE r.tenant_id = \(tenantID) AND r.business_id = \(business) AND r.reference = \(reference)
            """, NamedReceivable.init)
    }

    /// Currencies in which the business keeps books of the customer, by code; empty when nothing was ever posted.
    package func currencies(
        of customer: Identifier<Customer>, business: Identifier<Business>
    ) throws -> [Currency] {
        try rows(
            """
            SELECT DISTINCT currency FROM customer_balances
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND customer_id = \(customer)
            ORDER BY currency
            """
        ) { try $0.get("currency", as: String.self) }.compactMap(Currency.init)
    }

    /// Whose books a dispute is about; `nil` when there is no such dispute.
    package func owner(
        ofDispute id: Identifier<Dispute>
    ) throws -> (customer: Identifier<Customer>, business: Identifier<Business>)? {
        try row(
            """
            SELECT r.customer_id, r.business_id FROM disputes d
            JOIN receivables r ON r.tenant_id = d.tenant_id AND r.id = d.receivable_id
            WHERE d.tenant_id = \(tenantID) AND d.id = \(id)
            """
        ) { (customer: try $0.get("customer_id"), business: try $0.get("business_id")) }
    }
}
