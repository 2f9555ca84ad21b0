package import Receivables

/// A contact that happened, or was attempted, with the same person.
package struct PastContact: Hashable, Sendable {
    /// Who began it.
    package enum Direction: String, Sendable, Codable {
        case outbound
        case inbound
    }

    /// What came of it.
    package enum Kind: String, Sendable, Codable {
        /// A call that reached nobody and left nothing.
        case attempt
        /// A call that left a voicemail; an attempt too.
        case voicemail
        /// A talk by telephone, whoever called.
        case conversation
        /// A written message: e-mail, text, letter.
        case message
    }

    package var medium: ContactMedium
    package var direction: Direction
    package var kind: Kind
    package var at: BusinessInstant
    package var purpose: ContactPurpose
    /// Whether it counts in call limits: not a busy signal, a dead or a wrong number.
    /// Source: 12 CFR 1006.14(b)(3)(ii), (iv) and comment 14(b)(3)(ii)-1.
    package var countsAsAttempt: Bool
    /// The business it was made for; `nil` when it came from the customer to none in particular.
    package var businessID: Identifier<Business>?

    package init(
        medium: ContactMedium, direction: Direction = .outbound, kind: Kind, at: BusinessInstant,
        purpose: ContactPurpose = .collection, countsAsAttempt: Bool = true, businessID: Identifier<Business>? = nil
    ) {
        self.medium = medium
        self.direction = direction
        self.kind = kind
        self.at = at
        self.purpose = purpose
        self.countsAsAttempt = countsAsAttempt
        self.businessID = businessID
    }

    /// A call as its disposition was recorded.
    package static func call(
        _ disposition: CallDisposition, at moment: BusinessInstant, purpose: ContactPurpose = .collection,
        businessID: Identifier<Business>? = nil
    ) -> PastContact {
        let (kind, counts): (Kind, Bool) =
            switch disposition {
            case .spoke: (.conversation, true)
            case .leftVoicemail: (.voicemail, true)
            case .noAnswer, .someoneElse: (.attempt, true)
            case .busy, .outOfService, .wrongNumber: (.attempt, false)
            }
        return PastContact(
            medium: .telephone, kind: kind, at: moment, purpose: purpose, countsAsAttempt: counts,
            businessID: businessID)
    }
}

/// A contact the customer agreed to: "may I call you on … at …?"
///
/// It covers calls from `from` until `until`, at the latest to the end of the sixth day after it was given, and ends
/// with the first talk after it was given. Source: 12 CFR 1006.14(b)(3)(i), comment 14(b)(3)(i).
package struct AgreedCallBack: Hashable, Sendable {
    package var medium: ContactMedium
    /// When the customer agreed; the moment of the conversation in which it was said.
    package var agreedAt: BusinessInstant
    /// The time agreed on, the end excluded.
    package var from: BusinessInstant
    package var until: BusinessInstant
    /// When the customer took it back.
    package var revokedAt: BusinessInstant?

    package init(
        medium: ContactMedium = .telephone, agreedAt: BusinessInstant, from: BusinessInstant, until: BusinessInstant,
        revokedAt: BusinessInstant? = nil
    ) {
        self.medium = medium
        self.agreedAt = agreedAt
        self.from = from
        self.until = until
        self.revokedAt = revokedAt
    }
}
