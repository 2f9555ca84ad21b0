import Ledger
package import Receivables
package import Store
import Treatment

/// Records a customer's objection to a receivable, and how it was resolved.
package struct DisputeReceivable: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Opens a dispute. One that is open already for the same receivable is returned.
    ///
    /// - Parameter amount: The part objected to; `nil` for all of it.
    package func open(
        _ receivable: String, amount: Money?, customer reference: String, business businessReference: String?,
        reason: String, evidenceDueOn: CalendarDate?, source: String, for tenant: Identifier<Tenant>
    ) async throws -> Identifier<Dispute> {
        guard !reason.isEmpty else { throw ActRefused(.badInput, "say what the customer objects to: --reason") }
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let business = try tx.business(named: businessReference)
            let customer = try tx.customer(named: reference)
            let open = try tx.openReceivables(of: [customer.id], business: business.id)[customer.id] ?? []
            guard let item = open.first(where: { $0.reference == receivable }) else {
                throw ActRefused(.unknown, "the customer has no open receivable \(receivable)")
            }
            if let amount {
                guard amount.currency == item.open.currency, amount.isPositive,
                    amount.minorUnits <= item.open.minorUnits
                else {
                    throw ActRefused(.badInput, "a disputed part lies above zero and within the \(item.open) open")
                }
            }
            if let evidenceDueOn, evidenceDueOn < moment.today {
                throw ActRefused(
                    .badInput, "the day for evidence, \(evidenceDueOn), has passed: today is \(moment.today)")
            }
            // A part that is the whole is the whole: the item sleeps.
            let part = amount == item.open ? nil : amount
            // Evidence is asked for with a date; where nobody names one, the policy's days count.
            let caseID = try tx.caseOf(customer.id, with: business)
            let usual = try (tx.pinnedPolicy(of: caseID) ?? PolicyLibrary.starter()).duties(
                for: .doubleCharge, saidOn: moment.today, calendar: try tx.calendar()
            ).evidenceBy
            guard
                let id = try tx.openDispute(
                    on: item.id, amount: part, currency: item.open.currency, reason: reason, openedOn: moment.today,
                    evidenceDueOn: evidenceDueOn ?? usual, source: source)
            else { throw ActRefused(.unknown, "the customer has no open receivable \(receivable)") }
            return id
        }
    }

    /// Outcomes a dispute may have.
    package static let outcomes = ["upheld", "partly-upheld", "rejected", "withdrawn"]

    /// Resolves a dispute today. The same outcome again changes nothing, another one is refused.
    package func resolve(
        _ id: Identifier<Dispute>, outcome: String, reason: String, for tenant: Identifier<Tenant>
    ) async throws {
        guard Self.outcomes.contains(outcome) else {
            throw ActRefused(.badInput, "the outcome is one of \(Self.outcomes.joined(separator: ", "))")
        }
        try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            guard try tx.resolveDispute(id, outcome: outcome, on: moment.today, reason: reason) else {
                throw ActRefused(
                    .unknown, "there is no dispute \(id): dunwell customer show lists a customer's disputes")
            }
            if let kept = try tx.outcome(ofDispute: id), kept != outcome {
                throw ActRefused(
                    .notAllowed, "dispute \(id) was resolved as \(kept) already: open a new one if more came to light")
            }
            // Owed after all: money that lay there because of the dispute goes to it. Where the customer was right it
            // stays, to be credited, applied or given back by a person.
            if ["rejected", "withdrawn"].contains(outcome), let owed = try tx.owner(ofDispute: id) {
                try tx.applyUnapplied(of: [owed.customer], business: owed.business, today: moment.today)
            }
        }
    }
}
