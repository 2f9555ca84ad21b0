package import Receivables

/// A policy as its YAML text. A document is at most 256 KB and uses no YAML aliases.
package enum PolicyDocument {
    /// Reads a policy. Every error is reported, in the order of the lines, not only the first; the policy is `nil`
    /// when there is one of severity `error`.
    package static func parse(_ text: String) -> (policy: Policy?, findings: [PolicyFinding]) { (nil, []) }
}

extension Policy {
    /// What the business lacks to carry this policy out, with the lines of the steps concerned. Empty when nothing.
    package func findings(against capabilities: PolicyCapabilities) -> [PolicyFinding] { [] }

    /// What should happen next for the case, as seen on `today`. Pure: the same facts, policy and day always give the
    /// same answer. Ask again on `nextLookOn`, or as soon as a fact is added.
    package func decision(
        for snapshot: CaseSnapshot, on today: CalendarDate, calendar: BusinessCalendar
    ) -> TreatmentDecision {
        TreatmentDecision(
            verdict: .nothing(because: .nothingOpen), nextLookOn: today, cycle: nil, daysPastDue: nil, policyDay: nil,
            passedOver: [])
    }
}

extension TreatmentDecision {
    /// The reason in one plain English sentence, with dates; holds no personal data.
    package var words: String { "" }
}

extension Policy {
    /// What changed since `earlier`, one plain English sentence each, in ladder order; empty when both say the same.
    package func differences(from earlier: Policy) -> [String] { [] }
}
