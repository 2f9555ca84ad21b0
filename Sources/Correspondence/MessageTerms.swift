package import Receivables

/// What some messages state beyond what every message states; each group is there only where its message needs it.
///
/// Texts in these groups are printed as given, so they are in the message's language and hold no alarm codes.
package struct MessageTerms: Hashable, Sendable, Codable {
    /// Who answers for the matter, by role and number.
    package var contact: RoleFacts?
    package var fee: LateFeeFacts?
    package var deadline: DeadlineFacts?
    /// The day by which a formal letter without a fee asks for payment or an answer.
    package var answerBy: CalendarDate?
    /// Whether it is about one job, with no service that goes on.
    package var isOneJob = false
    /// Whether nothing was added to any of the items for paying late.
    package var nothingAdded = false
    /// First day on which the next letter may leave; `nil` when none is planned.
    package var nextLetterOn: CalendarDate?
    package var plan: PlanOfferFacts?
    /// The part of `plan` a reminder or a call is about.
    package var planPart: PlanPartFacts?
    /// Whether the payment a message thanks for was the last of a plan.
    package var planKept = false
    package var payment: PaymentFacts?
    package var returned: ReturnedPaymentFacts?
    package var dispute: DisputeFacts?
    package var claim: ClaimAnswerFacts?
    /// What is open and in question beside the listed items: nothing is asked for it; `nil` for nothing.
    package var inQuestion: Money?
    package var waiver: WaiverFacts?
    package var closing: ClosingFacts?
    package var withdrawal: WithdrawalFacts?
    package var comeBack: ComeBackFacts?
    package var work: WorkFacts?
    package var business: BusinessBillFacts?
    package var account: AccountFacts?
    package var invoice: InvoiceFacts?
    /// Whether the statement of account and copies of the bills go along.
    package var enclosed = false
    /// The later actions that are live in the pinned policy version. A text may name no other.
    /// Source: starter policies §1.2 rule 8.
    package var consequences: Set<Consequence>

    /// Makes the terms; what is left out is not said, and no later action may be named.
    package init(consequences: Set<Consequence> = []) { self.consequences = consequences }
}

/// A named role and its number, never a person's private one.
package struct RoleFacts: Hashable, Sendable, Codable {
    package var role: String
    package var phone: String

    /// Makes a contact.
    package init(role: String, phone: String) {
        self.role = role
        self.phone = phone
    }
}

/// A charge for paying late, announced before it applies. Source: starter policies §5.3.
package struct LateFeeFacts: Hashable, Sendable, Codable {
    /// What is added to each named item.
    package enum Charge: Hashable, Sendable, Codable {
        /// The same amount on each, once.
        case each(Money)
        /// A rate a month as printed, such as `1.5%`, with a worked example in money.
        case monthly(rate: String, exampleBase: Money, exampleTotal: Money)
    }

    package var charge: Charge
    /// The first day on which it applies.
    package var beginsOn: CalendarDate
    /// The last day to pay without it.
    package var payBy: CalendarDate
    /// When the letter is expected to arrive: the mailing and its days of transit.
    package var arrivesOn: CalendarDate
    /// References of the items it may be added to.
    package var items: [String]
    /// The clause that allows it, as the customer finds it: `clause 7 of your agreement`.
    package var clause: String
    /// Whether no late fee stands on any of the items yet.
    package var noneSoFar: Bool

    /// Makes the terms of a charge.
    package init(
        charge: Charge, beginsOn: CalendarDate, payBy: CalendarDate, arrivesOn: CalendarDate, items: [String],
        clause: String, noneSoFar: Bool
    ) {
        self.charge = charge
        self.beginsOn = beginsOn
        self.payBy = payBy
        self.arrivesOn = arrivesOn
        self.items = items
        self.clause = clause
        self.noneSoFar = noneSoFar
    }
}

extension LateFeeFacts {
    /// Whether it names every one of so many items that their numbers would be hard to read in a sentence.
    func isOnEach(of listed: [ItemFacts]) -> Bool {
        items.count > 3 && Set(items).isSuperset(of: listed.map(\.reference))
    }
}

/// The last day to pay or arrange, and what is decided after it.
package struct DeadlineFacts: Hashable, Sendable, Codable {
    /// What the business then decides about.
    package enum Subject: String, Hashable, Sendable, Codable {
        case agreement
        /// One job's bill, where no agreement goes on.
        case bill
    }

    package var payBy: CalendarDate
    package var decides: Subject
    /// Whether new work that safety does not need is paid in advance from now on.
    package var newWorkIsPrepaid: Bool

    /// Makes a deadline.
    package init(payBy: CalendarDate, decides: Subject, newWorkIsPrepaid: Bool = false) {
        self.payBy = payBy
        self.decides = decides
        self.newWorkIsPrepaid = newWorkIsPrepaid
    }
}

/// One way of paying in parts.
package struct PlanChoiceFacts: Hashable, Sendable, Codable {
    /// One part and its day.
    package struct Part: Hashable, Sendable, Codable {
        package var dueOn: CalendarDate
        package var amount: Money

        /// Makes a part.
        package init(dueOn: CalendarDate, amount: Money) {
            self.dueOn = dueOn
            self.amount = amount
        }
    }

    /// In the order of their days; never empty.
    package var parts: [Part]

    /// Makes a choice.
    package init(parts: [Part]) { self.parts = parts }
}

/// An offer to pay in parts, or the one that was accepted. Source: starter policies §5.5.
package struct PlanOfferFacts: Hashable, Sendable, Codable {
    /// Two or three while offered; the accepted one alone afterwards.
    package var choices: [PlanChoiceFacts]
    /// What paying in parts costs beside the total; zero for nothing.
    package var cost: Money
    package var offerEndsOn: CalendarDate
    /// Days in which a missed part may be made up.
    package var graceDays: Int
    /// Whether new bills must be paid as they come for the plan to stand.
    package var newBillsToo: Bool
    /// Whether late fees wait while the plan is kept; `false` also where there are none.
    package var stopsFees: Bool
    /// Whether a person reviewed terms beyond four parts or with a charge. Source: 12 CFR 1026.1(c)(1), 1026.2(a)(17).
    package var isReviewed: Bool
    /// The day of the agreement this one takes the place of; `nil` for the first.
    package var replaces: CalendarDate?
    /// Whether its first payment was made before.
    package var hasBegun = false
    /// The day of the next payment, where that is not the first of the parts; `nil` where it is.
    package var nextDueOn: CalendarDate?

    /// Makes an offer.
    package init(
        choices: [PlanChoiceFacts], cost: Money, offerEndsOn: CalendarDate, graceDays: Int, newBillsToo: Bool,
        stopsFees: Bool, isReviewed: Bool = false
    ) {
        self.choices = choices
        self.cost = cost
        self.offerEndsOn = offerEndsOn
        self.graceDays = graceDays
        self.newBillsToo = newBillsToo
        self.stopsFees = stopsFees
        self.isReviewed = isReviewed
    }
}

/// One part of an accepted plan, due soon or missed.
package struct PlanPartFacts: Hashable, Sendable, Codable {
    /// Counts from 1.
    package var ordinal: Int
    package var dueOn: CalendarDate
    package var amount: Money
    /// Last day on which a missed part can be made up; `nil` for one that is not missed.
    package var goodUntil: CalendarDate?

    /// Makes a part.
    package init(ordinal: Int, dueOn: CalendarDate, amount: Money, goodUntil: CalendarDate? = nil) {
        self.ordinal = ordinal
        self.dueOn = dueOn
        self.amount = amount
        self.goodUntil = goodUntil
    }
}
