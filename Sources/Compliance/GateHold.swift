package import Receivables

/// A hold as the gate sees it.
package struct GateHold: Hashable, Sendable {
    /// What is held.
    package enum Scope: Hashable, Sendable {
        case receivable(Identifier<Receivable>)
        case collectionCase(Identifier<CollectionCase>)
        case customer(Identifier<Customer>)
        case business(Identifier<Business>)
        case tenant
    }

    package var id: Identifier<Hold>
    package var reason: HoldReason
    package var scope: Scope
    /// First moment it binds: for a written request, when it was received. Source: 12 CFR 1006.6(c)(1).
    package var from: BusinessInstant
    /// First moment it no longer binds; `nil` while nobody has said.
    package var until: BusinessInstant?
    /// Where it comes from, as a stable word: `customer-call`, `import`, `rule`.
    package var source: String

    package init(
        id: Identifier<Hold> = Identifier(), reason: HoldReason, scope: Scope, from: BusinessInstant,
        until: BusinessInstant? = nil, source: String
    ) {
        self.id = id
        self.reason = reason
        self.scope = scope
        self.from = from
        self.until = until
        self.source = source
    }

    /// Whether it binds at a moment.
    package func binds(at moment: BusinessInstant) -> Bool {
        from <= moment && (until.map { moment < $0 } ?? true)
    }
}
