import Foundation
import Postgres
import Synchronization
import Testing

@testable import JobQueue

struct WorkerTests {
    /// Runs a worker as a service beside `body` and drains it afterwards.
    private func serve(
        _ worker: Worker, drainSeconds: Int64 = 15, _ body: @Sendable (WorkerState) async throws -> Void
    ) async throws -> WorkReport {
        let state = WorkerState()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.work(state, untilIdle: false) }
            try await body(state)
            state.drain(until: .now + .seconds(drainSeconds))
            try await group.waitForAll()
        }
        return state.report
    }

    private func signalling() -> (trace: Trace, done: AsyncStream<Void>) {
        let (done, signal) = AsyncStream<Void>.makeStream()
        let trace = Trace { _, _, _ in
            signal.yield()
            return .done
        }
        return (trace, done)
    }

    @Test(.timeLimit(.minutes(15))) func aNotificationWakesAWorkerThatWouldPollMuchLater() async throws {
        try await QueueFixture.with { queue in
            let (trace, done) = signalling()
            let worker = queue.worker(
                try .with(trace), settings: WorkerSettings(pollSeconds: 3_600),
                listener: PostgresListener(configuration: queue.configuration, logger: queue.logger))
            let report = try await serve(worker) { _ in
                var finished = done.makeAsyncIterator()
                for _ in 0..<3 {
                    try await queue.enqueue(Trace.job())
                    await finished.next()
                }
            }
            #expect(report.succeeded == 3)
        }
    }

    @Test(.timeLimit(.minutes(15))) func withoutNotificationsPollingFindsTheJob() async throws {
        try await QueueFixture.with { queue in
            let (trace, done) = signalling()
            let worker = queue.worker(try .with(trace), settings: WorkerSettings(pollSeconds: 1))
            let report = try await serve(worker) { _ in
                var finished = done.makeAsyncIterator()
                try await queue.enqueue(Trace.job())
                await finished.next()
            }
            #expect(report.succeeded == 1)
        }
    }

    @Test(.timeLimit(.minutes(15))) func drainingLetsRunningJobsEndAndGivesTheOthersBack() async throws {
        try await QueueFixture.with { queue in
            let (talking, mayEnd) = (Gate(), Gate())
            let parcel = Parcel(talking: { _, _ in
                talking.open()
                await mayEnd.wait()
                return .done
            })
            let worker = queue.worker(try .with(Trace(), parcel), settings: WorkerSettings(slots: 1, claimMax: 10))
            let first = try await queue.enqueue(Parcel.job())[0]
            let report = try await serve(worker) { state in
                await talking.wait()
                try await queue.enqueue(Trace.job(), Trace.job())
                state.drain(until: .now + .seconds(15))
                mayEnd.open()
            }
            #expect(report.succeeded == 1)
            #expect(try await queue.state(first) == .succeeded)
            let waiting = try await queue.pool.transaction { try $0.jobs(JobFilter(state: .available), limit: 10) }
            #expect(waiting.count == 2)
            #expect(waiting.allSatisfy { $0.crashes == 0 && $0.failures == 0 })
        }
    }

    @Test(.timeLimit(.minutes(15))) func aTalkThatOutlastsTheDrainIsCancelledAndInDoubt() async throws {
        try await QueueFixture.with { queue in
            let talking = Gate()
            let parcel = Parcel(talking: { _, _ in
                talking.open()
                try await Task.sleep(for: .seconds(600))  // hangs until it is cancelled
                return .done
            })
            let id = try await queue.enqueue(Parcel.job())[0]
            let report = try await serve(queue.worker(try .with(Trace(), parcel)), drainSeconds: 0) { _ in
                await talking.wait()
            }
            #expect(report.inDoubt == 1)
            #expect(try await queue.state(id) == .inDoubt)
        }
    }

    @Test(.timeLimit(.minutes(15))) func askingToCancelStopsATalkAtTheNextHeartbeat() async throws {
        try await QueueFixture.with { queue in
            let talking = Gate()
            let parcel = Parcel(talking: { _, _ in
                talking.open()
                // Hangs until it is cancelled.
                do { try await Task.sleep(for: .seconds(600)) } catch { return .retry(afterSeconds: 0, reason: "cut") }
                return .done
            })
            let id = try await queue.enqueue(Parcel.job())[0]
            let settings = WorkerSettings(heartbeatSeconds: 1)
            let report = try await serve(queue.worker(try .with(Trace(), parcel), settings: settings)) { _ in
                await talking.wait()
                try await queue.pool.transaction { try $0.cancelJob(id, reason: "paid meanwhile") }
                while try await queue.state(id) == .running { await Task.yield() }
            }
            #expect(report.cancelled == 1)
            #expect(try await queue.state(id) == .cancelled)
        }
    }

    @Test func theClaimReadsFromTheReadyIndexHoweverManyJobsAreScheduledOrFinished() async throws {
        try await QueueFixture.with { queue in
            try await queue.pool.transaction { transaction in
                try transaction.execute(
                    """
                    INSERT INTO jobs (kind, mode, attempts_max, arguments, run_at, state, finished_at)
                    SELECT 'trace', 'local', 3, '{"note": "a"}', now() + (n || ' hours')::interval,
                        CASE WHEN n % 5 = 0 THEN 'succeeded' ELSE 'available' END, CASE WHEN n % 5 = 0 THEN now() END
                    FROM generate_series(1, 62500) AS n
                    """)
                try transaction.enqueue(
                    try (0..<10).map { try Trace.job("\($0)", priority: $0 % 2 == 0 ? .bulk : .normal) })
            }
            let clock = queue.clock
            let plan = try await queue.pool.transaction { transaction in
                try transaction.rows(
                    """
                    EXPLAIN (ANALYZE, BUFFERS, TIMING OFF)
                    \(Transaction.claimable(.ordinary, queue: "default", limit: 100, now: clock.now))
                    """
                ) { try $0.get("QUERY PLAN", as: String.self) }
            }
            let text = plan.joined(separator: "\n")
            #expect(text.contains("Index Scan using jobs_ready"), "\(text)")
            #expect(!text.contains("Seq Scan on jobs"), "\(text)")
            // 50,000 jobs of the future fill hundreds of pages; the claim touches a few for each priority.
            let pages = try #require(text.firstMatch(of: /Buffers: shared hit=(\d+)(?: read=(\d+))?/))
            let touched = (Int(pages.1) ?? .max) + (pages.2.flatMap { Int($0) } ?? 0)
            #expect(touched < 60, "\(text)")
            #expect(try await queue.worker(.with()).workUntilIdle().succeeded == 10)
        }
    }

    @Test(.timeLimit(.minutes(15))) func connectionsCutAgainAndAgainLoseNothingAndDoubleNothing() async throws {
        try await QueueFixture.with { queue in
            let jobs = 400
            _ = try await queue.pool.transaction { transaction in
                try transaction.enqueue(
                    try (0..<jobs).map { $0 % 4 == 0 ? try Parcel.job("\($0)") : try Trace.job("\($0)") })
            }
            let (ran, signal) = AsyncStream<Void>.makeStream()
            let talks = Mutex<[String: Int]>([:])
            let trace = Trace { arguments, _, transaction in
                signal.yield()
                try transaction.execute("INSERT INTO traces (note) VALUES (\(arguments.note))")
                return .done
            }
            let parcel = Parcel(talking: { note, _ in
                talks.withLock { $0[note, default: 0] += 1 }
                return .done
            })
            let worker = queue.worker(try .with(trace, parcel))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var finished = ran.makeAsyncIterator()
                    for _ in 0..<10 {
                        for _ in 0..<10 { await finished.next() }
                        _ = try await queue.superuser.transaction {
                            try $0.execute(
                                """
                                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                                WHERE datname = current_database() AND usename = 'dunwell_service'
                                """)
                        }
                    }
                }
                // Each round is a host started again after the leases of the last one have ended.
                for _ in 0..<40 {
                    do { _ = try await worker.workUntilIdle() } catch is PostgresError {}
                    queue.clock.advance(seconds: 60)
                }
                signal.finish()
                try await group.waitForAll()
            }
            let counts = try await queue.pool.transaction { try $0.jobCounts() }
            let byState = Dictionary(counts.map { ($0.state, $0.count) }, uniquingKeysWith: +)
            #expect(byState[.succeeded, default: 0] + byState[.inDoubt, default: 0] == jobs, "\(byState)")
            #expect(talks.withLock { $0.values.allSatisfy { $0 == 1 } })
            let notes = try await queue.traces().filter { Int($0) != nil }
            #expect(notes.count == jobs * 3 / 4 && Set(notes).count == notes.count)
        }
    }
}
