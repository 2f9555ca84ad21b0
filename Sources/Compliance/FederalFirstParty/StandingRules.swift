import Receivables

extension RulePack {
    static let standingRules = [
        GateRule(
            id: "selector.own-name", citation: "12 CFR 1006.2(i)(1), 1006.30(e)", group: .selector,
            condition: .otherName, confidence: .primary),
        GateRule(
            id: "debt.nothing-owed", citation: "Starter policies §1.4; 11 USC 524(a)(2)", group: .debt,
            condition: .nothingOwed, confidence: .policy),
        GateRule(
            id: "debt.unapplied-money",
            citation: "Dunwell: money received is set against the debt before more is asked",
            group: .debt, condition: .unappliedMoney, confidence: .policy),
        GateRule(
            id: "data.muted", citation: "Dunwell: a new or restored tenant sends nothing", group: .data,
            condition: .tenantMuted, confidence: .policy),
        GateRule(
            id: "data.stale", citation: "Starter policies §1.4: payment file too old", group: .data,
            condition: .dataStale, confidence: .policy),
    ]
}
