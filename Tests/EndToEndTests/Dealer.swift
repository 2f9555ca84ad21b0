import DatabaseTesting
import Foundation
import LocalPostgres
import MailTesting
import Postgres
import Testing
import Treatment

/// An installation with one dealer, worked by commands as a person would: muted no longer, a policy published, letters
/// and mails switched on, noon of a Monday on its clock, nobody owing anything yet. Made-up names and numbers.
struct Dealer: Sendable {
    static let slug = "northwind"
    /// The day its clock shows.
    static let today = "2026-03-09"

    /// What every test may write to; removed afterwards.
    let folder: URL
    let data: URL
    let environment: [String: String]
    /// For looking behind the program.
    let superuser: PostgresPool

    /// Runs a test against a database of its own on the server of the tests, named to the program by URL.
    static func with(_ body: (Dealer) async throws -> Void) async throws {
        try await with(database: "dealer", filledBy: { try await prepare($0) }) { dealer in
            let prepared = try await preparedFolder().appending(path: "data")
            try FileManager.default.copyItem(at: prepared, to: dealer.data)
            try await body(dealer)
        }
    }

    /// Runs a test against an empty database and no data directory; only `deploy/roles.sql` was run, by hand.
    static func withBare(_ body: (Dealer) async throws -> Void) async throws {
        try await with(database: "bare", filledBy: { try await runShippedRoles(in: $0) }, body)
    }

    private static func with(
        database name: String, filledBy fill: @escaping @Sendable (String) async throws -> Void,
        _ body: (Dealer) async throws -> Void
    ) async throws {
        try await TestDatabase.with(prepared: name, filledBy: fill) { database in
            let directory = try TestDirectory()
            let dealer = Dealer(
                folder: directory.url, data: directory.url.appending(path: "data", directoryHint: .isDirectory),
                environment: try await environment(database.name), superuser: database.superuser)
            defer { directory.removeWithPrograms() }
            try await body(dealer)
        }
    }

    /// Runs a command to its end; it has to succeed unless another end is named.
    @discardableResult
    func run(
        _ arguments: String..., ending: Program.End = .exit(0), location: SourceLocation = #_sourceLocation
    ) async throws -> Program.Finished {
        let finished = try await start(arguments).finished()
        try #require(
            finished.end == ending, "\(arguments): \(finished.messages)\(finished.output)", sourceLocation: location)
        return finished
    }

    /// Starts a command that goes on.
    func start(_ arguments: [String]) throws -> Program {
        try Program(arguments + ["--data", data.path(percentEncoded: false)], in: folder, environment: environment)
    }

    /// Runs a command and reads its JSON.
    func json<Value: Decodable>(_ arguments: String..., as type: Value.Type = Value.self) async throws -> Value {
        let finished = try await start(arguments + ["--json"]).finished()
        try #require(finished.end == .exit(0), "\(arguments): \(finished.messages)")
        return try JSONDecoder().decode(Value.self, from: Data(finished.output.utf8))
    }

    /// Sends mail to a test server from now on; one message may take so many seconds.
    func sendMail(to sink: SMTPSink, seconds: Int = 30) async throws {
        try await run(
            "plugin", "configure", "email", "--tenant", Self.slug, "delivery=smtp", "host=127.0.0.1",
            "port=\(sink.port)", "security=none", "timeout_seconds=\(seconds)", "connect_timeout_seconds=5")
        // New settings switch a plugin off until somebody has tried them.
        try await run("plugin", "test", "email", "--tenant", Self.slug)
        try await run("plugin", "enable", "email", "--tenant", Self.slug)
    }

    /// Imports a customer with one bill past due for each of these; an empty address is one who gets letters. Numbers go
    /// on from `first`. From then on the dealer may send.
    func bill(_ addresses: [String], tenant: String = slug, first: Int = 0) async throws {
        var customers = Self.customerHeadings + "\n"
        var bills = Self.billHeadings + "\n"
        for (number, address) in zip(first..., addresses) {
            customers +=
                "C-\(number),consumer,Ana,Nunez,,\(address),,\(number + 1) Pine Street,,Brooklyn,NY,11201,en,,,,,,,,,,\n"
            bills += "391,C-\(number),,INV-\(number),1/25/2026,2/24/2026,149.85,No,,Paper,,\n"
        }
        for (kind, text) in [("customers", customers), ("receivables", bills), ("payments", Self.billHeadings + "\n")] {
            let file = folder.appending(path: "\(tenant)-\(kind)-\(first).csv")
            try Data(text.utf8).write(to: file)
            let freshness = kind == "payments" ? ["--fresh-as-of", Self.today] : []
            let arguments = [
                "import", kind, file.path(percentEncoded: false), "--tenant", tenant, "--mapping", "demo-\(kind)",
            ]
            let finished = try await start(arguments + freshness).finished()
            try #require(finished.end == .exit(0), "\(kind): \(finished.messages)\(finished.output)")
        }
        // Nobody may send before somebody has looked at whom it would go to.
        try await run("run", "--tenant", tenant, "--dry-run")
        try await run("tenant", "unmute", "--tenant", tenant)
    }

    private static let customerHeadings =
        "customer_id,kind,first_name,last_name,business_name,email,phone,line1,line2,city,state,zip,language,"
        + "agreement_number,service,monthly_amount,term_months,agreement_start,sold_by,home_square_feet,home_type,"
        + "funded_by,notes"
    private static let billHeadings =
        "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
        + "PaperlessBill,DaysToSettle,DaysLate"
}

// MARK: - Set-up

extension Dealer {
    /// Makes a dealer by commands, in the way of the README.
    func onboard(_ slug: String = slug, plugins: [String] = ["email", "postal-mail"]) async throws {
        let policy = folder.appending(path: "\(slug).yaml")
        // Up to its first nudges: later steps call and place, which a dealer who only writes has no plugin for.
        let starter = try StarterPolicies.residential()
        let end = try #require(starter.firstRange(of: "\n  - step: second-call")).lowerBound
        try Data((starter[..<end] + "\n").utf8).write(to: policy)
        try await run("tenant", "create", slug, "--name", "Northwind Alarm", "--test")
        try await run(
            "tenant", "business", "add", "main", "--tenant", slug, "--legal-name", "Northwind Alarm LLC", "--address",
            "12 Harbor Street", "Brooklyn NY 11201", "--phone", "+17185550100", "--phone-hours", "1-5 09:00-17:00",
            "--from-email", "billing@northwind.example", "--pay-url", "https://pay.northwind.example")
        try await run("tenant", "clock", "--tenant", slug, "--to", Self.today, "--at", "12:00")
        for plugin in plugins {
            try await run("plugin", "test", plugin, "--tenant", slug)
            try await run("plugin", "enable", plugin, "--tenant", slug)
        }
        try await run("policy", "publish", "--tenant", slug, policy.path(percentEncoded: false))
    }

    private static func prepare(_ database: String) async throws {
        let folder = try await preparedFolder()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let pool = PostgresPool(
            configuration: try await TestCluster.shared.configuration(for: .superuser, database: database),
            logger: TestCluster.logger)
        let dealer = Dealer(
            folder: folder, data: folder.appending(path: "data", directoryHint: .isDirectory),
            environment: try await environment(database), superuser: pool)
        try await dealer.run("migrate", "up")
        try await dealer.onboard()
        await pool.close()
    }

    private static func runShippedRoles(in database: String) async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let roles = try String(contentsOf: root.appending(path: "deploy/roles.sql"), encoding: .utf8)
        let pool = PostgresPool(
            configuration: try await TestCluster.shared.configuration(for: .superuser, database: database),
            logger: TestCluster.logger)
        try await pool.transaction { try $0.script(roles) }
        await pool.close()
    }

    /// Beside the data of the tests' server, and removed with it.
    private static func preparedFolder() async throws -> URL {
        URL(filePath: try await TestCluster.shared.dataDirectory).deletingLastPathComponent()
            .appending(path: "dealer", directoryHint: .isDirectory)
    }

    /// The two settings a host on an existing database needs.
    private static func environment(_ database: String) async throws -> [String: String] {
        let cluster = try await TestCluster.shared
        func url(_ user: String) throws -> String {
            let configuration = cluster.configuration(for: .service, database: database)
            guard case .socket(let directory) = configuration.endpoint else {
                throw Program.NotStarted(description: "the tests' server has no unix socket")
            }
            return "postgresql://\(user)@:\(configuration.port)/\(database)?host=\(directory)"
        }
        return [
            "DUNWELL_DATABASE_URL": try url("dunwell_service"), "DUNWELL_MIGRATOR_URL": try url("dunwell_migrator"),
        ]
    }
}
