import Postgres
package import Receivables

/// A payment of a staged row, not yet in the books.
package struct StagedPayment: Sendable {
    package let line: Int
    package let customer: Identifier<Customer>
    /// The receivable it was meant for, if the file named one.
    package let receivable: Identifier<Receivable>?
    package let reference: String
    package let paidOn: CalendarDate
    package let amount: Money
}

extension TenantTransaction {
    /// Compares staged payments with those in the books, and notes what is wrong with them.
    ///
    /// - Parameter keyPrefix: What stands before the payment's reference in its idempotency key.
    package func checkStagedPayments(
        _ business: Identifier<Business>, keyPrefix: String, today: CalendarDate
    ) throws {
        try resolveStagedCustomers()
        try flagStagedAmounts("amount")
        try flagStaged(
            "paid_on", found: "s.paid_on",
            expected: "'a day not after today, ' || to_char(\(today)::date, 'YYYY-MM-DD')",
            fix: "'correct the day, or import the payment once the money has arrived'",
            where: "s.paid_on::date > \(today)")
        try findRecordedPayments(business, keyPrefix: keyPrefix)
        try execute(
            """
            UPDATE staged s SET known_receivable_id = r.id FROM receivables r
            WHERE r.tenant_id = \(tenantID) AND r.business_id = \(business) AND r.reference = s.receivable_reference
            """)
        let joining: SQL = "LEFT JOIN receivables r ON r.tenant_id = \(tenantID) AND r.id = s.known_receivable_id"
        try flagStaged(
            "receivable_reference", found: "s.receivable_reference",
            expected: "'the number of a receivable in the books'",
            fix: "'import the receivable first, or leave the cell empty: the oldest is then paid first'",
            where: "s.receivable_reference IS NOT NULL AND s.known_receivable_id IS NULL")
        try flagStaged(
            "receivable_reference", found: "s.receivable_reference", expected: "'a receivable of this customer'",
            fix: "'correct the customer or the receivable'", joining: joining,
            where: "r.customer_id <> s.known_customer_id")
        try flagStaged(
            "currency", found: "s.currency", expected: "r.currency || ', the currency of the receivable'",
            fix: "'correct the currency or the receivable'", joining: joining, where: "r.currency <> s.currency")
        try flagStaged(
            "amount", isError: false, found: amountText("s.amount::bigint", "s.currency"),
            expected: "'at most the open ' || " + amountText("coalesce(b.open_minor, 0)", "r.currency"),
            fix: "'taken: the rest goes to the oldest open receivable, then lies unapplied'",
            joining: joining
                + " LEFT JOIN receivable_balances b ON b.tenant_id = \(tenantID) AND b.receivable_id = r.id",
            where: """
                s.status = 'new' AND r.currency = s.currency AND s.amount::numeric > coalesce(b.open_minor, 0)
                AND NOT EXISTS (SELECT 1 FROM staged_findings f WHERE f.line = s.line AND f.is_error)
                """)
    }

    private func findRecordedPayments(_ business: Identifier<Business>, keyPrefix: String) throws {
        try execute(
            """
            UPDATE staged s SET status = 'unchanged', target_id = e.id FROM journal_entries e
            WHERE e.tenant_id = \(tenantID) AND e.business_id = \(business)
                AND e.idempotency_key = \(keyPrefix) || s.reference
            """)
        let joining: SQL = """
            JOIN LATERAL (
                SELECT e.customer_id, e.effective_on, sum(p.amount_minor) AS amount_minor, min(p.currency) AS currency
                FROM journal_entries e JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
                WHERE e.tenant_id = \(tenantID) AND e.id = s.target_id
                GROUP BY e.customer_id, e.effective_on
            ) e ON true
            """
        let fix: SQL = "'the payment is in the books already: reverse it first, or give this one its own number'"
        try flagStaged(
            "amount", found: amountText("s.amount::bigint", "s.currency"),
            expected: amountText("e.amount_minor", "e.currency") + " || ', as it was recorded'", fix: fix,
            joining: joining, where: "s.amount::numeric <> e.amount_minor OR s.currency <> e.currency")
        try flagStaged(
            "paid_on", found: "s.paid_on", expected: "to_char(e.effective_on, 'YYYY-MM-DD') || ', as it was recorded'",
            fix: fix, joining: joining, where: "s.paid_on::date <> e.effective_on")
        try flagStaged(
            "customer_reference", found: "s.customer_reference", expected: "'the customer it was recorded for'",
            fix: fix, joining: joining, where: "s.known_customer_id <> e.customer_id")
    }

    /// New payments in the order of their days, then of the file; a page at a time, each page out of what the pages
    /// before it have left as `new`.
    package func takeStagedPayments() throws -> [StagedPayment] {
        let page = try rows(
            """
            SELECT line, known_customer_id, known_receivable_id, reference, paid_on::date AS paid_on,
                amount::bigint AS amount_minor, currency
            FROM staged WHERE status = 'new' AND target_id IS NULL
            ORDER BY paid_on::date, line LIMIT \(Self.stagedPage)
            """
        ) { row in
            StagedPayment(
                line: Int(try row.get("line", as: Int32.self)), customer: try row.get("known_customer_id"),
                receivable: try row.getOptional("known_receivable_id"), reference: try row.get("reference"),
                paidOn: try row.get("paid_on"), amount: try row.money("amount_minor"))
        }
        try execute(
            "UPDATE staged SET target_id = gen_random_uuid() WHERE line = ANY(\(page.map { Int32(clamping: $0.line) }))"
        )
        return page
    }
}
