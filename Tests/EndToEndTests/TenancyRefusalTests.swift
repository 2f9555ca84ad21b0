import DatabaseTesting
import Foundation
import LocalPostgres
import Postgres
import Store
import Testing

/// T-01 at the start: a host in whose database tenants could meet does not start, and says which table and what to do.
@Suite struct TenancyRefusalTests {
    /// EX_CONFIG. Source: sysexits.h.
    private static let configurationStatus: Int32 = 78
    /// What a host prints once it serves.
    private static let upMark = "Dunwell is up"

    @Test func serveWorkAndRunRefuse() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let directory = try TestDirectory()
            defer { directory.remove() }
            let environment = [
                "DUNWELL_DATABASE_URL": try url(try await db.configuration(for: .service)),
                "DUNWELL_MIGRATOR_URL": try url(try await db.configuration(for: .migrator)),
            ]
            func program(_ arguments: [String]) throws -> Program {
                try Program(arguments + ["--data", directory.path], in: directory.url, environment: environment)
            }
            let made = try await program(["migrate", "up"]).finished()
            #expect(made.end == .exit(0), "\(made.messages)")
            let sound = try program(["serve", "--only", "worker"])
            try await sound.says(Self.upMark)
            try await sound.end(by: SIGTERM)

            try await db.superuser.transaction {
                try $0.script(
                    "CREATE TABLE added (id uuid PRIMARY KEY); DROP POLICY customers_of_tenant ON customers")
            }
            for command in [
                ["serve", "--only", "worker"], ["work", "--until-idle"], ["run", "--all"],
                ["run", "--all", "--dry-run"],
            ] {
                let refused = try await program(command).finished()
                #expect(refused.end == .exit(Self.configurationStatus))
                for words in [
                    "added: has no tenant_id; add tenant_id with the policy, or add the table to TenancyReview after a review",
                    "customers: has 0 policies; give the table exactly one policy",
                ] { #expect(refused.messages.contains(words), "\(refused.messages)") }
                #expect(!refused.messages.contains(Self.upMark))
            }
        }
    }

    @Test func upRefuses() async throws {
        let directory = try TestDirectory()
        defer { directory.remove() }
        let options = LocalPostgresOptions(
            dataDirectory: directory.url.appending(path: "data"), settings: TestCluster.fastSettings)
        let local = try await LocalPostgres.start(options, logger: TestCluster.logger)
        for (role, body) in [(DatabaseRole.migrator, migrate), (.superuser, exposeHolds)] {
            let pool = PostgresPool(configuration: local.configuration(for: role), logger: TestCluster.logger)
            try await body(pool)
            await pool.close()
        }
        await local.stop()

        let refused = try await Program.run(
            ["up", "--data", directory.path + "/data", "--port", "\(try Site().port)"], in: directory.url)
        #expect(refused.end == .exit(Self.configurationStatus))
        let words = "holds: row-level security is off; ALTER TABLE … ENABLE ROW LEVEL SECURITY"
        #expect(refused.messages.contains(words), "\(refused.messages)")
        #expect(!refused.messages.contains(Self.upMark))
    }

    private func migrate(_ pool: PostgresPool) async throws {
        // What is applied to an empty database is known.
        _ = try await Migrator(directory: Store.migrations, pool: pool, ownerRole: "dunwell_owner").up()
    }

    private func exposeHolds(_ pool: PostgresPool) async throws {
        try await pool.transaction { try $0.script("ALTER TABLE holds DISABLE ROW LEVEL SECURITY") }
    }

    private func url(_ configuration: PostgresConfiguration) throws -> String {
        guard case .socket(let directory) = configuration.endpoint else { throw NotASocket() }
        return "postgresql://\(configuration.user)@:\(configuration.port)/\(configuration.database)?host=\(directory)"
    }

    private struct NotASocket: Error {}
}
