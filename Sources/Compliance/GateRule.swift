package import Receivables

/// One rule as data: what it asks, where it stands, whom it binds and since when.
package struct GateRule: Hashable, Sendable, Codable {
    /// Order in which groups of rules are asked; of several that block, the first decides.
    package enum Group: Int, CaseIterable, Sendable, Codable, Comparable {
        case selector, debt, personHold, caseHold, channel, consent, data, time, frequency

        package static func < (left: Group, right: Group) -> Bool { left.rawValue < right.rawValue }
    }

    /// How sure the rule's text is.
    package enum Confidence: String, CaseIterable, Sendable, Codable {
        /// Read in the primary text.
        case primary
        /// Read in a secondary text.
        case secondary
        /// Recalled, not verified.
        case recalled
        /// No law: Dunwell's or the tenant's own rule.
        case policy
    }

    /// Stable name, `group.what`; kept in decision records and never reused for another rule.
    package var id: String
    package var citation: String
    package var group: Group
    package var condition: RuleCondition
    /// In which capacities a sender is bound.
    package var roles: Set<CollectorRole>
    /// Which customers it protects.
    package var customerKinds: Set<CustomerKind>
    /// States it holds in, two letters; empty means everywhere.
    package var states: Set<String>
    package var effectiveFrom: CalendarDate?
    /// Last day in force.
    package var effectiveThrough: CalendarDate?
    package var confidence: Confidence
    /// Whether a person with the right role may go ahead against it, with a reason on record.
    package var isOverridable: Bool

    package init(
        id: String, citation: String, group: Group, condition: RuleCondition,
        roles: Set<CollectorRole> = Set(CollectorRole.allCases),
        customerKinds: Set<CustomerKind> = Set(CustomerKind.allCases), states: Set<String> = [],
        effectiveFrom: CalendarDate? = nil, effectiveThrough: CalendarDate? = nil, confidence: Confidence,
        isOverridable: Bool = false
    ) {
        self.id = id
        self.citation = citation
        self.group = group
        self.condition = condition
        self.roles = roles
        self.customerKinds = customerKinds
        self.states = states
        self.effectiveFrom = effectiveFrom
        self.effectiveThrough = effectiveThrough
        self.confidence = confidence
        self.isOverridable = isOverridable
    }

    /// Whether the rule binds this contact on `day`, the tenant's calendar day.
    ///
    /// A rule of certain states binds a customer whose state is not known.
    package func applies(to request: GateRequest, on day: CalendarDate) -> Bool {
        roles.contains(request.role) && customerKinds.contains(request.customer.kind)
            && (states.isEmpty || request.customer.states.isEmpty || !states.isDisjoint(with: request.customer.states))
            && (effectiveFrom.map { $0 <= day } ?? true) && (effectiveThrough.map { day <= $0 } ?? true)
    }
}
