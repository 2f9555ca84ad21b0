import Foundation
import JobQueue
import Postgres
import Receivables
import Testing

struct EnqueueTests {
    private struct Refused: Error {}

    @Test func aJobExistsIfAndOnlyIfTheCallersTransactionCommits() async throws {
        try await QueueFixture.with { queue in
            await #expect(throws: Refused.self) {
                try await queue.pool.transaction { transaction in
                    try transaction.enqueue(Trace.job())
                    throw Refused()
                }
            }
            #expect(try await queue.count() == 0)
            let ids = try await queue.enqueue(Trace.job("a"), Trace.job("b"))
            #expect(try await queue.count() == 2)
            #expect(try await queue.record(ids[1])?.arguments.contains("\"b\"") == true)
        }
    }

    @Test func manyTasksWithOneKeyMakeOneJobAndAllLearnItsID() async throws {
        try await QueueFixture.with { queue in
            let tenant = Identifier<Tenant>()
            let answers = try await withThrowingTaskGroup(of: [EnqueuedJob].self) { group in
                for task in 0..<24 {
                    group.addTask {
                        var answers: [EnqueuedJob] = []
                        for _ in 0..<5 {
                            let other = try Trace.job("other", unique: .init("task:\(task)"))
                            let job = try Trace.job("same", tenant: tenant, unique: .init("attempt:1"))
                            answers.append(try await queue.pool.transaction { try $0.enqueue([other, job])[1] })
                        }
                        return answers
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(answers.count == 120)
            #expect(Set(answers.map(\.id)).count == 1)
            #expect(answers.filter(\.isNew).count == 1)
            #expect(try await queue.count() == 25)
        }
    }

    @Test func twiceTheSameKeyInOneCallIsOneJob() async throws {
        try await QueueFixture.with { queue in
            let job = try Trace.job(unique: .init("k"))
            let answers = try await queue.pool.transaction { try $0.enqueue([job, job, Trace.job()]) }
            #expect(answers.map(\.isNew) == [true, false, true])
            #expect(answers[0].id == answers[1].id)
        }
    }

    @Test func aKeyBindsWithinItsTenantAndKindOnly() async throws {
        try await QueueFixture.with { queue in
            let ids = try await queue.enqueue(
                Trace.job(tenant: Identifier(), unique: .init("k")),
                Trace.job(tenant: Identifier(), unique: .init("k")),
                Trace.job(unique: .init("k")))
            #expect(Set(ids).count == 3)
        }
    }

    @Test func aKeyForOnceOutlivesItsJobAndAKeyWhileWaitingEndsWhenWorkBegins() async throws {
        try await QueueFixture.with { queue in
            let once = try Trace.job(unique: .init("once"))
            let waiting = try Trace.job(unique: .init("waiting", .whileWaiting))
            let first = try await queue.enqueue(once, waiting)
            #expect(try await queue.enqueue(once, waiting) == first)
            _ = try await queue.worker(.with()).workUntilIdle()
            let second = try await queue.enqueue(once, waiting)
            #expect(second[0] == first[0])
            #expect(second[1] != first[1])
        }
    }

    @Test func argumentsTooLargeAreRefusedWithTheLimit() throws {
        #expect(throws: JobQueueError.self) { try Trace.job(String(repeating: "x", count: NewJob.argumentBytesMax)) }
    }

    @Test func answersKeepTheOrderGiven() async throws {
        try await QueueFixture.with { queue in
            let jobs = try (0..<500).map { try Trace.job("\($0)", unique: .init("k\(999 - $0)")) }
            let answers = try await queue.pool.transaction { try $0.enqueue(jobs) }
            let records = try await queue.pool.transaction { try $0.jobs(limit: 1_000) }
            let keys = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0.uniqueKey) })
            #expect(answers.map { keys[$0.id] } == (0..<500).map { "k\(999 - $0)" })
        }
    }
}
