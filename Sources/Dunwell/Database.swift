import Foundation
import LocalPostgres
import Logging
import Postgres

/// The database a command works on, and how to let it go again.
struct Database: Sendable {
    /// As the running host.
    let service: PostgresConfiguration
    /// As the running host, past any pooler: for hearing of new work.
    let direct: PostgresConfiguration
    /// As the role that may change the schema; `nil` when this installation was not told one.
    let migrator: PostgresConfiguration?
    /// The embedded server when this process runs it.
    let local: LocalPostgres?

    /// Opens the database the settings name, or else the embedded one: that of a running host, or one started here.
    ///
    /// - Parameter makingIt: Whether a data directory without a database gets one.
    static func open(
        _ settings: Settings, data: URL, makingIt: Bool, logger: Logger
    ) async throws -> Database {
        if let named = settings.database {
            return Database(
                service: named, direct: settings.directDatabase ?? named, migrator: settings.migrator, local: nil)
        }
        guard makingIt || FileManager.default.fileExists(atPath: data.appending(path: "dunwell.lock").path) else {
            throw CommandFailure(
                .configuration,
                "there is no database in \(data.path); run `dunwell up` once, or name the right directory with --data")
        }
        let local: LocalPostgres
        do {
            local = try await LocalPostgres.start(LocalPostgresOptions(dataDirectory: data), logger: logger)
        } catch {
            guard !makingIt, case .heldBy(let pid, let since, let directory) = error else { throw error }
            return try ofRunningHost(data, "process \(pid) holds \(directory) since \(since)")
        }
        return Database(
            service: local.configuration(for: .service), direct: local.configuration(for: .service),
            migrator: local.configuration(for: .migrator), local: local)
    }

    private static func ofRunningHost(_ data: URL, _ holder: String) throws -> Database {
        func reach(_ role: DatabaseRole) -> PostgresConfiguration? {
            LocalPostgres.configurationOfRunningServer(in: data, for: role)
        }
        guard let service = reach(.service), let migrator = reach(.migrator) else {
            throw CommandFailure(
                .tryLater,
                "\(holder) and its database does not accept connections yet, or no longer; run the command again "
                    + "in a moment")
        }
        return Database(service: service, direct: service, migrator: migrator, local: nil)
    }

    /// Stops the embedded server when this process runs it.
    func close() async { await local?.stop() }
}
