import Postgres
package import Receivables

/// An attempt that waits for a job which will not come.
package struct StrandedAttempt: Sendable {
    package let attempt: Identifier<ContactAttempt>
    package let step: String
    package let state: String
    package let plannedOn: CalendarDate
    /// Its latest job, when there still is one.
    package let job: (number: Int64, state: String)?
}

extension TenantTransaction {
    /// Attempts planned or talking whose jobs of these kinds are all over, oldest first.
    package func attemptsWithoutJob(kinds: [String], limit: Int) throws -> [StrandedAttempt] {
        try rows(
            """
            SELECT a.id, a.step_key, a.state, a.planned_on, j.job_id, j.job_state
            FROM contact_attempts a
            LEFT JOIN (
                SELECT arguments ->> 'attempt' AS attempt, max(id) AS job_id,
                    (array_agg(state ORDER BY id DESC))[1] AS job_state,
                    bool_or(state IN ('available', 'paused', 'running', 'in_doubt')) AS is_live
                FROM jobs WHERE kind = ANY(\(kinds)) AND \(tenantID) = jobs.tenant_id GROUP BY 1
            ) AS j ON lower(j.attempt) = a.id::text
            WHERE a.tenant_id = \(tenantID) AND a.state IN ('planned', 'talking') AND j.is_live IS NOT TRUE
            ORDER BY a.planned_on, a.id LIMIT \(limit)
            """
        ) { row in
            let number = try row.getOptional("job_id", as: Int64.self)
            let state = try row.getOptional("job_state", as: String.self)
            return StrandedAttempt(
                attempt: try row.get("id"), step: try row.get("step_key"), state: try row.get("state"),
                plannedOn: try row.get("planned_on"),
                job: number.flatMap { number in state.map { (number: number, state: $0) } })
        }
    }
}
