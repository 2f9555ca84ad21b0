// DatabaseTesting: a real PostgreSQL server for tests, and a database of its own for each test.
// It must not know what is in the migrations it is given.

import Foundation
package import LocalPostgres
package import Logging
import Synchronization

/// The one private server of a test process. It writes nothing through to disk, lives in /tmp and goes with the process.
package actor TestCluster {
    /// The running server; started by whoever asks first.
    package static var shared: LocalPostgres {
        get async throws { try await starting.value }
    }

    private static let starting = Task { try await start() }

    /// Quiet, so that a test run prints test results only.
    package static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Server settings that trade safety for speed; for servers whose data nobody will miss.
    package static let fastSettings = [
        "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB",
        "max_connections": "400",
    ]

    private static func start() async throws -> LocalPostgres {
        TestDirectory.removeLeftovers()
        let directory = try TestDirectory()
        let local = try await LocalPostgres.start(
            LocalPostgresOptions(
                dataDirectory: directory.url.appending(path: "data"),
                runtimeDirectory: directory.url.appending(path: "run"), settings: fastSettings),
            logger: logger)
        AtExit.clean(local, directory)
        return local
    }
}

/// Stops the server and removes its directory when the process exits in the ordinary way. After any other end the next
/// test process removes what was left.
private enum AtExit {
    private static let belongings = Mutex<(LocalPostgres, TestDirectory)?>(nil)

    static func clean(_ local: LocalPostgres, _ directory: TestDirectory) {
        belongings.withLock { $0 = (local, directory) }
        atexit {
            let held = AtExit.belongings.withLock { $0 }
            held?.0.stopBlocking()
            held?.1.remove()
        }
    }
}
