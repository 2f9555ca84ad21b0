import Foundation
import Postgres
import Receivables

/// A job a worker holds a lease on.
struct ClaimedJob: Sendable {
    let id: JobID
    let tenantID: Identifier<Tenant>?
    let kind: String
    let attempt: Int
    let failures: Int
    let arguments: JSONText

    init(_ row: Row) throws {
        id = JobID(try row.get("id"))
        tenantID = try row.getOptional("tenant_id", as: UUID.self).map { Identifier($0) }
        kind = try row.get("kind")
        attempt = try row.get("attempt")
        failures = try row.get("failures")
        arguments = try row.get("arguments")
    }

    func context(deadline: ContinuousClock.Instant) -> JobContext {
        JobContext(
            id: id, kind: kind, tenantID: tenantID, attempt: attempt, failures: failures, deadline: deadline)
    }
}

/// Which jobs a claim takes.
enum ClaimScope: Sendable {
    /// Jobs that never crashed a worker.
    case ordinary
    /// A job whose worker died; it runs alone.
    case suspect
}

extension Transaction {
    /// The ids a claim locks, most urgent first. One descent of the index for each priority: neither finished jobs nor
    /// those of the future are visited, however many there are.
    static func claimable(_ scope: ClaimScope, queue: String, limit: Int, now: SQL) -> SQL {
        switch scope {
        case .ordinary:
            """
            SELECT due.id
            FROM (VALUES (0::smallint), (1::smallint), (2::smallint)) AS level (priority),
                LATERAL (
                    SELECT id FROM jobs
                    WHERE queue = \(queue) AND priority = level.priority
                      AND state = 'available' AND crashes = 0 AND run_at <= \(now)
                    ORDER BY run_at, id LIMIT \(limit) FOR UPDATE SKIP LOCKED) AS due
            LIMIT \(limit)
            """
        case .suspect:
            """
            SELECT id FROM jobs
            WHERE queue = \(queue) AND state = 'available' AND crashes > 0 AND run_at <= \(now)
            ORDER BY run_at, id LIMIT \(limit) FOR UPDATE SKIP LOCKED
            """
        }
    }

    /// Takes up to `limit` due jobs under a lease. Jobs of a paused kind, tenant, plugin or queue are parked on the
    /// way, so that a pause with a long backlog is passed once and not at every claim.
    ///
    /// - Returns: The jobs, most urgent first, and whether any row was found at all.
    func claim(
        _ scope: ClaimScope, queue: String, limit: Int, worker: UUID, leaseSeconds: Int64, clock: QueueClock
    ) throws -> (jobs: [ClaimedJob], foundAny: Bool) {
        let claimed = try rows(
            """
            WITH claimed AS (
                UPDATE jobs
                SET state = 'running', attempt = attempt + 1, worker_id = \(worker), heartbeat_at = \(clock.now),
                    lease_until = \(clock.now) + \(leaseSeconds) * interval '1 second',
                    unique_key = CASE WHEN unique_scope = 'while-waiting' THEN NULL ELSE unique_key END
                WHERE id = ANY (ARRAY(\(Self.claimable(scope, queue: queue, limit: limit, now: clock.now))))
                RETURNING id, tenant_id, kind, attempt, failures, arguments, priority, run_at, plugin, queue
            )
            SELECT id, tenant_id, kind, attempt, failures, arguments,
                EXISTS (
                    SELECT 1 FROM job_pauses
                    WHERE (scope = 'kind' AND value = kind) OR (scope = 'tenant' AND value = tenant_id::text)
                       OR (scope = 'plugin' AND value = plugin) OR (scope = 'queue' AND value = queue)) AS is_paused
            FROM claimed
            ORDER BY priority, run_at, id
            """
        ) { (job: try ClaimedJob($0), isPaused: try $0.get("is_paused", as: Bool.self)) }
        let parked = claimed.filter(\.isPaused).map(\.job.id.number)
        if !parked.isEmpty {
            try execute(
                """
                UPDATE jobs SET state = 'paused', worker_id = NULL, lease_until = NULL, heartbeat_at = NULL
                WHERE id = ANY (\(parked))
                """)
        }
        return (claimed.filter { !$0.isPaused }.map(\.job), !claimed.isEmpty)
    }
}
