package import Receivables

/// What conditions and channels may ask about the customer. Nothing here is, or stands for, a protected characteristic.
package struct CustomerFacts: Hashable, Sendable {
    package var language: Language
    package var kind: CustomerKind
    /// State of each medium; one that is not listed counts as without an address.
    package var media: [ContactMedium: MediumState]
    package var autopay: AutopayState
    /// Whether no earlier receivable of this customer was ever billed.
    package var isFirstBill: Bool
    /// How often something was past due in the twelve months before the present cycle.
    package var lateCount12: Int
    /// One month's recurring charge; `nil` when not known, and then conditions on it do not hold.
    package var monthlyAmount: Money?
    /// Whether the service guards life; unknown is `true`.
    package var lifeSafety: Bool
    /// Whether this business sends its bills through Dunwell or from its own accounting system.
    package var billing: BillingPlace
    /// Reasons the customer gave in the present cycle.
    package var reasons: Set<NonpaymentReason>
    package var hasOpenTicket: Bool
    package var satisfaction: SatisfactionAnswer
    /// What the agreement allows beyond asking for the amount due.
    package var contractAllows: Set<ContractRight>
    /// Days of notice the agreement asks for before service ends; `nil` when not known.
    package var noticePeriodDays: Int?

    /// A customer of whom only the language and the media are known; all else is the cautious reading.
    package init(language: Language, media: [ContactMedium: MediumState]) {
        self.language = language
        self.media = media
        kind = .unknown
        autopay = .off
        isFirstBill = false
        lateCount12 = 0
        monthlyAmount = nil
        lifeSafety = true
        billing = .elsewhere
        reasons = []
        hasOpenTicket = false
        satisfaction = .notAsked
        contractAllows = []
        noticePeriodDays = nil
    }
}

/// Whether a customer can be reached through one medium now.
package enum MediumState: String, CaseIterable, Hashable, Sendable {
    /// There is a good address and, where the medium needs it, consent.
    case usable
    /// No address of this medium is on file.
    case noAddress = "no-address"
    /// The customer asked not to be reached this way.
    case optedOut = "opted-out"
    /// Mail came back, a message bounced, a number is dead or belongs to someone else.
    case bad
    /// The medium needs a consent that was not given.
    case noConsent = "no-consent"
    /// No plugin of the tenant serves the medium.
    case notLive = "not-live"
}

/// Whether the customer pays automatically.
package enum AutopayState: String, CaseIterable, Hashable, Sendable {
    case on
    case failed
    case off
}

/// Who sends the bill itself.
package enum BillingPlace: String, CaseIterable, Hashable, Sendable {
    /// Dunwell does.
    case here
    /// The tenant's accounting system does.
    case elsewhere
}

/// What the customer answered when asked about the service.
package enum SatisfactionAnswer: String, CaseIterable, Hashable, Sendable {
    case notAsked = "not-asked"
    case unanswered
    case satisfied
    case notYet = "not-yet"
}

/// Something the agreement gives the business a right to.
package enum ContractRight: String, CaseIterable, Hashable, Sendable {
    case fee
    case interest
    case withdrawal
    case balanceOfTerm = "balance-of-term"
}

/// How the customer works with the business. Source: starter policies §1.3.
package enum Cooperation: String, CaseIterable, Hashable, Sendable {
    case unknown
    case working
    case cannot
    case disagrees
    case avoiding
    case refusing
    case notFound = "not-found"
}
