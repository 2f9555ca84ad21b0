import Postgres

/// What becomes of a claimed job.
enum Verdict: Sendable, Equatable {
    case succeeded
    case snoozed(JobTime)
    case cancelled(reason: String)
    /// One more failure; waits, or is failed when that was the last allowed.
    case retried(afterMicroseconds: Int64, reason: String)
    case failed(reason: String)
    case inDoubt(reason: String)
    /// Given back unworked: nothing is charged.
    case released(afterSeconds: Int64, reason: String?)
}

/// The job is no longer this worker's: its lease ended and somebody moved it on.
struct LeaseLost: Error {}

extension Transaction {
    /// Writes the verdict if the job is still held under the same fencing token; throws `LeaseLost` if not, so that
    /// the whole transaction is undone.
    ///
    /// - Returns: What became of the job: a retry may have been its last, and a request to cancel comes before both.
    @discardableResult
    func settle(_ job: ClaimedJob, _ verdict: Verdict, clock: QueueClock) throws -> Verdict {
        let found = try row(
            """
            UPDATE jobs SET \(changes(verdict, clock)), worker_id = NULL, lease_until = NULL, heartbeat_at = NULL
            WHERE id = \(job.id.number) AND attempt = \(job.attempt) AND state = 'running'
            RETURNING state, last_error
            """
        ) { (try $0.known("state") as JobState, try $0.getOptional("last_error", as: String.self)) }
        guard let (state, words) = found else { throw LeaseLost() }
        switch (state, verdict) {
        case (.cancelled, .snoozed), (.cancelled, .released), (.cancelled, .retried):
            return .cancelled(reason: words ?? "asked to cancel")
        case (.failed, .retried(_, let reason)): return .failed(reason: reason)
        default: return verdict
        }
    }

    /// Commits the intent: from here on a lost lease means in doubt. Renews the lease.
    func beginTalk(_ job: ClaimedJob, leaseSeconds: Int64, clock: QueueClock) throws {
        let touched = try execute(
            """
            UPDATE jobs
            SET talking_since = \(clock.now), lease_until = \(clock.now) + \(leaseSeconds) * interval '1 second'
            WHERE id = \(job.id.number) AND attempt = \(job.attempt) AND state = 'running'
              AND talking_since IS NULL AND lease_until > \(clock.moment) AND cancel_requested_at IS NULL
            """)
        guard touched == 1 else { throw LeaseLost() }
    }

    private func changes(_ verdict: Verdict, _ clock: QueueClock) -> SQL {
        switch verdict {
        case .succeeded:
            return "state = 'succeeded', finished_at = \(clock.moment), talking_since = NULL"
        case .cancelled(let reason):
            return """
                state = 'cancelled', finished_at = \(clock.moment), talking_since = NULL, last_error = \(reason.bounded)
                """
        case .failed(let reason):
            return """
                state = 'failed', finished_at = \(clock.moment), talking_since = NULL, failures = failures + 1,
                last_error = \(reason.bounded)
                """
        case .inDoubt(let reason):
            return """
                state = 'in_doubt', talking_since = coalesce(talking_since, \(clock.moment)),
                last_error = \(reason.bounded)
                """
        case .snoozed(let time):
            return waiting(clock)
                + ", run_at = \(time.runAt(now: clock.moment)), business_run_at = \(time.businessRunAt), crashes = 0"
        case .released(let seconds, let reason):
            return waiting(clock) + """
                , run_at = greatest(run_at, \(clock.moment) + \(seconds) * interval '1 second'),
                last_error = CASE WHEN cancel_requested_at IS NULL THEN coalesce(\(reason?.bounded), last_error)
                    ELSE last_error END
                """
        case .retried(let wait, let reason):
            return """
                state = CASE WHEN cancel_requested_at IS NOT NULL THEN 'cancelled'
                    WHEN failures + 1 >= attempts_max THEN 'failed' ELSE 'available' END,
                finished_at = CASE WHEN cancel_requested_at IS NOT NULL OR failures + 1 >= attempts_max
                    THEN \(clock.moment) END,
                failures = failures + 1, run_at = \(clock.moment) + \(wait) * interval '1 microsecond',
                business_run_at = NULL, talking_since = NULL, crashes = 0,
                last_error = CASE WHEN cancel_requested_at IS NULL THEN \(reason.bounded) ELSE last_error END
                """
        }
    }

    /// Back to waiting, unless somebody asked meanwhile to cancel it.
    private func waiting(_ clock: QueueClock) -> SQL {
        """
        state = CASE WHEN cancel_requested_at IS NULL THEN 'available' ELSE 'cancelled' END,
        finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN \(clock.moment) END, talking_since = NULL
        """
    }
}

extension String {
    /// At most what `last_error` holds.
    var bounded: String {
        unicodeScalars.count <= 1_000 ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(1_000)))
    }
}
