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
    var local: LocalPostgres?
    /// The embedded server when another process runs it.
    var borrowed: BorrowedServer?
    let logger: Logger

    /// How long a command waits for another that is about to start the embedded server, or to stop it.
    private static let waitMax: Duration = .seconds(20)

    /// Opens the database the settings name, or else the embedded one: that of a running host, or one started here.
    ///
    /// - Parameter makingIt: Whether a data directory without a database gets one.
    static func open(
        _ settings: Settings, data: URL, makingIt: Bool, logger: Logger
    ) async throws -> Database {
        if let named = settings.database {
            return Database(
                service: named, direct: settings.directDatabase ?? named, migrator: settings.migrator,
                logger: logger)
        }
        guard makingIt || FileManager.default.fileExists(atPath: data.appending(path: "dunwell.lock").path) else {
            throw CommandFailure(
                .configuration,
                "there is no database in \(data.path); run `dunwell up` once, or name the right directory with --data")
        }
        let deadline = ContinuousClock.now + waitMax
        while true {
            do {
                let local = try await LocalPostgres.start(LocalPostgresOptions(dataDirectory: data), logger: logger)
                return Database(
                    service: local.configuration(for: .service), direct: local.configuration(for: .service),
                    migrator: local.configuration(for: .migrator), local: local, logger: logger)
            } catch {
                guard !makingIt, case .heldBy(let pid, let since, let directory) = error else { throw error }
                if let database = try ofRunningHost(data, logger: logger) { return database }
                guard ContinuousClock.now < deadline else {
                    throw CommandFailure(
                        .tryLater,
                        "process \(pid) holds \(directory) since \(since) and its database does not accept "
                            + "connections; run the command again in a moment")
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private static func ofRunningHost(_ data: URL, logger: Logger) throws -> Database? {
        guard let borrowed = try BorrowedServer.borrow(in: data),
            let service = borrowed.configuration(for: .service),
            let migrator = borrowed.configuration(for: .migrator)
        else { return nil }
        return Database(service: service, direct: service, migrator: migrator, borrowed: borrowed, logger: logger)
    }

    /// Stops the embedded server when nobody else works with it.
    func close() async {
        await local?.stop()
        await borrowed?.giveBack(logger: logger)
    }
}
