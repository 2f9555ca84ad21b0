public import Receivables

/// A plan as offered: every date and amount of it.
public struct PlanOffer: Hashable, Sendable, Codable {
    /// The tenant's day it was made; the figures are those of that day.
    public let offeredOn: CalendarDate
    /// Last day on which it may be accepted; never after the first payment.
    public let expiresOn: CalendarDate
    /// Time between two parts, a down payment counted as one.
    public let rhythm: PlanRhythm
    /// In order of their days. They add up to `total` to the cent.
    public let installments: [PlannedInstallment]
    /// What is open on `items` together, in their currency; items and parts add up to it to the cent.
    public let total: Money
    /// What the plan costs beside what is owed; nothing unless the documents say what.
    public let cost: Money
    /// What it covers, as the situation named it; at least one.
    public let items: [PlanItem]
    /// The terms it is kept by, copied from the situation: a later policy does not change an offer.
    public let settings: PlanSettings
    /// Whether somebody has to look at the law before it is accepted.
    ///
    /// Source: 12 CFR 1026.2(a)(17)(i): more than four installments can be credit under Regulation Z.
    public let needsReview: Bool

    /// States an offer.
    public init(
        offeredOn: CalendarDate, expiresOn: CalendarDate, rhythm: PlanRhythm, installments: [PlannedInstallment],
        total: Money, cost: Money, items: [PlanItem], settings: PlanSettings, needsReview: Bool
    ) {
        self.offeredOn = offeredOn
        self.expiresOn = expiresOn
        self.rhythm = rhythm
        self.installments = installments
        self.total = total
        self.cost = cost
        self.items = items
        self.settings = settings
        self.needsReview = needsReview
    }
}

/// One part of a plan.
public struct PlannedInstallment: Hashable, Sendable, Codable {
    /// Counts from 1.
    public let ordinal: Int
    /// Last day on which payment is in time; a business day.
    public let dueOn: CalendarDate
    /// What is due then, above zero, in the currency of the plan.
    public let amount: Money

    /// States a part.
    public init(ordinal: Int, dueOn: CalendarDate, amount: Money) {
        self.ordinal = ordinal
        self.dueOn = dueOn
        self.amount = amount
    }
}

/// An offer a customer said yes to.
public struct PlanAcceptance: Hashable, Sendable, Codable {
    /// Made by the host before it asks; the same when it asks again, and the key of the documents.
    public let planID: Identifier<PaymentPlan>
    /// As it was offered and stored; the provider proves its figures again.
    public let offer: PlanOffer
    /// The tenant's day of the customer's yes; an offer whose `expiresOn` lies before it is refused.
    public let acceptedOn: CalendarDate
    /// The tenant's business days; the one the offer was made with, unless a holiday was added since.
    public let calendar: BusinessCalendar
    /// Names and language for the documents, as they are on the day of the yes.
    public let parties: PlanParties

    /// States an acceptance.
    public init(
        planID: Identifier<PaymentPlan>, offer: PlanOffer, acceptedOn: CalendarDate, calendar: BusinessCalendar,
        parties: PlanParties
    ) {
        self.planID = planID
        self.offer = offer
        self.acceptedOn = acceptedOn
        self.calendar = calendar
        self.parties = parties
    }
}

/// A change of a running plan.
public struct PlanChange: Hashable, Sendable, Codable {
    /// The plan that goes on under the same id.
    public let planID: Identifier<PaymentPlan>
    /// The version the change makes, 2 or more.
    public let version: Int
    /// What is still open on the covered items, and the wish. One part is enough here.
    public let situation: PlanSituation
    /// Why, in the words of whoever changes it; stands in the document.
    public let reason: String

    /// States a change.
    public init(planID: Identifier<PaymentPlan>, version: Int, situation: PlanSituation, reason: String) {
        self.planID = planID
        self.version = version
        self.situation = situation
        self.reason = reason
    }
}

/// What binds: the schedule, and the documents that go to the customer.
public struct PlanAgreement: Hashable, Sendable, Codable {
    /// The parts that bind from now on; of a change, those of the new version alone.
    public let schedule: PlanOffer
    /// At least one; the first is the plan itself.
    public let documents: [PlanDocument]

    /// States an agreement.
    public init(schedule: PlanOffer, documents: [PlanDocument]) {
        self.schedule = schedule
        self.documents = documents
    }
}

/// A document as text, ready to be set in a letter or a page.
public struct PlanDocument: Hashable, Sendable, Codable {
    /// What it is, as a stable word such as `plan` or `amendment`.
    public let kind: String
    /// The language all of its words are in: the customer's.
    public let language: Language
    /// Its heading, and what it is called in a list; names no amount.
    public let title: String
    /// Paragraphs in order; a schedule is one paragraph with a line for each part.
    public let paragraphs: [String]

    /// States a document.
    public init(kind: String, language: Language, title: String, paragraphs: [String]) {
        self.kind = kind
        self.language = language
        self.title = title
        self.paragraphs = paragraphs
    }
}
