import DatabaseTesting
import Foundation
import Logging
import Postgres
import Receivables
import Synchronization

@testable import JobQueue

/// A database with the queue's tables and a table that handlers leave traces in.
struct QueueFixture: Sendable {
    let pool: PostgresPool
    let configuration: PostgresConfiguration
    /// As the server's superuser.
    let superuser: PostgresPool
    let clock = QueueClock()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func with(_ body: @Sendable (QueueFixture) async throws -> Void) async throws {
        // The queue's tables refer to no others, so their migration stands alone.
        let migration = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Store/Migrations/0002_jobs.sql")
        let tables = try String(contentsOf: migration, encoding: .utf8)
        try await TestDatabase.withRoles { database in
            try await database.migrator.transaction {
                try $0.script("SET LOCAL ROLE dunwell_owner")
                try $0.script(tables)
                try $0.script("CREATE TABLE traces (id bigint GENERATED ALWAYS AS IDENTITY, note text NOT NULL)")
                try $0.script("GRANT SELECT, INSERT ON traces TO dunwell_service")
            }
            var configuration = database.service.configuration
            configuration.maximumConnections = 20
            configuration.waitDeadline = .seconds(60)
            let pool = PostgresPool(configuration: configuration, logger: TestCluster.logger)
            do {
                try await body(QueueFixture(pool: pool, configuration: configuration, superuser: database.superuser))
            } catch {
                await pool.close()
                throw error
            }
            await pool.close()
        }
    }

    func worker(
        _ handlers: JobHandlers, settings: WorkerSettings = WorkerSettings(), listener: PostgresListener? = nil,
        faults: FaultPlan = .none
    ) -> Worker {
        Worker(
            pool: pool, handlers: handlers, settings: settings, listener: listener, clock: clock, faults: faults,
            logger: logger)
    }

    @discardableResult
    func enqueue(_ jobs: NewJob...) async throws -> [JobID] {
        try await pool.transaction { try $0.enqueue(jobs).map(\.id) }
    }

    func record(_ id: JobID) async throws -> JobRecord? { try await pool.transaction { try $0.job(id) } }

    func state(_ id: JobID) async throws -> JobState? { try await record(id)?.state }

    func traces() async throws -> [String] {
        try await pool.transaction { try $0.rows("SELECT note FROM traces ORDER BY id") { try $0.get("note") } }
    }

    func count() async throws -> Int {
        try await pool.transaction { try $0.row("SELECT count(*) AS n FROM jobs") { try $0.get("n") } } ?? -1
    }
}

/// A local job whose work is given by the test; leaves `note` as a trace unless told otherwise.
struct Trace: LocalJob {
    struct Arguments: Codable, Sendable { var note: String }
    static let kind = "trace"
    static let retryPolicy = RetryPolicy(attemptsMax: 3)
    var body: @Sendable (Arguments, JobContext, Transaction) throws -> LocalOutcome = { arguments, _, transaction in
        try transaction.execute("INSERT INTO traces (note) VALUES (\(arguments.note))")
        return .done
    }

    func perform(
        _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> LocalOutcome { try body(arguments, job, transaction) }

    static func job(
        _ note: String = "a", tenant: Identifier<Tenant>? = nil, at time: JobTime = .now,
        unique: NewJob.UniqueKey? = nil, priority: JobPriority = .normal
    ) throws -> NewJob {
        try NewJob(
            Trace.self, Arguments(note: note), tenant: tenant, at: time, unique: unique, priority: priority)
    }
}

/// A send whose phases leave traces and whose talk is given by the test.
struct Parcel: SendJob {
    struct Arguments: Codable, Sendable { var note: String }
    static let kind = "parcel"
    static let retryPolicy = RetryPolicy(attemptsMax: 3)
    var preparation: @Sendable (Arguments) throws -> Preparation<String> = { .talk($0.note) }
    var talking: @Sendable (String, JobContext) async throws -> SendOutcome = { _, _ in .done }
    var finishing: @Sendable (SendOutcome) throws -> SendOutcome = { $0 }
    var failing: @Sendable () throws -> Void = {}

    func prepare(
        _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> Preparation<String> {
        try transaction.execute("INSERT INTO traces (note) VALUES ('intent')")
        return try preparation(arguments)
    }

    func talk(_ intent: String, _ job: JobContext) async throws -> SendOutcome { try await talking(intent, job) }

    func finish(
        _ outcome: SendOutcome, _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> SendOutcome {
        try transaction.execute("INSERT INTO traces (note) VALUES ('outcome')")
        return try finishing(outcome)
    }

    func recordDoubt(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws {
        try transaction.execute("INSERT INTO traces (note) VALUES ('doubt')")
    }

    func recordFailure(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws {
        try transaction.execute("INSERT INTO traces (note) VALUES ('failure')")
        try failing()
    }

    static func job(_ note: String = "a", plugin: String? = nil) throws -> NewJob {
        try NewJob(Parcel.self, Arguments(note: note), tenant: nil, plugin: plugin)
    }
}

extension JobHandlers {
    static func with(_ trace: Trace = Trace(), _ parcel: Parcel = Parcel()) throws -> JobHandlers {
        var handlers = JobHandlers()
        try handlers.register(trace)
        try handlers.register(parcel)
        return handlers
    }
}

/// Counts from any thread.
final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    @discardableResult
    func add() -> Int {
        number.withLock {
            $0 += 1
            return $0
        }
    }
}

/// Opens once; whoever waits goes on then.
final class Gate: Sendable {
    private let (stream, opener) = AsyncStream<Void>.makeStream()
    func open() { opener.finish() }
    func wait() async { for await _ in stream {} }
}
