package import Receivables
package import Store
import Treatment

/// Holds a customer's case from every channel and exporter, and lets it go again.
package struct HoldCustomer: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Adds a hold from the tenant's today on.
    ///
    /// - Parameters:
    ///   - businessReference: `nil` binds the customer's cases with every business of the tenant.
    ///   - until: First day it no longer binds; `nil` until it is lifted.
    package func add(
        _ reason: HoldReason, customer reference: String, business businessReference: String?,
        until: CalendarDate?, note: String, source: String, for tenant: Identifier<Tenant>
    ) async throws -> Identifier<Hold> {
        guard ![HoldReason.promise, .dispute, .placed].contains(reason) else {
            throw ActRefused(
                .badInput, "a \(reason.rawValue) is recorded with its own command, which holds the case itself")
        }
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let customer = try tx.customer(named: reference)
            if let until, until <= moment.today {
                throw ActRefused(
                    .badInput, "the hold would end on \(until), before it begins: today is \(moment.today)")
            }
            let caseID = try businessReference.map { try tx.caseOf(customer.id, with: try tx.business(named: $0)) }
            // A hardship always has a day on which somebody looks again.
            let ends = until ?? (reason == .hardship ? moment.today.adding(days: Self.hardshipDays) : nil)
            let hold = try tx.add(
                NewHold(
                    customerID: customer.id, caseID: caseID, reason: reason, source: source, from: moment.today,
                    until: ends, note: note))
            try tx.askForALook(at: hold, reason, until: ends, customer: customer.id, caseID, moment.today, source)
            return hold
        }
    }

    /// Days until a hardship is looked at again, where no day was agreed on.
    package static let hardshipDays = 30

    /// Lifts a hold from today on.
    ///
    /// - Returns: `false` when it had ended already; nothing is changed then.
    @discardableResult
    package func lift(
        _ id: Identifier<Hold>, reason: String, source: String, for tenant: Identifier<Tenant>
    ) async throws -> Bool {
        try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard let found = try tx.hold(id) else {
                throw ActRefused(.unknown, "there is no hold \(id): dunwell hold list shows a customer's holds")
            }
            if let end = found.heldUntil, end <= today { return false }
            return try tx.release(id, on: today, reason: reason, source: source)
        }
    }

    /// What holds any customer today, those that end first, first: what somebody has to look into.
    package func inForce(
        for tenant: Identifier<Tenant>, limit: Int = 1_000
    ) async throws -> [(customer: String, hold: HoldRecord)] {
        try await store.transaction(for: tenant) { tx in try tx.holdsInForce(on: try tx.moment().today, limit: limit) }
    }

    /// A customer's holds, past ones included.
    package func list(customer reference: String, for tenant: Identifier<Tenant>) async throws -> [HoldRecord] {
        try await store.transaction(for: tenant) { tx in try tx.holds(of: [try tx.customer(named: reference).id]) }
    }
}

extension TenantTransaction {
    /// The task that goes with a hold a person has to look at; none for the others. Source: starter policies §1.4.
    func askForALook(
        at hold: Identifier<Hold>, _ reason: HoldReason, until: CalendarDate?, customer: Identifier<Customer>,
        _ caseID: Identifier<CollectionCase>?, _ today: CalendarDate, _ source: String
    ) throws {
        let kind: ReasonTask
        switch reason {
        case .hardship: kind = .reviewTheHold
        case .bankruptcy, .deceased, .attorney, .activeDuty, .identityTheft, .cease, .litigation: kind = .lookAtTheHold
        case .promise, .plan, .dispute, .refusal, .complaint, .openTicket, .cancellationClaim, .paymentInFlight,
            .disasterArea, .placed, .manual:
            return
        }
        guard let caseID = try caseID ?? caseIDs(of: customer).first else { return }
        var task = NewCaseTask(
            caseID: caseID, kind: kind.rawValue, role: kind.role.rawValue, madeOn: today, source: source)
        task.hold = hold
        task.dueOn = kind == .lookAtTheHold ? try calendar().adding(businessDays: 2, to: today) : until
        _ = try add(task)  // the list tells it
    }
}
