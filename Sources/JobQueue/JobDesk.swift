import Foundation
package import Postgres
package import Receivables

/// One job as an operator sees it.
package struct JobRecord: Sendable, Codable, Equatable {
    package let id: JobID
    package let tenantID: Identifier<Tenant>?
    package let queue: String
    package let kind: String
    package let mode: JobMode
    package let state: JobState
    package let attempt: Int
    package let failures: Int
    package let attemptsMax: Int
    package let crashes: Int
    package let plugin: String?
    /// Ids only, as JSON.
    package let arguments: String
    package let runAt: ServerInstant
    package let businessRunAt: BusinessInstant?
    package let uniqueKey: String?
    package let talkingSince: ServerInstant?
    package let isCancelRequested: Bool
    package let lastError: String?
    package let createdAt: ServerInstant
    package let finishedAt: ServerInstant?

    init(_ row: Row) throws {
        func moment(_ column: String) throws -> ServerInstant? {
            try row.getOptional(column, as: PostgresTimestamp.self).map { ServerInstant(microseconds: $0.microseconds) }
        }
        id = JobID(try row.get("id"))
        tenantID = try row.getOptional("tenant_id", as: UUID.self).map { Identifier($0) }
        queue = try row.get("queue")
        kind = try row.get("kind")
        mode = try row.known("mode")
        state = try row.known("state")
        attempt = try row.get("attempt")
        failures = try row.get("failures")
        attemptsMax = try row.get("attempts_max")
        crashes = try row.get("crashes")
        plugin = try row.getOptional("plugin")
        arguments = try row.get("arguments", as: JSONText.self).text
        runAt = ServerInstant(microseconds: try row.get("run_at", as: PostgresTimestamp.self).microseconds)
        businessRunAt = try row.getOptional("business_run_at", as: PostgresTimestamp.self)
            .map { BusinessInstant(microseconds: $0.microseconds) }
        uniqueKey = try row.getOptional("unique_key")
        talkingSince = try moment("talking_since")
        isCancelRequested = try row.get("is_cancel_requested")
        lastError = try row.getOptional("last_error")
        createdAt = ServerInstant(microseconds: try row.get("created_at", as: PostgresTimestamp.self).microseconds)
        finishedAt = try moment("finished_at")
    }
}

/// What a list of jobs is narrowed to; `nil` narrows nothing.
package struct JobFilter: Sendable {
    package var state: JobState?
    package var kind: String?
    package var tenantID: Identifier<Tenant>?
    /// Continue after this job.
    package var after: JobID?

    package init(
        state: JobState? = nil, kind: String? = nil, tenantID: Identifier<Tenant>? = nil, after: JobID? = nil
    ) {
        self.state = state
        self.kind = kind
        self.tenantID = tenantID
        self.after = after
    }
}

/// How many jobs of a kind are in a state.
package struct JobCount: Sendable, Codable, Equatable {
    package let kind: String
    package let state: JobState
    package let count: Int
    /// Seconds the longest waiting due job has waited; `nil` unless jobs are available and due.
    package let oldestDueSeconds: Int64?
}

// What `dunwell job` asks and orders.
extension Transaction {
    private static var recordColumns: SQL {
        """
        id, tenant_id, queue, kind, mode, state, attempt, failures, attempts_max, crashes, plugin, arguments, run_at,
        business_run_at, unique_key, talking_since, cancel_requested_at IS NOT NULL AS is_cancel_requested, last_error,
        created_at, finished_at
        """
    }

    /// One job; `nil` when there is none, or no longer.
    package func job(_ id: JobID) throws -> JobRecord? {
        try row("SELECT \(Self.recordColumns) FROM jobs WHERE id = \(id.number)", JobRecord.init)
    }

    /// Jobs in order of their ids, at most `limit` (1,000).
    package func jobs(_ filter: JobFilter = JobFilter(), limit: Int) throws -> [JobRecord] {
        var conditions: SQL = "id > \(filter.after?.number ?? 0)"
        if let state = filter.state { conditions += " AND state = \(state.rawValue)" }
        if let kind = filter.kind { conditions += " AND kind = \(kind)" }
        if let tenant = filter.tenantID { conditions += " AND tenant_id = \(tenant.uuid)" }
        return try rows(
            """
            SELECT \(Self.recordColumns) FROM jobs WHERE \(conditions) ORDER BY id LIMIT \(min(limit, 1_000))
            """, JobRecord.init)
    }

    /// Counts by kind and state, in that order. Reads the whole table.
    package func jobCounts(clock: QueueClock = QueueClock()) throws -> [JobCount] {
        try rows(
            """
            SELECT kind, state, count(*) AS jobs,
                floor(extract(epoch FROM \(clock.now) - min(run_at) FILTER (WHERE state = 'available')))::bigint AS age
            FROM jobs GROUP BY kind, state ORDER BY kind, state
            """
        ) { row in
            let age: Int64? = try row.getOptional("age")
            return JobCount(
                kind: try row.get("kind"), state: try row.known("state"), count: try row.get("jobs"),
                oldestDueSeconds: age.flatMap { $0 >= 0 ? $0 : nil })
        }
    }

    /// Runs a failed, cancelled or quarantined job again, or a waiting one at once, with all its attempts before it.
    /// Throws `.wrongState` for one that runs, succeeded or is in doubt (resolve that instead).
    package func retryJob(_ id: JobID) throws {
        let retryable: [JobState] = [.available, .paused, .failed, .cancelled, .quarantined]
        try change(id, in: retryable, needed: "waiting, failed, cancelled or quarantined") {
            """
            state = 'available', run_at = now(), business_run_at = NULL, failures = 0, crashes = 0,
            cancel_requested_at = NULL, finished_at = NULL, last_error = NULL
            """
        }
        try execute("SELECT pg_notify('dunwell_jobs', '')")
    }

    /// Cancels a waiting job at once and asks a running one to stop: before its talk it is cancelled, during its talk
    /// the outcome decides. Throws `.wrongState` for one that is over or in doubt.
    ///
    /// - Returns: Whether it is cancelled now. What it was about is then the caller's to settle, in this transaction.
    @discardableResult
    package func cancelJob(_ id: JobID, reason: String) throws -> Bool {
        let found = try change(id, in: [.available, .paused, .running], needed: "waiting or running") {
            """
            state = CASE WHEN state = 'running' THEN 'running' ELSE 'cancelled' END,
            finished_at = CASE WHEN state = 'running' THEN NULL ELSE now() END,
            cancel_requested_at = now(), last_error = \(reason.bounded)
            """
        }
        return found != .running
    }

    /// What a person found out about a job in doubt.
    package enum DoubtResolution: Sendable {
        /// It went out: the job is done.
        case delivered
        /// It did not go out and is no longer wanted.
        case notDelivered
        /// It did not go out, or a second one is accepted: the job runs again, and the handler records it as the next
        /// ordinal. The person's decision is the caller's to record, in this transaction.
        case resend
    }

    /// Ends a doubt. Throws `.wrongState` for a job that is not in doubt.
    package func resolveJob(_ id: JobID, as resolution: DoubtResolution) throws {
        try change(id, in: [.inDoubt], needed: "in doubt") {
            switch resolution {
            case .delivered: "state = 'succeeded', finished_at = now(), talking_since = NULL"
            case .notDelivered: "state = 'cancelled', finished_at = now(), talking_since = NULL"
            case .resend:
                """
                state = 'available', run_at = now(), business_run_at = NULL, talking_since = NULL, crashes = 0,
                cancel_requested_at = NULL
                """
            }
        }
        if case .resend = resolution { try execute("SELECT pg_notify('dunwell_jobs', '')") }
    }

    /// - Returns: The state it was in.
    @discardableResult
    private func change(
        _ id: JobID, in states: [JobState], needed: String, _ changes: () -> SQL
    ) throws -> JobState {
        let found = try row("SELECT state FROM jobs WHERE id = \(id.number) FOR UPDATE") { row in
            try row.known("state") as JobState
        }
        guard let found else { throw JobQueueError.noSuchJob(id) }
        guard states.contains(found) else { throw JobQueueError.wrongState(id, found, needed: needed) }
        try execute("UPDATE jobs SET \(changes()) WHERE id = \(id.number)")
        return found
    }

    /// Deletes jobs finished before a moment, in the order of their ids, looking at up to `limit` rows.
    ///
    /// - Returns: How many were deleted and where to go on; `nil` when the end is reached.
    package func pruneFinishedJobs(
        before moment: ServerInstant, after cursor: JobID?, limit: Int
    ) throws -> (deleted: Int, next: JobID?) {
        let last = try row(
            """
            SELECT max(id) AS last FROM (
                SELECT id FROM jobs WHERE id > \(cursor?.number ?? 0) ORDER BY id LIMIT \(limit)) AS page
            """
        ) { try $0.getOptional("last", as: Int64.self) }
        guard let last, let last else { return (0, nil) }
        let deleted = try execute(
            """
            DELETE FROM jobs
            WHERE id > \(cursor?.number ?? 0) AND id <= \(last)
              AND state IN ('succeeded', 'failed', 'cancelled', 'quarantined')
              AND finished_at < \(PostgresTimestamp(microseconds: moment.microseconds))
            """)
        return (deleted, JobID(last))
    }
}
