import ArgumentParser
import Logging
import Postgres
import Store

/// `dunwell migrate`: brings the schema forward.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database's schema forward, or say where it stands.",
        subcommands: [Up.self, Status.self, Verify.self])

    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Apply what is pending. Safe to repeat.")
        @OptionGroup var common: CommonOptions

        private struct Answer: Encodable { let applied: [String] }

        func run() async throws {
            let output = common.output
            let applied = try await common.withDatabase(makingIt: true) { database, data in
                try await Installation(
                    database: database, data: data, output: output, logger: CommonOptions.logger(.warning)
                ).prepare()
            }
            if output.json { return try output.object(Answer(applied: applied)) }
            output.text(applied.isEmpty ? "nothing to apply" : "applied: \(applied.joined(separator: ", "))")
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List migrations, applied and pending.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let output = common.output
            let status = try await MigrateCommand.status(common)
            try output.table(
                ["number", "migration", "state"],
                status.applied.map { [.count($0.number), .text($0.name), "applied"] }
                    + status.pending.map { [.count($0.number), .text($0.name), "pending"] })
            if let problem = status.problems.first { throw problem }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that every migration is applied, unchanged, and nothing unknown is.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let status = try await MigrateCommand.status(common)
            if let problem = status.problems.first { throw problem }
            if !status.pending.isEmpty { throw MigrationError.pending(status.pending.map(\.name)) }
            if common.json { try common.output.object(["applied": status.applied.count]) }
            common.output.message("all \(status.applied.count) migrations are applied unchanged")
        }
    }

    private static func status(_ common: CommonOptions) async throws -> MigrationStatus {
        let output = common.output
        return try await common.withDatabase { database, data in
            try await Installation(
                database: database, data: data, output: output, logger: CommonOptions.logger(.warning)
            ).status()
        }
    }
}
