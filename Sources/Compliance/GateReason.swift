/// What kind of rule decided, so that decisions can be grouped and told in words.
package enum GateReason: String, CaseIterable, Sendable, Codable {
    case allowed
    case otherName = "other-name"
    case nothingOwed = "nothing-owed"
    case unappliedMoney = "unapplied-money"
    case hold
    case wrongAddressKind = "wrong-address-kind"
    case addressOptedOut = "address-opted-out"
    case mediumStopped = "medium-stopped"
    case badAddress = "bad-address"
    case placeBarred = "place-barred"
    case employerAddress = "employer-address"
    case consent
    case textFreshness = "text-freshness"
    case tenantMuted = "tenant-muted"
    case dataStale = "data-stale"
    case hours
    case inconvenientTime = "inconvenient-time"
    case businessDays = "business-days"
    case quietDays = "quiet-days"
    case callsPlaced = "calls-placed"
    case silenceAfterConversation = "silence-after-conversation"
    case callGap = "call-gap"
    case callsPerDay = "calls-per-day"
    case policyContacts = "policy-contacts"
    case policyCalls = "policy-calls"
    case partsOfDay = "parts-of-day"
    case policyVoicemails = "policy-voicemails"
    case messageGap = "message-gap"
}

extension RuleCondition {
    /// The kind of rule, without its numbers.
    package var reason: GateReason {
        switch self {
        case .otherName: .otherName
        case .nothingOwed: .nothingOwed
        case .unappliedMoney: .unappliedMoney
        case .hold: .hold
        case .wrongAddressKind: .wrongAddressKind
        case .addressOptedOut: .addressOptedOut
        case .mediumStopped: .mediumStopped
        case .badAddress: .badAddress
        case .placeBarred: .placeBarred
        case .employerAddress: .employerAddress
        case .consent: .consent
        case .textFreshness: .textFreshness
        case .tenantMuted: .tenantMuted
        case .dataStale: .dataStale
        case .hours: .hours
        case .inconvenientTime: .inconvenientTime
        case .businessDays: .businessDays
        case .quietDays: .quietDays
        case .callsPlaced: .callsPlaced
        case .silenceAfterConversation: .silenceAfterConversation
        case .callGap: .callGap
        case .callsPerDay: .callsPerDay
        case .policyContacts: .policyContacts
        case .policyCalls: .policyCalls
        case .partsOfDay: .partsOfDay
        case .policyVoicemails: .policyVoicemails
        case .messageGap: .messageGap
        }
    }
}
