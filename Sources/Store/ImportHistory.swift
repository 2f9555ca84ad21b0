import Postgres
package import Receivables

extension TenantTransaction {
    /// Compares staged steps of an earlier process with those recorded, and notes what is wrong with them.
    package func checkStagedHistory(_ business: Identifier<Business>, today: CalendarDate) throws {
        try resolveStagedCustomers()
        try flagStaged(
            "happened_on", found: "s.happened_on",
            expected: "'a day not after today, ' || to_char(\(today)::date, 'YYYY-MM-DD')",
            fix: "'correct the day: history is what was done already'", where: "s.happened_on::date > \(today)")
        try execute(
            """
            UPDATE staged s SET status = 'unchanged' FROM collection_cases c
            JOIN contact_attempts a ON a.tenant_id = c.tenant_id AND a.case_id = c.id
            WHERE c.tenant_id = \(tenantID) AND c.business_id = \(business) AND c.customer_id = s.known_customer_id
                AND a.step_key = s.step AND a.cycle = 'history:' || s.happened_on AND a.ordinal = 1
            """)
        // One step of one day stands once, however often the file says so.
        try execute(
            """
            UPDATE staged s SET status = 'unchanged'
            WHERE EXISTS (SELECT 1 FROM staged o WHERE o.line < s.line AND o.customer_reference = s.customer_reference
                AND o.step = s.step AND o.happened_on = s.happened_on)
            """)
    }

    /// Makes sure that every customer with a new step has a case with the business.
    package func ensureCasesOfStagedHistory(_ business: Identifier<Business>, today: CalendarDate) throws {
        try ensureCasesOfStaged(business, today: today)
    }

    /// New steps in the order of the file, behind a line, with the line of the last; one page.
    package func stagedHistory(after line: Int) throws -> [(line: Int, step: HistoricStep)] {
        try rows(
            """
            SELECT line, known_case_id, step, medium, happened_on::date AS happened_on FROM staged
            WHERE status = 'new' AND line > \(Int32(clamping: line)) ORDER BY line LIMIT \(Self.stagedPage)
            """
        ) { row in
            (
                line: Int(try row.get("line", as: Int32.self)),
                step: HistoricStep(
                    caseID: try row.get("known_case_id"), stepKey: try row.get("step"),
                    medium: try row.choice("medium"), happenedOn: try row.get("happened_on"))
            )
        }
    }
}
