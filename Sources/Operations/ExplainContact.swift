package import Receivables
package import Store

/// Tells in words why a customer did or did not hear from us, up to a day.
package struct ExplainContact: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// One decision that still stood on the day asked about, or led there.
    package struct Reason: Sendable {
        package let decision: DecisionRecord
        /// Trading name of the business the case is with.
        package let business: String
        /// Whether it was the last word on the day asked about.
        package let isLatest: Bool
    }

    /// The decisions about a customer, newest first: the latest of each case and step.
    ///
    /// A decision is written when its cause changes, so the days between two records are told by the earlier one.
    package func explain(
        customer reference: String, upTo day: CalendarDate?, for tenant: Identifier<Tenant>, limit: Int = 500
    ) async throws -> (day: CalendarDate, reasons: [Reason]) {
        try await store.transaction(for: tenant) { tx in
            let asked = try day ?? tx.moment().today
            let customer = try tx.customer(named: reference)
            let cases = try tx.caseFacts(try tx.caseIDs(of: customer.id), today: asked)
            var names: [Identifier<CollectionCase>: String] = [:]
            for one in cases { names[one.id] = try tx.business(one.business)?.brandName }
            var seen: Set<String> = []
            var seenCases: Set<Identifier<CollectionCase>> = []
            var reasons: [Reason] = []
            for decision in try tx.decisions(about: customer.id, onOrBefore: asked, limit: limit) {
                let key = "\(decision.caseID)/\(decision.stepKey)/\(decision.cycle)"
                guard seen.insert(key).inserted else { continue }
                let isLatest = seenCases.insert(decision.caseID).inserted
                reasons.append(
                    Reason(decision: decision, business: names[decision.caseID] ?? "", isLatest: isLatest))
            }
            return (asked, reasons)
        }
    }
}
