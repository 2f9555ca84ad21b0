import Postgres
package import Receivables

/// An address staged beside a customer row's own columns.
package struct StagedAddress: Sendable {
    /// In the order they follow the file's fields.
    package static let columns = ["post_value", "post_problem", "service_value", "service_problem"]
    /// The lines, joined by LF.
    package let value: String
    /// Why no letter can go there. Such an address is kept as a bad one, because it still says where the customer is.
    package let problem: PostalAddressProblem?

    package init(value: String, problem: PostalAddressProblem?) {
        self.value = value
        self.problem = problem
    }
}

/// What of a customer comes from a file: the stored column and the staged value. A cell without a value changes
/// nothing, and a failed automatic payment stays failed until the customer's own act.
private let customerFileColumns: [(column: String, staged: String)] = [
    ("kind", "s.kind"), ("first_name", "s.first_name"), ("last_name", "s.last_name"),
    ("business_name", "s.business_name"), ("language", "s.language"),
    (
        "autopay",
        "CASE WHEN s.autopay = 'false' THEN 'off' WHEN s.autopay = 'true' AND c.autopay <> 'failed' THEN 'on' END"
    ),
    ("notes", "s.notes"),
]

extension TenantTransaction {
    /// Compares staged customers and their addresses with those stored.
    package func checkStagedCustomers() throws {
        try execute(
            """
            UPDATE staged s SET known_customer_id = c.id, status = 'unchanged' FROM customers c
            WHERE c.tenant_id = \(tenantID) AND c.reference = s.reference
            """)
        try execute("UPDATE staged SET known_customer_id = gen_random_uuid() WHERE known_customer_id IS NULL")
        let differs = customerFileColumns.map {
            "(\($0.staged) IS NOT NULL AND c.\($0.column) IS DISTINCT FROM \($0.staged))"
        }.joined(separator: " OR ")
        try execute(
            """
            UPDATE staged s SET status = 'changed' FROM customers c
            WHERE c.tenant_id = \(tenantID) AND c.id = s.known_customer_id AND (\(unsafeSQL: differs))
            """)
        try stagePoints()
        try execute(
            """
            UPDATE staged s SET status = 'changed' FROM staged_points p
            WHERE p.line = s.line AND s.status = 'unchanged' AND NOT EXISTS (
                SELECT 1 FROM contact_points k
                WHERE k.tenant_id = \(tenantID) AND k.customer_id = s.known_customer_id AND k.medium = p.medium
                    AND k.value = p.value AND k.role = p.role AND k.is_current
                    AND (p.text_consent IS NULL OR p.text_consent = (k.text_consent_at IS NOT NULL)))
            """)
    }

    /// The addresses that the rows name, each value of a customer once: main before second before service.
    private func stagePoints() throws {
        try connection.script(
            """
            CREATE TEMP TABLE staged_points ON COMMIT DROP AS
            SELECT DISTINCT ON (line, medium, value) * FROM (
                SELECT line, 1 AS rank, 'email' AS medium, 'main' AS role, email AS value, NULL::text AS zip,
                    NULL::text AS state, NULL::text AS line1, NULL::text AS line2, NULL::text AS city,
                    NULL::boolean AS text_consent, NULL::text AS problem FROM staged
                UNION ALL
                SELECT line, 1, 'telephone', 'main', phone, NULL, NULL, NULL, NULL, NULL, text_consent::boolean, NULL
                FROM staged
                UNION ALL
                SELECT line, 2, 'telephone', 'second', phone2, NULL, NULL, NULL, NULL, NULL, NULL, NULL
                FROM staged
                UNION ALL
                SELECT line, 1, 'post', 'main', post_value, zip, state, line1, line2, city, NULL, post_problem
                FROM staged
                UNION ALL
                SELECT line, 3, 'post', 'service', service_value, service_zip, service_state, service_line1,
                    service_line2, service_city, NULL, service_problem FROM staged
            ) AS named WHERE value IS NOT NULL
            ORDER BY line, medium, value, rank
            """)
    }

    /// Adds new customers, changes those that differ, and brings their addresses up to date.
    ///
    /// An address that another has replaced stays as a fact and is used no longer. A stop of the same address, wherever
    /// it stands, binds a new one too. Source: Regulation F comment 14(h)(1)-3.ii.
    package func upsertStagedCustomers(at moment: TenantMoment) throws {
        let sets = customerFileColumns.map { "\($0.column) = coalesce(\($0.staged), c.\($0.column))" }
            .joined(separator: ", ")
        try execute(
            """
            UPDATE customers c SET \(unsafeSQL: sets) FROM staged s
            WHERE c.tenant_id = \(tenantID) AND c.id = s.known_customer_id AND s.status = 'changed'
            """)
        try execute(
            """
            INSERT INTO customers (tenant_id, id, reference, kind, first_name, last_name, business_name, language,
                autopay, notes)
            SELECT \(tenantID), s.known_customer_id, s.reference, coalesce(s.kind, 'unknown'),
                coalesce(s.first_name, ''), coalesce(s.last_name, ''), coalesce(s.business_name, ''),
                coalesce(s.language, 'en'),
                CASE WHEN s.autopay = 'true' THEN 'on' ELSE 'off' END, coalesce(s.notes, '')
            FROM staged s WHERE s.status = 'new'
            """)
        try replacePoints()
        try insertPoints(at: moment)
        try setTextConsent(at: moment.now)
        let cases = try rows(
            """
            SELECT c.id FROM collection_cases c JOIN staged s ON s.known_customer_id = c.customer_id
            WHERE c.tenant_id = \(tenantID) AND s.status = 'changed' ORDER BY c.id
            """
        ) { try $0.get("id", as: Identifier<CollectionCase>.self) }
        try lowerNextLook(of: cases, to: moment.today)
    }

    private func replacePoints() throws {
        try execute(
            """
            UPDATE contact_points k SET is_current = false
            FROM staged s JOIN staged_points p ON p.line = s.line
            WHERE s.status = 'changed' AND k.tenant_id = \(tenantID) AND k.customer_id = s.known_customer_id
                AND k.medium = p.medium AND k.role = p.role AND k.value <> p.value AND k.is_current
                AND (p.problem IS NULL OR k.is_bad)
            """)
    }

    private func insertPoints(at moment: TenantMoment) throws {
        try execute(
            """
            INSERT INTO contact_points AS k (tenant_id, id, customer_id, medium, role, value, zip, state, line1, line2,
                city, is_bad, bad_reason, bad_since, stopped_at, created_at)
            SELECT \(tenantID), gen_random_uuid(), s.known_customer_id, p.medium, p.role, p.value, p.zip, p.state,
                p.line1, p.line2, p.city, p.problem IS NOT NULL, p.problem,
                CASE WHEN p.problem IS NOT NULL THEN \(moment.today)::date END,
                (SELECT min(o.stopped_at) FROM contact_points o
                    WHERE o.tenant_id = \(tenantID) AND o.medium = p.medium AND o.value = p.value), \(moment.now)
            FROM staged s JOIN staged_points p ON p.line = s.line
            WHERE s.status IN ('new', 'changed')
            ORDER BY s.line, p.rank
            ON CONFLICT (tenant_id, customer_id, medium, value) DO UPDATE SET is_current = true, role = excluded.role,
                zip = excluded.zip, state = excluded.state, line1 = excluded.line1, line2 = excluded.line2,
                city = excluded.city
            WHERE NOT k.is_current OR k.role <> excluded.role
            """)
    }

    private func setTextConsent(at now: BusinessInstant) throws {
        let points: SQL = """
            FROM staged s JOIN staged_points p ON p.line = s.line
            WHERE s.status IN ('new', 'changed') AND k.tenant_id = \(tenantID) AND k.customer_id = s.known_customer_id
                AND k.medium = p.medium AND k.value = p.value
            """
        try execute(
            """
            WITH consented AS (
                UPDATE contact_points k SET text_consent_at = \(now) \(points)
                    AND p.text_consent AND k.text_consent_at IS NULL
                    AND NOT EXISTS (
                        SELECT 1 FROM contact_point_events e
                        JOIN contact_points o ON o.tenant_id = e.tenant_id AND o.id = e.contact_point_id
                        WHERE e.tenant_id = \(tenantID) AND e.kind = 'text-stopped' AND o.medium = k.medium
                            AND (o.value = k.value OR o.customer_id = k.customer_id))
                RETURNING k.id
            )
            INSERT INTO contact_point_events (tenant_id, id, contact_point_id, kind, happened_at, source)
            SELECT \(tenantID), gen_random_uuid(), id, 'text-consent', \(now), 'import' FROM consented
            """)
        try execute(
            """
            UPDATE contact_points k SET text_consent_at = NULL \(points)
                AND NOT p.text_consent AND k.text_consent_at IS NOT NULL
            """
        )
    }
}
