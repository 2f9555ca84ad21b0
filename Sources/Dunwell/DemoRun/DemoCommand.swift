import ArgumentParser
import Foundation
import Logging
import Receivables

/// The dealer made up for trying things: its tenant, and 150 days of its life as a check of the whole.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "A made-up dealer on real receivables.",
        subcommands: [DemoSetupCommand.self, DemoCheckCommand.self])
}

/// `dunwell demo setup`
struct DemoSetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup", abstract: "Make the demo tenant, with its books as of a day of the data.")

    @OptionGroup var common: CommonOptions

    @Option(help: "The day the tenant's clock shows, as 2013-06-30.")
    var day = DemoScript.opening.description

    func run() async throws {
        guard let day = CalendarDate(day) else { throw ValidationError("--day is a date such as 2013-06-30") }
        try await common.withHost { host in
            let script = DemoScript(data: try DemoData())
            try common.output.object(try await DemoTenant(host: host, script: script).setUp(on: day).summary)
        }
    }
}

/// `dunwell demo check`
struct DemoCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Live 150 days of the demo in an installation of its own and print what is then on record.",
        discussion: """
            Without --data a temporary directory is used and removed afterwards, also when it is stopped by Ctrl-C or \
            SIGTERM. Prints one JSON object; ends with 1 when a proof fails or a figure is not what the data says.
            """)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard try Settings().database == nil else {
            throw CommandFailure(
                .configuration, "the check makes an installation of its own: unset DUNWELL_DATABASE_URL for it")
        }
        let output = Output(json: true, quiet: common.quiet)
        var own = common
        let directory = try Self.temporaryDirectory()
        defer {
            // What cannot be removed now lies in the system's temporary directory.
            try? FileManager.default.removeItem(at: directory)
        }
        if own.data == nil { own.data = directory.path(percentEncoded: false) }
        let asked = own
        let report = try await StopSignals.ending { try await Self.live(asked, output) }
        try output.object(report)
        for difference in report.differences { output.message(difference) }
        if !report.differences.isEmpty { throw ExitCode(1) }
    }

    /// Everything between the start of the database and its end.
    private static func live(_ own: CommonOptions, _ output: Output) async throws -> DemoReport {
        try await own.withDatabase(makingIt: true) { database, data in
            let logger = CommonOptions.logger(.warning)
            // Which migrations a new database needed is not worth telling.
            _ = try await Installation(
                database: database, data: data, output: Output(json: true, quiet: true), logger: logger
            ).prepare()
            return try await own.withHost(database, data: data, logger: logger) { host in
                try await Self.report(host) { output.message($0) }
            }
        }
    }

    private static func report(_ host: Host, _ tell: (String) -> Void) async throws -> DemoReport {
        let script = DemoScript(data: try DemoData())
        let (desk, summary) = try await DemoTenant(host: host, script: script).setUp(on: DemoScript.opening)
        tell("\(DemoScript.opening): \(summary.receivables) receivables and \(summary.payments) payments imported")
        var check = DemoCheck(host: host, script: script, desk: desk)
        return try await check.run(tell)
    }

    /// A private directory; as root one that the database server's own user may pass through, and nobody may list.
    private static func temporaryDirectory() throws -> URL {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "dunwell-demo-\(ProcessInfo.processInfo.processIdentifier)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: geteuid() == 0 ? 0o711 : 0o700])
        return directory
    }
}
