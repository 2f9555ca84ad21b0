package import Foundation
package import Logging
package import Postgres

/// A server that another process started. It runs on for as long as this is held, also when that process ends before.
///
/// `@unchecked Sendable`: the lock is a descriptor that is never changed, and the system orders what is asked of it.
package final class BorrowedServer: @unchecked Sendable {
    private let lock: BorrowerLock
    private let dataDirectory: String

    private init(_ lock: BorrowerLock, _ dataDirectory: String) {
        self.lock = lock
        self.dataDirectory = dataDirectory
    }

    /// Borrows the server that runs on a data directory; `nil` while none accepts connections or it is being stopped.
    package static func borrow(in dataDirectory: URL) throws(LocalPostgresError) -> BorrowedServer? {
        guard let real = realpath(dataDirectory.path(percentEncoded: false), nil) else { return nil }
        defer { free(real) }
        let path = String(cString: real)
        let lock = try BorrowerLock(dataDirectory: path)
        guard lock.tryShare() else { return nil }
        let server = BorrowedServer(lock, path)
        // Looked for only now: before the lock was had, its host might have stopped it.
        return server.configuration(for: .service) == nil ? nil : server
    }

    /// How to reach it in a role; `nil` when it has ended.
    package func configuration(for role: DatabaseRole) -> PostgresConfiguration? {
        LocalPostgres.configurationOfRunningServer(in: URL(filePath: dataDirectory), for: role)
    }

    /// Ends the loan. The last borrower stops a server whose host has gone before.
    package func giveBack(logger: Logger) async {
        await Self.onThread { [self] in
            defer { lock.release() }
            guard lock.tryExclude() else { return }
            Self.stopUnheld(dataDirectory, logger)
        }
    }

    /// Stops the server unless somebody borrows it, for a host that has let it go. A borrower that ends at the same
    /// moment finds the host still there and leaves the server to it, so it is asked for a moment.
    static func stopUnborrowed(_ dataDirectory: String, logger: Logger) async {
        await onThread {
            // A lock that cannot be opened leaves a server behind, which the next command takes over.
            guard let lock = try? BorrowerLock(dataDirectory: dataDirectory) else { return }
            defer { lock.release() }
            for _ in 0..<20 {
                if lock.tryExclude() { return stopUnheld(dataDirectory, logger) }
                usleep(10_000)
            }
        }
    }

    /// Stops the server when no host holds its data.
    private static func stopUnheld(_ dataDirectory: String, _ logger: Logger) {
        // A host that holds it, or whatever else is in the way, is that host's to deal with.
        guard let held = try? DataLock(dataDirectory: dataDirectory) else { return }
        defer { held.release() }
        let cluster = dataDirectory + "/postgres"
        guard let file = PostmasterFile(clusterDirectory: cluster), file.isRunning(in: cluster) else { return }
        ServerProcess(pid: file.pid, isChild: false).stop(clusterDirectory: cluster, logger: logger)
    }

    /// Waits for processes, so not on a thread of the shared pool.
    private static func onThread(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            let thread = Thread {
                body()
                continuation.resume()
            }
            thread.name = "postgres-return"
            thread.start()
        }
    }
}
