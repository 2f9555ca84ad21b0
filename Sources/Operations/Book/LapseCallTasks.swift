package import Receivables
package import Store

/// Closes call tasks whose window has passed. No message may say that we called for one that lapsed; one that nobody was
/// to make at its end, because the case slept or was paid, is called off instead.
///
/// Safe to repeat: a closed task is no longer open, so a second run finds nothing to do.
package struct LapseCallTasks: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Closes what is past its window on the tenant's today.
    ///
    /// - Returns: How many lapsed and how many turned out done; those called off are neither.
    package func run(for tenant: Identifier<Tenant>) async throws -> (lapsed: Int, done: Int) {
        try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            var lapsed = 0
            var done = 0
            for task in try tx.openCallTasks(limit: 5_000) where (task.lapsesAfter ?? task.plannedOn) < moment.today {
                switch try tx.settle(task, moment: moment) {
                case .taskLapsed: lapsed += 1
                case .taskDone: done += 1
                default: break
                }
            }
            return (lapsed, done)
        }
    }
}
