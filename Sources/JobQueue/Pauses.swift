package import Postgres
package import Receivables

/// What can be paused.
package enum PauseScope: Hashable, Sendable {
    case kind(String)
    case tenant(Identifier<Tenant>)
    case plugin(String)
    case queue(String)

    fileprivate var stored: (scope: String, value: String) {
        switch self {
        case .kind(let kind): ("kind", kind)
        case .tenant(let tenant): ("tenant", tenant.description)
        case .plugin(let plugin): ("plugin", plugin)
        case .queue(let queue): ("queue", queue)
        }
    }
}

extension Transaction {
    /// Keeps jobs of the scope from being claimed, from this commit on. Jobs already running end as usual; what they
    /// ask before talking is the gate's business. Pausing twice keeps the first reason.
    package func pauseJobs(_ scope: PauseScope, reason: String) throws {
        let (scope, value) = scope.stored
        try execute(
            """
            INSERT INTO job_pauses (scope, value, reason) VALUES (\(scope), \(value), \(reason.bounded))
            ON CONFLICT (scope, value) DO NOTHING
            """)
    }

    /// Ends a pause: parked jobs wait again. Those another pause still covers are parked anew at the next claim.
    ///
    /// - Parameter batch: Most rows one statement touches.
    /// - Returns: How many jobs were parked.
    @discardableResult
    package func resumeJobs(_ scope: PauseScope, batch: Int = Transaction.batchRows) throws -> Int {
        let (name, value) = scope.stored
        try execute("DELETE FROM job_pauses WHERE scope = \(name) AND value = \(value)")
        let matches: SQL =
            switch scope {
            case .kind(let kind): "kind = \(kind)"
            case .tenant(let tenant): "tenant_id = \(tenant.uuid)"
            case .plugin(let plugin): "plugin = \(plugin)"
            case .queue(let queue): "queue = \(queue)"
            }
        let resumed = try updateJobs(where: "state = 'paused' AND \(matches)", set: "state = 'available'", batch: batch)
        if resumed > 0 { try execute("SELECT pg_notify('dunwell_jobs', '')") }
        return resumed
    }
}
