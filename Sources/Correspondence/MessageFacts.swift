package import Receivables

/// Everything one message may state. What is not here cannot be said.
///
/// The amounts are the ledger's at the moment of writing; `total` must equal the sum of the items, which rendering
/// checks again.
package struct MessageFacts: Hashable, Sendable, Codable {
    package var sender: SenderFacts
    package var customer: CustomerFacts
    package var language: Language
    /// The undisputed open receivables, in the order they are listed.
    package var items: [ItemFacts]
    package var total: Money
    /// The day whose ledger the amounts show.
    package var figuresAsOf: CalendarDate
    /// The date the message bears, on the business's calendar.
    package var writtenOn: CalendarDate
    package var tone: Tone
    /// Key of the policy step, such as `statement`; printed small.
    package var stepKey: String
    /// Name and version of the policy, such as `residential 3`; printed small.
    package var policyLabel: String
    /// First and last day the newest bill covers; `nil` when unknown.
    package var period: BillingPeriod?
    /// Where an e-mail's reader stops e-mail with one click; `nil`: by answering with one word.
    package var unsubscribeLink: String?
    /// What the customer said they would pay, and when; `nil` when nothing was agreed.
    package var promise: PromiseFacts?
    /// When the customer agreed to be called back; `nil` when not agreed.
    package var callBack: CallBackFacts?
    /// Why an automatic payment did not go through; `nil` for every other message.
    package var autopay: AutopayFacts?
    /// Who calls; `nil` when the task is not given to a person yet.
    package var callerFirstName: String?
    /// Whether calls are recorded: the script then says so at the start.
    package var callsAreRecorded: Bool
    /// Kinds of contact about these items that the record shows as made. Texts may claim nothing else.
    package var recordedContacts: Set<ContactMedium>
    /// What this message states beyond what every message states; `nil` for nothing.
    package var terms: MessageTerms?

    /// Makes the facts; what is left out is not said.
    package init(
        sender: SenderFacts, customer: CustomerFacts, language: Language, items: [ItemFacts], total: Money,
        figuresAsOf: CalendarDate, writtenOn: CalendarDate, tone: Tone, stepKey: String, policyLabel: String,
        period: BillingPeriod? = nil, unsubscribeLink: String? = nil, promise: PromiseFacts? = nil,
        callBack: CallBackFacts? = nil, autopay: AutopayFacts? = nil, callerFirstName: String? = nil,
        callsAreRecorded: Bool = false, recordedContacts: Set<ContactMedium> = [], terms: MessageTerms? = nil
    ) {
        self.sender = sender
        self.customer = customer
        self.language = language
        self.items = items
        self.total = total
        self.figuresAsOf = figuresAsOf
        self.writtenOn = writtenOn
        self.tone = tone
        self.stepKey = stepKey
        self.policyLabel = policyLabel
        self.period = period
        self.unsubscribeLink = unsubscribeLink
        self.promise = promise
        self.callBack = callBack
        self.autopay = autopay
        self.callerFirstName = callerFirstName
        self.callsAreRecorded = callsAreRecorded
        self.recordedContacts = recordedContacts
        self.terms = terms
    }
}

/// Who is written to.
package struct CustomerFacts: Hashable, Sendable, Codable {
    /// What a number the customer knows counts.
    package enum ReferenceKind: String, Hashable, Sendable, Codable {
        case agreement, invoice, customer
    }

    /// The name as printed, person or business.
    package var name: String
    /// Postal address without the name, one line each; empty when unknown, and no letter can be written then.
    package var addressLines: [String]
    package var referenceKind: ReferenceKind
    /// The number of that kind, as the customer knows it from the bill or the agreement.
    package var reference: String
    /// Whether bills go to a desk of a company rather than to a person.
    package var isBusiness: Bool

    /// Makes the customer from its parts.
    package init(
        name: String, isBusiness: Bool = false, addressLines: [String], referenceKind: ReferenceKind, reference: String
    ) {
        self.name = name
        self.isBusiness = isBusiness
        self.addressLines = addressLines
        self.referenceKind = referenceKind
        self.reference = reference
    }
}

/// One open receivable as the customer reads it.
package struct ItemFacts: Hashable, Sendable, Codable {
    /// The invoice number or another reference the customer knows.
    package var reference: String
    /// What was billed; no alarm codes, zones or passwords.
    package var summary: String
    package var dueOn: CalendarDate
    /// What is still open of it, not what was billed.
    package var amount: Money
    /// A short remark, such as a part payment received; `nil` for none.
    package var note: String?
    /// Whether it is itself a late fee, on which no fee may be added.
    package var isFee: Bool?

    /// Makes an item.
    package init(
        reference: String, summary: String, dueOn: CalendarDate, amount: Money, note: String? = nil,
        isFee: Bool? = nil
    ) {
        self.reference = reference
        self.summary = summary
        self.dueOn = dueOn
        self.amount = amount
        self.note = note
        self.isFee = isFee
    }
}

/// The days a bill covers, both included.
package struct BillingPeriod: Hashable, Sendable, Codable {
    package var first: CalendarDate
    package var last: CalendarDate

    /// Makes a period; `last` is not before `first`.
    package init(first: CalendarDate, last: CalendarDate) {
        precondition(first <= last, "a billing period does not end before it begins")
        self.first = first
        self.last = last
    }
}

/// A sum by a date, given by the customer.
package struct PromiseFacts: Hashable, Sendable, Codable {
    package var amount: Money
    package var dueOn: CalendarDate
    /// How it is to be paid, as it stands after "pay": `by card`; `nil` when not said.
    package var way: String?
    /// The day of the call agreed on for when the money has not come; `nil` for none.
    package var callBackOn: CalendarDate?
    /// Whether the customer is reminded the day before, as they asked.
    package var reminds: Bool

    /// Makes a promise.
    package init(
        amount: Money, dueOn: CalendarDate, way: String? = nil, callBackOn: CalendarDate? = nil, reminds: Bool = false
    ) {
        self.amount = amount
        self.dueOn = dueOn
        self.way = way
        self.callBackOn = callBackOn
        self.reminds = reminds
    }
}

/// A time the customer agreed to be called at, on the customer's own clock.
package struct CallBackFacts: Hashable, Sendable, Codable {
    package var on: CalendarDate
    /// Minutes after midnight; `nil` when only the day was agreed.
    package var minuteOfDay: Int?

    /// Makes an agreed call-back.
    package init(on: CalendarDate, minuteOfDay: Int? = nil) {
        self.on = on
        self.minuteOfDay = minuteOfDay
    }
}

/// What is known of an automatic payment that did not go through.
package struct AutopayFacts: Hashable, Sendable, Codable {
    /// The likely reason as the bank or card network reported it.
    package enum Reason: String, CaseIterable, Hashable, Sendable, Codable {
        case cardExpired = "card-expired"
        case insufficientFunds = "insufficient-funds"
        case bankAccountClosed = "bank-account-closed"
        case declined
        case unknown
    }

    package var reason: Reason
    /// When the payment is tried again; `nil` when it is not.
    package var nextTryOn: CalendarDate?

    /// Makes the facts of a failed automatic payment.
    package init(reason: Reason, nextTryOn: CalendarDate? = nil) {
        self.reason = reason
        self.nextTryOn = nextTryOn
    }
}
