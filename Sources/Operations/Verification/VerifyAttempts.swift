import JobQueue
package import Receivables
package import Store

/// Proves that no message waits for a job that will not come: every attempt that is planned or talking has a job that
/// waits, runs or is in doubt.
package struct VerifyAttempts: Sendable {
    /// Most findings of one tenant; after so many the cause is plain.
    package static let findingsMax = 100

    private let store: Store

    package init(store: Store) { self.store = store }

    /// Sentences about what does not hold; empty when all does.
    package func callAsFunction(_ tenant: Identifier<Tenant>) async throws -> [String] {
        try await store.snapshot(of: tenant) { tx in
            try tx.attemptsWithoutJob(kinds: [SendContact.kind, PlanOfferQuotes.kind], limit: Self.findingsMax).map {
                found in
                let job = found.job.map { "its job \($0.number) is \($0.state)" } ?? "it has no job"
                return "attempt \(found.attempt) of step \(found.step) is \(found.state) since \(found.plannedOn) and "
                    + "\(job): nothing will move it on"
            }
        }
    }
}
