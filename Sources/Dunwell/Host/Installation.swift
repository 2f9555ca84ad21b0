import Foundation
import LocalPostgres
import Logging
import Postgres
import Store

/// Brings a database and a data directory to what this program needs. Safe to repeat.
struct Installation {
    /// Months of decision records there is always a part for.
    static let partitionMonths = 14

    let database: Database
    let data: URL
    let output: Output
    let logger: Logger

    /// Applies pending migrations, makes the coming months' parts, the spool and the keys.
    ///
    /// - Returns: The names of the migrations applied.
    func prepare() async throws -> [String] {
        let applied = try await withMigrator { pool in
            let applied = try await Migrator(directory: Store.migrations, pool: pool, ownerRole: "dunwell_owner")
                .up { [output] step in
                    if case .starting(let name, let index, let count) = step {
                        output.message("applying migration \(index) of \(count): \(name)")
                    }
                }
            try await DecisionPartitions.make(months: Self.partitionMonths, migrator: pool)
            return applied
        }
        try await Host.makeFiles(in: data, service: database.service, logger: logger)
        return applied
    }

    /// How files and database compare.
    func status() async throws -> MigrationStatus {
        try await PostgresPool.with(database.service, logger: logger) { pool in
            try await Migrator(directory: Store.migrations, pool: pool).status()
        }
    }

    /// Runs `body` in the role that may change the schema.
    func withMigrator<R: Sendable>(_ body: (PostgresPool) async throws -> R) async throws -> R {
        guard var configuration = database.migrator else {
            throw CommandFailure(
                .configuration,
                "changing the schema needs the role dunwell_migrator: set DUNWELL_MIGRATOR_URL to the same database "
                    + "in that role")
        }
        configuration.maximumConnections = 2
        return try await PostgresPool.with(configuration, logger: logger, body)
    }
}
