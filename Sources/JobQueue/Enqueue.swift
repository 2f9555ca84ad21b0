import Foundation
package import Postgres
import Receivables

extension Transaction {
    /// Most jobs of one `enqueue` call.
    package static var jobsPerCallMax: Int { 10_000 }

    /// Adds jobs in the caller's transaction: they exist if and only if it commits, and workers wake when it does.
    ///
    /// One statement and one notification whatever the number. A job whose unique key is taken is not added; the
    /// answer then names the job that holds the key. Waits for other transactions that hold the same key undecided.
    ///
    /// - Returns: One answer for each job, in the order given.
    @discardableResult
    package func enqueue(_ jobs: [NewJob]) throws -> [EnqueuedJob] {
        guard !jobs.isEmpty else { return [] }
        guard jobs.count <= Self.jobsPerCallMax else {
            throw JobQueueError.tooManyJobs(count: jobs.count, limit: Self.jobsPerCallMax)
        }
        var answers = [EnqueuedJob?](repeating: nil, count: jobs.count)
        var open = Array(jobs.indices)
        // A key that ends when its job is claimed can be free again between the two statements.
        for _ in 0..<5 {
            let inserted = try insert(open.map { jobs[$0] })
            for (index, answer) in zip(open, inserted) where answer.isNew { answers[index] = answer }
            open = open.filter { answers[$0] == nil }
            if open.isEmpty { break }
            for (index, holder) in zip(open, try keyHolders(open.map { jobs[$0] })) {
                if let holder { answers[index] = EnqueuedJob(id: holder, isNew: false) }
            }
            open = open.filter { answers[$0] == nil }
            if open.isEmpty { break }
        }
        guard open.isEmpty else { throw JobQueueError.uniqueKeyUnsettled(kind: jobs[open[0]].kind) }
        return answers.compactMap { $0 }
    }

    /// Adds one job.
    @discardableResult
    package func enqueue(_ job: NewJob) throws -> EnqueuedJob { try enqueue([job])[0] }

    // Keys are drawn first so that answers keep their order; rows go in sorted by unique key, so that two
    // transactions with the same keys wait for each other in one order.
    private func insert(_ jobs: [NewJob]) throws -> [EnqueuedJob] {
        try rows(
            """
            WITH input AS MATERIALIZED (
                SELECT nextval('jobs_id_seq') AS id, given.*
                FROM unnest(
                    \(jobs.map(\.tenantID?.uuid)), \(jobs.map(\.queue)), \(jobs.map(\.kind)),
                    \(jobs.map(\.mode.rawValue)),
                    \(jobs.map { Int16($0.priority.rawValue) }), \(jobs.map { Int16($0.attemptsMax) }),
                    \(jobs.map(\.plugin)), \(jobs.map(\.argumentsJSON)), \(jobs.map(\.time.fixed)),
                    \(jobs.map(\.time.delaySeconds)), \(jobs.map(\.time.businessRunAt)),
                    \(jobs.map(\.unique?.key)), \(jobs.map(\.unique?.scope.rawValue)))
                WITH ORDINALITY AS given (
                    tenant_id, queue, kind, mode, priority, attempts_max, plugin, arguments, fixed_run_at,
                    delay_seconds, business_run_at, unique_key, unique_scope, position)
            ), inserted AS (
                INSERT INTO jobs (
                    id, tenant_id, queue, kind, mode, priority, attempts_max, plugin, arguments, run_at,
                    business_run_at, unique_key, unique_scope)
                SELECT id, tenant_id, queue, kind, mode, priority, attempts_max, plugin, arguments::jsonb,
                    coalesce(fixed_run_at, now() + delay_seconds * interval '1 second'),
                    business_run_at, unique_key, unique_scope
                FROM input
                ORDER BY unique_key, kind, tenant_id, id
                ON CONFLICT (unique_key, kind, tenant_id) WHERE unique_key IS NOT NULL DO NOTHING
                RETURNING id, queue
            ), woken AS MATERIALIZED (
                SELECT count(pg_notify('dunwell_jobs', queue)) AS notified FROM (SELECT DISTINCT queue FROM inserted) q
            )
            SELECT input.id, inserted.id IS NOT NULL AS is_new, (SELECT notified FROM woken) AS notified
            FROM input LEFT JOIN inserted USING (id)
            ORDER BY input.position
            """
        ) { EnqueuedJob(id: JobID(try $0.get("id")), isNew: try $0.get("is_new")) }
    }

    private func keyHolders(_ jobs: [NewJob]) throws -> [JobID?] {
        try rows(
            """
            SELECT (
                SELECT jobs.id FROM jobs
                WHERE jobs.unique_key = wanted.unique_key AND jobs.kind = wanted.kind
                  AND jobs.tenant_id IS NOT DISTINCT FROM wanted.tenant_id) AS id
            FROM unnest(\(jobs.map(\.unique?.key)), \(jobs.map(\.kind)), \(jobs.map(\.tenantID?.uuid)))
                WITH ORDINALITY AS wanted (unique_key, kind, tenant_id, position)
            ORDER BY wanted.position
            """
        ) { try $0.getOptional("id").map(JobID.init) }
    }
}
