import Foundation
import Logging
import Postgres

/// Sets up what every cluster of ours has: the database and the roles of `roles.sql`.
struct Provisioning {
    private let local: LocalPostgres
    private let logger: Logger

    init(_ local: LocalPostgres, logger: Logger) {
        self.local = local
        self.logger = logger
    }

    /// The statements a database administrator runs on a server of their own.
    static func rolesScript() throws -> String {
        guard let url = Bundle.module.url(forResource: "roles", withExtension: "sql", subdirectory: "Resources") else {
            throw PostgresError.configuration("roles.sql is missing from the program's resources; reinstall it")
        }
        return try String(contentsOf: url, encoding: .utf8)
    }

    /// Throws when the server that answers is not the one whose process was looked at: it began at another time than
    /// `startedAt` (seconds since 1970, from its own file) or has another data directory.
    func requireSameServer(startedAt: Int64) async throws {
        let cluster = local.dataDirectory + "/postgres"
        let answer = try await inDatabase("postgres") { pool in
            try await pool.transaction { tx in
                try tx.row(
                    """
                    SELECT extract(epoch FROM pg_postmaster_start_time())::bigint AS started,
                           current_setting('data_directory') AS directory
                    """
                ) { row in
                    Answer(started: try row.get("started"), directory: try row.get("directory"))
                }
            }
        }
        // The server notes the second slightly before it notes the exact time.
        guard let answer, answer.directory == cluster, abs(answer.started - startedAt) <= 5 else {
            throw PostgresError.configuration("the server that answers is not the one that runs on \(cluster)")
        }
    }

    private struct Answer: Sendable {
        let started: Int64
        let directory: String
    }

    func makeDatabase(_ name: String) async throws {
        precondition(name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 })
        try await inDatabase("postgres") { pool in
            let found = try await pool.transaction { tx in
                try tx.row("SELECT true AS found FROM pg_database WHERE datname = \(name)") {
                    try $0.get("found", as: Bool.self)
                }
            }
            if found == nil { try await pool.runOutsideTransaction("CREATE DATABASE \(name)") }
        }
        let script = try Self.rolesScript()
        try await inDatabase(name) { pool in try await pool.transaction { try $0.script(script) } }
    }

    private func inDatabase<R: Sendable>(
        _ database: String, _ body: (PostgresPool) async throws -> R
    ) async throws -> R {
        var configuration = local.configuration(for: .superuser, database: database)
        configuration.maximumConnections = 1
        return try await PostgresPool.with(configuration, logger: logger, body)
    }
}
