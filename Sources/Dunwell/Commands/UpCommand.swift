import ArgumentParser
import Foundation
import Logging
import Store

/// `dunwell up`: everything on one machine.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start a private PostgreSQL in the data directory, bring it up to date and serve.",
        discussion: "Stop it with Ctrl-C; the database stops last. Safe to start again after any end.")

    @OptionGroup var common: CommonOptions

    @Option(help: "Where to answer on 127.0.0.1.")
    var port = 8080

    @Flag(help: "Make the demo tenant on real receivables, if it is not there.")
    var demo = false

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("the port goes from 1 to 65535") }
    }

    func run() async throws {
        let output = common.output
        let demo = demo
        let logger = CommonOptions.logger(common.quiet ? .warning : .info)
        guard try Settings().database == nil else {
            throw CommandFailure(
                .configuration,
                "DUNWELL_DATABASE_URL names a database elsewhere: use `dunwell migrate up` and "
                    + "`dunwell serve`, or unset it")
        }
        // Where there is a database, a host on it may have the port, and that one is named instead.
        let cluster = common.dataDirectory(try Settings()).appending(path: "postgres")
        if !FileManager.default.fileExists(atPath: cluster.path(percentEncoded: false)) {
            try requireFree(port: port)
        }
        output.message("starting the database")
        try await common.withDatabase(makingIt: true) { database, data in
            let installation = Installation(database: database, data: data, output: output, logger: logger)
            _ = try await installation.prepare()  // what was applied has been said while it was
            try await common.serve(
                database, data: data, parts: Set(Serving.Part.allCases), port: port, logger: logger
            ) { host in
                try await demo ? Self.makeDemo(host, output) : nil
            }
        }
    }
}

extension UpCommand {
    /// Makes the demo tenant unless an earlier start did.
    ///
    /// - Returns: What to try, in words.
    private static func makeDemo(_ host: Host, _ output: Output) async throws -> String {
        let found = try await host.store.withoutTenantScope(reason: "the demo tenant may be there already") {
            try $0.tenant(slug: DemoTenant.slug)
        }
        if found == nil {
            output.message("making the demo tenant \(DemoTenant.slug)")
            let (_, made) = try await DemoTenant(host: host, script: DemoScript(data: try DemoData()))
                .setUp(on: DemoScript.opening)
            output.message(
                "imported \(made.customers) customers, \(made.receivables) receivables and \(made.payments) payments, "
                    + "as of \(made.day)")
        }
        let typed = TypedCommand(data: host.data)
        let commands = ["run --dry-run --tenant", "run --tenant", "call list --tenant"].map {
            "\($0) \(DemoTenant.slug)"
        }
        return (["try next, in another terminal"] + (commands + ["verify"]).map { "  " + typed.line($0) }).joined(
            separator: "\n")
    }
}

/// `dunwell serve`: the host on a database that is there.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve on an existing PostgreSQL (DUNWELL_DATABASE_URL).")

    @OptionGroup var common: CommonOptions

    @Option(help: "web or worker; both when left out.")
    var only: String?

    @Option(help: "Where to answer on 127.0.0.1.")
    var port = 8080

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("the port goes from 1 to 65535") }
        guard only.map({ Serving.Part(rawValue: $0) != nil }) ?? true else {
            throw ValidationError("--only takes web or worker")
        }
    }

    func run() async throws {
        let logger = CommonOptions.logger(common.quiet ? .warning : .info)
        let parts = only.flatMap(Serving.Part.init(rawValue:)).map { [$0] } ?? Serving.Part.allCases
        guard try Settings().database != nil else {
            throw CommandFailure(
                .configuration,
                "DUNWELL_DATABASE_URL is not set: name the database, or use `dunwell up` for a private "
                    + "one")
        }
        try await common.withDatabase { database, data in
            try await common.serve(database, data: data, parts: Set(parts), port: port, logger: logger)
        }
    }
}

extension CommonOptions {
    /// Checks that it is safe to serve, serves until told to stop, and says where.
    fileprivate func serve(
        _ database: Database, data: URL, parts: Set<Serving.Part>, port: Int, logger: Logger,
        first: (Host) async throws -> String? = { _ in nil }
    ) async throws {
        let output = output
        let isWeb = parts.contains(.web)
        if isWeb { try requireFree(port: port) }
        try await withHost(database, data: data, port: isWeb ? port : nil, logger: logger) { host in
            try await host.requireTenantsApart()
            let closing = try await first(host)
            let serving = Serving(host: host, parts: parts, address: "127.0.0.1", port: port, output: output)
            try await serving.run {
                output.message(
                    """
                    Dunwell is up
                      data directory  \(data.path(percentEncoded: false))
                      pages           \(parts.contains(.web) ? "http://127.0.0.1:\(port)" : "not served here")
                      is it well      \(parts.contains(.web) ? "http://127.0.0.1:\(port)/readyz" : TypedCommand(data: data).line("doctor"))
                      stop it with    Ctrl-C
                    """)
                if let closing { output.message(closing) }
            }
            output.message("stopped")
        }
    }
}
