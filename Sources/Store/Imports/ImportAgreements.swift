import Postgres
package import Receivables

/// What of an agreement comes from a file: the stored column and the staged value. A cell without a value changes
/// nothing.
private let agreementColumns: [(column: String, staged: String)] = [
    ("service_kinds", "string_to_array(s.service_kind, '+')"), ("monthly_minor", "s.monthly_amount::bigint"),
    ("currency", "s.currency"), ("term_months", "s.term_months::smallint"), ("started_on", "s.started_on::date"),
    ("ended_on", "s.ended_on::date"), ("sold_by", "s.sold_by"), ("home_square_feet", "s.home_square_feet::integer"),
    ("home_type", "s.home_type"), ("funded_by", "s.funded_by"), ("allows", "string_to_array(s.allows, '+')"),
    ("notice_days", "s.notice_days::smallint"),
]

extension TenantTransaction {
    /// Compares staged agreements with those stored, and notes what is wrong with them.
    package func checkStagedAgreements(_ business: Identifier<Business>) throws {
        try resolveStagedCustomers()
        try execute(
            """
            UPDATE staged s SET target_id = a.id, status = 'unchanged' FROM agreements a
            WHERE a.tenant_id = \(tenantID) AND a.business_id = \(business) AND a.reference = s.reference
            """)
        try flagStaged(
            "customer_reference", found: "s.customer_reference", expected: "'the customer who has this agreement'",
            fix: "'correct the customer, or give the new agreement its own number'",
            joining: "JOIN agreements a ON a.tenant_id = \(tenantID) AND a.id = s.target_id",
            where: "a.customer_id <> s.known_customer_id")
        let differs = agreementColumns.map {
            "(\($0.staged) IS NOT NULL AND a.\($0.column) IS DISTINCT FROM \($0.staged))"
        }
        .joined(separator: " OR ")
        try execute(
            """
            UPDATE staged s SET status = 'changed' FROM agreements a
            WHERE a.tenant_id = \(tenantID) AND a.id = s.target_id AND (\(unsafeSQL: differs))
            """)
    }

    /// Adds new agreements and changes those that differ: the policy may ask for what they say.
    package func upsertStagedAgreements(_ business: Identifier<Business>, today: CalendarDate) throws {
        let sets = agreementColumns.map { "\($0.column) = coalesce(\($0.staged), a.\($0.column))" }
            .joined(separator: ", ")
        try execute(
            """
            UPDATE agreements a SET \(unsafeSQL: sets) FROM staged s
            WHERE a.tenant_id = \(tenantID) AND a.id = s.target_id AND s.status = 'changed'
            """)
        try execute(
            """
            INSERT INTO agreements (tenant_id, id, business_id, customer_id, reference, service_kinds, monthly_minor,
                currency, term_months, started_on, ended_on, sold_by, home_square_feet, home_type, funded_by, allows,
                notice_days)
            SELECT \(tenantID), gen_random_uuid(), \(business), s.known_customer_id, s.reference,
                coalesce(string_to_array(s.service_kind, '+'), '{}'), s.monthly_amount::bigint,
                coalesce(s.currency, 'USD'), s.term_months::smallint, s.started_on::date, s.ended_on::date,
                coalesce(s.sold_by, ''), s.home_square_feet::integer, coalesce(s.home_type, ''),
                coalesce(s.funded_by, ''), coalesce(string_to_array(s.allows, '+'), '{}'), s.notice_days::smallint
            FROM staged s WHERE s.status = 'new'
            """)
        let cases = try rows(
            """
            SELECT c.id FROM collection_cases c
            WHERE c.tenant_id = \(tenantID) AND c.business_id = \(business) AND c.customer_id IN (
                SELECT a.customer_id FROM agreements a
                JOIN staged s ON a.reference = s.reference AND s.status IN ('new', 'changed')
                WHERE a.tenant_id = \(tenantID) AND a.business_id = \(business))
            ORDER BY c.id
            """
        ) { try $0.get("id", as: Identifier<CollectionCase>.self) }
        try lowerNextLook(of: cases, to: today)
    }
}
