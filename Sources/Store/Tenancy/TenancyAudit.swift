import Postgres

/// One thing in the database that would let tenants meet.
package struct TenancyFinding: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The table, role or function, as a person would name it.
    package let object: String
    package let problem: String
    package let fix: String

    package var description: String { "\(object): \(problem); \(fix)" }
}

/// Reads the catalog and says what would let tenants meet. The host refuses to start on a finding.
package enum TenancyAudit {
    /// What is wrong, ordered by object; empty when tenants cannot meet. Asked in the role the store connects as, because
    /// that role's rights are half of the question.
    package static func findings(store: Store) async throws -> [TenancyFinding] {
        try await store.withoutTenantScope(reason: "the catalog is no tenant's") { try findings(in: $0) }
    }

    static func findings(in tx: PlatformTransaction) throws -> [TenancyFinding] {
        let checks = policyChecks + keyChecks + grantChecks + roleChecks + codeChecks
        var findings: Set<TenancyFinding> = []
        for check in checks {
            findings.formUnion(
                try tx.rows(check.sql) {
                    TenancyFinding(object: try $0.get("object"), problem: try $0.get("problem"), fix: check.fix)
                })
        }
        return findings.sorted { ($0.object, $0.problem) < ($1.object, $1.problem) }
    }

    /// A statement whose rows are findings: `object` and `problem`.
    struct Check {
        let fix: String
        let sql: SQL
    }

    /// Tables of every schema but the server's own, with whether each is exempt and which column is `tenant_id`.
    static let tables: SQL = """
        (
            SELECT c.oid, c.relname, c.relkind, c.relispartition, c.relrowsecurity, c.relforcerowsecurity, c.relowner, c.relacl,
                c.oid::regclass::text AS object, a.attnum AS tenant_column, a.atttypid AS tenant_type,
                coalesce(a.attnotnull, false) AS tenant_is_required, coalesce(a.atthasdef, false) AS tenant_has_default,
                n.nspname = 'public' AND c.relname = ANY(\(TenancyReview.exemptTables)) AS is_exempt
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        )
        """
}

// Row-level security itself.
extension TenancyAudit {
    /// The only policy there is, as the server prints it.
    private static let condition = "(tenant_id = (current_setting('app.tenant_id'::text))::uuid)"

    static var policyChecks: [Check] {
        [
            Check(
                fix: "add tenant_id with the policy, or add the table to TenancyReview after a review",
                sql: """
                    SELECT object, CASE WHEN relkind = 'f' THEN 'is a foreign table' ELSE 'has no tenant_id' END AS problem
                    FROM \(tables) t WHERE NOT is_exempt AND (tenant_column IS NULL OR relkind = 'f')
                    """),
            Check(
                fix: "make tenant_id uuid NOT NULL without a default",
                sql: """
                    SELECT object, CASE WHEN tenant_has_default THEN 'tenant_id has a default'
                        ELSE 'tenant_id is not uuid NOT NULL' END AS problem
                    FROM \(tables) t WHERE NOT is_exempt AND tenant_column IS NOT NULL
                        AND (tenant_has_default OR NOT tenant_is_required OR tenant_type <> 'uuid'::regtype)
                    """),
            Check(
                fix: "ALTER TABLE … ENABLE ROW LEVEL SECURITY",
                sql: """
                    SELECT object, 'row-level security is off' AS problem FROM \(tables) t
                    WHERE NOT is_exempt AND NOT relrowsecurity
                    """),
            Check(
                fix: "ALTER TABLE … FORCE ROW LEVEL SECURITY",
                sql: """
                    SELECT object, 'row-level security does not bind the owner' AS problem FROM \(tables) t
                    WHERE NOT is_exempt AND NOT relforcerowsecurity
                    """),
            Check(
                fix: "give the table exactly one policy",
                sql: """
                    SELECT object, 'has ' || count(p.oid) || ' policies' AS problem
                    FROM \(tables) t LEFT JOIN pg_policy p ON p.polrelid = t.oid
                    WHERE NOT is_exempt AND tenant_column IS NOT NULL
                    GROUP BY object, relispartition
                    HAVING count(p.oid) > 1 OR count(p.oid) = 0 AND NOT relispartition
                    """),
            Check(
                fix: "use tenant_id = current_setting('app.tenant_id')::uuid, for everybody and every command, "
                    + "in USING and WITH CHECK",
                sql: """
                    SELECT object, 'policy ' || p.polname || ' is not the one policy' AS problem
                    FROM \(tables) t JOIN pg_policy p ON p.polrelid = t.oid
                    WHERE NOT is_exempt AND (
                        NOT p.polpermissive OR p.polcmd <> '*' OR p.polroles <> '{0}'
                        OR pg_get_expr(p.polqual, p.polrelid) IS DISTINCT FROM \(condition)
                        OR pg_get_expr(p.polwithcheck, p.polrelid) IS DISTINCT FROM \(condition))
                    """),
        ]
    }
}
