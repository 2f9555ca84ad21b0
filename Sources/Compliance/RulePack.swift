package import Receivables

/// A versioned set of rules. A published version never changes: decisions name it for years.
package struct RulePack: Hashable, Sendable, Codable {
    package let name: String
    package let version: Int
    package let effectiveFrom: CalendarDate
    /// In the order asked: by group, then as listed.
    package let rules: [GateRule]

    /// A pack; two rules with one id are a mistake of whoever wrote it.
    package init(name: String, version: Int, effectiveFrom: CalendarDate, rules: [GateRule]) {
        precondition(Set(rules.map(\.id)).count == rules.count, "each rule of a pack has its own id")
        self.name = name
        self.version = version
        self.effectiveFrom = effectiveFrom
        // Stable by construction: the position breaks ties.
        self.rules = rules.enumerated().sorted { ($0.element.group, $0.offset) < ($1.element.group, $1.offset) }
            .map(\.element)
    }

    /// `federal-first-party/1`, as decision records carry it.
    package var identity: String { "\(name)/\(version)" }

    /// The same pack without one rule, for asking what the rule does.
    package func removing(_ ruleID: String) -> RulePack {
        RulePack(
            name: name, version: version, effectiveFrom: effectiveFrom, rules: rules.filter { $0.id != ruleID })
    }

    /// The same pack with only the rules that hold.
    package func keeping(_ isKept: (GateRule) -> Bool) -> RulePack {
        RulePack(name: name, version: version, effectiveFrom: effectiveFrom, rules: rules.filter(isKept))
    }
}
