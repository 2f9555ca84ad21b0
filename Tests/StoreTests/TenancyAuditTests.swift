import DatabaseTesting
import Foundation
import LocalPostgres
import Postgres
import Receivables
import Testing

@testable import Store

/// T-01: the catalog audit is silent about our schema and names flaws put beside its tables. Flaws in them: see
/// `TenancyMutationTests`.
@Suite struct TenancyAuditTests {
    @Test func theSchemaAsMigratedHasNoFinding() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let findings = try await TenancyAudit.findings(store: Store(pool: db.service))
            #expect(findings == [])
        }
    }

    @Test(
        arguments: [
            ("CREATE TABLE mutant (id uuid PRIMARY KEY)", "mutant"),
            ("CREATE TABLE mutant (tenant_id uuid PRIMARY KEY)", "mutant"),
            ("CREATE SCHEMA aside; CREATE TABLE aside.jobs (id uuid PRIMARY KEY)", "aside.jobs"),
            ("CREATE VIEW mutant AS SELECT * FROM customers", "mutant"),
            ("CREATE VIEW mutant WITH (security_invoker = false) AS SELECT * FROM customers", "mutant"),
            ("CREATE MATERIALIZED VIEW mutant AS SELECT slug FROM tenants", "mutant"),
            ("CREATE FUNCTION mutant() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "mutant()"),
            (
                "CREATE FUNCTION mutant() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1'",
                "mutant()"
            ),
            ("CREATE FUNCTION mutant() RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1'", "mutant()"),
            (
                "ALTER TABLE tenant_next_looks ADD business_id uuid, "
                    + "ADD FOREIGN KEY (tenant_id, business_id) REFERENCES businesses",
                "tenant_next_looks"
            ),
            ("GRANT TRUNCATE ON jobs TO dunwell_service", "jobs"),
            ("GRANT SELECT ON decision_records_rest TO dunwell_service", "decision_records_rest"),
            ("ALTER TABLE holds RENAME TO pauses", "holds"),
            ("GRANT CREATE ON SCHEMA public TO dunwell_service", "schema public"),
            ("ALTER SCHEMA public OWNER TO dunwell_service", "schema public"),
            (
                "ALTER FUNCTION make_decision_partitions OWNER TO dunwell_service",
                "make_decision_partitions(date,integer)"
            ),
        ])
    func aFlawBesideTheTablesIsNamed(sql: String, object: String) async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let found = try await Mutant.findings(after: sql, db)
            #expect(found.contains { $0.object == object })
        }
    }

    @Test func aViewThatReadsAsItsCallerIsNoFinding() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let sql = "CREATE VIEW fine WITH (security_invoker = true) AS SELECT * FROM customers"
            let findings = try await Mutant.findings(after: sql, db)
            #expect(findings == [])
        }
    }

    @Test func aNewMonthsPartitionIsNoFinding() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            try await db.migrator.transaction { try $0.script("SELECT make_decision_partitions('2026-08-01', 3)") }
            #expect(try await TenancyAudit.findings(store: Store(pool: db.service)) == [])
        }
    }

    /// What `roles.sql` says of reports: they read one tenant at a time and write nothing.
    @Test func theRoleForReportsReadsOneTenantAndWritesNothing() async throws {
        try await Shop.withTwo { db, ours, _ in
            let reports = PostgresPool(
                configuration: try await db.configuration(for: .readonly), logger: TestCluster.logger)
            let secretive = ["plugin_secrets"]
            let tables = try await db.superuser.transaction { tx in
                try tx.rows(
                    """
                    SELECT DISTINCT c.oid::regclass::text AS name FROM pg_class c
                    JOIN pg_policy p ON p.polrelid = c.oid WHERE NOT c.relispartition
                    """
                ) { try $0.get("name", as: String.self) }
            }
            #expect(tables.count > 20)
            for table in tables.filter({ !secretive.contains($0) && $0 != "jobs" }) {
                let seen = try await reports.transaction { tx in
                    try tx.script("SET LOCAL app.tenant_id = '\(ours.tenant)'")
                    return try tx.rows("SELECT DISTINCT tenant_id FROM \(unsafeSQL: table)") {
                        try $0.get("tenant_id", as: Identifier<Tenant>.self)
                    }
                }
                #expect(seen.isEmpty || seen == [ours.tenant], "\(table)")
            }
            for sql in ["SELECT sealed FROM plugin_secrets", "UPDATE customers SET reference = 'x'"] {
                await #expect(throws: PostgresError.self, "\(sql)") {
                    try await reports.transaction { tx in
                        try tx.script("SET LOCAL app.tenant_id = '\(ours.tenant)'")
                        try tx.script(sql)
                    }
                }
            }
            await reports.close()
        }
    }

    /// Each role that may do more than the service is refused as the host's role.
    @Test func aRoleWithMoreRightsIsNamed() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let superuser = try await TenancyAudit.findings(store: Store(pool: db.superuser))
            #expect(superuser.contains { $0.problem.contains("SUPERUSER") })
            let migrator = try await TenancyAudit.findings(store: Store(pool: db.migrator))
            #expect(migrator.contains { $0.problem == "is a member of dunwell_owner" })
            #expect(migrator.contains { $0.object == "customers" && $0.problem == "belongs to the service" })
            let backup = PostgresPool(
                configuration: try await db.configuration(for: .backup), logger: TestCluster.logger)
            let found = try await TenancyAudit.findings(store: Store(pool: backup))
            await backup.close()
            #expect(found.contains { $0.problem == "is BYPASSRLS" })
            #expect(found.contains { $0.problem == "is a member of pg_read_all_data" })
        }
    }
}

/// A flaw that lives as long as one transaction.
enum Mutant {
    private struct Undo: Error { let findings: [TenancyFinding] }

    /// What the audit says, asked as the service, about a schema changed by `sql`. Nothing of the change remains.
    static func findings(after sql: String, _ db: TestDatabase) async throws -> [TenancyFinding] {
        do {
            try await Store(pool: db.superuser).withoutTenantScope(reason: "a schema is changed") { tx in
                try tx.connection.script("\(sql)")
                try tx.connection.script("SET LOCAL SESSION AUTHORIZATION dunwell_service")
                throw Undo(findings: try TenancyAudit.findings(in: tx))
            }
            return []
        } catch let undo as Undo { return undo.findings }
    }
}
