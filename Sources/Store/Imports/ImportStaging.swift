import Postgres
package import Receivables

/// What is wrong with a staged row, or worth knowing about it; as the checks in SQL found it.
package struct StagedFinding: Sendable {
    /// Physical line of the file.
    package let line: Int
    /// Whether the row is refused.
    package let isError: Bool
    /// Name of the field, empty for the whole row.
    package let field: String
    package let found: String
    package let expected: String
    package let fix: String

    package init(line: Int, isError: Bool, field: String, found: String, expected: String, fix: String) {
        self.line = line
        self.isError = isError
        self.field = field
        self.found = found
        self.expected = expected
        self.fix = fix
    }

    init(_ row: Row) throws {
        line = Int(try row.get("line", as: Int32.self))
        isError = try row.get("is_error")
        field = try row.get("field")
        found = try row.get("found")
        expected = try row.get("expected")
        fix = try row.get("fix")
    }
}

/// How many staged rows would do what.
package struct StagedCounts: Sendable, Hashable {
    package var new = 0
    package var changed = 0
    package var unchanged = 0

    package init() {}
}

/// The day of a staged row that a span of days is asked of.
package enum StagedDay: String, Sendable {
    case billedOn = "billed_on"
    case paidOn = "paid_on"
}

// The rows of one file lie in temporary tables while they are compared with what is stored. The tables end with the
// transaction, so nothing of a file remains but what was imported.
extension TenantTransaction {
    /// Rows that a page of staged rows has at most.
    package static var stagedPage: Int { 1_000 }

    /// Copies a file's rows into the temporary table `staged`, in constant memory.
    ///
    /// - Parameters:
    ///   - columns: Names from a fixed list; all are text but `line`, which numbers the rows.
    ///   - next: The next piece of COPY's text form; `nil` at the end.
    package func stage(columns: [String], next: () throws -> [UInt8]?) throws {
        let texts = columns.filter { $0 != "line" }.map { "\($0) text" }.joined(separator: ", ")
        try connection.script(
            """
            CREATE TEMP TABLE staged (
                line integer PRIMARY KEY, \(texts),
                known_customer_id uuid, known_agreement_id uuid, known_receivable_id uuid, known_case_id uuid,
                target_id uuid, status text NOT NULL DEFAULT 'new'
            ) ON COMMIT DROP;
            CREATE TEMP TABLE staged_findings (
                line integer NOT NULL, is_error boolean NOT NULL, field text NOT NULL, found text NOT NULL,
                expected text NOT NULL, fix text NOT NULL
            ) ON COMMIT DROP
            """)
        let list = columns.joined(separator: ", ")
        // The number of rows is known better afterwards, from the table itself.
        _ = try connection.copyIn(unsafeSQL: "COPY staged (\(list)) FROM STDIN", next: next)
        try connection.script("ANALYZE staged")
    }

    /// Leaves out rows whose day lies outside a span; says how many.
    package func leaveOutStaged(_ day: StagedDay, before first: CalendarDate?, after last: CalendarDate?) throws -> Int
    {
        try execute(
            """
            DELETE FROM staged
            WHERE \(unsafeSQL: day.rawValue)::date < \(first) OR \(unsafeSQL: day.rawValue)::date > \(last)
            """)
    }

    /// Adds findings that were made outside the database. Those about lines that are not staged are left out.
    package func addStagedFindings(_ findings: [StagedFinding]) throws {
        guard !findings.isEmpty else { return }
        try execute(
            """
            INSERT INTO staged_findings (line, is_error, field, found, expected, fix)
            SELECT f.line, f.is_error, f.field, f.found, f.expected, f.fix
            FROM unnest(\(findings.map { Int32(clamping: $0.line) }), \(findings.map(\.isError)),
                \(findings.map(\.field)), \(findings.map(\.found)), \(findings.map(\.expected)), \(findings.map(\.fix)))
                AS f (line, is_error, field, found, expected, fix)
            JOIN staged s ON s.line = f.line
            """)
    }

    /// Takes refused rows out of what will be written; says how many there were.
    package func dropRefusedStaged() throws -> Int {
        try execute("DELETE FROM staged s USING staged_findings f WHERE f.line = s.line AND f.is_error")
    }

    /// The first findings by line, errors before warnings.
    package func stagedFindings(limit: Int) throws -> [StagedFinding] {
        try rows(
            """
            SELECT line, is_error, field, found, expected, fix FROM staged_findings
            ORDER BY line, is_error DESC, field LIMIT \(limit)
            """, StagedFinding.init)
    }

    /// All findings, shown or not.
    package func stagedFindingCount() throws -> Int {
        try row("SELECT count(*) AS number FROM staged_findings") { Int(try $0.get("number", as: Int64.self)) } ?? 0
    }

    /// What the rows not refused would do.
    package func stagedCounts() throws -> StagedCounts {
        var counts = StagedCounts()
        let found = try rows("SELECT status, count(*) AS number FROM staged GROUP BY status ORDER BY status") {
            (status: try $0.get("status", as: String.self), number: Int(try $0.get("number", as: Int64.self)))
        }
        for (status, number) in found {
            switch status {
            case "new": counts.new = number
            case "changed": counts.changed = number
            default: counts.unchanged += number
            }
        }
        return counts
    }

    /// The latest day of a column among the rows not refused; `nil` without rows.
    package func latestStaged(_ day: StagedDay) throws -> CalendarDate? {
        try row("SELECT max(\(unsafeSQL: day.rawValue)::date) AS latest FROM staged") {
            try $0.getOptional("latest", as: CalendarDate.self)
        } ?? nil
    }

    /// Makes a second import for the same business wait until this one has ended.
    package func lockForImport(_ business: Identifier<Business>) throws {
        try execute("SELECT 1 FROM businesses WHERE tenant_id = \(tenantID) AND id = \(business) FOR NO KEY UPDATE")
    }

    /// Keeps that a file was imported, and what became of its rows.
    package func recordImport(_ record: ImportRecordEntry, at moment: BusinessInstant) throws {
        try execute(
            """
            INSERT INTO imports (tenant_id, id, business_id, kind, source, file_name, file_sha256, rows_new,
                rows_changed, rows_unchanged, rows_refused, imported_at)
            VALUES (\(tenantID), gen_random_uuid(), \(record.business), \(record.kind), \(record.source),
                \(record.fileName), \(record.fileSHA256), \(Int32(clamping: record.counts.new)),
                \(Int32(clamping: record.counts.changed)), \(Int32(clamping: record.counts.unchanged)),
                \(Int32(clamping: record.refused)), \(moment))
            """)
    }
}

/// One file taken in.
package struct ImportRecordEntry: Sendable {
    package let business: Identifier<Business>
    package let kind: String
    package let source: String
    package let fileName: String
    /// Lower-case hexadecimal.
    package let fileSHA256: String
    package let counts: StagedCounts
    package let refused: Int

    package init(
        business: Identifier<Business>, kind: String, source: String, fileName: String, fileSHA256: String,
        counts: StagedCounts, refused: Int
    ) {
        self.business = business
        self.kind = kind
        self.source = source
        self.fileName = fileName
        self.fileSHA256 = fileSHA256
        self.counts = counts
        self.refused = refused
    }
}

extension TenantTransaction {
    /// Notes a finding for every staged row `s` for which `condition` holds. The texts are SQL expressions.
    func flagStaged(
        _ field: String, isError: Bool = true, found: SQL, expected: SQL, fix: SQL, joining: SQL = "",
        where condition: SQL
    ) throws {
        try execute(
            """
            INSERT INTO staged_findings (line, is_error, field, found, expected, fix)
            SELECT s.line, \(isError), \(field), left(coalesce(\(found), ''), 200), \(expected), \(fix)
            FROM staged s \(joining) WHERE \(condition)
            """)
    }

    /// Finds the customer of each row by `customer_reference`, and refuses rows without one.
    func resolveStagedCustomers() throws {
        try execute(
            """
            UPDATE staged s SET known_customer_id = c.id FROM customers c
            WHERE c.tenant_id = \(tenantID) AND c.reference = s.customer_reference
            """)
        try flagStaged(
            "customer_reference", found: "s.customer_reference",
            expected: "'the number of a customer who was imported'",
            fix: "'import the customer first, or correct the number'", where: "s.known_customer_id IS NULL")
    }

    /// An amount in minor units, in SQL, as a person writes it.
    func amountText(_ minor: SQL, _ currency: SQL) -> SQL {
        """
        (CASE WHEN \(currency) = 'JPY' THEN (\(minor))::text
            ELSE to_char((\(minor))::numeric / 100, 'FM999999999999999990.00') END || ' ' || \(currency))
        """
    }

    /// Refuses amounts past what one posting holds.
    func flagStagedAmounts(_ field: String) throws {
        try flagStaged(
            field, found: "s.\(unsafeSQL: field)", expected: "'an amount of at most a trillion'",
            fix: "'correct the amount'", where: "abs(s.\(unsafeSQL: field)::numeric) > 100000000000000")
    }

    /// Makes sure that every customer with a new row has a case with the business, under its default policy.
    func ensureCasesOfStaged(_ business: Identifier<Business>, today: CalendarDate) throws {
        try execute(
            """
            INSERT INTO collection_cases (tenant_id, id, business_id, customer_id, policy_version_id, next_look_on,
                opened_on)
            SELECT \(tenantID), gen_random_uuid(), b.id, c.customer_id, b.default_policy_version_id, \(today), \(today)
            FROM (SELECT DISTINCT known_customer_id AS customer_id FROM staged WHERE status = 'new') AS c
            JOIN businesses b ON b.tenant_id = \(tenantID) AND b.id = \(business)
            ORDER BY c.customer_id
            ON CONFLICT (tenant_id, business_id, customer_id) DO NOTHING
            """)
        try execute(
            """
            UPDATE staged s SET known_case_id = c.id FROM collection_cases c
            WHERE c.tenant_id = \(tenantID) AND c.business_id = \(business) AND c.customer_id = s.known_customer_id
            """)
    }
}

/// The amount of a staged row that is summed for a report.
package enum StagedAmount: String, Sendable {
    case amount
    case openAmount = "open_amount"
}

extension TenantTransaction {
    /// Sum of the new rows' amounts by currency; empty for kinds without amounts.
    package func stagedAmounts(of field: StagedAmount?) throws -> [Money] {
        guard let field else { return [] }
        return try rows(
            """
            SELECT sum(\(unsafeSQL: field.rawValue)::bigint)::bigint AS total_minor, currency
            FROM staged WHERE status = 'new' GROUP BY currency ORDER BY currency
            """
        ) { try $0.money("total_minor") }
    }
}
