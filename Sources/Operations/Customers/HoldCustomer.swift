import Ledger
package import Receivables
package import Store
package import Treatment

/// Holds a customer's case from every channel and exporter, and lets it go again.
package struct HoldCustomer: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Adds a hold from the tenant's today on.
    ///
    /// - Parameters:
    ///   - businessReference: `nil` binds the customer's cases with every business of the tenant.
    ///   - receivable: Reference of the only receivable it binds; `nil` for the whole case.
    ///   - until: First day it no longer binds; `nil` until it is lifted.
    ///   - reviewOn: The day somebody looks again; `nil` for the usual days of the reason.
    package func add(
        _ reason: HoldReason, customer reference: String, business businessReference: String?,
        receivable: String? = nil, until: CalendarDate?, reviewOn: CalendarDate? = nil, note: String, source: String,
        for tenant: Identifier<Tenant>
    ) async throws -> Identifier<Hold> {
        if let command = reason.ownCommand {
            throw ActRefused(
                .badInput,
                "a \(reason.rawValue) is recorded with its own command, \(command), which holds the case itself")
        }
        guard !source.isBlank else { throw ActRefused(.badInput, "say who or what raised it: --by") }
        guard until == nil || !reason.endsOnlyByAPerson else {
            throw ActRefused(
                .badInput,
                "a hold for \(reason.rawValue) ends on no day by itself: leave out --until, name a day to look again with "
                    + "--review, and lift it when it does not bind any more")
        }
        try refuseCardNumbers(in: note, source)
        return try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            let customer = try tx.customer(named: reference)
            if let until, until <= today {
                throw ActRefused(
                    .badInput, "the hold would end on \(until), before it begins: today is \(today)")
            }
            if let reviewOn, reviewOn <= today {
                throw ActRefused(.badInput, "the day to look again, \(reviewOn), has come already: today is \(today)")
            }
            var caseID = try businessReference.map { try tx.caseOf(customer.id, with: try tx.business(named: $0)) }
            var item: Identifier<Receivable>?
            if let receivable {
                let business = try tx.business(named: businessReference)
                caseID = try tx.caseOf(customer.id, with: business)
                let open = try tx.openReceivables(of: [customer.id], business: business.id)[customer.id] ?? []
                guard let found = open.first(where: { $0.reference == receivable }) else {
                    throw ActRefused(.unknown, "the customer has no open receivable \(receivable)")
                }
                item = found.id
            }
            var new = NewHold(
                customerID: customer.id, caseID: caseID, receivableID: item, reason: reason, source: source,
                from: today, until: until, note: note)
            try tx.refuseIfStanding(new)
            guard reason == .cancellationClaim else { return try tx.hold(new, reviewOn: reviewOn) }
            return try tx.holdForCancellation(&new, reviewOn: reviewOn)
        }
    }

    /// Lifts a hold from today on. What was found about a claim meanwhile, and could not be told, is told then.
    ///
    /// - Parameter role: Who lifts it: what the law keeps is lifted by a manager or the owner.
    /// - Returns: `false` when it had ended already; nothing is changed then.
    /// - Throws: `ActRefused` for a role that may not, and for the hold of a case an agency has: that one ends when the
    ///   agency gave the case back.
    @discardableResult
    package func lift(
        _ id: Identifier<Hold>, reason: String, source: String, role: GrantingRole = .collector,
        for tenant: Identifier<Tenant>
    ) async throws -> Bool {
        for (text, option) in [(reason, "--reason"), (source, "--by")]
        where text.allSatisfy(\.isWhitespace) {
            throw ActRefused(.badInput, "say why it does not bind any more and who lifts it: \(option) is empty")
        }
        try refuseCardNumbers(in: reason, source)
        return try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard let found = try tx.hold(id) else { throw ActRefused(noHold: id) }
            if let end = found.heldUntil, end <= today { return false }
            if found.reason == .placed { throw try tx.refusalToLiftPlaced(found, on: today) }
            guard role.reaches(found.reason.releasedBy) else {
                throw ActRefused(
                    .notAllowed,
                    "a hold for \(found.reason.rawValue) is lifted by a \(found.reason.releasedBy.rawValue) or the owner, "
                        + "who says why it does not bind any more: --as \(found.reason.releasedBy.rawValue)")
            }
            guard try tx.release(id, on: today, reason: reason, source: source) else { return false }
            try tx.recordRelease(of: id, as: role)
            try tx.endLooks(at: found, on: today, words: reason, by: source)
            let cases = try found.caseID.map { [$0] } ?? tx.caseIDs(of: found.customerID)
            _ = try tx.tellWhatWasKeptBack(in: cases, on: today)  // the decision at sending is told by `why`
            return true
        }
    }

    /// What binds the same customer today beside this hold, those that end first, first; empty when nothing does.
    package func binding(beside id: Identifier<Hold>, for tenant: Identifier<Tenant>) async throws -> [HoldRecord] {
        try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard let hold = try tx.hold(id) else { throw ActRefused(noHold: id) }
            return try tx.holds(of: [hold.customerID]).filter { $0.id != id && $0.binds(on: today) }
        }
    }

    /// Notes that somebody looked at a hold that still binds, and when the next look is.
    ///
    /// - Throws: `ActRefused` when it has ended, or the next day is not ahead.
    package func review(
        _ id: Identifier<Hold>, next: CalendarDate, note: String, by person: String, for tenant: Identifier<Tenant>
    ) async throws {
        guard !person.isBlank else { throw ActRefused(.badInput, "say who looked: --by") }
        try refuseCardNumbers(in: note, person)
        try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard let found = try tx.hold(id) else { throw ActRefused(noHold: id) }
            guard found.binds(on: today) else {
                throw ActRefused(
                    .notAllowed, "the hold ended on \(found.heldUntil ?? today): there is nothing to look at")
            }
            guard next > today else {
                throw ActRefused(.badInput, "the next look, \(next), is not ahead: today is \(today)")
            }
            try tx.reviewHold(id, on: next, note: note, by: person)
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

extension ActRefused {
    fileprivate init(noHold id: Identifier<Hold>) {
        self.init(.unknown, "there is no hold \(id): `dunwell hold list` shows those there are")
    }
}

extension TenantTransaction {
    /// Adds a hold with the day somebody looks again, and the task that goes with it.
    func hold(_ new: NewHold, reviewOn: CalendarDate? = nil) throws -> Identifier<Hold> {
        let id = try add(new)
        // One that ends by itself is looked at on its day; any other needs one.
        if let day = reviewOn ?? (new.until == nil ? new.from.adding(days: new.reason.reviewDays) : nil) {
            try reviewHold(id, on: day, note: "", by: new.source)
        }
        try askForALook(at: id, new.reason, customer: new.customerID, new.caseID, new.from, new.source)
        return id
    }

    /// The task that goes with a hold by law: a person looks at once. None for the others, which have their day of
    /// review. Source: starter policies §1.4.
    func askForALook(
        at hold: Identifier<Hold>, _ reason: HoldReason, customer: Identifier<Customer>,
        _ caseID: Identifier<CollectionCase>?, _ today: CalendarDate, _ source: String
    ) throws {
        guard reason.endsOnlyByAPerson, let caseID = try caseID ?? caseIDs(of: customer).first else { return }
        let kind = ReasonTask.lookAtTheHold
        var task = NewCaseTask(
            caseID: caseID, kind: kind.rawValue, role: kind.role.rawValue, madeOn: today, source: source)
        task.hold = hold
        task.dueOn = try calendar().adding(businessDays: 2, to: today)
        _ = try add(task)  // the list tells it
    }
}
