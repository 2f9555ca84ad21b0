import Postgres
package import Receivables

/// A word that staged rows have for a step, under the policy that the customers' cases follow.
package struct StagedStepWord: Hashable, Sendable {
    /// `nil` while the business has no policy.
    package let version: Identifier<PolicyVersion>?
    package let word: String
    /// The policy's key for it; `nil` for none.
    package var step: String?
    /// What to do about a word without a step.
    package var fix = ""
}

extension TenantTransaction {
    /// The different words for steps among the staged rows, each with the policy it has to be a step of.
    package func stagedStepWords(_ business: Identifier<Business>) throws -> [StagedStepWord] {
        try resolveStagedCustomers()
        return try rows(
            """
            SELECT DISTINCT \(Self.stagedPolicy) AS version, s.step AS word
            FROM staged s \(stagedCases(business)) WHERE s.known_customer_id IS NOT NULL ORDER BY 2, 1
            """
        ) { StagedStepWord(version: try $0.getOptional("version"), word: try $0.get("word")) }
    }

    private static let stagedPolicy: SQL = "coalesce(c.policy_version_id, b.default_policy_version_id)"

    private func stagedCases(_ business: Identifier<Business>) -> SQL {
        """
        JOIN businesses b ON b.tenant_id = \(tenantID) AND b.id = \(business)
        LEFT JOIN collection_cases c ON c.tenant_id = \(tenantID) AND c.business_id = b.id
            AND c.customer_id = s.known_customer_id
        """
    }

    /// Writes the policy's own keys over the words, and refuses rows whose word is no step of it: such a row would not
    /// keep the step from being done again.
    private func settleStagedSteps(_ words: [StagedStepWord], _ business: Identifier<Business>) throws {
        let table: SQL = """
            JOIN unnest(\(words.map(\.version)), \(words.map(\.word)), \(words.map { $0.step ?? "" }),
                \(words.map(\.fix))) AS w (version, word, step, fix)
                ON w.version IS NOT DISTINCT FROM \(Self.stagedPolicy) AND w.word = s.step
            """
        try flagStaged(
            "step", found: "s.step", expected: "'a step of the business''s policy'", fix: "w.fix",
            joining: stagedCases(business) + " " + table, where: "w.step = '' AND w.version IS NOT NULL")
        try flagStaged(
            "step", isError: false, found: "s.step", expected: "'a step of the business''s policy'", fix: "w.fix",
            joining: stagedCases(business) + " " + table, where: "w.version IS NULL")
        try execute(
            """
            UPDATE staged t SET step = w.step FROM staged s \(stagedCases(business)) \(table)
            WHERE t.line = s.line AND w.step <> ''
            """)
    }

    /// Compares staged steps of an earlier process with those recorded, and notes what is wrong with them.
    ///
    /// - Parameter words: Those of `stagedStepWords`, looked up in their policies.
    package func checkStagedHistory(
        _ business: Identifier<Business>, words: [StagedStepWord], today: CalendarDate
    ) throws {
        try settleStagedSteps(words, business)
        try execute(
            """
            UPDATE staged s SET known_receivable_id = r.id FROM receivables r
            WHERE r.tenant_id = \(tenantID) AND r.business_id = \(business) AND r.reference = s.receivable_reference
            """)
        try flagStaged(
            "receivable_reference", found: "s.receivable_reference",
            expected: "'the number of a receivable in the books'",
            fix: "'import the receivable first, correct the number, or leave the cell empty'",
            where: "s.receivable_reference IS NOT NULL AND s.known_receivable_id IS NULL")
        try flagStaged(
            "receivable_reference", found: "s.receivable_reference", expected: "'a receivable of this customer'",
            fix: "'correct the customer or the receivable'",
            joining: "JOIN receivables r ON r.tenant_id = \(tenantID) AND r.id = s.known_receivable_id",
            where: "r.customer_id <> s.known_customer_id")
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
