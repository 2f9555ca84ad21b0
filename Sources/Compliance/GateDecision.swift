package import Receivables

/// The three answers of the gate.
package enum Verdict: String, CaseIterable, Sendable, Codable {
    /// It may happen.
    case allow
    /// It must not happen.
    case block
    /// A person has to look first; nothing happens until then.
    case needsPerson = "needs-person"
}

/// What the gate answered and why: kept for every contact made and not made. Holds no personal data.
package struct GateDecision: Hashable, Sendable, Codable {
    package let verdict: Verdict
    /// Stable name of the deciding rule, such as `frequency.seven-in-seven`; `allowed` when none objects.
    package let ruleID: String
    /// Where the rule stands; empty when allowed.
    package let citation: String
    /// What kind of rule decided, for grouping and for the sentence.
    package let reason: GateReason
    /// Facts counted or compared, by stable name: counts, limits, dates, zones.
    package let facts: [String: String]
    /// The earliest moment at which this rule could decide otherwise by the passing of time; `nil` when only new facts
    /// can, or when allowed.
    package let until: BusinessInstant?
    /// Name and version of the pack, such as `federal-first-party/1`.
    package let packVersion: String
    /// Whether a person with the right role may go ahead against this rule, with a reason on record.
    package let isOverridable: Bool
    /// Rules that applied, in the order asked.
    package let considered: [String]
    /// Further rules that objected, in order.
    package let alsoRefusedBy: [String]
    /// What must be left out of an allowed contact.
    package let restrictions: Set<ContactRestriction>
}

/// Something an allowed contact must not do.
package enum ContactRestriction: String, CaseIterable, Sendable, Codable {
    /// Leave no voicemail: one was left within 7 days.
    case noVoicemail = "no-voicemail"
}
