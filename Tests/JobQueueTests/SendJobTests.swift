import Foundation
import Postgres
import Testing

@testable import JobQueue

struct SendJobTests {
    private struct LineDropped: Error {}

    @Test func intentTalkAndOutcomeFollowEachOther() async throws {
        try await QueueFixture.with { queue in
            let id = try await queue.enqueue(Parcel.job())[0]
            let parcel = Parcel(talking: { _, job in
                let record = try await queue.record(job.id)
                return record?.talkingSince != nil ? .done : .fail(reason: "the intent is not committed")
            })
            #expect(try await queue.worker(.with(Trace(), parcel)).workUntilIdle().succeeded == 1)
            #expect(try await queue.traces() == ["intent", "outcome"])
            #expect(try await queue.record(id)?.talkingSince == nil)
        }
    }

    @Test(arguments: [FaultPoint.beforeTalk, .afterTalk, .beforeFinishCommit])
    func aWorkerThatDiesAfterTheIntentLeavesDoubtAndNobodySendsAgain(point: FaultPoint) async throws {
        try await QueueFixture.with { queue in
            let talks = Counter()
            let parcel = Parcel(talking: { _, _ in
                talks.add()
                return .done
            })
            let handlers = try JobHandlers.with(Trace(), parcel)
            let id = try await queue.enqueue(Parcel.job())[0]
            let faults = FaultPlan { passed, _ in passed == point ? .abandon : nil }
            _ = try await queue.worker(handlers, faults: faults).workUntilIdle()
            #expect(try await queue.state(id) == .running)
            for _ in 0..<3 {
                queue.clock.advance(seconds: 3_600)
                _ = try await queue.worker(handlers).workUntilIdle()
            }
            #expect(try await queue.state(id) == .inDoubt)
            #expect(talks.value == (point == .beforeTalk ? 0 : 1))
            #expect(try await queue.traces() == ["intent", "doubt"])
        }
    }

    @Test func aTalkThatThrowsIsInDoubt() async throws {
        try await QueueFixture.with { queue in
            let id = try await queue.enqueue(Parcel.job())[0]
            let parcel = Parcel(talking: { _, _ in throw LineDropped() })
            #expect(try await queue.worker(.with(Trace(), parcel)).workUntilIdle().inDoubt == 1)
            #expect(try await queue.state(id) == .inDoubt)
            #expect(try await queue.traces() == ["intent", "doubt"])
        }
    }

    @Test func anOutcomeThatCannotBeRecordedIsInDoubt() async throws {
        try await QueueFixture.with { queue in
            let id = try await queue.enqueue(Parcel.job())[0]
            let parcel = Parcel(finishing: { _ in throw LineDropped() })
            _ = try await queue.worker(.with(Trace(), parcel)).workUntilIdle()
            #expect(try await queue.state(id) == .inDoubt)
            #expect(try await queue.traces() == ["intent", "doubt"])
        }
    }

    @Test func aWorkerThatLosesItsLeaseWhileTalkingCannotWriteItsOutcome() async throws {
        try await QueueFixture.with { queue in
            let clock = queue.clock
            let (talking, mayEnd) = (Gate(), Gate())
            let parcel = Parcel(talking: { _, _ in
                talking.open()
                await mayEnd.wait()
                return .done
            })
            let handlers = try JobHandlers.with(Trace(), parcel)
            let id = try await queue.enqueue(Parcel.job())[0]
            async let zombie = queue.worker(handlers).workUntilIdle()
            await talking.wait()
            clock.advance(seconds: 60)
            let found = try await queue.pool.transaction {
                try $0.rescueTalking(clock: clock, handlers: handlers, logger: queue.logger)
            }
            #expect(found)
            mayEnd.open()
            #expect(try await zombie.leasesLost == 1)
            #expect(try await queue.state(id) == .inDoubt)
            #expect(try await queue.traces() == ["intent", "doubt"])
        }
    }

    @Test func aTalkIsCancelledAtItsTimeLimitAndIsInDoubt() async throws {
        struct Slow: SendJob {
            struct Arguments: Codable, Sendable {}
            static let kind = "slow"
            static let timeLimit = Duration.milliseconds(50)
            func prepare(_: Arguments, _: JobContext, in _: Transaction) throws -> Preparation<Bool> { .talk(true) }
            func talk(_: Bool, _: JobContext) async throws -> Bool {
                try await Task.sleep(for: .seconds(600))  // hangs until it is cancelled
                return true
            }
            func finish(_: Bool, _: Arguments, _: JobContext, in _: Transaction) throws -> SendOutcome { .done }
        }
        try await QueueFixture.with { queue in
            var handlers = JobHandlers()
            try handlers.register(Slow())
            let id = try await queue.enqueue(NewJob(Slow.self, .init(), tenant: nil))[0]
            #expect(try await queue.worker(handlers).workUntilIdle().inDoubt == 1)
            #expect(try await queue.state(id) == .inDoubt)
        }
    }

    @Test(arguments: [
        (SendOutcome.done, JobState.succeeded), (.fail(reason: "refused"), .failed),
        (.cancel(reason: "paid"), .cancelled),
        (.inDoubt(reason: "no reply"), .inDoubt), (.snooze(.after(seconds: 60)), .available),
        (.retry(afterSeconds: 60, reason: "greylisted"), .available),
    ])
    func theOutcomeDecidesTheState(outcome: SendOutcome, state: JobState) async throws {
        try await QueueFixture.with { queue in
            let id = try await queue.enqueue(Parcel.job())[0]
            _ = try await queue.worker(.with(Trace(), Parcel(talking: { _, _ in outcome }))).workUntilIdle()
            let record = try #require(try await queue.record(id))
            #expect(record.state == state)
            #expect((record.talkingSince != nil) == (state == .inDoubt))
            let failures = [SendOutcome.fail(reason: "refused"), .retry(afterSeconds: 60, reason: "greylisted")]
            #expect(record.failures == (failures.contains(outcome) ? 1 : 0))
        }
    }

    @Test func aBatchKindIsRefusedAtRegistration() {
        struct Sweep: BatchJob {
            struct Arguments: Codable, Sendable {}
            static let kind = "sweep"
            func perform(_: [(arguments: Arguments, job: JobContext)], in _: Transaction) throws {}
        }
        var handlers = JobHandlers()
        #expect(throws: JobQueueError.batchNotBuilt(kind: "sweep")) { try handlers.register(Sweep()) }
        #expect(throws: JobQueueError.kindTwice("trace")) {
            try handlers.register(Trace())
            try handlers.register(Trace())
        }
    }

    @Test(arguments: [true, false])
    func aJobThatFailsForGoodBeforeItsTalkSettlesItsSubjectOnce(atOnce: Bool) async throws {
        try await QueueFixture.with { queue in
            let tries = Counter()
            let parcel = Parcel(preparation: { _ in
                tries.add()
                if atOnce { throw PermanentJobFailure("its customer is gone") }
                throw LineDropped()
            })
            let worker = queue.worker(try .with(Trace(), parcel))
            let id = try await queue.enqueue(Parcel.job())[0]
            for _ in 1...Parcel.retryPolicy.attemptsMax {
                _ = try await worker.workUntilIdle()
                let isOver = try await queue.state(id) == .failed
                #expect(try await queue.traces() == (isOver ? ["failure"] : []))
                queue.clock.advance(seconds: 7 * 3_600)
            }
            #expect(try await queue.state(id) == .failed)
            #expect(tries.value == (atOnce ? 1 : Parcel.retryPolicy.attemptsMax))
        }
    }

    @Test func aSubjectThatCannotBeSettledKeepsNoJobFromFailing() async throws {
        try await QueueFixture.with { queue in
            let parcel = Parcel(
                preparation: { _ in throw PermanentJobFailure("its customer is gone") },
                failing: { throw LineDropped() })
            let id = try await queue.enqueue(Parcel.job())[0]
            #expect(try await queue.worker(.with(Trace(), parcel)).workUntilIdle().failed == 1)
            #expect(try await queue.state(id) == .failed)
            #expect(try await queue.traces() == [])
        }
    }
}
