import Foundation
import JobQueue
import Postgres
import Receivables
import Testing

struct JobDeskTests {
    @Test func aCancelledJobDoesNotRunAndCanBeRetried() async throws {
        try await QueueFixture.with { queue in
            let id = try await queue.enqueue(Trace.job())[0]
            try await queue.pool.transaction { try $0.cancelJob(id, reason: "not needed") }
            #expect(try await queue.worker(.with()).workUntilIdle().attempts == 0)
            #expect(try await queue.record(id)?.lastError == "not needed")
            try await queue.pool.transaction { try $0.retryJob(id) }
            #expect(try await queue.worker(.with()).workUntilIdle().succeeded == 1)
            await #expect(throws: JobQueueError.wrongState(id, .succeeded, needed: "waiting or running")) {
                try await queue.pool.transaction { try $0.cancelJob(id, reason: "late") }
            }
        }
    }

    @Test(arguments: [
        (Transaction.DoubtResolution.delivered, JobState.succeeded, 1), (.notDelivered, .cancelled, 1),
        (.resend, .succeeded, 2),
    ])
    func onlyAPersonEndsADoubt(resolution: Transaction.DoubtResolution, state: JobState, talks: Int) async throws {
        try await QueueFixture.with { queue in
            let talked = Counter()
            let parcel = Parcel(talking: { _, _ in talked.add() == 1 ? .inDoubt(reason: "no reply") : .done })
            let worker = queue.worker(try .with(Trace(), parcel))
            let id = try await queue.enqueue(Parcel.job())[0]
            _ = try await worker.workUntilIdle()
            await #expect(throws: JobQueueError.self) { try await queue.pool.transaction { try $0.retryJob(id) } }
            try await queue.pool.transaction { try $0.resolveJob(id, as: resolution) }
            _ = try await worker.workUntilIdle()
            #expect(try await queue.state(id) == state)
            #expect(talked.value == talks)
        }
    }

    @Test func aPauseParksJobsAndResumingBringsThemBack() async throws {
        try await QueueFixture.with { queue in
            let tenant = Identifier<Tenant>()
            let scopes: [PauseScope] = [.kind("parcel"), .plugin("email"), .tenant(tenant), .queue("default")]
            for scope in scopes {
                let paused = try await queue.pool.transaction { transaction in
                    try transaction.pauseJobs(scope, reason: "looking into it")
                    return try transaction.enqueue([
                        Parcel.job(plugin: "email"),
                        NewJob(Parcel.self, .init(note: "b"), tenant: tenant, plugin: "email"),
                    ])[1].id
                }
                let other = try await queue.enqueue(Trace.job())[0]
                let worker = queue.worker(try .with())
                _ = try await worker.workUntilIdle()
                #expect(try await queue.state(paused) == .paused, "\(scope)")
                #expect(try await queue.state(other) == (scope == .queue("default") ? .paused : .succeeded))
                let resumed = try await queue.pool.transaction { try $0.resumeJobs(scope) }
                #expect(resumed >= 1)
                _ = try await worker.workUntilIdle()
                #expect(try await queue.state(paused) == .succeeded)
            }
        }
    }

    @Test func countsAndListsTellWhatIsThere() async throws {
        try await QueueFixture.with { queue in
            try await queue.enqueue(Trace.job(), Parcel.job(), Trace.job(at: .after(seconds: 60)))
            _ = try await queue.worker(.with()).workUntilIdle()
            let counts = try await queue.pool.transaction { try $0.jobCounts() }
            #expect(
                counts.map { "\($0.kind) \($0.state.rawValue) \($0.count)" }
                    == ["parcel succeeded 1", "trace available 1", "trace succeeded 1"])
            let listed = try await queue.pool.transaction {
                try $0.jobs(JobFilter(state: .succeeded, kind: "trace"), limit: 10)
            }
            #expect(listed.count == 1)
        }
    }

    @Test func pruningRemovesOldFinishedJobsOnly() async throws {
        try await QueueFixture.with { queue in
            let ids = try await queue.enqueue(Trace.job(), Trace.job(at: .after(seconds: 60)), Trace.job())
            _ = try await queue.worker(.with()).workUntilIdle()
            let long = ServerInstant(microseconds: 4_000_000_000_000_000)  // in the year 2096
            let early = try await queue.pool.transaction {
                try $0.pruneFinishedJobs(before: ServerInstant(microseconds: 0), after: nil, limit: 10)
            }
            #expect(early.deleted == 0)
            var cursor: JobID?
            var deleted = 0
            repeat {
                let page = try await queue.pool.transaction { [cursor] in
                    try $0.pruneFinishedJobs(before: long, after: cursor, limit: 2)
                }
                deleted += page.deleted
                cursor = page.next
            } while cursor != nil
            #expect(deleted == 2)
            #expect(try await queue.state(ids[1]) == .available)
        }
    }
}
