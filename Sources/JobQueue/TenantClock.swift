package import Postgres
package import Receivables

extension Transaction {
    /// Moves a tenant's waiting jobs and schedules to where its new clock puts them, in the transaction that moves the
    /// clock. Jobs not bound to the tenant's own time (retries, server times) stay.
    ///
    /// The caller holds the tenant's row locked, so that no job reads the old offset meanwhile.
    ///
    /// - Parameter batch: Most rows one statement touches.
    /// - Returns: How many jobs moved.
    @discardableResult
    package func moveJobs(
        of tenant: Identifier<Tenant>, to offset: ClockOffset, batch: Int = Transaction.batchRows
    ) throws -> Int {
        let moved = try updateJobs(
            where: """
                tenant_id = \(tenant.uuid) AND business_run_at IS NOT NULL AND state IN ('available', 'paused')
                """,
            set: "run_at = business_run_at - \(offset.microseconds) * interval '1 microsecond'", batch: batch)
        // A tenant's schedules are a handful, each with a name of its own.
        try execute(
            """
            UPDATE job_schedules
            SET next_run_at = next_business_at - \(offset.microseconds) * interval '1 microsecond'
            WHERE tenant_id = \(tenant.uuid)
            """)
        if moved > 0 { try execute("SELECT pg_notify('dunwell_jobs', '')") }
        return moved
    }
}
