package import Ledger
import Postgres
package import Receivables

/// A receivable made from a staged row, not yet in the books.
package struct StagedReceivable: Sendable {
    package let line: Int
    package let account: ReceivableAccount
    package let reference: String
    package let billedOn: CalendarDate
    package let amount: Money
    /// Whether the source says that the customer objects.
    package let isDisputed: Bool

    /// From the columns `line`, `target_id`, `known_customer_id`, `reference`, `billed_on`, `amount_minor`, `currency` and
    /// `is_disputed`.
    init(_ row: Row, of business: Identifier<Business>) throws {
        line = Int(try row.get("line", as: Int32.self))
        account = ReceivableAccount(try row.get("target_id"), of: try row.get("known_customer_id"), in: business)
        reference = try row.get("reference")
        billedOn = try row.get("billed_on")
        amount = try row.money("amount_minor")
        isDisputed = try row.get("is_disputed")
    }
}

extension TenantTransaction {
    /// Compares staged receivables with those stored, and notes what is wrong with them.
    ///
    /// A receivable that is billed stays as it is: corrections are credits.
    package func checkStagedReceivables(_ business: Identifier<Business>) throws {
        try resolveStagedCustomers()
        try resolveStagedAgreements(business)
        try flagStaged(
            "due_on", found: "s.due_on", expected: "'a day not before the billing day ' || s.billed_on",
            fix: "'correct the due day or the billing day'", where: "s.due_on::date < s.billed_on::date")
        try flagStagedAmounts("amount")
        try compareStagedWithBilled(business, amount: "amount", figure: "b.billed_minor")
        try execute("UPDATE staged SET status = 'unchanged' WHERE known_receivable_id IS NOT NULL")
    }

    private func resolveStagedAgreements(_ business: Identifier<Business>) throws {
        try execute(
            """
            UPDATE staged s SET known_agreement_id = a.id FROM agreements a
            WHERE a.tenant_id = \(tenantID) AND a.business_id = \(business) AND a.reference = s.agreement_reference
                AND a.customer_id = s.known_customer_id
            """)
        try flagStaged(
            "agreement_reference", found: "s.agreement_reference",
            expected: "'the number of an agreement of this customer'",
            fix: "'import the agreement first, correct the number, or leave the cell empty'",
            where: """
                s.agreement_reference IS NOT NULL AND s.known_agreement_id IS NULL AND s.known_customer_id IS NOT NULL
                """)
    }

    /// Finds the stored receivable of each row by its reference and refuses rows that would change what was billed.
    ///
    /// - Parameters:
    ///   - amount: The staged column that must agree with the stored figure; `nil` compares no amount.
    ///   - figure: A column of `receivable_balances b`.
    func compareStagedWithBilled(_ business: Identifier<Business>, amount: String?, figure: SQL) throws {
        try execute(
            """
            UPDATE staged s SET known_receivable_id = r.id FROM receivables r
            WHERE r.tenant_id = \(tenantID) AND r.business_id = \(business) AND r.reference = s.reference
            """)
        let joining: SQL = """
            JOIN receivables r ON r.tenant_id = \(tenantID) AND r.id = s.known_receivable_id
            LEFT JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            """
        let fix: SQL = "'the invoice is billed already: corrections are credits, or give this one its own number'"
        try flagStaged(
            "customer_reference", found: "s.customer_reference", expected: "'the customer this number was billed to'",
            fix: fix, joining: joining, where: "r.customer_id <> s.known_customer_id")
        try flagStaged(
            "currency", found: "s.currency", expected: "r.currency || ', in which it was billed'", fix: fix,
            joining: joining, where: "r.currency <> s.currency")
        try flagStaged(
            "due_on", found: "s.due_on", expected: "to_char(r.due_on, 'YYYY-MM-DD') || ', as it was billed'", fix: fix,
            joining: joining, where: "r.due_on <> s.due_on::date")
        guard let amount else { return }
        try flagStaged(
            "billed_on", found: "s.billed_on", expected: "to_char(r.billed_on, 'YYYY-MM-DD') || ', as it was billed'",
            fix: fix, joining: joining, where: "r.billed_on <> s.billed_on::date")
        try flagStaged(
            amount, found: amountText("s.\(unsafeSQL: amount)::bigint", "s.currency"),
            expected: amountText("coalesce(\(figure), 0)", "r.currency") + " || ', as it was billed'", fix: fix,
            joining: joining,
            where: "r.currency = s.currency AND s.\(unsafeSQL: amount)::numeric <> coalesce(\(figure), 0)")
    }

    /// Makes the receivables of all new rows, with their cases; their books follow with `post`.
    package func insertStagedReceivables(_ business: Identifier<Business>, today: CalendarDate) throws {
        try ensureCasesOfStaged(business, today: today)
        try execute("UPDATE staged SET target_id = gen_random_uuid() WHERE status = 'new'")
        try execute(
            """
            INSERT INTO receivables (tenant_id, id, business_id, customer_id, case_id, agreement_id, reference, kind,
                billed_on, due_on, currency, summary)
            SELECT \(tenantID), s.target_id, \(business), s.known_customer_id, s.known_case_id, s.known_agreement_id,
                s.reference,
                CASE WHEN s.kind IN ('late-fee', 'interest', 'termination-charge', 'equipment', 'other') THEN s.kind
                    ELSE 'invoice' END,
                s.billed_on::date, s.due_on::date, s.currency, coalesce(s.summary, '')
            FROM staged s WHERE s.status = 'new'
            """)
    }

    /// New receivables in the order of the file, behind a line; one page.
    package func stagedReceivables(
        _ business: Identifier<Business>, after line: Int
    ) throws -> [StagedReceivable] {
        try rows(
            """
            SELECT line, target_id, known_customer_id, reference, billed_on::date AS billed_on,
                amount::bigint AS amount_minor, currency, coalesce(disputed = 'true', false) AS is_disputed
            FROM staged WHERE status = 'new' AND line > \(Int32(clamping: line))
            ORDER BY line LIMIT \(Self.stagedPage)
            """
        ) { try StagedReceivable($0, of: business) }
    }
}
