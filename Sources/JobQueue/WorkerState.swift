import Synchronization

/// What the parts of one worker share: the jobs it holds, whether it drains, and the signal to look again.
final class WorkerState: Sendable {
    struct Held: Sendable {
        let attempt: Int
        /// When the lease ends by this host's steady clock, counted from before it was asked for.
        var leaseEnds: ContinuousClock.Instant
        /// Past this the lease is no longer renewed; `nil` until the job has started.
        var renewUntil: ContinuousClock.Instant?
        var cancelRequested = false
    }

    private struct Shared {
        var held: [JobID: Held] = [:]
        var running = 0
        var drainEnds: ContinuousClock.Instant?
        var suspectsDue = true
        var report = WorkReport()
    }

    private let shared = Mutex(Shared())
    private let wake: AsyncStream<Void>.Continuation
    /// One signal stands for any number of reasons to look again. For one reader.
    let signals: AsyncStream<Void>

    init() { (signals, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func signal() { wake.yield() }

    var running: Int { shared.withLock { $0.running } }
    var isDraining: Bool { shared.withLock { $0.drainEnds != nil } }
    var report: WorkReport { shared.withLock { $0.report } }
    var suspectsDue: Bool {
        get { shared.withLock { $0.suspectsDue } }
        set { shared.withLock { $0.suspectsDue = newValue } }
    }

    func drain(until end: ContinuousClock.Instant) {
        shared.withLock { $0.drainEnds = $0.drainEnds ?? end }
        signal()
    }

    func hold(_ jobs: [ClaimedJob], leaseEnds: ContinuousClock.Instant) {
        shared.withLock { shared in
            for job in jobs { shared.held[job.id] = Held(attempt: job.attempt, leaseEnds: leaseEnds) }
        }
    }

    func start(_ job: ClaimedJob, renewUntil: ContinuousClock.Instant) {
        shared.withLock {
            $0.running += 1
            $0.held[job.id]?.renewUntil = renewUntil
        }
    }

    func finish(_ job: ClaimedJob, _ ending: Ending) {
        shared.withLock {
            $0.running -= 1
            $0.held[job.id] = nil
            $0.report.count(ending)
        }
        signal()
    }

    /// A job held but never started goes back.
    func letGo(_ job: ClaimedJob, _ ending: Ending) {
        shared.withLock {
            $0.held[job.id] = nil
            $0.report.count(ending)
        }
    }

    func add(_ change: (inout WorkReport) -> Void) { shared.withLock { change(&$0.report) } }

    func leaseEnds(_ job: ClaimedJob) -> ContinuousClock.Instant? { shared.withLock { $0.held[job.id]?.leaseEnds } }

    /// The leases to renew at `now`.
    func renewable(at now: ContinuousClock.Instant) -> [(id: JobID, attempt: Int)] {
        shared.withLock { shared in
            shared.held.compactMap { id, held in
                if let end = held.renewUntil, end < now { return nil }
                return (id, held.attempt)
            }
        }
    }

    /// Notes which leases were renewed; a lease asked for and not renewed is lost.
    func renewed(
        asked: [(id: JobID, attempt: Int)], kept: Set<JobID>, cancelRequested: Set<JobID>,
        until end: ContinuousClock.Instant
    ) {
        shared.withLock { shared in
            for (id, attempt) in asked where shared.held[id]?.attempt == attempt {
                if kept.contains(id) {
                    shared.held[id]?.leaseEnds = end
                } else {
                    shared.held[id]?.leaseEnds = .now
                }
                if cancelRequested.contains(id) { shared.held[id]?.cancelRequested = true }
            }
        }
    }

    /// When the talk of `job` must stop, as known now.
    func talkEnds(_ job: ClaimedJob, margin: Duration) -> ContinuousClock.Instant {
        shared.withLock { shared in
            guard let held = shared.held[job.id], !held.cancelRequested else { return .now }
            let leaseEnd = held.leaseEnds - margin
            return shared.drainEnds.map { min($0, leaseEnd) } ?? leaseEnd
        }
    }
}
