import Receivables

extension RulePack {
    /// Everything but post, which has no time of day.
    private static let timed: Set<ContactMedium> = [.telephone, .text, .email]

    static let timeRules = [
        GateRule(
            id: "time.hours", citation: "12 CFR 1006.6(b)(1)(i)", group: .time,
            condition: .hours(minutes: 8 * 60..<21 * 60, media: timed), confidence: .primary),
        GateRule(
            id: "time.inconvenient", citation: "12 CFR 1006.6(b)(1)(i), comment 6(b)(1)-1", group: .time,
            condition: .inconvenientTime(media: timed), confidence: .primary),
        GateRule(
            id: "time.business-days", citation: "Starter policies §1.2.10", group: .time,
            condition: .businessDays(media: [.telephone, .post]), confidence: .policy, isOverridable: true),
        GateRule(
            id: "time.quiet-days", citation: "Starter policies §1.2.10", group: .time,
            condition: .quietDays(from: .init(12, 20), through: .init(1, 2)), confidence: .policy,
            isOverridable: true),
    ]
}
