package import PluginKit
package import Receivables
package import Store
import Treatment

/// What waits for a person's decision. Nothing happens to it without one, however long it waits.
package struct ShowDecisions: Sendable {
    let store: Store
    let registry: PluginRegistry

    package init(store: Store, registry: PluginRegistry) {
        self.store = store
        self.registry = registry
    }

    /// One case that waits, in one line.
    package struct Waiting: Sendable, Encodable {
        package let customer: String
        package let name: String
        package let business: String
        package let owed: [Money]
        package let daysPastDue: Int
        /// Days until the trade counts the customer as lost; 0 or less when that day has come.
        package let daysToLoss: Int
        package let atStake: Money?
        package let proposal: String
        /// What the proposal rests on, in one sentence.
        package let because: String
        /// Why somebody has to decide, in one sentence.
        package let why: String
    }

    /// One case with its sheet.
    package struct Shown: Sendable, Encodable {
        package let customer: String
        package let business: String
        /// `nil` while nobody has to decide.
        package let why: String?
        /// Line by line; empty when nothing is past due.
        package let sheet: [String]
        /// What was decided so far, oldest first.
        package let decisions: [String]
    }

    /// Days past due from which a case is looked at; sooner only a refusal brings a decision forward.
    static let daysMin = 30
    /// Most cases listed.
    package static let listMax = 1_000

    /// Cases somebody has to decide about: what is worth most first, then the oldest.
    package func list(for tenant: Identifier<Tenant>, limit: Int = listMax) async throws -> [Waiting] {
        try await store.transaction(for: tenant) { tx in
            try Self.waiting(TenantDay(tx), registry: registry, tx, limit: limit)
        }
    }

    static func waiting(
        _ day: TenantDay, registry: PluginRegistry, _ tx: TenantTransaction, limit: Int
    ) throws -> [Waiting] {
        var found: [(weight: Int64, waiting: Waiting)] = []
        var last: Identifier<CollectionCase>?
        let today = day.moment.today
        while true {
            let ids = try tx.casesToDecide(
                dueOnOrBefore: today.adding(days: -daysMin), today: today, after: last, limit: 500)
            guard let end = ids.last else { break }
            last = end
            for one in try DecisionCase.read(ids, day: day, registry: registry, tx) {
                if let line = Waiting(one) { found.append((one.weight, line)) }
            }
        }
        return found.sorted { left, right in
            (right.weight, right.waiting.daysPastDue, left.waiting.customer)
                < (left.weight, left.waiting.daysPastDue, right.waiting.customer)
        }.prefix(limit).map(\.waiting)
    }

    /// The sheet of one customer, whether or not a decision is asked for.
    package func show(
        _ reference: String, business businessReference: String?, for tenant: Identifier<Tenant>
    ) async throws -> Shown {
        try await store.transaction(for: tenant) { tx in
            let day = try TenantDay(tx)
            let customer = try tx.customer(named: reference)
            let business = try tx.business(named: businessReference)
            let caseID = try tx.caseOf(customer.id, with: business)
            guard let one = try DecisionCase.read([caseID], day: day, registry: registry, tx).first else {
                throw ActRefused(
                    .configuration,
                    "the case has no policy: publish one as `dunwell policy publish --help` says, and it gets it")
            }
            return Shown(
                customer: reference, business: business.reference, why: one.why, sheet: one.lines,
                decisions: one.facts.decisions.map(\.words))
        }
    }
}

extension ShowDecisions.Waiting {
    fileprivate init?(_ one: DecisionCase) {
        guard let sheet = one.sheet, let why = one.why else { return nil }
        customer = one.facts.customer.reference
        name = one.facts.customer.displayName
        business = one.reading.day.businesses[one.facts.business]?.reference ?? ""
        owed = sheet.owed
        daysPastDue = sheet.daysPastDue
        daysToLoss = sheet.valueAtStake.daysToLoss
        atStake = sheet.valueAtStake.worth
        proposal = sheet.proposal.option.rawValue
        because = sheet.proposal.because
        self.why = why
    }
}

extension CaseDecisionRecord {
    /// `2026-05-04 agency by Dana as owner: nobody answers (carried out 2026-05-05: …)`.
    var words: String {
        var text = "\(decidedOn) \(path.rawValue) by \(decidedBy) as \(role.rawValue): \(reason)"
        if let until { text += "; until \(until)" }
        if let settlesFor { text += "; for \(settlesFor)" }
        if let ending, let endedOn {
            text += " (\(ending.rawValue) \(endedOn)\(endingWords.isEmpty ? "" : ": \(endingWords)"))"
        }
        return text
    }
}
