package import Foundation
package import LocalPostgres
package import Postgres
import Synchronization

/// A database that one test has to itself, cloned from a template and dropped when the test is over. Tests may run in
/// parallel.
package struct TestDatabase: Sendable {
    package let name: String
    /// As the running host: owns nothing, bound by row-level security.
    package let service: PostgresPool
    /// As migrations run: acts as the owner of every table.
    package let migrator: PostgresPool
    /// As the cluster's superuser, for looking behind every policy.
    package let superuser: PostgresPool

    private static let counter = Atomic<Int>(0)

    /// Runs a test in an empty database as the superuser.
    @discardableResult
    package static func withEmpty<R>(
        isolation: isolated (any Actor)? = #isolation, _ body: (PostgresPool) async throws -> R
    ) async throws -> R {
        try await withRoles { try await body($0.superuser) }
    }

    /// Runs a test in an empty database in which the roles have their rights.
    @discardableResult
    package static func withRoles<R>(
        isolation: isolated (any Actor)? = #isolation, _ body: (TestDatabase) async throws -> R
    ) async throws -> R {
        try await with(template: try await Templates.shared.empty(), body)
    }

    /// Runs a test in a database with the migrations of a directory applied.
    @discardableResult
    package static func withMigrated<R>(
        migrations: URL, isolation: isolated (any Actor)? = #isolation, _ body: (TestDatabase) async throws -> R
    ) async throws -> R {
        try await with(template: try await Templates.shared.migrated(by: migrations), body)
    }

    /// Runs a test in a clone of a database that `fill`, given its name, made out of one with the roles' rights; once
    /// for all tests that name the same. Nobody may be connected to it when `fill` returns.
    @discardableResult
    package static func with<R>(
        prepared name: String, filledBy fill: @escaping @Sendable (String) async throws -> Void,
        isolation: isolated (any Actor)? = #isolation, _ body: (TestDatabase) async throws -> R
    ) async throws -> R {
        try await with(template: try await Templates.shared.prepared(name, fill), body)
    }

    /// How to connect to this database in a role.
    package func configuration(for role: DatabaseRole) async throws -> PostgresConfiguration {
        try await TestCluster.shared.configuration(for: role, database: name)
    }

    private static func with<R>(
        template: String, isolation: isolated (any Actor)? = #isolation, _ body: (TestDatabase) async throws -> R
    ) async throws -> R {
        let name = "test_\(counter.add(1, ordering: .relaxed).newValue)"
        let cluster = try await TestCluster.shared
        let admin = try await Templates.shared.admin()
        try await admin.runOutsideTransaction("CREATE DATABASE \(name) TEMPLATE \(template) OWNER dunwell_owner")
        // A clone does not take over the rights on the database itself.
        try await admin.transaction {
            try $0.script("REVOKE ALL ON DATABASE \(name) FROM PUBLIC")
            try $0.script("GRANT CONNECT, TEMPORARY ON DATABASE \(name) TO dunwell_service")
            try $0.script(
                "GRANT CONNECT ON DATABASE \(name) TO "
                    + "dunwell_migrator, dunwell_readonly, dunwell_backup, dunwell_retention")
        }
        func pool(_ role: DatabaseRole) -> PostgresPool {
            var configuration = cluster.configuration(for: role, database: name)
            configuration.waitDeadline = .seconds(30)
            return PostgresPool(configuration: configuration, logger: TestCluster.logger)
        }
        let database = TestDatabase(
            name: name, service: pool(.service), migrator: pool(.migrator), superuser: pool(.superuser))
        do {
            let value = try await body(database)
            try await database.drop(admin)
            return value
        } catch {
            try await database.drop(admin)
            throw error
        }
    }

    private func drop(_ admin: PostgresPool) async throws {
        for pool in [service, migrator, superuser] { await pool.close() }
        try await admin.runOutsideTransaction("DROP DATABASE \(name) WITH (FORCE)")
    }
}

/// Databases that tests are cloned from, each made once.
private actor Templates {
    static let shared = Templates()

    private var made: [String: Task<String, any Error>] = [:]
    private var adminPool: PostgresPool?

    /// For making and dropping databases.
    func admin() async throws -> PostgresPool {
        let cluster = try await TestCluster.shared
        if let adminPool { return adminPool }
        var configuration = cluster.configuration(for: .superuser, database: "postgres")
        configuration.maximumConnections = 4
        configuration.waitDeadline = .seconds(300)
        let pool = PostgresPool(configuration: configuration, logger: TestCluster.logger)
        adminPool = pool
        return pool
    }

    func empty() async throws -> String {
        try await once("template_empty") { name in try await TestCluster.shared.makeDatabase(named: name) }
    }

    func migrated(by directory: URL) async throws -> String {
        let text = try MigrationFile.all(in: directory).map { "\($0.name)\n\($0.text)\n" }.joined()
        // FNV-1a; has to tell the few directories of one test run apart.
        let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return try await once("template_\(String(hash, radix: 16))") { name in
            let cluster = try await TestCluster.shared
            try await cluster.makeDatabase(named: name)
            let pool = PostgresPool(
                configuration: cluster.configuration(for: .migrator, database: name), logger: TestCluster.logger)
            do { try await Migrator(directory: directory, pool: pool, ownerRole: "dunwell_owner").up() } catch {
                await pool.close()
                throw error
            }
            await pool.close()
        }
    }

    func prepared(_ name: String, _ fill: @escaping @Sendable (String) async throws -> Void) async throws -> String {
        try await once("template_\(name)") { name in
            try await TestCluster.shared.makeDatabase(named: name)
            try await fill(name)
        }
    }

    private func once(
        _ name: String, _ make: @escaping @Sendable (String) async throws -> Void
    ) async throws -> String {
        if let task = made[name] { return try await task.value }
        // Making two at once would alter the same roles twice at once.
        let earlier = Array(made.values)
        let task = Task {
            for other in earlier { _ = await other.result }
            try await make(name)
            return name
        }
        made[name] = task
        return try await task.value
    }
}
