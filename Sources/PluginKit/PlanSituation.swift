public import Receivables

/// Everything a provider is told about who asks for time and what is owed.
public struct PlanSituation: Hashable, Sendable, Codable {
    /// The tenant's day on which the plan is talked about; no payment day lies before it.
    public var day: CalendarDate
    /// What the plan would cover: open and undisputed, in one currency. The whole of it is spread.
    public var items: [PlanItem]
    /// Days on which a part may fall due.
    public var calendar: BusinessCalendar
    /// What whoever grants the plan may give alone, from the policy the case pins.
    public var allowance: PlanAllowance
    /// How every plan of that policy is kept; goes into the offer as `settings`.
    public var terms: PlanSettings
    /// What the customer asked for; `nil` asks for ready choices.
    public var wish: PlanWish?
    /// Whose plan it would be, from the books of the day.
    public var parties: PlanParties

    /// States a situation.
    public init(
        day: CalendarDate, items: [PlanItem], calendar: BusinessCalendar, allowance: PlanAllowance, terms: PlanSettings,
        wish: PlanWish? = nil, parties: PlanParties
    ) {
        self.day = day
        self.items = items
        self.calendar = calendar
        self.allowance = allowance
        self.terms = terms
        self.wish = wish
        self.parties = parties
    }
}

/// One receivable a plan covers.
public struct PlanItem: Hashable, Sendable, Codable {
    /// The host's own id; each receivable at most once in a plan.
    public let receivable: Identifier<Receivable>
    /// The number the customer knows.
    public let reference: String
    /// What is open and undisputed on it.
    public let open: Money

    /// States an item.
    public init(receivable: Identifier<Receivable>, reference: String, open: Money) {
        self.receivable = receivable
        self.reference = reference
        self.open = open
    }
}

/// How far whoever grants the plan may go alone.
public struct PlanAllowance: Hashable, Sendable, Codable {
    /// Most parts, a down payment counted.
    public let partsMax: Int
    /// Most days from the day of the offer to the last part.
    public let daysMax: Int

    /// States an allowance.
    public init(partsMax: Int, daysMax: Int) {
        self.partsMax = partsMax
        self.daysMax = daysMax
    }
}

/// What the policy says about every plan.
public struct PlanSettings: Hashable, Sendable, Codable {
    /// Days the ladder waits for the first payment after acceptance.
    public let provisionalDays: Int
    /// Days after a missed part before the plan is broken.
    public let graceDays: Int
    /// Days an offer stands at most.
    public let offerDays: Int

    /// States the settings.
    public init(provisionalDays: Int, graceDays: Int, offerDays: Int) {
        self.provisionalDays = provisionalDays
        self.graceDays = graceDays
        self.offerDays = offerDays
    }
}

/// What a customer asks for; what is left open is the provider's to choose.
public struct PlanWish: Hashable, Sendable, Codable {
    /// How the sum is cut.
    public enum Size: Hashable, Sendable, Codable {
        /// This many parts, a down payment counted.
        case parts(Int)
        /// This much at a time; the last part is the rest.
        case amount(Money)
    }

    /// `nil`: as few parts as the allowance and the rhythm make sensible.
    public var size: Size?
    /// `nil`: the slowest that ends in the days of the allowance.
    public var rhythm: PlanRhythm?
    /// A first part of another size.
    public var downPayment: Money?
    /// A day from that of the situation on, moved to a business day; `nil`: the last business day the ladder waits for it.
    public var firstPaymentOn: CalendarDate?

    /// States a wish.
    public init(
        size: Size? = nil, rhythm: PlanRhythm? = nil, downPayment: Money? = nil, firstPaymentOn: CalendarDate? = nil
    ) {
        self.size = size
        self.rhythm = rhythm
        self.downPayment = downPayment
        self.firstPaymentOn = firstPaymentOn
    }
}

/// Time between two parts.
public enum PlanRhythm: String, CaseIterable, Hashable, Sendable, Codable {
    case weekly
    case everyTwoWeeks = "every-two-weeks"
    /// The same day of each month; its last day where a month is too short.
    case monthly
}

/// Whose plan it is, for the documents.
public struct PlanParties: Hashable, Sendable, Codable {
    /// The registered name of the business that is owed, as it stands on its bills.
    public let businessName: String
    /// The number a person answers, as people write it.
    public let businessPhone: String
    /// How the customer is addressed: given and family name, or the company's name.
    public let customerName: String
    /// The number the customer knows, such as the agreement's.
    public let customerReference: String
    /// The language the customer is written to in.
    public let language: Language

    /// Names the parties.
    public init(
        businessName: String, businessPhone: String, customerName: String, customerReference: String, language: Language
    ) {
        self.businessName = businessName
        self.businessPhone = businessPhone
        self.customerName = customerName
        self.customerReference = customerReference
        self.language = language
    }
}
