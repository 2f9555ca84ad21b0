import Foundation
import Logging
import Postgres

/// What one sweep over expired leases did.
struct RescueCounts: Sendable {
    var again = 0
    var quarantined = 0
    var inDoubt = 0
    var cancelled = 0
}

extension Transaction {
    /// Leases that end without an outcome before a job is quarantined.
    static var crashesMax: Int { 3 }
    private static var rescueBatch: Int { 200 }

    /// Takes jobs that were not talking from workers whose lease ended. A job that was talking goes in doubt one by
    /// one, by `rescueTalking`. A send that is to be cancelled waits for a worker, whose handler settles what it was
    /// about: it does not talk any more.
    func rescueExpired(clock: QueueClock) throws -> RescueCounts {
        var counts = RescueCounts()
        let states = try rows(
            """
            UPDATE jobs
            SET state = CASE WHEN cancel_requested_at IS NOT NULL AND mode <> 'send' THEN 'cancelled'
                    WHEN crashes + 1 >= \(Self.crashesMax) THEN 'quarantined' ELSE 'available' END,
                finished_at = CASE WHEN (cancel_requested_at IS NOT NULL AND mode <> 'send')
                    OR crashes + 1 >= \(Self.crashesMax) THEN \(clock.moment) END,
                crashes = crashes + 1, run_at = \(clock.now), worker_id = NULL, lease_until = NULL,
                heartbeat_at = NULL,
                last_error = CASE WHEN cancel_requested_at IS NULL THEN 'the worker stopped before the job ended'
                    ELSE last_error END
            WHERE id = ANY (ARRAY(
                SELECT id FROM jobs
                WHERE state = 'running' AND lease_until < \(clock.now) AND talking_since IS NULL
                ORDER BY lease_until LIMIT \(Self.rescueBatch) FOR UPDATE SKIP LOCKED))
            RETURNING state
            """
        ) { try $0.get("state", as: String.self) }
        for state in states {
            switch state {
            case "available": counts.again += 1
            case "quarantined": counts.quarantined += 1
            default: counts.cancelled += 1
            }
        }
        return counts
    }

    /// Puts one job in doubt whose worker's lease ended while it talked; `false` when there is none.
    func rescueTalking(clock: QueueClock, handlers: JobHandlers, logger: Logger) throws -> Bool {
        let expired = try row(
            """
            SELECT id, tenant_id, kind, attempt, failures, arguments FROM jobs
            WHERE state = 'running' AND lease_until < \(clock.now) AND talking_since IS NOT NULL
            ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED
            """, ClaimedJob.init)
        guard let expired else { return false }
        try putInDoubt(
            expired, reason: "the worker stopped while talking", clock: clock, handlers: handlers, logger: logger)
        return true
    }

    /// Moves a job the caller holds to in doubt and lets its handler mark what it was about.
    func putInDoubt(
        _ job: ClaimedJob, reason: String, clock: QueueClock, handlers: JobHandlers, logger: Logger
    ) throws {
        try settle(job, .inDoubt(reason: reason), clock: clock)
        try tellHandler(
            of: job, handlers, logger,
            failing: "The subject of a job in doubt could not be marked; resolve the job by hand"
        ) { try $0.recordDoubt(job.arguments, job.context(deadline: .now), self) }
    }

    /// Writes the verdict on a job that has not talked; when it is the last failure, or a person asked to cancel, its
    /// handler settles what the job was about.
    func settleBeforeTalk(
        _ job: ClaimedJob, _ verdict: Verdict, clock: QueueClock, handlers: JobHandlers, logger: Logger
    ) throws -> Verdict {
        let settled = try settleAsked(job, verdict, clock: clock, handlers: handlers, logger: logger)
        guard case .failed = settled else { return settled }
        try tellHandler(of: job, handlers, logger, failing: "The subject of a failed job could not be settled") {
            try $0.recordFailure(job.arguments, job.context(deadline: .now), self)
        }
        return settled
    }

    /// Writes the verdict; when a person's request to cancel came before it, the handler settles what the job was
    /// about.
    func settleAsked(
        _ job: ClaimedJob, _ verdict: Verdict, clock: QueueClock, handlers: JobHandlers, logger: Logger
    ) throws -> Verdict {
        let settled = try settle(job, verdict, clock: clock)
        guard case .cancelled(let reason) = settled, settled != verdict else { return settled }
        try tellHandler(of: job, handlers, logger, failing: "The subject of a cancelled job could not be settled") {
            try $0.recordCancellation(job.arguments, reason, job.context(deadline: .now), self)
        }
        return settled
    }

    /// Lets a sending handler write about its job; what it throws is undone and logged, and the job's own state stays.
    private func tellHandler(
        of job: ClaimedJob, _ handlers: JobHandlers, _ logger: Logger, failing words: Logger.Message,
        _ tell: (JobHandlers.SendRunner) throws -> Void
    ) throws {
        guard case .send(let runner) = handlers[job.kind]?.runner else { return }
        do {
            try savepoint { try tell(runner) }
        } catch let error as PostgresError where error.mustEndTransaction {
            throw error
        } catch {
            logger.error(
                words, metadata: ["job.id": "\(job.id)", "job.kind": "\(job.kind)", "error": "\(error.jobText)"])
        }
    }
}

extension PostgresError {
    /// Nothing more can be done in the transaction that saw it: the pool repeats it or the caller gives up.
    var mustEndTransaction: Bool {
        switch self {
        case .serializationFailure, .deadlock, .connectionLost, .transactionAborted, .commitOutcomeUnknown: true
        default: false
        }
    }

    /// The database could not be used; the job is not to blame.
    var isOutage: Bool {
        switch self {
        case .connectionLost, .commitOutcomeUnknown, .poolTimeout, .poolClosed: true
        default: false
        }
    }
}

extension Error {
    /// What `last_error` may say. Errors of this project hold no personal data; of others only the type is kept.
    var jobText: String {
        let type = String(describing: Swift.type(of: self))
        if self is DecodingError || self is EncodingError || self is any CustomNSError { return type }
        return "\(type): \(self)".bounded
    }
}
