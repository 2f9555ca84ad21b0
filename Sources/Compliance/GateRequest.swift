package import Receivables

/// Everything the gate looks at for one planned contact. The same facts always give the same decision.
package struct GateRequest: Sendable {
    package var tenantID: Identifier<Tenant>
    package var businessID: Identifier<Business>
    package var customerID: Identifier<Customer>
    package var caseID: Identifier<CollectionCase>
    /// Receivables the message asks about; empty means all of the case's, so that a hold on any of them counts.
    package var receivableIDs: Set<Identifier<Receivable>> = []
    /// Under whose name the sender speaks.
    package var role: CollectorRole = .firstParty
    package var medium: ContactMedium
    package var purpose: ContactPurpose = .collection
    /// Whether the step is firm (tone clear or later): nothing firm leaves around the turn of the year.
    package var isFirm = false
    /// The address to be used.
    package var contactPoint: ContactPointFacts
    /// The planned moment; for post, when it is handed over.
    package var at: BusinessInstant
    /// Where the customer may be. Build it with `ZoneDirectory.zones(suggestedBy:on:)`.
    package var zones: ZoneSet
    package var customer: CustomerFacts
    /// Whether anything is owed that may be asked for.
    package var debt: DebtStatus
    /// Whether money of the customer lies with the business without being set against a receivable.
    package var hasUnappliedMoney = false
    /// Holds of the case, its receivables, the customer, the business and the tenant, lifted ones included or not.
    package var holds: [GateHold] = []
    /// Contacts with the same person across the tenant's businesses, in any order: those of the last 9 days at least,
    /// and those sent but not yet confirmed, so that two on their way count. For text freshness and opt-out
    /// confirmations it reaches back to the customer's last text and stop request.
    package var history: [PastContact] = []
    /// Contacts the customer agreed to, past ones included as far back as `history`.
    package var agreedCallBacks: [AgreedCallBack] = []
    package var tenant: TenantFacts
    /// Limits of the pinned policy; they only ever tighten those of the pack.
    package var caps: ContactCaps = .starter

    package init(
        tenantID: Identifier<Tenant>, businessID: Identifier<Business>, customerID: Identifier<Customer>,
        caseID: Identifier<CollectionCase>, medium: ContactMedium, purpose: ContactPurpose = .collection,
        contactPoint: ContactPointFacts, at: BusinessInstant, zones: ZoneSet, customer: CustomerFacts, debt: DebtStatus,
        tenant: TenantFacts
    ) {
        self.tenantID = tenantID
        self.businessID = businessID
        self.customerID = customerID
        self.caseID = caseID
        self.medium = medium
        self.purpose = purpose
        self.contactPoint = contactPoint
        self.at = at
        self.zones = zones
        self.customer = customer
        self.debt = debt
        self.tenant = tenant
    }
}

/// In which capacity the sender acts. Source: 12 CFR 1006.2(i)(1), (i)(2)(i).
package enum CollectorRole: String, CaseIterable, Sendable, Codable {
    /// The creditor under a name registered as its own.
    case firstParty = "first-party"
    /// The creditor under another name that suggests a third party: it becomes a debt collector.
    case firstPartyOtherName = "first-party-other-name"
    /// A collector for others.
    case thirdParty = "third-party"
}

/// Why a contact is made. Only the first counts in the policy's weekly limits; all obey the hours.
package enum ContactPurpose: String, CaseIterable, Sendable, Codable {
    /// Asks for money or leads up to it.
    case collection
    /// Confirms money received.
    case receipt
    /// Answers the customer's own contact.
    case answer
    /// A call, or reminder, the customer agreed to in `AgreedCallBack`; without one that fits it counts as collection.
    case agreedCallBack = "agreed-call-back"
    /// A reminder of a part of a payment plan, or the one call after a missed one, as the plan itself announced it: the
    /// plan's own hold lets it through, every other rule binds it as it binds collection.
    case ofPlan = "of-plan"
    /// Confirms an opt-out, once and with nothing else.
    /// Source: comment 14(h)(1) to 12 CFR 1006.14; 47 CFR 64.1200(a)(12).
    case optOutConfirmation = "opt-out-confirmation"
    /// One of the three messages allowed after a cease request. Source: 12 CFR 1006.6(c)(2).
    case remedyNotice = "remedy-notice"
}

/// Whether anything may be asked for at all.
package enum DebtStatus: String, CaseIterable, Sendable, Codable {
    /// Something is due and not disputed.
    case owed
    /// All that is open is disputed.
    case allDisputed = "all-disputed"
    /// Paid or credited in full.
    case paid
    /// Settled for less.
    case settled
    /// Discharged in bankruptcy.
    case discharged
    /// Given up by the tenant.
    case writtenOff = "written-off"
    /// Not known: treated as not owed.
    case unknown
}

/// What the gate needs to know of the customer.
package struct CustomerFacts: Hashable, Sendable {
    package var kind: CustomerKind
    /// Every state the records point to, two letters; the strictest pack among them applies.
    package var states: Set<String>
    /// Kinds of place the customer asked not to be reached at.
    package var barredPlaces: Set<ContactPlace>
    /// Times the customer called inconvenient.
    package var inconvenientTimes: [InconvenientTime]
    /// Media the customer asked to stop, at every address of the medium, and since when.
    package var stoppedMedia: [ContactMedium: BusinessInstant]

    package init(
        kind: CustomerKind = .unknown, states: Set<String> = [], barredPlaces: Set<ContactPlace> = [],
        inconvenientTimes: [InconvenientTime] = [], stoppedMedia: [ContactMedium: BusinessInstant] = [:]
    ) {
        self.kind = kind
        self.states = states
        self.barredPlaces = barredPlaces
        self.inconvenientTimes = inconvenientTimes
        self.stoppedMedia = stoppedMedia
    }
}

/// A time the customer called inconvenient, on the customer's clock; it lasts until the customer lifts it.
/// Source: 12 CFR 1006.6(b)(1)(i).
package struct InconvenientTime: Hashable, Sendable, Codable {
    /// Days of the week, Monday 1 to Sunday 7.
    package var weekdays: Set<Int>
    /// Minutes after local midnight, the end excluded.
    package var minutes: Range<Int>
    /// First and last day it holds for, where the customer named them.
    package var from: CalendarDate?
    package var through: CalendarDate?

    package init(
        weekdays: Set<Int> = [1, 2, 3, 4, 5, 6, 7], minutes: Range<Int> = 0..<1440, from: CalendarDate? = nil,
        through: CalendarDate? = nil
    ) {
        self.weekdays = weekdays
        self.minutes = minutes
        self.from = from
        self.through = through
    }
}
