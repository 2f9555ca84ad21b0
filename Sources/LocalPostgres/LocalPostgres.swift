// LocalPostgres: the embedded default. Initialises, starts, watches and stops a private PostgreSQL cluster in the data
// directory. It must not know anything about collections.

import Foundation
package import Logging
package import Postgres

/// A private PostgreSQL server that lives and ends with the host.
///
/// When the host dies without stopping it, the server goes on by itself and the next `start` on the same directory
/// takes it over. When the server dies, it is started again.
package final class LocalPostgres: Sendable {
    /// The name of the database the host works in.
    package static let databaseName = "dunwell"

    /// Whether a server left by an earlier host was taken over.
    package let adopted: Bool
    /// The host's data directory without symbolic links.
    package let dataDirectory: String
    /// Whom the server runs as.
    package let serverUser: String
    /// Where the server writes what it says about itself.
    package var logPath: String { dataDirectory + "/postgres.log" }

    private let supervisor: Supervisor
    private let lock: Held
    private let socketDirectory: String
    private let port: Int
    private let logger: Logger

    // `@unchecked Sendable`: the lock is only ever released, by one call that the system makes harmless to repeat
    // through `released`.
    private final class Held: @unchecked Sendable {
        private let guardLock = NSLock()
        private var lock: DataLock?

        init(_ lock: DataLock) { self.lock = lock }

        func release() {
            guardLock.withLock {
                lock?.release()
                lock = nil
            }
        }
    }

    private struct Running: @unchecked Sendable {
        // `@unchecked`: handed once from the starting thread to the caller.
        let launch: ServerLaunch
        let lock: DataLock
        let process: ServerProcess
        let file: PostmasterFile
        let adopted: Bool
        let user: ServerUser
    }

    private init(_ running: Running, logger: Logger) {
        adopted = running.adopted
        dataDirectory = running.launch.directory.data
        serverUser = running.user.name
        // An adopted server stays where it was started.
        socketDirectory = running.file.socketDirectory
        port = running.file.port
        lock = Held(running.lock)
        self.logger = logger
        supervisor = Supervisor(running.launch, process: running.process, logger: logger)
    }

    /// Makes the cluster if there is none, starts the server or takes over a running one, and sets up roles and the
    /// database. Returns when it accepts connections.
    package static func start(
        _ options: LocalPostgresOptions, logger: Logger
    ) async throws(LocalPostgresError) -> LocalPostgres {
        let result: Result<Running, LocalPostgresError> = await withCheckedContinuation { continuation in
            // Waits for processes and files, so not on a thread of the shared pool.
            let thread = Thread {
                continuation.resume(
                    returning: Result { () throws(LocalPostgresError) in try bringUp(options) })
            }
            thread.name = "postgres-start"
            thread.start()
        }
        let running = try result.get()
        let local = LocalPostgres(running, logger: logger)
        logger.info(
            "database server is running",
            metadata: [
                "postgres.pid": "\(local.serverPID)", "postgres.user": "\(local.serverUser)",
                "postgres.adopted": "\(local.adopted)", "postgres.socket": "\(local.socketDirectory)",
            ])
        do {
            let provisioning = Provisioning(local, logger: logger)
            try await provisioning.requireSameServer(startedAt: running.file.startedAt)
            try await provisioning.makeDatabase(databaseName)
        } catch {
            if local.adopted { await local.letGo() } else { await local.stop() }
            throw .provisioning(reason: "\(error)")
        }
        return local
    }

    /// The server's process; another one after it died and was started again.
    package var serverPID: Int32 { supervisor.pid }

    /// How to reach a database of this server in a role.
    package func configuration(
        for role: DatabaseRole, database: String = LocalPostgres.databaseName
    ) -> PostgresConfiguration {
        PostgresConfiguration(
            endpoint: .socket(directory: socketDirectory), port: port, database: database, user: role.rawValue)
    }

    /// Makes a database of this name unless there is one, and gives the roles of `roles.sql` their rights in it.
    ///
    /// The name comes from the source code: lower-case letters, digits and underscores.
    package func makeDatabase(named name: String) async throws {
        try await Provisioning(self, logger: logger).makeDatabase(name)
    }

    /// Stops the server (running transactions are rolled back) and gives the data directory free. May be called again.
    ///
    /// A server that others borrow goes on: the last of them stops it.
    package func stop() async {
        // Without the file there is no borrower.
        let borrowers = try? BorrowerLock(dataDirectory: dataDirectory)
        guard borrowers?.tryExclude() ?? true else {
            await letGo()
            return await BorrowedServer.stopUnborrowed(dataDirectory, logger: logger)
        }
        await supervisor.stop()
        RuntimeDirectory.removeStandard(for: dataDirectory)
        lock.release()
        borrowers?.release()
    }

    /// `stop` for a handler that runs as the process exits; blocks the calling thread.
    package func stopBlocking() {
        supervisor.stopBlocking()
        RuntimeDirectory.removeStandard(for: dataDirectory)
        lock.release()
    }

    /// Gives the data directory free and leaves the server running, as a host that is killed does.
    package func letGo() async {
        await supervisor.letGo()
        lock.release()
    }

    private static func bringUp(_ options: LocalPostgresOptions) throws(LocalPostgresError) -> Running {
        if let port = options.port, !(1...65_535).contains(port) {
            throw .file(action: "listen on", path: "127.0.0.1:\(port)", reason: "ports go from 1 to 65535")
        }
        let user = try ServerUser.choose()
        let directory = try ClusterDirectory(options.dataDirectory, user: user)
        let lock = try DataLock(dataDirectory: directory.data)
        do {
            let port = options.port ?? 5432
            let dataVersion = try directory.dataVersion()
            let runtime = try RuntimeDirectory(
                named: options.runtimeDirectory, for: directory.data, port: port, user: user)
            let binaries = try ServerBinaries.find(
                in: options.binDirectory, dataVersion: dataVersion, clusterDirectory: directory.cluster)
            if dataVersion == nil {
                try directory.initialize(with: binaries, syncing: options.settings["fsync"] != "off")
            }
            let launch = ServerLaunch(
                directory: directory, binaries: binaries, socketDirectory: runtime.path, port: port,
                listensOnTCP: options.port != nil, settings: options.settings, startDeadline: options.startDeadline)
            let (process, file, adopted) = try launch.run()
            return Running(
                launch: launch, lock: lock, process: process, file: file, adopted: adopted, user: user)
        } catch {
            RuntimeDirectory.removeStandard(for: directory.data)
            lock.release()
            throw error
        }
    }
}
