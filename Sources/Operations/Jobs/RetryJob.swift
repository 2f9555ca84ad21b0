package import JobQueue
import Postgres
import Receivables
package import Store

/// Lets a job run again, or a waiting one now. A job whose message is settled has nothing left to do, and saying that
/// it waits to be run would promise a message that never goes.
package struct RetryJob: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// - Throws: `JobQueueError` for a job that is not there, runs or succeeded; `ActRefused` for one whose message was
    ///   refused, cancelled or sent.
    package func callAsFunction(_ id: JobID) async throws {
        let found = try await store.job(id)
        guard let tenant = found.tenantID else {
            return try await store.withoutTenantScope(reason: "the platform's own job") {
                try $0.connection.retryJob(id)
            }
        }
        try await store.transaction(for: tenant) { tx in
            try tx.connection.retryJob(id)
            guard let attempt = try tx.attempt(sentBy: found), attempt.state != .planned else { return }
            let next =
                [.refused, .cancelled].contains(attempt.state)
                ? ": the next run decides anew whether and when the step goes" : ""
            throw ActRefused(
                .notAllowed, "the message of job \(id) is \(attempt.state.rawValue), running it sends nothing\(next)")
        }
    }
}
