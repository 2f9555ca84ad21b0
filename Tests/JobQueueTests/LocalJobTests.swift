import Foundation
import Postgres
import Receivables
import Testing

@testable import JobQueue

struct LocalJobTests {
    private struct Broken: Error {}

    @Test func effectAndCompletionAreOneCommit() async throws {
        try await QueueFixture.with { queue in
            let ids = try await queue.enqueue(Trace.job("a"), Trace.job("b"))
            let report = try await queue.worker(.with()).workUntilIdle()
            #expect(report.succeeded == 2)
            #expect(try await queue.traces().sorted() == ["a", "b"])
            #expect(try await queue.state(ids[0]) == .succeeded)
        }
    }

    @Test func aJobWhoseWorkerDiedBeforeTheCommitRunsAgainAndItsEffectIsThereOnce() async throws {
        try await QueueFixture.with { queue in
            let ids = try await queue.enqueue(Trace.job("a"))
            let faults = FaultPlan { point, _ in point == .beforeLocalCommit ? .abandon : nil }
            _ = try await queue.worker(.with(), faults: faults).workUntilIdle()
            #expect(try await queue.state(ids[0]) == .running)
            #expect(try await queue.traces().isEmpty)
            queue.clock.advance(seconds: 60)
            let report = try await queue.worker(.with()).workUntilIdle()
            #expect(report.rescued == 1 && report.succeeded == 1)
            #expect(try await queue.traces() == ["a"])
            #expect(try await queue.record(ids[0])?.attempt == 2)
        }
    }

    @Test func twoWorkersNeverRunOneJobTwice() async throws {
        try await QueueFixture.with { queue in
            _ = try await queue.pool.transaction { transaction in
                try transaction.enqueue((0..<300).map { try Trace.job("\($0)") })
            }
            let handlers = try JobHandlers.with()
            let reports = try await withThrowingTaskGroup(of: WorkReport.self) { group in
                for _ in 0..<3 { group.addTask { try await queue.worker(handlers).workUntilIdle() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(reports.map(\.succeeded).reduce(0, +) == 300)
            #expect(reports.allSatisfy { $0.leasesLost == 0 })
            #expect(try await queue.traces().count == 300)
            #expect(Set(try await queue.traces()).count == 300)
        }
    }

    @Test func aZombiesOutcomeIsRefused() async throws {
        try await QueueFixture.with { queue in
            let clock = queue.clock
            let id = try await queue.enqueue(Trace.job())[0]
            let zombie = try #require(
                try await queue.pool.transaction {
                    try $0.claim(.ordinary, queue: "default", limit: 1, worker: UUID(), leaseSeconds: 20, clock: clock)
                }.jobs.first)
            clock.advance(seconds: 21)
            let rescued = try await queue.pool.transaction { try $0.rescueExpired(clock: clock) }
            #expect(rescued.again == 1)
            await #expect(throws: LeaseLost.self) {
                try await queue.pool.transaction { try $0.settle(zombie, .succeeded, clock: clock) }
            }
            let successor = try #require(
                try await queue.pool.transaction {
                    try $0.claim(.suspect, queue: "default", limit: 1, worker: UUID(), leaseSeconds: 20, clock: clock)
                }.jobs.first)
            #expect(successor.attempt == zombie.attempt + 1)
            await #expect(throws: LeaseLost.self) {
                try await queue.pool.transaction { try $0.settle(zombie, .succeeded, clock: clock) }
            }
            #expect(try await queue.state(id) == .running)
            _ = try await queue.pool.transaction { try $0.settle(successor, .succeeded, clock: clock) }
            #expect(try await queue.state(id) == .succeeded)
        }
    }

    @Test func aFailureUndoesTheEffectAndRetriesUntilTheAttemptsAreUsedUp() async throws {
        try await QueueFixture.with { queue in
            let handlers = try JobHandlers.with(
                Trace { arguments, _, transaction in
                    try transaction.execute("INSERT INTO traces (note) VALUES (\(arguments.note))")
                    throw Broken()
                })
            let id = try await queue.enqueue(Trace.job())[0]
            for _ in 0..<2 {
                #expect(try await queue.worker(handlers).workUntilIdle().retried >= 1)
                queue.clock.advance(seconds: 7 * 3_600)
            }
            _ = try await queue.worker(handlers).workUntilIdle()
            let record = try #require(try await queue.record(id))
            #expect(record.state == .failed && record.failures == 3)
            #expect(record.lastError?.contains("Broken") == true)
            #expect(try await queue.traces().isEmpty)
        }
    }

    @Test func aPermanentFailureIsNotRetried() async throws {
        try await QueueFixture.with { queue in
            let id = try await queue.enqueue(Trace.job())[0]
            let handlers = try JobHandlers.with(Trace { _, _, _ in throw PermanentJobFailure("no such case") })
            #expect(try await queue.worker(handlers).workUntilIdle().failed == 1)
            #expect(try await queue.record(id)?.failures == 1)
        }
    }

    @Test func argumentsOfAnotherVersionFailWithTheKeyThatDoesNotFit() async throws {
        struct Older: LocalJob {
            struct Arguments: Codable, Sendable { var text: String }
            static let kind = Trace.kind
            func perform(_: Arguments, _: JobContext, in _: Transaction) throws -> LocalOutcome { .done }
        }
        try await QueueFixture.with { queue in
            let id = try await queue.enqueue(NewJob(Older.self, .init(text: "secret"), tenant: nil))[0]
            _ = try await queue.worker(.with()).workUntilIdle()
            let record = try #require(try await queue.record(id))
            #expect(record.state == .failed)
            #expect(record.lastError?.contains("'note'") == true)
            #expect(record.lastError?.contains("secret") == false)
        }
    }

    @Test func aSnoozedJobWaitsItsTimeWithoutAFailure() async throws {
        try await QueueFixture.with { queue in
            let id = try await queue.enqueue(Trace.job())[0]
            let runs = Counter()
            let handlers = try JobHandlers.with(
                Trace { _, _, _ in runs.add() == 1 ? .snooze(.after(seconds: 3_600)) : .done })
            #expect(try await queue.worker(handlers).workUntilIdle().snoozed == 1)
            #expect(try await queue.worker(handlers).workUntilIdle().attempts == 0)
            queue.clock.advance(seconds: 3_601)
            #expect(try await queue.worker(handlers).workUntilIdle().succeeded == 1)
            #expect(try await queue.record(id)?.failures == 0)
        }
    }

    @Test func aKindNobodyRegisteredIsPutBackUnharmed() async throws {
        try await QueueFixture.with { queue in
            let id = try await queue.enqueue(Trace.job())[0]
            let report = try await queue.worker(JobHandlers()).workUntilIdle()
            #expect(report.released == 1 && report.attempts == 0)
            #expect(try await queue.state(id) == .available)
            queue.clock.advance(seconds: 301)
            #expect(try await queue.worker(.with()).workUntilIdle().succeeded == 1)
        }
    }

    @Test func urgentJobsGoFirst() async throws {
        try await QueueFixture.with { queue in
            try await queue.enqueue(
                Trace.job("bulk", priority: .bulk), Trace.job("normal"), Trace.job("urgent", priority: .urgent))
            _ = try await queue.worker(.with(), settings: WorkerSettings(slots: 1)).workUntilIdle()
            #expect(try await queue.traces() == ["urgent", "normal", "bulk"])
        }
    }

    @Test func aJobThatKeepsKillingItsWorkerIsQuarantinedAndTheOthersEnd() async throws {
        try await QueueFixture.with { queue in
            let poison = try await queue.enqueue(Trace.job("poison"))[0]
            _ = try await queue.pool.transaction { transaction in
                try transaction.enqueue((0..<50).map { try Trace.job("\($0)") })
            }
            // The first crash takes the jobs beside it along; each later one is the poison's own.
            let passed = Counter()
            let faults = FaultPlan { point, job in
                point == .beforeLocalCommit && (job == poison || passed.add() <= 3) ? .abandon : nil
            }
            for _ in 0..<4 {
                _ = try await queue.worker(.with(), faults: faults).workUntilIdle()
                queue.clock.advance(seconds: 60)
            }
            let record = try #require(try await queue.record(poison))
            #expect(record.state == .quarantined && record.crashes == 3)
            #expect(try await queue.traces().count == 50)
        }
    }
}
