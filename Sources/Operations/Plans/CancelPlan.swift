package import Receivables
package import Store
import Treatment

/// Ends a plan by agreement; the ladder goes on where it was.
package struct CancelPlan: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Cancels a plan from today on. Cancelling it again changes nothing.
    ///
    /// - Throws: `ActRefused` when there is no such plan, or it is completed or broken.
    package func cancel(
        _ id: Identifier<PaymentPlan>, reason: String, by person: String, for tenant: Identifier<Tenant>
    ) async throws {
        guard !reason.isBlank, !person.isBlank else {
            throw ActRefused(.badInput, "say why the plan ends and who ends it: --reason, --by")
        }
        try refuseCardNumbers(in: reason, person)
        try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard let found = try tx.paymentPlan(id), try tx.lockCase(found.caseID) else {
                throw ActRefused(.unknown, "there is no plan \(id): `dunwell plan list` shows the plans there are")
            }
            // Read again behind the lock: it may have been cancelled meanwhile.
            if try tx.paymentPlan(id)?.cancelledOn != nil { return }
            try tx.endPlan(
                try tx.standingPlan(id, today: today), on: today, reason: reason, by: person)
        }
    }
}
