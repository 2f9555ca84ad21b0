package import Receivables
package import Store
package import Treatment

/// How a promise was given, beside its amount and its day.
package struct PromiseTermsGiven: Sendable {
    /// References of the receivables it covers; empty for all of the case.
    package var items: [String] = []
    package var way: PaymentWay?
    /// The day the customer may be called when the money has not come.
    package var callBackOn: CalendarDate?
    package var wantsReminder = false
    /// By whose allowance it is judged.
    package var takenBy = GrantingRole.collector

    package init() {}

    func request(_ amount: Money, by dueOn: CalendarDate) -> PromiseRequest {
        PromiseRequest(
            amount: amount, dueOn: dueOn, way: way, callBackOn: callBackOn, wantsReminder: wantsReminder,
            takenBy: takenBy)
    }
}

/// Keeps a promise to pay, within what the case's policy lets a role take.
package struct RecordPromise: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Keeps a promise a customer gave. Open ones of the case are replaced by it.
    ///
    /// - Throws: `ActRefused` with every reason at once why it is not taken as it stands, and who may take it all the
    ///   same. Nothing is changed then.
    package func record(
        _ amount: Money, by dueOn: CalendarDate, customer reference: String, business businessReference: String?,
        terms: PromiseTermsGiven = PromiseTermsGiven(), madeBy: String, for tenant: Identifier<Tenant>
    ) async throws -> Identifier<PromiseToPay> {
        guard !madeBy.isBlank else { throw ActRefused(.badInput, "say who takes the promise: --by") }
        try refuseCardNumbers(in: madeBy)
        return try await store.transaction(for: tenant) { tx in
            let business = try tx.business(named: businessReference)
            let customer = try tx.customer(named: reference)
            let caseID = try tx.caseOf(customer.id, with: business)
            try tx.takeTurn(on: caseID)
            return try tx.promise(
                terms.request(amount, by: dueOn), items: terms.items, caseID: caseID, call: nil, madeBy: madeBy)
        }
    }

    /// A promise as it stands.
    package struct Item: Sendable, Encodable {
        package let id: Identifier<PromiseToPay>
        package let customer: String
        package let amount: Money
        package let madeOn: CalendarDate
        package let dueOn: CalendarDate
        /// `open`, `kept`, `partly-kept`, `broken`, `superseded`, `withdrawn` or `released`, computed from the books.
        package let state: String
        /// What came in for it, of a promise kept in part.
        package let paid: Money?
        package let callBackOn: CalendarDate?
        package let takenBy: String
        /// References of what it covers; empty for all of the case.
        package let items: [String]
        /// How the customer means to pay; empty when not said.
        package let way: String
        package let wantsReminder: Bool
        /// Who took it.
        package let madeBy: String

        /// How it is to be kept, in a few words; empty when nothing was said.
        package var how: String {
            [way.isEmpty ? nil : "by \(way)", wantsReminder ? "reminded" : nil].compactMap(\.self)
                .joined(separator: ", ")
        }
    }

    /// Promises as they stand on the tenant's today, oldest first; of one customer or of all.
    package func list(
        customer reference: String?, for tenant: Identifier<Tenant>, limit: Int = 1_000
    ) async throws -> [Item] {
        try await store.transaction(for: tenant) { tx in
            let day = try TenantDay(tx)
            let ids: [Identifier<CollectionCase>] =
                try reference.map { try tx.caseIDs(of: try tx.customer(named: $0).id) } ?? tx.casesWithPromises()
            var items: [Item] = []
            for start in stride(from: 0, to: ids.count, by: 500) where items.count < limit {
                let facts = try tx.caseFacts(Array(ids[start..<min(start + 500, ids.count)]), today: day.moment.today)
                let library = try PolicyLibrary(Set(facts.compactMap(\.policyVersion)), in: tx)
                for facts in facts {
                    let grace = (library.policy(facts.policyVersion)?.promises ?? PromiseTerms()).graceBusinessDays
                    let reading = CaseReading(facts, day: day, liveMedia: [])
                    items += facts.promises.map {
                        Item(
                            $0, reading.outcome(of: reading.fact(of: $0), on: day.moment.today, grace), facts)
                    }
                }
            }
            return Array(items.sorted { ($0.madeOn, $0.customer) < ($1.madeOn, $1.customer) }.prefix(limit))
        }
    }

    /// Takes a promise back at the customer's word or because it was recorded wrongly. The ladder goes on.
    ///
    /// - Returns: The case, and whether anything changed: a promise decided already stays as it is.
    package func withdraw(
        _ id: Identifier<PromiseToPay>, reason: String, by person: String, for tenant: Identifier<Tenant>
    ) async throws -> (caseID: Identifier<CollectionCase>, isNew: Bool) {
        guard !reason.isBlank else { throw ActRefused(.badInput, "say why it is taken back: --reason") }
        guard !person.isBlank else { throw ActRefused(.badInput, "say who takes it back: --by") }
        try refuseCardNumbers(in: reason, person)
        return try await store.transaction(for: tenant) { tx in
            guard let promise = try tx.promise(id) else {
                throw ActRefused(.unknown, "there is no promise \(id): `dunwell promise list` shows them")
            }
            try tx.takeTurn(on: promise.caseID)
            let day = try TenantDay(tx)
            guard let facts = try tx.caseFacts([promise.caseID], today: day.moment.today).first else {
                throw ActRefused(.unknown, "the case is not there any more")
            }
            let grace = (try tx.pinnedPolicy(of: promise.caseID)?.promises ?? PromiseTerms()).graceBusinessDays
            let reading = CaseReading(facts, day: day, liveMedia: [])
            let outcome = reading.outcome(of: reading.fact(of: promise), on: day.moment.today, grace)
            if outcome == .withdrawn { return (promise.caseID, false) }
            guard outcome == .open else {
                throw ActRefused(.notAllowed, "the promise is \(outcome.word) already: there is nothing to take back")
            }
            return (promise.caseID, try tx.withdraw(promise, on: day.moment.today, reason: reason, by: person))
        }
    }
}

extension RecordPromise.Item {
    fileprivate init(_ promise: PromiseRecord, _ outcome: PromiseOutcome, _ facts: CaseFacts) {
        (id, amount, madeOn, dueOn) = (promise.id, promise.amount, promise.madeOn, promise.dueOn)
        (callBackOn, takenBy) = (promise.callBackOn, promise.grantedAs)
        (way, wantsReminder, madeBy) = (promise.way, promise.wantsReminder, promise.madeBy)
        customer = facts.customer.reference
        let references = Dictionary(uniqueKeysWithValues: facts.receivables.map { ($0.id, $0.reference) })
        items = promise.items.map { references[$0] ?? "\($0)" }.sorted()
        state = outcome.word
        paid = if case .partlyKept(let paid) = outcome { paid } else { nil }
    }
}

extension TenantTransaction {
    /// Keeps a promise after holding it against the policy the case pins.
    func promise(
        _ asked: PromiseRequest, items references: [String], caseID: Identifier<CollectionCase>,
        call: Identifier<CallMark>?, madeBy: String
    ) throws -> Identifier<PromiseToPay> {
        let day = try TenantDay(self)
        guard let facts = try caseFacts([caseID], today: day.moment.today).first else {
            throw ActRefused(.unknown, "the case is not there any more")
        }
        if let agency = try agencyHolding(caseID) {
            throw ActRefused(
                .notAllowed,
                "the case is with \(agency), who takes promises for it: tell them, or ask for it back, as `dunwell place "
                    + "recall --help` says")
        }
        let reading = CaseReading(facts, day: day, liveMedia: [])
        let grounds = PromiseGrounds(facts, today: day.moment.today)
        try grounds.check()
        let open = facts.receivables.filter(\.open.isPositive)
        guard !open.isEmpty else {
            throw ActRefused(.notAllowed, "the customer owes nothing: there is nothing to promise")
        }
        let named = try Set(references).sorted().map { reference in
            guard let item = open.first(where: { $0.reference == reference }) else {
                throw ActRefused(
                    .badInput, "\(reference) is not open: leave it out; dunwell customer show lists what is")
            }
            return item
        }
        let items = try grounds.items(named: named, among: open.filter { reading.disputed($0) != $0.open })
        var request = asked
        if !items.isEmpty { request.scope = .receivables(Set(items.map(\.id))) }
        let isHeldAsDisputed = facts.holds.contains {
            $0.reason == .dispute && $0.receivableID == nil && $0.binds(on: day.moment.today)
        }
        if isHeldAsDisputed || open.allSatisfy({ reading.disputed($0) == $0.open }) {
            throw ActRefused(
                .notAllowed, "all that is open is disputed: nothing need be promised before the dispute is decided")
        }
        let policy = try pinnedPolicy(of: caseID) ?? PolicyLibrary.starter()
        let standing = facts.promises.filter {
            reading.outcome(of: reading.fact(of: $0), on: day.moment.today, policy.promises.graceBusinessDays) == .open
        }
        if let same = standing.first(where: { $0.isTheSame(as: request, items: items.map(\.id)) }) { return same.id }
        try refuse(request, reading, policy)
        var record = PromiseRecord(
            caseID: caseID, call: call, amount: request.amount, madeOn: day.moment.today, dueOn: request.dueOn,
            madeBy: madeBy)
        (record.way, record.callBackOn) = (request.way?.rawValue ?? "", request.callBackOn)
        (record.wantsReminder, record.grantedAs) = (request.wantsReminder, request.takenBy.rawValue)
        record.items = items.map(\.id)
        try add(record, replacing: standing.map(\.id))
        try tellOfLaterPromise(in: caseID, of: facts.customer.id, on: day.moment.today)
        return record.id
    }

    private func refuse(_ request: PromiseRequest, _ reading: CaseReading, _ policy: Treatment.Policy) throws {
        let today = reading.day.moment.today
        let refusals = reading.snapshot().refusals(
            of: request, on: today, policy: policy, calendar: reading.day.calendar)
        guard !refusals.isEmpty else { return }
        let roles = refusals.map {
            $0.allowed(by: policy.allowances, terms: policy.promises, request: request, today: today)
        }
        let words = refusals.map(\.words).joined(separator: "; ")
        guard refusals.allSatisfy(\.isAboutAllowance) else { throw ActRefused(.badInput, words) }
        guard !roles.contains(nil) else { throw ActRefused(.notAllowed, words + "; no role may take it") }
        let order = GrantingRole.allCases
        // The most senior of those that each refusal asks for may take it; every role is in the list.
        let role = roles.compactMap(\.self).max { order.firstIndex(of: $0)! < order.firstIndex(of: $1)! }
        throw ActRefused(.notAllowed, words + (role.map { "; \($0.mayTake)" } ?? ""))
    }
}

extension PromiseRefusal {
    /// Whether somebody else's allowance could reach it.
    fileprivate var isAboutAllowance: Bool {
        switch self {
        case .tooFarAhead, .tooManyBroken, .tooLongTogether: true
        case .notPositive, .inThePast, .otherCurrency, .notOpen, .disputed, .moreThanOwed, .callBackOutOfReach: false
        }
    }
}

extension GrantingRole {
    /// `a manager may take it: --role manager`.
    fileprivate var mayTake: String { "\(self == .owner ? "the" : "a") \(rawValue) may take it: --role \(rawValue)" }
}
