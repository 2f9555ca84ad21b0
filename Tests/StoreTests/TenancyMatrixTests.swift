import DatabaseTesting
import Postgres
import Store
import Testing

@Suite struct TenancyMatrixTests {
    @Test func noCommandReachesAnotherTenantOrAnswersWithoutOne() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            try await db.migrator.transaction { try $0.script("SELECT make_decision_partitions('2026-07-01', 1)") }
            #expect(try await TenancyMatrix(db: db).leaks() == [])
        }
    }

    /// The matrix can fail: a weakened table gives leaks, and of that table only.
    @Test(
        arguments: [
            "ALTER TABLE holds DISABLE ROW LEVEL SECURITY",
            "ALTER POLICY holds_of_tenant ON holds USING (true)",
            "ALTER POLICY holds_of_tenant ON holds WITH CHECK (true)",
            """
            ALTER POLICY holds_of_tenant ON holds
            USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
            """,
            "DROP POLICY holds_of_tenant ON holds",
            "GRANT TRUNCATE ON holds, hold_releases TO dunwell_service",
        ])
    func aWeakenedTableLeaks(sql: String) async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            try await db.superuser.transaction { try $0.script(sql) }
            let leaks = try await TenancyMatrix(db: db).leaks()
            #expect(!leaks.isEmpty)
            #expect(leaks.allSatisfy { $0.hasPrefix("holds: ") || $0.hasPrefix("hold_releases: ") })
        }
    }
}
