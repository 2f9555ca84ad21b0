import Receivables

extension RulePack {
    static let addressRules = [
        GateRule(
            id: "channel.address-kind", citation: "Dunwell: an address serves its own media", group: .channel,
            condition: .wrongAddressKind, confidence: .policy),
        GateRule(
            id: "channel.opted-out", citation: "12 CFR 1006.6(e), comment 14(h)(1)-3.ii; 47 CFR 64.1200(a)(10)",
            group: .channel, condition: .addressOptedOut, confidence: .primary),
        GateRule(
            id: "channel.medium-stopped", citation: "12 CFR 1006.14(h)(1); 47 CFR 64.1200(a)(10)", group: .channel,
            condition: .mediumStopped, confidence: .primary),
        GateRule(
            id: "channel.bad-address", citation: "12 CFR 1006.6(d)(4), (d)(5); starter policies §1.4",
            group: .channel, condition: .badAddress, confidence: .primary),
        GateRule(
            id: "channel.place-barred", citation: "12 CFR 1006.6(b)(1)(ii), (b)(3)", group: .channel,
            condition: .placeBarred, confidence: .primary),
        GateRule(
            id: "channel.employer-address", citation: "12 CFR 1006.22(f)(3)", group: .channel,
            condition: .employerAddress, confidence: .primary),
        GateRule(
            id: "consent.email", citation: "12 CFR 1006.6(d)(4)", group: .consent,
            condition: .consent(medium: .email, bases: [.given, .used, .explicit]), confidence: .primary),
        GateRule(
            id: "consent.text", citation: "12 CFR 1006.6(d)(5); 47 USC 227(b)(1)(A)", group: .consent,
            condition: .consent(medium: .text, bases: [.used, .explicit]), confidence: .primary),
        GateRule(
            id: "consent.text-freshness", citation: "12 CFR 1006.6(d)(5)", group: .consent,
            condition: .textFreshness(days: 60), confidence: .primary),
    ]
}
