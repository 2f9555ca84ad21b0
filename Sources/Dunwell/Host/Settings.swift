import Foundation
import LocalPostgres
import Postgres

/// What the environment says. Every name Dunwell reads stands here and in `deploy/environment.example`.
struct Settings: Sendable {
    /// Where the embedded database and the host's own files live, when no option says it.
    let dataDirectory: URL?
    /// An existing database, instead of the embedded one.
    let database: PostgresConfiguration?
    /// The same database without a pooler in between.
    let directDatabase: PostgresConfiguration?
    /// The same database in the role that may change the schema.
    let migrator: PostgresConfiguration?

    /// Where customers reach this host, when it is said.
    let publicURL: URL?

    private static let prefix = "DUNWELL_"
    private static let names: Set<String> = [
        "DUNWELL_DATA_DIRECTORY", "DUNWELL_DATABASE_URL", "DUNWELL_DATABASE_DIRECT_URL", "DUNWELL_MIGRATOR_URL",
        "DUNWELL_PUBLIC_URL",
    ]

    /// Where the host answers when no option says it.
    static let portStandard = 8080

    /// - Throws: `CommandFailure` for a name that is not known, so that a slip of the pen does not go unnoticed.
    init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        for name in environment.keys.sorted() where name.hasPrefix(Self.prefix) && !Self.names.contains(name) {
            throw CommandFailure(
                .configuration,
                "environment variable \(name) is not known; known are \(Self.names.sorted().joined(separator: ", "))")
        }
        func url(_ name: String) throws -> PostgresConfiguration? {
            guard let text = environment[name], !text.isEmpty else { return nil }
            return try PostgresConfiguration(url: text, named: name)
        }
        dataDirectory = environment["DUNWELL_DATA_DIRECTORY"].flatMap { path in
            path.isEmpty ? nil : URL(filePath: path, directoryHint: .isDirectory)
        }
        database = try url("DUNWELL_DATABASE_URL")
        directDatabase = try url("DUNWELL_DATABASE_DIRECT_URL")
        migrator = try url("DUNWELL_MIGRATOR_URL")
        publicURL = try environment["DUNWELL_PUBLIC_URL"].flatMap { $0.isEmpty ? nil : $0 }.map { address in
            guard let url = PublicAddress.url(address) else {
                throw CommandFailure(
                    .configuration, "DUNWELL_PUBLIC_URL is not an address: write https:// and the name customers reach")
            }
            return url
        }
    }
}
