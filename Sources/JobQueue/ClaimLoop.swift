import Foundation
import Logging
import Postgres

/// Keeps the slots filled: claims, starts jobs, and ends when the worker drains or, if asked, when nothing is due.
struct ClaimLoop {
    private let worker: Worker
    private let state: WorkerState
    private let untilIdle: Bool
    /// This stretch of work's name in the rows it holds.
    private let workerID = UUID()
    /// Claimed and not started; their leases are renewed with the others.
    private var waiting: [ClaimedJob] = []
    private var claimSize: Int
    private var foundNothing = false
    /// A job whose worker died is running, apart from all others.
    private var isAlone = false

    init(worker: Worker, state: WorkerState, untilIdle: Bool) {
        self.worker = worker
        self.state = state
        self.untilIdle = untilIdle
        claimSize = worker.settings.slots
    }

    mutating func run() async throws {
        state.signal()
        var failed: (any Error)?
        await withDiscardingTaskGroup { group in
            for await _ in state.signals {
                // Read before claiming: a job that ends during the claim may have enqueued another.
                let wasIdle = state.running == 0
                if wasIdle { isAlone = false }
                if state.isDraining || failed != nil {
                    await giveBack()
                    if state.running == 0 { return }
                    continue
                }
                do {
                    try await fill(&group)
                } catch {
                    worker.logger.warning("Claiming jobs failed", metadata: ["error": "\(error.jobText)"])
                    if untilIdle {
                        failed = error
                        state.signal()
                    }
                    continue
                }
                if untilIdle, wasIdle, foundNothing, waiting.isEmpty, state.running == 0, !state.suspectsDue { return }
                if untilIdle, !wasIdle, state.running == 0 { state.signal() }
            }
            // Cancelled: the leases of what is held will end.
        }
        if let failed { throw failed }
    }

    private mutating func fill(_ group: inout DiscardingTaskGroup) async throws {
        while !isAlone, state.running < worker.settings.slots, !state.isDraining {
            if state.suspectsDue {
                guard state.running == 0 else { return }
                if let suspect = try await claim(.suspect, limit: 1).first {
                    isAlone = true
                    await start(suspect, &group)
                    // One that could not be started keeps nobody waiting.
                    if state.running == 0 { isAlone = false }
                    continue
                }
                state.suspectsDue = false
            }
            if waiting.isEmpty {
                waiting = try await claim(.ordinary, limit: claimSize)
                if waiting.isEmpty { return }
            }
            await start(waiting.removeFirst(), &group)
        }
    }

    private mutating func claim(_ scope: ClaimScope, limit: Int) async throws -> [ClaimedJob] {
        let settings = worker.settings
        // A claim that only met paused jobs found something: look further, a bounded number of times.
        for _ in 0..<1_000 {
            let asked = ContinuousClock.now
            let (jobs, foundAny) = try await worker.pool.transaction { [worker, workerID] in
                try $0.claim(
                    scope, queue: settings.queue, limit: limit, worker: workerID, leaseSeconds: settings.leaseSeconds,
                    clock: worker.clock)
            }
            state.hold(jobs, leaseEnds: asked + .seconds(settings.leaseSeconds))
            if scope == .ordinary {
                foundNothing = !foundAny
                claimSize =
                    jobs.count == limit ? min(claimSize * 2, settings.claimMax) : max(claimSize / 2, settings.slots)
            }
            if !jobs.isEmpty || !foundAny { return jobs }
        }
        return []
    }

    private func start(_ job: ClaimedJob, _ group: inout DiscardingTaskGroup) async {
        // A job that waited here while its lease could not be renewed is no longer ours.
        guard let leaseEnds = state.leaseEnds(job), leaseEnds > .now else {
            state.letGo(job, .leaseLost)
            return
        }
        guard let registration = worker.handlers[job.kind] else {
            worker.logger.warning(
                "A job is put back because its kind is not registered here",
                metadata: ["job.id": "\(job.id)", "job.kind": "\(job.kind)"])
            await giveBack(job, afterSeconds: 300, reason: "no handler is registered for this kind")
            return
        }
        state.start(job, renewUntil: .now + registration.timeLimit)
        let attempt = Attempt(job: job, registration: registration, worker: worker, state: state)
        group.addTask { [state] in state.finish(job, await attempt.run()) }
    }

    private mutating func giveBack() async {
        for job in waiting { await giveBack(job, afterSeconds: 0, reason: nil) }
        waiting = []
    }

    private func giveBack(_ job: ClaimedJob, afterSeconds seconds: Int64, reason: String?) async {
        let verdict = Verdict.released(afterSeconds: seconds, reason: reason)
        do {
            try await worker.pool.transaction { [worker] transaction -> Void in
                _ = try transaction.settleAsked(  // what it became is the row's to tell
                    job, verdict, clock: worker.clock, handlers: worker.handlers, logger: worker.logger)
            }
            state.letGo(job, .verdict(verdict))
        } catch is LeaseLost {
            state.letGo(job, .leaseLost)
        } catch {
            worker.logger.warning(
                "A job could not be given back; its lease will end",
                metadata: ["job.id": "\(job.id)", "error": "\(error.jobText)"])
            state.letGo(job, .abandoned)
        }
    }
}
