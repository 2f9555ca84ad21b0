package import Foundation

/// Where a private cluster lives and how it is run.
package struct LocalPostgresOptions: Sendable {
    /// The host's data directory. The cluster takes `postgres/` in it, its log `postgres.log`, the lock `dunwell.lock`.
    package var dataDirectory: URL
    /// A TCP port on 127.0.0.1, where roles log in by password; `nil` listens on the unix socket alone.
    package var port: Int?
    /// Where the socket is; `nil` picks a short private directory under /run or the temporary directory.
    package var runtimeDirectory: URL?
    /// Server settings on top of the defaults; they hold for this start only.
    package var settings: [String: String]
    /// Where `postgres` and `initdb` are; `nil` looks in /usr/lib/postgresql and along the search path.
    package var binDirectory: URL?
    /// How long the server may take to start, recovery included.
    package var startDeadline: Duration

    package init(
        dataDirectory: URL = LocalPostgresOptions.defaultDataDirectory, port: Int? = nil, runtimeDirectory: URL? = nil,
        settings: [String: String] = [:], binDirectory: URL? = nil, startDeadline: Duration = .seconds(60)
    ) {
        self.dataDirectory = dataDirectory
        self.port = port
        self.runtimeDirectory = runtimeDirectory
        self.settings = settings
        self.binDirectory = binDirectory
        self.startDeadline = startDeadline
    }

    /// /var/lib/dunwell for root, `.dunwell` in the working directory for everyone else.
    package static var defaultDataDirectory: URL {
        geteuid() == 0
            ? URL(filePath: "/var/lib/dunwell", directoryHint: .isDirectory)
            : URL(filePath: FileManager.default.currentDirectoryPath + "/.dunwell", directoryHint: .isDirectory)
    }
}
