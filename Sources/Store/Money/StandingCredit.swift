package import Ledger
import Postgres
package import Receivables

// Money of a customer that lies unapplied pays what the same customer owes the same business in the same currency, so
// that nobody is asked for what the customer has paid already.
extension TenantTransaction {
    /// Sets unapplied money of these customers against what they owe: oldest first, never against a disputed part.
    ///
    /// - Parameter today: The day the money is set against the receivables.
    /// - Returns: The entries recorded; none where nobody has both money and something to pay.
    @discardableResult
    package func applyUnapplied(
        of customers: [Identifier<Customer>], business: Identifier<Business>, today: CalendarDate
    ) throws -> [LedgerEntry] {
        let payers = try rows(
            """
            SELECT DISTINCT customer_id FROM customer_balances
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND customer_id = ANY(\(customers))
                AND unapplied_minor > 0 AND open_minor > 0
            """
        ) { try $0.get("customer_id", as: Identifier<Customer>.self) }
        guard !payers.isEmpty else { return [] }
        // Receivables are locked before customers, as posting locks them.
        let open = try openReceivables(of: payers, business: business)
        let lying = try rows(
            """
            SELECT customer_id, unapplied_minor, currency FROM customer_balances
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND customer_id = ANY(\(payers))
                AND unapplied_minor > 0
            ORDER BY customer_id, currency FOR UPDATE
            """
        ) {
            (customer: try $0.get("customer_id", as: Identifier<Customer>.self), money: try $0.money("unapplied_minor"))
        }
        let entries = try lying.compactMap { customer, money -> LedgerEntry? in
            let owed = (open[customer] ?? []).filter { $0.open.currency == money.currency }
            let parts = try Allocation.allocate(money, over: owed).parts
            guard !parts.isEmpty else { return nil }
            let id = Identifier<JournalEntry>()
            return try .applyUnapplied(
                of: CustomerAccount(customer, in: business, money.currency),
                to: parts.map {
                    AppliedAmount(ReceivableAccount($0.receivable, of: customer, in: business), $0.amount)
                },
                EntryHeading(id: id, effectiveOn: today, idempotencyKey: "applied:\(id)"))
        }
        try postAll(entries, today: today)
        return entries
    }

    /// Takes as much set-against money off receivables again as `needed` lacks among what lies unapplied, the latest due
    /// first: before an entry that brought the money is undone.
    ///
    /// - Returns: What still lacks: it was given back to the customer.
    package func releaseApplied(
        _ needed: Money, of customer: Identifier<Customer>, business: Identifier<Business>, key: String,
        today: CalendarDate
    ) throws -> Money {
        let lying =
            try row(
                """
                SELECT unapplied_minor FROM customer_balances
                WHERE tenant_id = \(tenantID) AND business_id = \(business) AND customer_id = \(customer)
                    AND currency = \(needed.currency.code)
                FOR UPDATE
                """
            ) { try $0.get("unapplied_minor", as: Int64.self) } ?? 0
        var lacking = needed.minorUnits - lying
        guard lacking > 0 else { return .zero(needed.currency) }
        let applied = try rows(
            """
            SELECT r.id, a.applied_minor, r.currency FROM (\(appliedByReceivable(business))) AS a
            JOIN receivables r ON r.tenant_id = \(tenantID) AND r.id = a.receivable_id
            WHERE r.customer_id = \(customer) AND r.currency = \(needed.currency.code) AND a.applied_minor > 0
            ORDER BY r.due_on DESC, r.id DESC
            """
        ) { (id: try $0.get("id", as: Identifier<Receivable>.self), money: try $0.money("applied_minor")) }
        var entries: [LedgerEntry] = []
        for part in applied where lacking > 0 {
            let amount = min(lacking, part.money.minorUnits)
            lacking -= amount
            entries.append(
                try .unapply(
                    ReceivableAccount(part.id, of: customer, in: business),
                    Money(minorUnits: amount, currency: needed.currency),
                    EntryHeading(effectiveOn: today, idempotencyKey: "unapplied:\(key):\(part.id)")))
        }
        try postAll(entries, today: today)
        return Money(minorUnits: lacking, currency: needed.currency)
    }

    /// Rows `receivable_id, applied_minor`: what lay unapplied and was set against each receivable, less what was taken
    /// off again. A receivable's ledger account carries its id.
    func appliedByReceivable(_ business: Identifier<Business>) -> SQL {
        """
        SELECT m.receivable_id, sum(m.amount_minor)::bigint AS applied_minor FROM (
            SELECT p.credit_account_id AS receivable_id, p.amount_minor FROM ledger_accounts u
            JOIN postings p ON p.tenant_id = u.tenant_id AND p.debit_account_id = u.id
            WHERE u.tenant_id = \(tenantID) AND u.business_id = \(business) AND u.kind = 'unapplied-cash'
            UNION ALL
            SELECT p.debit_account_id, -p.amount_minor FROM ledger_accounts u
            JOIN postings p ON p.tenant_id = u.tenant_id AND p.credit_account_id = u.id
            WHERE u.tenant_id = \(tenantID) AND u.business_id = \(business) AND u.kind = 'unapplied-cash'
        ) AS m GROUP BY m.receivable_id
        """
    }

    func postAll(_ entries: [LedgerEntry], today: CalendarDate) throws {
        for start in stride(from: 0, to: entries.count, by: Self.postingsChunk) {
            // Keys of this transaction alone: none of them can be in the books.
            _ = try post(Array(entries[start..<min(start + Self.postingsChunk, entries.count)]), today: today)
        }
    }
}
