import DatabaseTesting
import Foundation
import Postgres
import Testing

@Suite struct PoolTests {
    /// A pool of one connection beside that of the test.
    private func single(like pool: PostgresPool, wait: Duration) -> PostgresPool {
        var configuration = pool.configuration
        configuration.maximumConnections = 1
        configuration.waitDeadline = wait
        return PostgresPool(configuration: configuration, logger: TestCluster.logger)
    }

    /// Runs `body` while another transaction holds the only connection.
    private func whileTaken(
        _ pool: PostgresPool, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let release = Meeting(of: 2)
        let (taken, signal) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await pool.transaction { _ in
                    signal.yield()
                    release.wait()
                }
            }
            for await _ in taken { break }
            // Let go even when the body fails, or the other would wait for ever.
            defer { release.wait() }
            try await body()
        }
    }

    @Test func aCallerWaitsNoLongerThanTheDeadline() async throws {
        try await TestDatabase.withEmpty { pool in
            let single = single(like: pool, wait: .milliseconds(50))
            try await whileTaken(single) {
                let error = await #expect(throws: PostgresError.self) { try await single.transaction { _ in } }
                guard case .poolTimeout(let waited) = error else {
                    Issue.record("expected a time-out of the pool")
                    return
                }
                #expect(waited >= 0.05)
            }
            // The connection that came back is there for the next.
            try await single.transaction { _ in }
            await single.close()
        }
    }

    @Test func aCancelledCallerStopsWaiting() async throws {
        try await TestDatabase.withEmpty { pool in
            let single = single(like: pool, wait: .seconds(300))
            try await whileTaken(single) {
                let waiting = Task { try await single.transaction { _ in } }
                waiting.cancel()
                await #expect(throws: CancellationError.self) { try await waiting.value }
            }
            await single.close()
        }
    }

    @Test func aClosedPoolRefuses() async throws {
        try await TestDatabase.withEmpty { pool in
            let single = single(like: pool, wait: .seconds(1))
            try await single.transaction { _ in }
            await single.close()
            await #expect(throws: PostgresError.poolClosed) { try await single.transaction { _ in } }
        }
    }

    @Test func aBackendThatDiesInsideATransactionIsALostConnectionAndThePoolGoesOn() async throws {
        try await TestDatabase.withEmpty { pool in
            let single = single(like: pool, wait: .seconds(30))
            let runs = Tally()
            let error = await #expect(throws: PostgresError.self) {
                try await single.transaction { tx in
                    runs.next()
                    try tx.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            guard case .connectionLost = error else {
                Issue.record("expected a lost connection")
                return
            }
            #expect(runs.value == 1)
            try await single.transaction { try $0.execute("SELECT 1") }
            await single.close()
        }
    }

    @Test func anIdleConnectionThatWasKilledIsReplacedUnseen() async throws {
        try await TestDatabase.withEmpty { pool in
            let single = single(like: pool, wait: .seconds(30))
            let backend = try await single.transaction { tx in
                try tx.row("SELECT pg_backend_pid() AS pid") { try $0.get("pid", as: Int32.self) }
            }
            let pid = try #require(backend)
            try await pool.transaction { try $0.execute("SELECT pg_terminate_backend(\(pid))") }
            let gone = try await eventually {
                try await pool.transaction { tx in
                    try tx.row("SELECT 1 AS one FROM pg_stat_activity WHERE pid = \(pid)") { _ in true } == nil
                }
            }
            #expect(gone)
            try await single.transaction { try $0.execute("SELECT 1") }
            await single.close()
        }
    }

    @Test func aLostReplyToCommitIsReportedAsUnknownAndNotRepeated() async throws {
        try await TestDatabase.withEmpty { pool in
            try await pool.transaction {
                try $0.script(
                    """
                    CREATE TABLE notes (id bigint);
                    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
                    CREATE CONSTRAINT TRIGGER die AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
                        FOR EACH ROW EXECUTE FUNCTION die();
                    """)
            }
            let runs = Tally()
            await #expect(throws: PostgresError.commitOutcomeUnknown) {
                try await pool.transaction { tx in
                    runs.next()
                    try tx.execute("INSERT INTO notes VALUES (1)")
                }
            }
            #expect(runs.value == 1)
        }
    }

    @Test func callersBlockedInTheDatabaseDoNotStopOtherTasks() async throws {
        try await TestDatabase.withEmpty { pool in
            try await pool.transaction { try $0.script("CREATE TABLE busy (id bigint)") }
            let release = Meeting(of: 2)
            let (locked, signal) = AsyncStream.makeStream(of: Void.self)
            var configuration = pool.configuration
            configuration.maximumConnections = 1
            let watcher = PostgresPool(configuration: configuration, logger: TestCluster.logger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await watcher.transaction { tx in
                        try tx.script("LOCK TABLE busy")
                        signal.yield()
                        release.wait()
                    }
                }
                for await _ in locked { break }
                defer { release.wait() }
                for _ in 0..<64 {
                    group.addTask { try await read("busy", pool) }
                }
                let looker = PostgresPool(configuration: configuration, logger: TestCluster.logger)
                let allBlocked = try await eventually {
                    let waiting = try await looker.transaction { tx in
                        try tx.row("SELECT count(*) AS n FROM pg_locks WHERE NOT granted") {
                            try $0.get("n", as: Int.self)
                        }
                    }
                    return (waiting ?? 0) >= pool.configuration.maximumConnections
                }
                #expect(allBlocked)
                // Far more tasks than the shared pool has threads still run to their end.
                let answers = await withTaskGroup(of: Int.self) { others in
                    for _ in 0..<1_000 {
                        others.addTask {
                            await Task.yield()
                            return 1
                        }
                    }
                    return await others.reduce(0, +)
                }
                #expect(answers == 1_000)
                await looker.close()
            }
            await watcher.close()
        }
    }

    private func read(_ table: String, _ pool: PostgresPool) async throws {
        try await pool.transaction { try $0.execute("TABLE \(unsafeSQL: table)") }
    }

    @Test func aPoolNeverOpensMoreThanItsMaximum() async throws {
        try await TestDatabase.withEmpty { pool in
            var configuration = pool.configuration
            configuration.maximumConnections = 3
            configuration.waitDeadline = .seconds(60)
            let small = PostgresPool(configuration: configuration, logger: TestCluster.logger)
            let backends = try await withThrowingTaskGroup(of: Int32?.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await small.transaction { tx in
                            try tx.row("SELECT pg_backend_pid() AS pid") { try $0.get("pid", as: Int32.self) }
                        }
                    }
                }
                return try await group.reduce(into: Set<Int32?>()) { $0.insert($1) }
            }
            #expect(backends.count <= 3)
            await small.close()
        }
    }
}
