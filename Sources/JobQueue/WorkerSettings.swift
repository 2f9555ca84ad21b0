/// How one worker works. The shipped values suit one host of two cores.
package struct WorkerSettings: Sendable {
    /// The queue it claims from; a host may run a worker for each of several.
    package var queue: String
    /// Jobs worked at the same time; each needs a connection of the pool while it is in the database.
    package var slots: Int
    /// Most jobs taken by one claim. A claim starts at `slots` and doubles while there is a backlog.
    package var claimMax: Int
    /// How long a silent worker keeps its jobs.
    package var leaseSeconds: Int64
    /// How often leases are renewed and expired ones looked for.
    package var heartbeatSeconds: Int64
    /// Longest wait before looking for due jobs when no notification arrives.
    package var pollSeconds: Int64
    /// Talks are stopped this long before the lease ends.
    package var talkMarginSeconds: Int64
    /// After this long a draining worker cancels talks that are still going on.
    package var drainSeconds: Int64

    /// Leases of 20 s renewed every 5 s: a dead worker's jobs are back within 30 s.
    package init(
        queue: String = "default", slots: Int = 4, claimMax: Int = 100, leaseSeconds: Int64 = 20,
        heartbeatSeconds: Int64 = 5, pollSeconds: Int64 = 1, talkMarginSeconds: Int64 = 3, drainSeconds: Int64 = 15
    ) {
        precondition(slots >= 1 && claimMax >= 1, "a worker works at least one job")
        precondition(
            leaseSeconds >= 2 * heartbeatSeconds && leaseSeconds > talkMarginSeconds + heartbeatSeconds,
            "a lease outlasts two heartbeats and the margin before which talks stop")
        precondition(heartbeatSeconds >= 1 && pollSeconds >= 1 && drainSeconds >= 0, "waits are positive")
        self.queue = queue
        self.slots = slots
        self.claimMax = max(claimMax, slots)
        self.leaseSeconds = leaseSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.pollSeconds = pollSeconds
        self.talkMarginSeconds = talkMarginSeconds
        self.drainSeconds = drainSeconds
    }
}

/// How the attempts of a stretch of work ended, counted.
package struct WorkReport: Sendable, Equatable, Codable {
    package var succeeded = 0
    package var snoozed = 0
    package var retried = 0
    package var failed = 0
    package var cancelled = 0
    package var inDoubt = 0
    /// Given back unworked: unknown kind, database out of reach, or draining.
    package var released = 0
    /// Lost to another worker because the lease had ended.
    package var leasesLost = 0
    /// Jobs of dead workers put back, put in doubt or quarantined.
    package var rescued = 0
    /// Jobs made by recurring schedules.
    package var scheduled = 0

    /// Nothing yet.
    package init() {}

    /// Attempts that reached an end.
    package var attempts: Int { succeeded + snoozed + retried + failed + cancelled + inDoubt }

    mutating func count(_ ending: Ending) {
        switch ending {
        case .verdict(.succeeded): succeeded += 1
        case .verdict(.snoozed): snoozed += 1
        case .verdict(.retried): retried += 1
        case .verdict(.failed): failed += 1
        case .verdict(.cancelled): cancelled += 1
        case .verdict(.inDoubt): inDoubt += 1
        case .verdict(.released): released += 1
        case .leaseLost: leasesLost += 1
        case .abandoned: break
        }
    }
}

/// How one attempt ended for the worker.
enum Ending: Sendable {
    case verdict(Verdict)
    case leaseLost
    /// Nothing was written: the database was out of reach or a fault was armed. The lease will end.
    case abandoned
}
