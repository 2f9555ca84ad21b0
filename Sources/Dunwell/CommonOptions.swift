import ArgumentParser
import Foundation
import LocalPostgres
import Logging
import Postgres
import Sealing
import Store

/// The options every command has.
struct CommonOptions: ParsableArguments {
    @Option(help: "The data directory (default: .dunwell here, /var/lib/dunwell as root).")
    var data: String?

    @Flag(help: "Print data as JSON; an amount is amount_minor, whole cents, beside its currency.")
    var json = false

    @Flag(help: "Print data and failures only.")
    var quiet = false

    /// Where this command prints.
    var output: Output { Output(json: json, quiet: quiet) }

    /// The data directory as asked for, from the environment, or the default.
    func dataDirectory(_ settings: Settings) -> URL {
        data.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? settings.dataDirectory
            ?? LocalPostgresOptions.defaultDataDirectory
    }

    /// Logs to standard error, from `level` on.
    static func logger(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "dunwell") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }

    /// Runs `body` on the installation's database, and stops afterwards what was started for it.
    ///
    /// - Throws: `CommandFailure` when the schema is not the one this program was built for.
    func withHost<R: Sendable>(_ body: (Host) async throws -> R) async throws -> R {
        try await withDatabase { database, data in
            try await withHost(database, data: data, logger: Self.logger(.warning), body)
        }
    }

    /// The same on a database that is open already.
    ///
    /// - Parameter port: Where this host answers requests; `nil` when it answers none.
    func withHost<R: Sendable>(
        _ database: Database, data: URL, port: Int? = nil, logger: Logger,
        _ body: (Host) async throws -> R
    ) async throws -> R {
        let settings = try Settings()
        let address = PublicAddress(data: data)
        let publicURL = try port.map { try address.serving(settings, port: $0) } ?? address.beside(settings)
        let host: Host
        do {
            host = try Host(data: data, database: database, publicURL: publicURL, logger: logger)
        } catch let missing as KeyFileError {
            // An installation that was never set up lacks its schema as well, and that is what to say.
            try await Self.requireSchema(database, logger)
            throw missing
        }
        do {
            try await Migrator(directory: Store.migrations, pool: host.pool).verify()
            let value = try await body(host)
            await host.pool.close()
            return value
        } catch {
            await host.pool.close()
            throw error
        }
    }

    private static func requireSchema(_ database: Database, _ logger: Logger) async throws {
        let pool = PostgresPool(configuration: database.service, logger: logger)
        do {
            try await Migrator(directory: Store.migrations, pool: pool).verify()
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }

    /// Runs `body` with the database reachable, whatever is in it.
    func withDatabase<R: Sendable>(
        makingIt: Bool = false, _ body: (Database, _ data: URL) async throws -> R
    ) async throws -> R {
        let settings = try Settings()
        let data = dataDirectory(settings)
        let database = try await Database.open(
            settings, data: data, makingIt: makingIt, logger: Self.logger(.warning))
        do {
            let value = try await body(database, data)
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }
}
