import Logging
import Postgres

/// What a worker does beside its jobs: renews leases, rescues the jobs of dead workers, makes scheduled jobs, wakes.
struct Upkeep: Sendable {
    let worker: Worker
    let state: WorkerState

    /// Most rounds of one sweep; what is left waits for the next.
    private static let roundsMax = 50

    func renewLeases() async {
        await repeatedly(every: worker.settings.heartbeatSeconds, "Renewing leases failed") {
            let asked = state.renewable(at: .now)
            guard !asked.isEmpty else { return }
            let end = ContinuousClock.now + .seconds(worker.settings.leaseSeconds)
            let leaseSeconds = worker.settings.leaseSeconds
            let kept = try await worker.pool.transaction { [clock = worker.clock] transaction in
                try transaction.renewLeases(asked, leaseSeconds: leaseSeconds, clock: clock)
            }
            state.renewed(
                asked: asked, kept: Set(kept.map(\.id)),
                cancelRequested: Set(kept.filter(\.cancelRequested).map(\.id)), until: end)
        }
    }

    func sweepRepeatedly() async {
        await repeatedly(every: worker.settings.heartbeatSeconds, "Looking after leases and schedules failed") {
            try await sweep()
        }
    }

    func poll() async {
        await repeatedly(every: worker.settings.pollSeconds, "Polling failed") { state.signal() }
    }

    /// Notifications are hints: one lost costs at most a poll.
    func listen(_ listener: PostgresListener) async {
        for await event in listener.listen(to: ["dunwell_jobs"]) {
            switch event {
            case .listening, .reconnected: state.signal()
            case .notification(_, let queue):
                if queue.isEmpty || queue == worker.settings.queue { state.signal() }
            }
        }
    }

    /// One look at expired leases, schedules and jobs to be run alone.
    func sweep() async throws {
        let clock = worker.clock
        var rescued = RescueCounts()
        for _ in 0..<Self.roundsMax {
            let counts = try await worker.pool.transaction { try $0.rescueExpired(clock: clock) }
            let total = counts.again + counts.cancelled + counts.quarantined
            rescued.again += counts.again
            rescued.cancelled += counts.cancelled
            rescued.quarantined += counts.quarantined
            if total == 0 { break }
        }
        for _ in 0..<Self.roundsMax * 10 {
            let found = try await worker.pool.transaction { [worker] in
                try $0.rescueTalking(clock: clock, handlers: worker.handlers, logger: worker.logger)
            }
            if !found { break }
            rescued.inDoubt += 1
        }
        report(rescued)
        let scheduled = try await worker.pool.transaction { try $0.enqueueDueSchedules(clock: clock) }
        state.add { $0.scheduled += scheduled }
        let queue = worker.settings.queue
        if try await worker.pool.transaction({ try $0.hasSuspects(queue: queue, clock: clock) }) {
            state.suspectsDue = true
        } else if state.running == 0 {
            state.suspectsDue = false
        }
        if rescued.again > 0 || scheduled > 0 || state.suspectsDue { state.signal() }
    }

    private func report(_ rescued: RescueCounts) {
        let total = rescued.again + rescued.inDoubt + rescued.quarantined + rescued.cancelled
        guard total > 0 else { return }
        state.add { $0.rescued += total }
        let metadata: Logger.Metadata = [
            "jobs.again": "\(rescued.again)", "jobs.in_doubt": "\(rescued.inDoubt)",
            "jobs.quarantined": "\(rescued.quarantined)",
        ]
        if rescued.inDoubt + rescued.quarantined > 0 {
            worker.logger.error("Jobs of a stopped worker need a decision: dunwell job list", metadata: metadata)
        } else {
            worker.logger.notice("Jobs of a stopped worker were taken over", metadata: metadata)
        }
    }

    /// Until the task is cancelled. A failure is logged and the next round tries again.
    private func repeatedly(every seconds: Int64, _ failure: Logger.Message, _ body: () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await body()
            } catch is CancellationError {
                return
            } catch {
                worker.logger.warning(failure, metadata: ["error": "\(error.jobText)"])
            }
            // Cancelled when the worker has ended.
            do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
        }
    }
}

extension Transaction {
    /// Renews the leases still held under their fencing tokens.
    func renewLeases(
        _ asked: [(id: JobID, attempt: Int)], leaseSeconds: Int64, clock: QueueClock
    ) throws -> [(id: JobID, cancelRequested: Bool)] {
        try rows(
            """
            UPDATE jobs
            SET heartbeat_at = \(clock.now), lease_until = \(clock.now) + \(leaseSeconds) * interval '1 second'
            FROM unnest(\(asked.map(\.id.number)), \(asked.map(\.attempt))) AS held (id, attempt)
            WHERE jobs.id = held.id AND jobs.attempt = held.attempt AND jobs.state = 'running'
            RETURNING jobs.id, jobs.cancel_requested_at IS NOT NULL AS cancel_requested
            """
        ) { (id: JobID(try $0.get("id")), cancelRequested: try $0.get("cancel_requested")) }
    }

    /// Whether a job of a dead worker waits to be run alone.
    func hasSuspects(queue: String, clock: QueueClock) throws -> Bool {
        try row(
            """
            SELECT EXISTS (
                SELECT 1 FROM jobs
                WHERE queue = \(queue) AND state = 'available' AND crashes > 0 AND run_at <= \(clock.now)) AS found
            """
        ) { try $0.get("found") } ?? false
    }
}
