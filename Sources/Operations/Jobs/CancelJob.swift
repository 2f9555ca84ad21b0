package import JobQueue
import Postgres
import Receivables
package import Store

/// Cancels a job, and with it the message it was to send, in one commit. A job that runs is asked to stop; the worker
/// that holds it settles its message.
package struct CancelJob: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// - Parameter reason: Kept with the job and, for a message, told by `why`.
    /// - Returns: Whether it is cancelled now; one that runs may still end otherwise.
    /// - Throws: `JobQueueError` for a job that is not there or is over; `ActRefused` for a reason left out.
    @discardableResult
    package func callAsFunction(_ id: JobID, reason: String) async throws -> Bool {
        guard !reason.isBlank, reason.count <= 500 else {
            throw ActRefused(.badInput, "say in 1 to 500 characters why: --reason")
        }
        let found = try await store.job(id)
        guard let tenant = found.tenantID else {
            return try await store.withoutTenantScope(reason: "the platform's own job") {
                try $0.connection.cancelJob(id, reason: reason)
            }
        }
        return try await store.transaction(for: tenant) { tx in
            let isCancelled = try tx.connection.cancelJob(id, reason: reason)
            guard isCancelled, let attempt = try tx.attempt(sentBy: found) else { return isCancelled }
            try SendContact.takeBack(attempt, reason: reason, tx)
            return true
        }
    }
}
