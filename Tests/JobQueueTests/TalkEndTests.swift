import Foundation
import Postgres
import Testing

@testable import JobQueue

/// When a talk must stop, as leases are renewed, lost or the worker drains.
struct TalkEndTests {
    private let start = ContinuousClock.now
    private let margin = Duration.seconds(3)

    private func holding(leaseSeconds: Int64, _ body: @Sendable (WorkerState, ClaimedJob) -> Void) async throws {
        try await QueueFixture.with { queue in
            let clock = queue.clock
            try await queue.enqueue(Parcel.job())
            let job = try #require(
                try await queue.pool.transaction {
                    try $0.claim(.ordinary, queue: "default", limit: 1, worker: .init(), leaseSeconds: 20, clock: clock)
                }.jobs.first)
            let state = WorkerState()
            state.hold([job], leaseEnds: start + .seconds(leaseSeconds))
            state.start(job, renewUntil: start + .seconds(600))
            body(state, job)
        }
    }

    @Test func aTalkStopsBeforeItsLeaseEndsAndARenewalMovesTheEnd() async throws {
        let (start, margin) = (start, margin)
        try await holding(leaseSeconds: 100) { state, job in
            #expect(state.talkEnds(job, margin: margin) == start + .seconds(97))
            let asked = state.renewable(at: start)
            #expect(asked.map(\.id) == [job.id])
            state.renewed(asked: asked, kept: [job.id], cancelRequested: [], until: start + .seconds(120))
            #expect(state.talkEnds(job, margin: margin) == start + .seconds(117))
        }
    }

    @Test func aLeaseThatIsGoneOrARequestToCancelStopsTheTalkAtOnce() async throws {
        let margin = margin
        for isKept in [false, true] {
            try await holding(leaseSeconds: 100) { state, job in
                let asked = state.renewable(at: .now)
                state.renewed(
                    asked: asked, kept: isKept ? [job.id] : [], cancelRequested: isKept ? [job.id] : [],
                    until: .now + .seconds(100))
                #expect(state.talkEnds(job, margin: margin) <= .now)
            }
        }
    }

    @Test func aDrainEndsTalksAtItsOwnTimeIfThatIsSooner() async throws {
        let (start, margin) = (start, margin)
        try await holding(leaseSeconds: 100) { state, job in
            state.drain(until: start + .seconds(50))
            #expect(state.talkEnds(job, margin: margin) == start + .seconds(50))
        }
    }

    @Test func aJobPastItsTimeLimitIsNotRenewed() async throws {
        let start = start
        try await holding(leaseSeconds: 100) { state, _ in
            #expect(state.renewable(at: start + .seconds(601)).isEmpty)
        }
    }
}
