package import Receivables

/// A payment that arrived.
package struct PaymentFacts: Hashable, Sendable, Codable {
    package var amount: Money
    package var receivedOn: CalendarDate
    /// How it came, as it stands after "by": `check`; `nil` when not said.
    package var way: String?
    /// References of the items it went to.
    package var items: [String]
    /// The day of a notice this payment leaves as it was; `nil` when there is none.
    /// Source: starter policies §2.2.
    package var leavesNoticeOf: CalendarDate?
    /// What stands to the customer's credit because nothing takes it up; `nil` for nothing.
    package var unapplied: Money?

    /// Makes the facts of a payment.
    package init(
        amount: Money, receivedOn: CalendarDate, way: String? = nil, items: [String] = [],
        leavesNoticeOf: CalendarDate? = nil, unapplied: Money? = nil
    ) {
        self.unapplied = unapplied
        self.amount = amount
        self.receivedOn = receivedOn
        self.way = way
        self.items = items
        self.leavesNoticeOf = leavesNoticeOf
    }
}

/// Payments that came back on one day: a bounced check, a bank's return, a card holder's objection.
package struct ReturnedPaymentFacts: Hashable, Sendable, Codable {
    /// All that came back that day.
    package var amount: Money
    /// The days of the payments, each once, oldest first; never empty.
    package var paidOn: [CalendarDate]
    package var returnedOn: CalendarDate
    /// References of the items it had gone to.
    package var items: [String]

    /// Makes the facts of payments that came back.
    package init(amount: Money, paidOn: [CalendarDate], returnedOn: CalendarDate, items: [String] = []) {
        self.amount = amount
        self.paidOn = paidOn
        self.returnedOn = returnedOn
        self.items = items
    }
}

/// Something the customer says is not right.
package struct DisputeFacts: Hashable, Sendable, Codable {
    /// References of the items in question.
    package var items: [String]
    /// The part in question; `nil` for all of them.
    package var amount: Money?
    package var raisedOn: CalendarDate
    /// When the customer has the answer in writing; `nil` once it is given.
    package var answerBy: CalendarDate?
    /// What would help, each as a line: `a bank statement that shows the payment`.
    package var evidence: [String]
    package var evidenceBy: CalendarDate?
    /// What was found, in whole sentences; `nil` before the answer.
    package var explanation: String?
    /// What was taken off; `nil` when nothing was.
    package var corrected: Money?
    /// Who was right; `nil` before the answer, and where only `corrected` tells.
    package var finding: Finding?

    /// What the business found.
    package enum Finding: String, Hashable, Sendable, Codable {
        case customerRight, partlyRight, billedRight
    }

    /// Makes the facts of a dispute.
    package init(
        items: [String], amount: Money? = nil, raisedOn: CalendarDate, answerBy: CalendarDate? = nil,
        evidence: [String] = [], evidenceBy: CalendarDate? = nil, explanation: String? = nil, corrected: Money? = nil,
        finding: Finding? = nil
    ) {
        self.finding = finding
        self.items = items
        self.amount = amount
        self.raisedOn = raisedOn
        self.answerBy = answerBy
        self.evidence = evidence
        self.evidenceBy = evidenceBy
        self.explanation = explanation
        self.corrected = corrected
    }
}

/// What was found about something no item in particular was meant by.
package struct ClaimAnswerFacts: Hashable, Sendable, Codable {
    /// What the customer told us, each as it stands after "you told us that"; empty when nobody told us anything.
    package var told: [String]
    /// The day they did; `nil` when there are several, or none.
    package var toldOn: CalendarDate?
    /// What was found, in whole sentences.
    package var explanation: String

    /// Makes the facts of an answer.
    package init(told: [String] = [], toldOn: CalendarDate? = nil, explanation: String) {
        self.told = told
        self.toldOn = toldOn
        self.explanation = explanation
    }
}

/// Fees taken off again.
package struct WaiverFacts: Hashable, Sendable, Codable {
    package var amount: Money
    /// Why, as it stands at the end of a sentence: `because this was the first in 12 months`.
    package var reason: String

    /// Makes the facts of a waiver.
    package init(amount: Money, reason: String) {
        self.amount = amount
        self.reason = reason
    }
}

/// An account that was closed with something open, for which nothing more is asked.
package struct ClosingFacts: Hashable, Sendable, Codable {
    package var amount: Money
    package var closedOn: CalendarDate
    /// On which terms the customer may come back, as a sentence; `nil` for a call.
    package var welcomeBack: String?

    /// Makes the facts of a closed account.
    package init(amount: Money, closedOn: CalendarDate, welcomeBack: String? = nil) {
        self.amount = amount
        self.closedOn = closedOn
        self.welcomeBack = welcomeBack
    }
}

/// What starting again takes, in one price and one date.
package struct ComeBackFacts: Hashable, Sendable, Codable {
    package var price: Money
    package var startBy: CalendarDate

    /// Makes the facts of starting again.
    package init(price: Money, startBy: CalendarDate) {
        self.price = price
        self.startBy = startBy
    }
}

/// One job that was done.
package struct WorkFacts: Hashable, Sendable, Codable {
    /// What was done, as it stands after a colon.
    package var summary: String
    package var doneOn: CalendarDate

    /// Makes the facts of a job.
    package init(summary: String, doneOn: CalendarDate) {
        self.summary = summary
        self.doneOn = doneOn
    }
}

/// What a payables desk needs to approve an invoice.
package struct BusinessBillFacts: Hashable, Sendable, Codable {
    package var purchaseOrder: String?
    /// `net 30`; `nil` when not said.
    package var terms: String?
    package var sites: [String]
    /// Papers that go along, at most three, each as a line.
    package var proofs: [String]

    /// Makes the facts of a business bill.
    package init(purchaseOrder: String? = nil, terms: String? = nil, sites: [String] = [], proofs: [String] = []) {
        self.purchaseOrder = purchaseOrder
        self.terms = terms
        self.sites = sites
        self.proofs = proofs
    }
}

/// One bill as it was made.
package struct InvoiceFacts: Hashable, Sendable, Codable {
    package var reference: String
    package var billedOn: CalendarDate
    /// What was billed, paid since or not.
    package var amount: Money

    /// Makes the facts of a bill.
    package init(reference: String, billedOn: CalendarDate, amount: Money) {
        self.reference = reference
        self.billedOn = billedOn
        self.amount = amount
    }
}

/// Every entry of an account in a span of days.
package struct AccountFacts: Hashable, Sendable, Codable {
    /// One entry with what was open after it.
    package struct Entry: Hashable, Sendable, Codable {
        package var on: CalendarDate
        /// What it was, in the message's language.
        package var summary: String
        /// Positive for what was billed, negative for what was paid or credited.
        package var amount: Money
        package var openAfter: Money

        /// Makes an entry.
        package init(on: CalendarDate, summary: String, amount: Money, openAfter: Money) {
            self.on = on
            self.summary = summary
            self.amount = amount
            self.openAfter = openAfter
        }
    }

    package var from: CalendarDate
    package var to: CalendarDate
    /// What was open before the first entry.
    package var openBefore: Money
    /// In the order they were made.
    package var entries: [Entry]

    /// What is open after the last entry.
    package var openNow: Money { entries.last?.openAfter ?? openBefore }

    /// Makes a span of an account.
    package init(from: CalendarDate, to: CalendarDate, openBefore: Money, entries: [Entry]) {
        self.from = from
        self.to = to
        self.openBefore = openBefore
        self.entries = entries
    }
}
