import Receivables

extension RulePack {
    /// The default ceiling: the limits of Regulation F kept by a creditor in its own name, and Dunwell's own limits.
    ///
    /// Regulation F binds third parties; several states extend it to creditors, so Dunwell keeps it for all.
    /// Source: 12 CFR 1006; Cal. Civ. Code 1788.17; starter policies §1.2.
    package static let federalFirstParty = RulePack(
        name: "federal-first-party", version: 1, effectiveFrom: CalendarDate(year: 2021, month: 11, day: 30)!,
        rules: standingRules + holdRules + addressRules + timeRules + frequencyRules + policyRules)
}
