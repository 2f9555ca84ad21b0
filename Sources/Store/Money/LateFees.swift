import Postgres
package import Receivables

/// The late fees on one receivable, or a receivable that is one.
package struct LateFeeRecord: Sendable {
    package let receivable: Identifier<Receivable>
    package let caseID: Identifier<CollectionCase>
    package let reference: String
    /// What was charged, waived or not.
    package let charged: Money
    package let chargedOn: CalendarDate
    package let waived: Money
    /// The last day something of it was waived.
    package let waivedOn: CalendarDate?
    /// What is open of the receivable, fee and all.
    package let open: Money

    init(_ row: Row) throws {
        receivable = try row.get("id")
        caseID = try row.get("case_id")
        reference = try row.get("reference")
        charged = try row.money("charged_minor")
        chargedOn = try row.get("charged_on")
        waived = try row.money("waived_minor")
        waivedOn = try row.getOptional("waived_on")
        open = try row.money("open_minor")
    }
}

/// Late fees of one case that were taken off on one day.
package struct FeeWaiverRecord: Sendable, Hashable {
    package let caseID: Identifier<CollectionCase>
    package let day: CalendarDate
    /// All that was taken off that day, in one currency.
    package let amount: Money
    /// The role whose allowance covered it.
    package let role: String
}

extension TenantTransaction {
    /// Waivers of these cases within the days in which an answer goes, reversed ones left out, oldest first.
    func feeWaivers(
        ofCases ids: [Identifier<CollectionCase>], today: CalendarDate
    ) throws -> [Identifier<CollectionCase>: [FeeWaiverRecord]] {
        let found = try rows(
            """
            SELECT r.case_id, e.effective_on, p.currency, sum(p.amount_minor)::bigint AS waived_minor,
                max(a.role) AS role
            FROM receivables r
            JOIN postings p ON p.tenant_id = r.tenant_id AND p.credit_account_id = r.id
            JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
            JOIN relief_approvals a ON a.tenant_id = e.tenant_id AND a.entry_id = e.id
            WHERE r.tenant_id = \(tenantID) AND r.case_id = ANY(\(ids))
                AND e.effective_on BETWEEN \(today.adding(days: -30)) AND \(today)
                AND e.kind = 'credited' AND starts_with(e.memo, \(Self.waiverMemoPrefix))
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            GROUP BY r.case_id, e.effective_on, p.currency
            ORDER BY r.case_id, e.effective_on, p.currency
            """
        ) { row in
            FeeWaiverRecord(
                caseID: try row.get("case_id"), day: try row.get("effective_on"), amount: try row.money("waived_minor"),
                role: try row.get("role"))
        }
        return Dictionary(grouping: found, by: \.caseID)
    }

    /// What stands before the reason in the memo of an entry that waives a fee.
    package static var waiverMemoPrefix: String { "waiver:" }

    /// The late fees of a customer with a business, oldest first, those waived or paid included.
    package func lateFees(
        of customer: Identifier<Customer>, business: Identifier<Business>
    ) throws -> [LateFeeRecord] {
        try rows(
            """
            SELECT r.id, r.case_id, r.reference, b.currency, b.open_minor,
                CASE WHEN r.kind = 'late-fee' THEN b.billed_minor ELSE 0 END + b.fees_minor AS charged_minor,
                coalesce(fee.charged_on, r.billed_on) AS charged_on, coalesce(waiver.minor, 0) AS waived_minor,
                waiver.waived_on
            FROM receivables r
            JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            LEFT JOIN LATERAL (
                SELECT min(e.effective_on) AS charged_on FROM postings p
                JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                WHERE p.tenant_id = r.tenant_id AND p.debit_account_id = r.id AND e.kind = 'fee-charged'
                    AND NOT EXISTS (
                        SELECT FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            ) fee ON true
            LEFT JOIN LATERAL (
                SELECT sum(p.amount_minor)::bigint AS minor, max(e.effective_on) AS waived_on FROM postings p
                JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                WHERE p.tenant_id = r.tenant_id AND p.credit_account_id = r.id AND e.kind = 'credited'
                    AND starts_with(e.memo, \(Self.waiverMemoPrefix))
                    AND NOT EXISTS (
                        SELECT FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            ) waiver ON true
            WHERE r.tenant_id = \(tenantID) AND r.customer_id = \(customer) AND r.business_id = \(business)
                AND (b.fees_minor > 0 OR r.kind = 'late-fee')
            ORDER BY charged_on, r.reference
            """, LateFeeRecord.init)
    }

    /// Keeps who let an amount be given up, and by which allowance.
    package func recordApproval(
        of entry: Identifier<JournalEntry>, role: String, by person: String, on day: CalendarDate, reason: String
    ) throws {
        try execute(
            """
            INSERT INTO relief_approvals (tenant_id, entry_id, role, approved_by, approved_on, reason)
            VALUES (\(tenantID), \(entry), \(role), \(person), \(day), \(reason))
            """)
    }
}
