import Receivables

extension RulePack {
    private static let consumers: Set<CustomerKind> = [.consumer, .soleProprietor, .unknown]

    static let frequencyRules = [
        GateRule(
            id: "frequency.seven-in-seven", citation: "12 CFR 1006.14(b)(2)(i)(A)", group: .frequency,
            condition: .callsPlaced(max: 7, days: 7), customerKinds: consumers, confidence: .primary),
        GateRule(
            id: "frequency.silence-after-conversation", citation: "12 CFR 1006.14(b)(2)(i)(B); starter policies §1.2.7",
            group: .frequency, condition: .silenceAfterConversation(days: 7), confidence: .primary),
        GateRule(
            id: "frequency.call-gap", citation: "Comment 14(b)(2)(i)-2 to 12 CFR 1006.14", group: .frequency,
            condition: .callGap(minutes: 120), confidence: .policy),
        GateRule(
            id: "frequency.calls-per-day", citation: "Comment 14(b)(2)(i)-2 to 12 CFR 1006.14", group: .frequency,
            condition: .callsPerDay(max: 2), confidence: .policy),
    ]

    static let policyRules = [
        GateRule(
            id: "policy.contacts-per-week", citation: "Starter policies §1.2.6", group: .frequency,
            condition: .policyContacts(max: 2, days: 7), confidence: .policy),
        GateRule(
            id: "policy.calls-per-week", citation: "Starter policies §1.2.6", group: .frequency,
            condition: .policyCalls(max: 3, days: 7), confidence: .policy),
        GateRule(
            id: "policy.parts-of-day", citation: "Starter policies §1.2.6", group: .frequency,
            condition: .partsOfDay(starts: [0, 12 * 60, 17 * 60], days: 7), confidence: .policy,
            isOverridable: true),
        GateRule(
            id: "policy.one-voicemail", citation: "Starter policies §1.2.6", group: .frequency,
            condition: .policyVoicemails(max: 1, days: 7), confidence: .policy),
        GateRule(
            id: "policy.message-gap", citation: "Starter policies §1.2.6", group: .frequency,
            condition: .messageGap(days: 2), confidence: .policy),
    ]
}
