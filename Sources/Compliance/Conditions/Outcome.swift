import Receivables

extension RuleCondition {
    /// Asks the rule. The cases stand beside each other by subject in `Conditions/`.
    func outcome(_ facts: GateFacts) -> RuleOutcome {
        switch self {
        case .otherName: facts.otherName
        case .nothingOwed: facts.nothingOwed
        case .unappliedMoney: facts.unappliedMoney
        case .hold(let reason, let effect): facts.hold(reason, effect)
        case .wrongAddressKind: facts.wrongAddressKind
        case .addressOptedOut: facts.addressOptedOut
        case .mediumStopped: facts.mediumStopped
        case .badAddress: facts.badAddress
        case .placeBarred: facts.placeBarred
        case .employerAddress: facts.employerAddress
        case .consent(let medium, let bases): facts.consent(medium, bases)
        case .textFreshness(let days): facts.textFreshness(days: days)
        case .tenantMuted: facts.tenantMuted
        case .dataStale: facts.dataStale
        case .hours(let minutes, let media): facts.hours(minutes, media)
        case .inconvenientTime(let media): facts.inconvenientTime(media)
        case .businessDays(let media): facts.businessDays(media)
        case .quietDays(let from, let through): facts.quietDays(from: from, through: through)
        case .callsPlaced(let max, let days): facts.callsPlaced(max: max, days: days)
        case .silenceAfterConversation(let days): facts.silenceAfterConversation(days: days)
        case .callGap(let minutes): facts.callGap(minutes: minutes)
        case .callsPerDay(let max): facts.callsPerDay(max: max)
        case .policyContacts(let max, let days): facts.policyContacts(max: max, days: days)
        case .policyCalls(let max, let days): facts.policyCalls(max: max, days: days)
        case .partsOfDay(let starts, let days): facts.partsOfDay(starts: starts, days: days)
        case .policyVoicemails(let max, let days): facts.policyVoicemails(max: max, days: days)
        case .messageGap(let days): facts.messageGap(days: days)
        }
    }
}

extension RuleOutcome {
    static func block(_ facts: [String: String] = [:], until: BusinessInstant? = nil) -> RuleOutcome {
        .object(Objection(facts: facts, until: until))
    }
}
