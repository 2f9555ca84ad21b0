package import Ledger
import Postgres
package import Receivables

/// An amount that a snapshot of open items holds no longer.
package struct StagedSettlement: Sendable {
    package let account: ReceivableAccount
    package let reference: String
    /// What was settled, above nothing.
    package let amount: Money
    /// Open after it.
    package let openAfter: Money
}

/// A credit that a snapshot shows for a customer.
package struct StagedCredit: Sendable {
    package let line: Int
    package let account: CustomerAccount
    package let reference: String
    package let amount: Money
    package let day: CalendarDate
}

/// One open item that a snapshot of its source lacks.
package struct AbsentItem: Sendable, Hashable, Codable {
    package let customer: String
    package let reference: String
    package let open: Money
}

/// What is absent from a snapshot, in one currency.
package struct AbsentItems: Sendable, Hashable, Codable {
    package let count: Int
    package let amount: Money

    /// The sums of items, by currency.
    package static func sums(of items: [AbsentItem]) throws -> [AbsentItems] {
        try Dictionary(grouping: items, by: \.open.currency).sorted { $0.key.code < $1.key.code }.map {
            currency, items in
            AbsentItems(count: items.count, amount: try items.map(\.open).total(in: currency))
        }
    }

    package init(count: Int, amount: Money) {
        self.count = count
        self.amount = amount
    }
}

extension TenantTransaction {
    /// Compares a staged snapshot with what is open, and notes what is wrong with it.
    ///
    /// - Parameter creditPrefix: What stands before a credit's reference in its idempotency key.
    package func checkStagedOpenItems(_ business: Identifier<Business>, creditPrefix: String) throws {
        try resolveStagedCustomers()
        try execute("UPDATE staged SET billed_on = due_on WHERE billed_on IS NULL")
        try flagStaged(
            "due_on", found: "s.due_on", expected: "'a day not before the billing day ' || s.billed_on",
            fix: "'correct the due day or the billing day'",
            where: "s.due_on::date < s.billed_on::date AND s.open_amount::numeric > 0")
        try flagStagedAmounts("open_amount")
        try flagStaged(
            "reference", found: "s.reference", expected: "'a number that one customer has'",
            fix: "'another customer has the same number in this file: give each invoice its own'",
            where: """
                s.open_amount::numeric > 0 AND EXISTS (
                    SELECT 1 FROM staged o WHERE o.reference = s.reference AND o.open_amount::numeric > 0
                        AND o.customer_reference <> s.customer_reference)
                """)
        try compareStagedWithBilled(business, amount: nil, figure: "b.billed_minor")
        try markStagedCredits(business, creditPrefix: creditPrefix)
        try compareStandingCredit(business)
        let lastOpen: SQL = "coalesce(b.open_minor, 0) + coalesce(k.applied_minor, 0)"
        try flagStaged(
            "open_amount", found: amountText("s.open_amount::bigint", "s.currency"),
            expected: "'at most ' || " + amountText(lastOpen, "r.currency") + " || ', as last open'",
            fix: """
                CASE WHEN EXISTS (
                    SELECT 1 FROM postings p
                    JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                    WHERE p.tenant_id = r.tenant_id AND p.credit_account_id = r.id AND e.kind = 'settled-elsewhere'
                        AND NOT EXISTS (SELECT 1 FROM journal_entries x
                            WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id))
                THEN 'it counted as settled because a file lacked it, by entry ' || (
                    SELECT e.id FROM postings p
                    JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                    WHERE p.tenant_id = r.tenant_id AND p.credit_account_id = r.id AND e.kind = 'settled-elsewhere'
                        AND NOT EXISTS (SELECT 1 FROM journal_entries x
                            WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
                    ORDER BY e.posted_at DESC, e.id LIMIT 1)
                    || ': reverse that entry (dunwell payment reverse) and import the file again'
                WHEN b.written_off_minor > 0 THEN \(amountText("b.written_off_minor", "r.currency"))
                    || ' of it was written off and stays so: correct the row, or reopen it here by reversing that entry '
                    || '(dunwell payment reverse)'
                ELSE 'a snapshot only lowers what is open: post the charge, or reverse the payment, that raised it' END
                """,
            joining: """
                JOIN receivables r ON r.tenant_id = \(tenantID) AND r.id = s.known_receivable_id
                LEFT JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
                LEFT JOIN staged_applied k ON k.receivable_id = r.id
                """,
            where: """
                r.currency = s.currency AND s.open_amount::numeric > \(lastOpen) + coalesce(b.written_off_minor, 0)
                AND NOT (coalesce(b.written_off_minor, 0) > 0 AND \(lastOpen) = 0
                    AND s.open_amount::numeric <= b.billed_minor + b.fees_minor)
                """)
        try reportStagedWrittenOff(lastOpen: lastOpen)
        try flagStaged(
            "open_amount", found: amountText("s.open_amount::bigint", "s.currency"), expected: "'an amount above zero'",
            fix: "'this number was billed as an invoice: give the credit its own'",
            where: "s.known_receivable_id IS NOT NULL AND s.open_amount::numeric < 0")
        try markStagedOpenItems(business, creditPrefix: creditPrefix)
    }

    /// A file does not bring back what a person wrote off; the row is named and stays closed, whatever was paid of it
    /// before.
    private func reportStagedWrittenOff(lastOpen: SQL) throws {
        try flagStaged(
            "open_amount", isError: false, found: amountText("s.open_amount::bigint", "s.currency"),
            expected: "'at most ' || " + amountText(lastOpen, "r.currency") + " || ', as '  || "
                + amountText("b.written_off_minor", "r.currency") + " || ' of it was written off'",
            fix: """
                'stays written off: close it in the source too, or reopen it here by reversing its entry '
                || '(dunwell payment reverse)'
                """,
            joining: """
                JOIN receivables r ON r.tenant_id = \(tenantID) AND r.id = s.known_receivable_id
                JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
                LEFT JOIN staged_applied k ON k.receivable_id = r.id
                """,
            where: """
                r.currency = s.currency AND b.written_off_minor > 0 AND s.open_amount::numeric > \(lastOpen)
                AND (s.open_amount::numeric <= \(lastOpen) + b.written_off_minor 
                    OR (\(lastOpen) = 0 AND s.open_amount::numeric <= b.billed_minor + b.fees_minor))
                """)
    }

    private func markStagedOpenItems(_ business: Identifier<Business>, creditPrefix: String) throws {
        try execute(
            """
            UPDATE staged s SET target_id = r.id,
                status = CASE WHEN s.open_amount::numeric - coalesce(k.netted_minor, 0) < b.open_minor THEN 'changed'
                    ELSE 'unchanged' END
            FROM receivables r
            JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            LEFT JOIN staged_applied k ON k.receivable_id = r.id
            WHERE r.tenant_id = \(tenantID) AND r.id = s.known_receivable_id
            """)
    }

    /// Finds the credits of the file that are in the books. One that the source has used up in part since is no other.
    private func markStagedCredits(_ business: Identifier<Business>, creditPrefix: String) throws {
        try execute(
            """
            UPDATE staged s SET target_id = e.id, status = 'unchanged' FROM journal_entries e
            WHERE s.open_amount::numeric < 0 AND e.tenant_id = \(tenantID) AND e.business_id = \(business)
                AND e.idempotency_key = \(creditPrefix) || s.customer_reference || ':' || s.reference
            """)
        try flagStaged(
            "open_amount", found: amountText("s.open_amount::bigint", "s.currency"),
            expected: amountText("-p.amount_minor", "p.currency") + " || ', as it was recorded'",
            fix: "'the credit is in the books already: give a further credit its own number'",
            joining: "JOIN postings p ON p.tenant_id = \(tenantID) AND p.entry_id = s.target_id",
            where:
                "s.open_amount::numeric < 0 AND (s.open_amount::numeric < -p.amount_minor OR s.currency <> p.currency)"
        )
    }

    /// Open receivables that a source brought and that its staged snapshot does not hold; oldest first.
    package func absentFromStaged(_ business: Identifier<Business>, source: String) throws -> [AbsentItem] {
        try rows(
            """
            SELECT u.reference AS customer_reference, r.reference, b.open_minor, b.currency
            FROM receivables r
            JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            JOIN customers u ON u.tenant_id = r.tenant_id AND u.id = r.customer_id
            WHERE r.tenant_id = \(tenantID) AND r.business_id = \(business) AND b.open_minor > 0
                AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.known_receivable_id = r.id)
                AND \(broughtBy(source, "r.id"))
            ORDER BY r.due_on, r.reference
            """
        ) { row in
            AbsentItem(
                customer: try row.get("customer_reference"), reference: try row.get("reference"),
                open: try row.money("open_minor"))
        }
    }

    /// What entries that bring a receivable say of where it comes from.
    package static func origin(ofSource source: String) -> String { "source:\(source)" }

    /// Whether a receivable was brought by a source, in SQL; false for `nil`. A receivable's ledger account carries its
    /// id.
    func broughtBy(_ source: String?, _ receivable: SQL) -> SQL {
        guard let source else { return "false" }
        return """
            EXISTS (
                SELECT 1 FROM postings o
                JOIN journal_entries e ON e.tenant_id = o.tenant_id AND e.id = o.entry_id
                WHERE o.tenant_id = \(tenantID) AND o.debit_account_id = \(receivable)
                    AND e.kind IN ('invoiced', 'opening-balance') AND e.memo = \(Self.origin(ofSource: source)))
            """
    }

    /// Makes the receivables of new staged items; their books follow with `post`.
    package func insertStagedOpenItems(_ business: Identifier<Business>, today: CalendarDate) throws {
        try ensureCasesOfStaged(business, today: today)
        try execute(
            """
            UPDATE staged SET target_id = gen_random_uuid() WHERE status = 'new' AND open_amount::numeric > 0
            """)
        try execute(
            """
            INSERT INTO receivables (tenant_id, id, business_id, customer_id, case_id, reference, kind, billed_on,
                due_on, currency, summary)
            SELECT \(tenantID), s.target_id, \(business), s.known_customer_id, s.known_case_id, s.reference,
                CASE WHEN s.amount = s.open_amount THEN 'invoice' ELSE 'opening-balance' END,
                s.billed_on::date, s.due_on::date, s.currency, coalesce(s.summary, '')
            FROM staged s WHERE s.status = 'new' AND s.open_amount::numeric > 0
            """)
    }

    /// New items above nothing in the order of the file, behind a line; one page.
    package func stagedOpenItems(_ business: Identifier<Business>, after line: Int) throws -> [StagedReceivable] {
        try rows(
            """
            SELECT line, target_id, known_customer_id, reference, billed_on::date AS billed_on,
                open_amount::bigint AS amount_minor, currency, false AS is_disputed
            FROM staged
            WHERE status = 'new' AND open_amount::numeric > 0 AND line > \(Int32(clamping: line))
            ORDER BY line LIMIT \(Self.stagedPage)
            """
        ) { try StagedReceivable($0, of: business) }
    }

    /// New credits in the order of the file, behind a line; one page.
    package func stagedCredits(_ business: Identifier<Business>, after line: Int) throws -> [StagedCredit] {
        try rows(
            """
            SELECT line, known_customer_id, customer_reference || ':' || reference AS reference,
                billed_on::date AS billed_on, -open_amount::bigint AS amount_minor, currency
            FROM staged
            WHERE status = 'new' AND open_amount::numeric < 0 AND line > \(Int32(clamping: line))
            ORDER BY line LIMIT \(Self.stagedPage)
            """
        ) { row in
            let amount = try row.money("amount_minor")
            return StagedCredit(
                line: Int(try row.get("line", as: Int32.self)),
                account: CustomerAccount(try row.get("known_customer_id"), in: business, amount.currency),
                reference: try row.get("reference"), amount: amount, day: try row.get("billed_on"))
        }
    }

    /// What the snapshot shows as settled wholly or in part and is still open in the books; one page. What a page holds
    /// is settled by posting it, so the next page is asked for after that.
    ///
    /// - Parameter source: The source whose items count as settled where the snapshot lacks them; `nil` for none.
    package func stagedSettlements(
        _ business: Identifier<Business>, absentOf source: String?
    ) throws -> [StagedSettlement] {
        try rows(
            """
            SELECT r.id, r.customer_id, r.reference, b.currency,
                b.open_minor - coalesce(s.open_amount::bigint - coalesce(k.netted_minor, 0), 0) AS settled_minor,
                coalesce(s.open_amount::bigint - coalesce(k.netted_minor, 0), 0) AS after_minor
            FROM receivables r
            JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            LEFT JOIN staged s ON s.known_receivable_id = r.id
            LEFT JOIN staged_applied k ON k.receivable_id = r.id
            WHERE r.tenant_id = \(tenantID) AND r.business_id = \(business) AND b.open_minor > 0
                AND CASE WHEN s.line IS NULL
                    THEN NOT EXISTS (SELECT 1 FROM staged n WHERE n.target_id = r.id)
                        AND \(broughtBy(source, "r.id"))
                    ELSE s.open_amount::bigint - coalesce(k.netted_minor, 0) < b.open_minor END
            ORDER BY r.id LIMIT \(Self.stagedPage)
            """
        ) { row in
            StagedSettlement(
                account: ReceivableAccount(try row.get("id"), of: try row.get("customer_id"), in: business),
                reference: try row.get("reference"), amount: try row.money("settled_minor"),
                openAfter: try row.money("after_minor"))
        }
    }
}
