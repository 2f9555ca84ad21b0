import Foundation
import JobQueue
import Postgres
import Store

// What a job is about, as far as it is a message to a customer.

extension Store {
    /// A job by its number. Throws `JobQueueError.noSuchJob`.
    func job(_ id: JobID) async throws -> JobRecord {
        let found = try await withoutTenantScope(reason: "a job is found by its number") { try $0.connection.job(id) }
        guard let found else { throw JobQueueError.noSuchJob(id) }
        return found
    }
}

extension TenantTransaction {
    /// The attempt a job sends, locked; `nil` for a job of another kind or an attempt that is gone.
    func attempt(sentBy job: JobRecord) throws -> AttemptRecord? {
        guard job.kind == SendContact.kind else { return nil }
        let arguments = try JSONDecoder().decode(SendContact.Arguments.self, from: Data(job.arguments.utf8))
        return try attempt(arguments.attempt)
    }
}
