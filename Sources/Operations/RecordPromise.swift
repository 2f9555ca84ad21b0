package import Receivables
package import Store
import Treatment

/// Keeps a promise to pay, within what the case's policy lets a collector take.
package struct RecordPromise: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Keeps a promise a customer gave.
    ///
    /// - Throws: `ActRefused` for a day that has passed or lies too far ahead, an amount above what is owed, or after
    ///   too many broken promises.
    package func record(
        _ amount: Money, by dueOn: CalendarDate, customer reference: String, business businessReference: String?,
        madeBy: String, for tenant: Identifier<Tenant>
    ) async throws -> Identifier<PromiseToPay> {
        try await store.transaction(for: tenant) { tx in
            let business = try tx.business(named: businessReference)
            let customer = try tx.customer(named: reference)
            return try tx.promise(
                amount, by: dueOn, caseID: try tx.caseOf(customer.id, with: business), business: business.id,
                customer: customer.id, call: nil, madeBy: madeBy, moment: try tx.moment())
        }
    }
}

extension TenantTransaction {
    /// Keeps a promise after holding it against the policy the case pins.
    func promise(
        _ amount: Money, by dueOn: CalendarDate, caseID: Identifier<CollectionCase>, business: Identifier<Business>,
        customer: Identifier<Customer>, call: Identifier<CallMark>?, madeBy: String, moment: TenantMoment
    ) throws -> Identifier<PromiseToPay> {
        guard let facts = try caseFacts([caseID], today: moment.today).first else {
            throw ActRefused(.unknown, "the case is not there any more")
        }
        guard amount.isPositive else { throw ActRefused(.badInput, "a promise is for an amount above zero") }
        guard dueOn >= moment.today else {
            throw ActRefused(.badInput, "the promised day \(dueOn) has passed: today is \(moment.today)")
        }
        let open = facts.receivables.map(\.open)
        guard open.allSatisfy({ $0.currency == amount.currency }) else {
            throw ActRefused(.badInput, "the customer owes in another currency than \(amount.currency)")
        }
        let owed = try open.total(in: amount.currency)
        guard owed.isPositive else {
            throw ActRefused(.notAllowed, "the customer owes nothing: there is nothing to promise")
        }
        guard amount.minorUnits <= owed.minorUnits else {
            throw ActRefused(.badInput, "\(amount) is more than the \(owed) the customer owes: lower the amount")
        }
        let terms = try terms(of: facts)
        let days = dueOn.days(since: moment.today)
        guard days <= terms.daysMax else {
            throw ActRefused(
                .notAllowed,
                "a promise lies at most \(terms.daysMax) days ahead, by \(moment.today.adding(days: terms.daysMax)): "
                    + "agree on a nearer day")
        }
        try refuseTooMany(facts, terms: terms, dueOn: dueOn, moment: moment)
        let record = PromiseRecord(
            caseID: caseID, call: call, amount: amount, madeOn: moment.today, dueOn: dueOn, madeBy: madeBy)
        try add(record)
        return record.id
    }

    private func terms(of facts: CaseFacts) throws -> PromiseTerms {
        guard let version = facts.policyVersion, let record = try policyVersions([version]).first,
            let policy = PolicyDocument.parse(record.document).policy
        else { return PromiseTerms() }
        return policy.promises
    }

    private func refuseTooMany(
        _ facts: CaseFacts, terms: PromiseTerms, dueOn: CalendarDate, moment: TenantMoment
    ) throws {
        let calendar = try calendar()
        var broken = 0
        var earliestOpen: CalendarDate?
        for promise in facts.promises {
            let fact = PromiseFact(
                id: promise.id, madeOn: promise.madeOn, dueOn: promise.dueOn, amount: promise.amount, scope: .wholeCase,
                supersededOn: promise.supersededOn, withdrawnOn: promise.withdrawnOn)
            let outcome = fact.outcome(
                payments: facts.payments, on: moment.today, graceBusinessDays: terms.graceBusinessDays,
                calendar: calendar)
            switch outcome {
            case .broken, .partlyKept: broken += 1
            case .open: earliestOpen = min(earliestOpen ?? promise.madeOn, promise.madeOn)
            case .kept, .superseded, .withdrawn: break
            }
        }
        guard broken < terms.brokenMax else {
            throw ActRefused(
                .notAllowed,
                "\(broken) promises were broken and the policy takes no further one: offer a payment plan instead")
        }
        if let first = earliestOpen, dueOn > first.adding(days: terms.daysTogetherMax) {
            throw ActRefused(
                .notAllowed,
                "together with the promise it replaces this one reaches past \(terms.daysTogetherMax) days: agree on a day "
                    + "up to \(first.adding(days: terms.daysTogetherMax))")
        }
    }
}
