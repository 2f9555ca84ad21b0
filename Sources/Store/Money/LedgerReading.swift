package import Ledger
import Postgres
package import Receivables

// Reading all of a tenant's books, for proofs.

extension Store {
    /// Runs `body` on the tenant's data as it stood at one moment, whatever is committed meanwhile. `body` can write nothing.
    package func snapshot<Result: Sendable>(
        of tenant: Identifier<Tenant>, _ body: @escaping @Sendable (TenantTransaction) throws -> Result
    ) async throws -> Result {
        try await pool.transaction(isolation: .repeatableRead, readOnly: true) { tx in
            try body(TenantTransaction(entering: tenant, on: tx))
        }
    }
}

extension TenantTransaction {
    /// Hands over every entry once, page by page. Only the page is kept in memory.
    package func forEachEntry(page: Int = 1_000, _ body: (LedgerEntry) throws -> Void) throws {
        var last: Identifier<JournalEntry>?
        while true {
            let entries = try entries(after: last, limit: page)
            for entry in entries { try body(entry) }
            guard let end = entries.last?.id else { return }
            last = end
        }
    }

    /// The balances kept beside the entries.
    package func storedBalances() throws -> Balances {
        var receivables: [ReceivableAccount: ReceivableBalance] = [:]
        try connection.forEach(
            """
            SELECT b.receivable_id, r.customer_id, r.business_id, b.currency, b.billed_minor, b.fees_minor, b.interest_minor,
                b.paid_minor, b.credited_minor, b.discounted_minor, b.written_off_minor
            FROM receivable_balances b
            JOIN receivables r ON r.tenant_id = b.tenant_id AND r.id = b.receivable_id
            WHERE b.tenant_id = \(tenantID)
            """
        ) { row in
            let account = ReceivableAccount(
                try row.get("receivable_id"), of: try row.get("customer_id"), in: try row.get("business_id"))
            receivables[account] = try ReceivableBalance(
                currency: try row.currency(), billedMinor: try row.get("billed_minor"),
                feesMinor: try row.get("fees_minor"), interestMinor: try row.get("interest_minor"),
                paidMinor: try row.get("paid_minor"), creditedMinor: try row.get("credited_minor"),
                discountedMinor: try row.get("discounted_minor"), writtenOffMinor: try row.get("written_off_minor"))
        }
        var customers: [CustomerAccount: CustomerBalance] = [:]
        try connection.forEach(
            """
            SELECT business_id, customer_id, currency, open_minor, unapplied_minor FROM customer_balances
            WHERE tenant_id = \(tenantID)
            """
        ) { row in
            let currency = try row.currency()
            let account = CustomerAccount(try row.get("customer_id"), in: try row.get("business_id"), currency)
            customers[account] = CustomerBalance(
                currency: currency, openMinor: try row.get("open_minor"), unappliedMinor: try row.get("unapplied_minor")
            )
        }
        return Balances(receivables: receivables, customers: customers)
    }

    /// Entries that move nothing because their postings are missing; at most `limit`.
    package func entriesWithoutPostings(limit: Int) throws -> [Identifier<JournalEntry>] {
        try rows(
            """
            SELECT e.id FROM journal_entries e WHERE e.tenant_id = \(tenantID) AND NOT EXISTS (
                SELECT FROM postings p WHERE p.tenant_id = e.tenant_id AND p.entry_id = e.id)
            ORDER BY e.id LIMIT \(limit)
            """
        ) { try $0.get("id") }
    }

    /// Receivables whose day of settlement is not the latest effective day of an entry on them, or that are open and
    /// have one; at most `limit`.
    package func receivablesWithWrongSettlement(limit: Int) throws -> [Identifier<Receivable>] {
        try rows(
            """
            SELECT b.receivable_id FROM receivable_balances b
            WHERE b.tenant_id = \(tenantID) AND b.settled_on IS DISTINCT FROM CASE WHEN b.open_minor = 0 THEN (
                SELECT max(e.effective_on) FROM postings p
                JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                WHERE p.tenant_id = \(tenantID)
                    AND (p.debit_account_id = b.receivable_id OR p.credit_account_id = b.receivable_id)) END
            ORDER BY b.receivable_id LIMIT \(limit)
            """
        ) { try $0.get("receivable_id") }
    }

    /// Receivables that no entry ever billed; at most `limit`.
    package func receivablesNeverBilled(limit: Int) throws -> [Identifier<Receivable>] {
        try rows(
            """
            SELECT r.id FROM receivables r WHERE r.tenant_id = \(tenantID) AND NOT EXISTS (
                SELECT FROM postings p
                JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                WHERE p.tenant_id = \(tenantID) AND p.debit_account_id = r.id
                    AND e.kind IN ('invoiced', 'opening-balance', 'fee-charged', 'interest-charged'))
            ORDER BY r.id LIMIT \(limit)
            """
        ) { try $0.get("id") }
    }

    /// Receivables in a case of another customer or business; at most `limit`.
    package func receivablesInAnothersCase(limit: Int) throws -> [Identifier<Receivable>] {
        try rows(
            """
            SELECT r.id FROM receivables r
            JOIN collection_cases c ON c.tenant_id = r.tenant_id AND c.id = r.case_id
            WHERE r.tenant_id = \(tenantID) AND (c.customer_id, c.business_id) <> (r.customer_id, r.business_id)
            ORDER BY r.id LIMIT \(limit)
            """
        ) { try $0.get("id") }
    }

    /// Entries whose heading names another customer or business than their postings move money of; at most `limit`.
    package func entriesOfAnotherCustomer(limit: Int) throws -> [Identifier<JournalEntry>] {
        try rows(
            """
            SELECT e.id FROM journal_entries e
            JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
            JOIN ledger_accounts a ON a.tenant_id = p.tenant_id AND a.id IN (p.debit_account_id, p.credit_account_id)
            LEFT JOIN receivables r ON r.tenant_id = a.tenant_id AND r.id = a.subject_id AND a.kind = 'receivable'
            WHERE e.tenant_id = \(tenantID)
            GROUP BY e.id, e.customer_id, e.business_id
            HAVING bool_or(a.business_id <> e.business_id) OR NOT coalesce(
                bool_or(CASE a.kind WHEN 'receivable' THEN r.customer_id WHEN 'unapplied-cash' THEN a.subject_id END
                    = e.customer_id), false)
            ORDER BY e.id LIMIT \(limit)
            """
        ) { try $0.get("id") }
    }
}

extension Row {
    fileprivate func currency() throws -> Currency {
        guard let currency = Currency(try get("currency", as: String.self)) else {
            throw UnknownStoredValue(column: "currency")
        }
        return currency
    }
}
