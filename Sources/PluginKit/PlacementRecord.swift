public import Receivables

/// One case given to one agency, with everything a layout may ask for. What the tenant does not know stays `nil`.
public struct PlacementRecord: Hashable, Sendable, Codable {
    /// The host's key of the placement; what the agency sends back names it.
    public let placementID: Identifier<Placement>
    /// The number the customer knows, such as the agreement's. Kept as text: leading zeros count.
    public var accountRef: String
    /// The agency's own number, when this account was with it before.
    public var agencyAccountRef: String?
    /// The one who owes; a placement has one.
    public var party: PlacementParty
    /// Where letters reach the customer; `nil` when none can be used.
    public var mailingAddress: PlacementAddress?
    /// The protected premises, when they are known; may equal the mailing address.
    public var serviceAddress: PlacementAddress?
    /// Best first; a layout may carry fewer.
    public var phones: [PlacementPhone] = []
    /// The one address used last; `nil` when none may be used.
    public var email: PlacementEmail?
    /// The day the customer agreed to text messages; `nil` without consent on record.
    public var textConsentOn: CalendarDate?
    /// As of the batch's day.
    public var restrictions = PlacementRestrictions()
    /// What the customer reads and speaks.
    public var language: Language
    /// To whom the agency says it is owed.
    public var creditor: PlacementCreditor
    /// As far as the tenant knows them.
    public var dates = PlacementDates()
    /// The payment of `dates.lastPayment`; not reversed since.
    public var lastPaymentAmount: Money?
    /// Its balance is what is placed.
    public var itemization: PlacementItemization
    /// Two-letter state whose limitation law was applied.
    public var limitationState: String?
    /// The day the claim becomes time-barred, when known.
    public var limitationDate: CalendarDate?
    /// Documents the tenant can supply.
    public var documentCount: Int = 0
    /// After this day the tenant takes the placement back.
    public var recallAfter: CalendarDate?

    /// Makes a record from what no placement lacks; the rest is set afterwards.
    public init(
        placementID: Identifier<Placement>, accountRef: String, party: PlacementParty, language: Language,
        creditor: PlacementCreditor, itemization: PlacementItemization
    ) {
        self.placementID = placementID
        self.accountRef = accountRef
        self.party = party
        self.language = language
        self.creditor = creditor
        self.itemization = itemization
    }
}

/// Who owes.
public struct PlacementParty: Hashable, Sendable, Codable {
    /// Decides which names are given: a consumer's or a business's.
    public var kind: CustomerKind
    /// Given name of a person.
    public var first: String?
    /// Middle name or initial.
    public var middle: String?
    /// Family name of a person.
    public var last: String?
    /// Such as `Jr`.
    public var suffix: String?
    /// Registered name; for a sole proprietor beside the person's.
    public var businessName: String?
    /// Four digits; only when the tenant opted in to telling it.
    public var socialSecurityLastFour: String?
    /// Only when the tenant opted in to telling it.
    public var bornOn: CalendarDate?

    /// Names who owes: a person by first and last name, a business by its name.
    public init(kind: CustomerKind, first: String? = nil, last: String? = nil, businessName: String? = nil) {
        self.kind = kind
        self.first = first
        self.last = last
        self.businessName = businessName
    }
}

/// A United States postal address.
public struct PlacementAddress: Hashable, Sendable, Codable {
    /// Street and number, or the box.
    public var line1: String
    /// Apartment or suite; `nil` when there is none.
    public var line2: String?
    /// As the postal service writes it.
    public var city: String
    /// Two letters.
    public var state: String
    /// `02134` or `02134-1001`, as text.
    public var zip: String

    /// States an address.
    public init(line1: String, line2: String? = nil, city: String, state: String, zip: String) {
        self.line1 = line1
        self.line2 = line2
        self.city = city
        self.state = state
        self.zip = zip
    }
}

/// A telephone number with the consent that goes with it.
public struct PlacementPhone: Hashable, Sendable, Codable {
    /// What kind of line it is.
    public enum Line: String, CaseIterable, Sendable, Codable {
        case mobile, landline, work, unknown
    }

    /// Whether the customer agreed to calls there.
    public enum Consent: String, CaseIterable, Sendable, Codable {
        case given, revoked, unknown
    }

    /// E.164.
    public let number: String
    /// `unknown` unless the tenant's books say.
    public let line: Line
    /// `revoked` forbids calls there.
    public let consent: Consent
    /// The day consent was given or revoked; `nil` while it is unknown.
    public let consentOn: CalendarDate?

    /// States a number.
    public init(number: String, line: Line = .unknown, consent: Consent = .unknown, consentOn: CalendarDate? = nil) {
        self.number = number
        self.line = line
        self.consent = consent
        self.consentOn = consentOn
    }
}

/// An e-mail address with its history, on which an agency's right to use it rests. Source: 12 CFR 1006.6(d)(4).
public struct PlacementEmail: Hashable, Sendable, Codable {
    /// One bare address.
    public var address: String
    /// Whether its domain is open to the public, not an employer's.
    public var isPublicDomain: Bool?
    /// Whether the creditor wrote to it about this account and the customer did not object.
    public var usedByCreditor: Bool?
    /// When the notice of 12 CFR 1006.6(d)(4)(ii) went out.
    public var noticeSentOn: CalendarDate?
    /// Last day to opt out under that notice.
    public var optOutBy: CalendarDate?
    /// Whether the customer objected to this address; then no agency may use it.
    public var optedOut: Bool

    /// States an address without history.
    public init(address: String, optedOut: Bool = false) {
        self.address = address
        self.optedOut = optedOut
    }
}

/// What an agency must not do, or must know before it does anything.
public struct PlacementRestrictions: Hashable, Sendable, Codable {
    /// Every hold in force on the day of the batch.
    public var holds: [HoldReason] = []
    /// Media the customer stopped.
    public var stoppedMedia: [ContactMedium] = []
    /// Times the customer called inconvenient, in words.
    public var inconvenientTimes: String?
    /// Whether the employer forbids contact at work.
    public var employerContactBarred = false
    /// Once an attorney represents the customer, only the attorney is contacted. Source: 12 CFR 1006.6(b)(2).
    public var attorneyName: String?
    /// Postal address on one line.
    public var attorneyAddress: String?
    /// What the customer objected to, when something stays in dispute.
    public var disputeText: String?
    /// Whether the debt was paid or settled; such a debt is never placed. Source: 12 CFR 1006.30(b)(1)(i).
    public var paidOrSettled = false

    /// No restriction.
    public init() {}
}

/// To whom it was and is owed, and for what.
public struct PlacementCreditor: Hashable, Sendable, Codable {
    /// To whom it is owed now.
    public var name: String
    /// To whom it was owed first.
    public var original: String
    /// The name the customer recognises.
    public var brand: String
    /// What it is for, such as `alarm monitoring`.
    public var purpose: String

    /// States the creditor.
    public init(name: String, original: String, brand: String, purpose: String) {
        self.name = name
        self.original = original
        self.brand = brand
        self.purpose = purpose
    }
}

/// Days in the life of the debt.
public struct PlacementDates: Hashable, Sendable, Codable {
    /// The day the agreement was signed.
    public var contract: CalendarDate?
    /// Whether the contract is in writing.
    public var contractIsWritten: Bool?
    /// First day of service under it.
    public var serviceStart: CalendarDate?
    /// Last day of service; `nil` while it goes on.
    public var serviceEnd: CalendarDate?
    /// First unpaid due date; never changes afterwards.
    public var firstDelinquency: CalendarDate?
    /// The day of the last bill or invoice. Source: 12 CFR 1006.34(b)(3)(i).
    public var lastStatement: CalendarDate?
    /// The day it was written off. Source: 12 CFR 1006.34(b)(3)(ii).
    public var chargeOff: CalendarDate?
    /// The day of the last payment that was not reversed. Source: 12 CFR 1006.34(b)(3)(iii).
    public var lastPayment: CalendarDate?
    /// The day of the sale that made the debt. Source: 12 CFR 1006.34(b)(3)(iv).
    public var transaction: CalendarDate?
    /// The day of a final judgment. Source: 12 CFR 1006.34(b)(3)(v).
    public var judgment: CalendarDate?

    /// No day known yet.
    public init() {}
}
