import Ledger
import Postgres
package import Receivables

extension TenantTransaction {
    /// The day of the first bill of a customer with a business; `nil` while nothing was ever billed.
    package func firstBilledOn(
        _ customer: Identifier<Customer>, business: Identifier<Business>
    ) throws -> CalendarDate? {
        try row(
            """
            SELECT min(billed_on) AS first_on FROM receivables
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND customer_id = \(customer)
            """
        ) { try $0.getOptional("first_on", as: CalendarDate.self) } ?? nil
    }

    /// What was given back to a customer and stands: refunds that were not reversed.
    package func refunded(
        to customer: Identifier<Customer>, business: Identifier<Business>, _ currency: Currency
    ) throws -> Money {
        let minor = try row(
            """
            SELECT coalesce(sum(p.amount_minor), 0)::bigint AS minor FROM journal_entries e
            JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
            WHERE e.tenant_id = \(tenantID) AND e.customer_id = \(customer) AND e.business_id = \(business)
                AND e.kind = 'refunded' AND p.currency = \(currency.code)
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            """
        ) { try $0.get("minor", as: Int64.self) }
        return Money(minorUnits: minor ?? 0, currency: currency)
    }

    /// Makes the receivable for money that was given back of a payment which did not hold, and posts it: the customer
    /// owes it again, and as much lies unapplied to be taken back with the payment.
    ///
    /// - Parameter reference: What the customer reads; one for each payment.
    package func reclaim(
        _ amount: Money, from customer: Identifier<Customer>, business: Identifier<Business>,
        ofCase caseID: Identifier<CollectionCase>, reference: String, summary: String, dueOn: CalendarDate, key: String,
        today: CalendarDate
    ) throws {
        let id = Identifier<Receivable>()
        try execute(
            """
            INSERT INTO receivables (tenant_id, id, business_id, customer_id, case_id, reference, kind, billed_on, due_on,
                currency, summary)
            VALUES (\(tenantID), \(id), \(business), \(customer), \(caseID), \(reference), 'other', \(today), \(dueOn),
                \(amount.currency.code), \(summary))
            """)
        let entry = try LedgerEntry.reclaim(
            ReceivableAccount(id, of: customer, in: business), amount,
            EntryHeading(effectiveOn: today, idempotencyKey: "reclaimed:\(key)", memo: "refund-of-returned-payment"))
        _ = try post([entry], today: today)  // the key of a reversal that is posted once
    }
}
