package import Receivables

/// What the gate needs to know of the address to be used; never the address itself.
package struct ContactPointFacts: Hashable, Sendable {
    package var id: Identifier<ContactPoint>
    package var kind: ContactPointKind
    /// Where it reaches the customer.
    package var place: ContactPlace
    /// Why it must not be used any more; `nil` while it works.
    package var badReason: BadAddressReason?
    /// What the customer allowed for it, withdrawn ones included.
    package var consents: [ContactConsent]
    /// When the customer asked to stop using it; binds every debt and business of the tenant.
    package var optedOutAt: BusinessInstant?

    package init(
        id: Identifier<ContactPoint>, kind: ContactPointKind, place: ContactPlace = .personal,
        badReason: BadAddressReason? = nil, consents: [ContactConsent] = [], optedOutAt: BusinessInstant? = nil
    ) {
        self.id = id
        self.kind = kind
        self.place = place
        self.badReason = badReason
        self.consents = consents
        self.optedOutAt = optedOutAt
    }
}

/// What an address is.
package enum ContactPointKind: String, CaseIterable, Sendable, Codable {
    /// A telephone number, for calls and texts.
    case phone
    /// An e-mail address.
    case email
    /// A postal address.
    case postal

    /// Whether the medium can use such an address.
    package func serves(_ medium: ContactMedium) -> Bool {
        switch medium {
        case .telephone, .text: self == .phone
        case .email: self == .email
        case .post: self == .postal
        }
    }
}

/// Where an address reaches the customer. A landline and a postal address are tied to a place, a mobile number and an
/// e-mail address are not. Source: comment 6(b)(1)(ii)-1 to 12 CFR 1006.6.
package enum ContactPlace: String, CaseIterable, Sendable, Codable {
    /// The customer's own, tied to no place: a mobile number, a private e-mail address.
    case personal
    /// The customer's home: a landline there, its postal address.
    case home
    /// The customer's work: a number there, or an e-mail address the employer provides.
    case work
    /// Somewhere else.
    case other
}

/// Why an address must not be used.
package enum BadAddressReason: String, CaseIterable, Sendable, Codable {
    case bounced
    case returned
    case outOfService = "out-of-service"
    case wrongNumber = "wrong-number"
    /// Known to have reached somebody else. Source: 12 CFR 1006.6(d)(4), (d)(5).
    case reachedThirdParty = "reached-third-party"
}

/// One thing that allows an address to be used for a medium.
package struct ContactConsent: Hashable, Sendable, Codable {
    /// What the customer did.
    package enum Basis: String, CaseIterable, Sendable, Codable {
        /// Gave the address to the creditor for this agreement.
        case given
        /// Wrote from it about the debt.
        case used
        /// Agreed in so many words to the medium at this address.
        case explicit
        /// Not the customer: a check found the number not reassigned. Renews a text consent, is none by itself.
        case numberChecked = "number-checked"
    }

    package var medium: ContactMedium
    package var basis: Basis
    package var at: BusinessInstant
    /// When it was taken back.
    package var withdrawnAt: BusinessInstant?

    package init(medium: ContactMedium, basis: Basis, at: BusinessInstant, withdrawnAt: BusinessInstant? = nil) {
        self.medium = medium
        self.basis = basis
        self.at = at
        self.withdrawnAt = withdrawnAt
    }

    /// Whether it holds at a moment.
    package func holds(at moment: BusinessInstant) -> Bool {
        at <= moment && (withdrawnAt.map { moment < $0 } ?? true)
    }
}
