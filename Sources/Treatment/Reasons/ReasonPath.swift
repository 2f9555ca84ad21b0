package import Receivables

/// What follows when a customer says why they have not paid: who does what, what rests meanwhile and what is asked.
///
/// A reason is never argued with: evidence is asked for once with a date, and the business answers by a date of its own.
/// Source: starter policies §1.4, §5.2 and §5.4.
package struct ReasonPath: Hashable, Sendable {
    package let reason: NonpaymentReason
    /// The event it is to the policy, whose own numbers then count; `nil` when it is none.
    package var event: PolicyEvent?
    /// What rests while the reason is looked into; `nil` when the ladder goes on.
    package var hold: ReasonHold?
    /// What somebody of the business has to do; `nil` when nothing is owed to the customer.
    package var task: ReasonTask?
    /// Key of the words that confirm what was said; `nil` when the call itself was all.
    package var template: String?
    /// What the customer is asked for; empty when nothing is.
    package var evidence: [AskedEvidence] = []
    /// Days the customer is given for it; 0 when nothing is asked.
    package var evidenceDays = 0
    /// Business days in which the business answers; 0 when no answer is owed.
    package var answerBusinessDays = 0
    /// What may be offered in the same conversation.
    package var offers: [ReasonOffer] = []
}

/// What rests because of a reason, and for how long.
package struct ReasonHold: Hashable, Sendable {
    /// How much of the case rests.
    package enum Breadth: Hashable, Sendable {
        case wholeCase
        /// Only what the customer questions; the rest goes on.
        case questionedItems
    }

    /// How long it rests. Every one has a day on which somebody looks again; what a person's work ends rests until that
    /// is done, however long it takes.
    package enum Length: Hashable, Sendable {
        case days(Int)
        case businessDays(Int)
    }

    package let kind: HoldReason
    package let breadth: Breadth
    package let length: Length
    /// Whether it is opened only when the customer wrote it: a word on the telephone is not enough.
    package var onlyInWriting = false
}

/// Work a reason makes for somebody of the business.
package enum ReasonTask: String, CaseIterable, Hashable, Sendable {
    case explainTheBill = "explain-the-bill"
    case explainTheName = "explain-the-name"
    case findTheDoubleCharge = "find-the-double-charge"
    case putTheServiceRight = "put-the-service-right"
    case sendATechnician = "send-a-technician"
    case agreeOnParts = "agree-on-parts"
    case correctTheAddress = "correct-the-address"
    case findThePayment = "find-the-payment"
    case findTheCancellation = "find-the-cancellation"
    case offerTheMove = "offer-the-move"
    case findTheRenewal = "find-the-renewal"
    case layBeforeTheOwner = "lay-before-the-owner"
    case readAndAnswer = "read-and-answer"
    /// After the service was put right: whether it works is asked once more, and only their answer ends the rest.
    case askAgain = "ask-again"
    /// A hold by law: it ends by a person's word alone.
    case lookAtTheHold = "look-at-the-hold"
    /// A bank sent an automatic payment back for a reason that only the customer can clear up.
    case lookAtTheReturn = "look-at-the-return"

    /// What to do, for the person who does it.
    package var words: String {
        switch self {
        case .explainTheBill: "explain the bill line by line, and correct it when it is wrong"
        case .explainTheName: "tell which name stands on their statement, and put it on the next bill"
        case .findTheDoubleCharge: "look for the second charge, and credit it when it is there"
        case .putTheServiceRight: "put the service right, then ask again"
        case .sendATechnician: "have the system looked at, then ask whether it works"
        case .agreeOnParts: "agree on parts or a reduced amount, with a day to look again"
        case .correctTheAddress: "check the address and the way they like their bills, and send a copy"
        case .findThePayment: "look for the payment, and answer either way"
        case .findTheCancellation: "find the request, ask for it in writing, apply the contract"
        case .offerTheMove: "find the request, and offer to move the service or take in the new occupant"
        case .findTheRenewal: "find the renewal clause and the notice of it, and apply the contract"
        case .layBeforeTheOwner: "lay the case before the owner"
        case .readAndAnswer: "read what they said, and answer"
        case .askAgain: "ask whether it works now, and record the answer"
        case .lookAtTheHold: "look at the hold and say what it means for the case"
        case .lookAtTheReturn:
            "find out why the bank sent the payment back, and take nothing from that account before the customer agreed"
        }
    }

    /// Who does it: what touches the agreement is the owner's.
    package var role: GrantingRole {
        switch self {
        case .findTheCancellation, .offerTheMove, .findTheRenewal, .layBeforeTheOwner: .owner
        case .lookAtTheHold, .lookAtTheReturn: .manager
        case .explainTheBill, .explainTheName, .findTheDoubleCharge, .putTheServiceRight, .sendATechnician,
            .agreeOnParts, .correctTheAddress, .findThePayment, .readAndAnswer, .askAgain:
            .collector
        }
    }

    /// Whether what rests for it ends with it: the customer was told that somebody looks, and nothing is asked before
    /// somebody has. A hardship rests to its day at the least, a hold by law until a person lifts it.
    package var endsWhatRests: Bool {
        switch self {
        case .explainTheBill, .explainTheName, .findTheDoubleCharge, .correctTheAddress, .findThePayment,
            .findTheCancellation, .offerTheMove, .findTheRenewal, .readAndAnswer, .lookAtTheReturn:
            true
        case .putTheServiceRight, .sendATechnician, .agreeOnParts, .layBeforeTheOwner, .askAgain, .lookAtTheHold:
            false
        }
    }

    /// Whether it is done only when the customer was asked again.
    package var isAskedAgain: Bool { self == .putTheServiceRight || self == .sendATechnician }
}

/// Something the customer is asked to send.
package enum AskedEvidence: String, CaseIterable, Hashable, Sendable {
    /// Day, way and reference of a payment.
    case paymentReference = "payment-reference"
    /// The lines of a statement that show both charges.
    case bothCharges = "both-charges"
    /// A copy of the request to cancel, or the request itself in writing.
    case cancellationRequest = "cancellation-request"
    /// The day of the move or sale, and who lives there now.
    case moveOrSale = "move-or-sale"

    /// What to ask for.
    package var words: String {
        switch self {
        case .paymentReference: "day, way and reference of the payment"
        case .bothCharges: "the lines of a statement that show both charges"
        case .cancellationRequest: "a copy of the request to cancel, or the request in writing"
        case .moveOrSale: "the day of the move or sale, and who lives there now"
        }
    }
}

/// Something that may be offered at once.
package enum ReasonOffer: String, CaseIterable, Hashable, Sendable {
    case automaticPayment = "automatic-payment"
    case anotherDueDate = "another-due-date"
    case parts
    case copyOfTheBill = "copy-of-the-bill"

    /// What to offer.
    package var words: String {
        switch self {
        case .automaticPayment: "automatic payment"
        case .anotherDueDate: "another due date"
        case .parts: "paying in parts"
        case .copyOfTheBill: "a copy of the bill"
        }
    }
}

extension ReasonPath {
    /// Whether what rests does so until the work is done: the open task binds, and the hold is its shadow.
    package var restsUntilDone: Bool {
        guard let kind = hold?.kind else { return false }
        return kind == .complaint || kind == .openTicket || kind.endsOnlyByAPerson || task?.endsWhatRests == true
    }

    /// The path of each reason.
    package init(for reason: NonpaymentReason) {
        self.reason = reason
        switch reason {
        case .confusingInvoice, .surprisedByTotal:
            (hold, task) = (Self.whileAnswered(kind: .manual), .explainTheBill)
            (template, answerBusinessDays, offers) = ("dispute-received", 2, [.copyOfTheBill])
        case .nameNotRecognised:
            (hold, task) = (Self.whileAnswered(kind: .manual), .explainTheName)
            (template, answerBusinessDays, offers) = ("dispute-received", 2, [.copyOfTheBill])
        case .doubleCharge:
            (event, task) = (.dispute, .findTheDoubleCharge)
            hold = ReasonHold(kind: .dispute, breadth: .questionedItems, length: .businessDays(10))
            ask(for: [.bothCharges])
        case .dissatisfied:
            (event, task, template) = (.dissatisfied, .putTheServiceRight, "dispute-received")
            hold = ReasonHold(kind: .complaint, breadth: .wholeCase, length: .businessDays(10))
            answerBusinessDays = 2
        case .systemDoesNotWork:
            (event, task, template) = (.openTicket, .sendATechnician, "dispute-received")
            hold = ReasonHold(kind: .openTicket, breadth: .wholeCase, length: .businessDays(10))
            answerBusinessDays = 2
        case .changeOfMeans:
            (event, task, template) = (.hardship, .agreeOnParts, "plan-offer")
            hold = ReasonHold(kind: .hardship, breadth: .wholeCase, length: .days(30))
            (answerBusinessDays, offers) = (2, [.parts, .anotherDueDate])
        case .otherDebtsFirst:
            (task, template, answerBusinessDays) = (.agreeOnParts, "plan-offer", 2)
            offers = [.parts, .anotherDueDate]
        case .neverReceived:
            // Time for the copy to arrive before anything is asked again.
            (hold, task) = (Self.whileAnswered(kind: .manual, businessDays: 5), .correctTheAddress)
            (template, answerBusinessDays, offers) = ("statement", 1, [.copyOfTheBill])
        case .forgot: offers = [.automaticPayment, .anotherDueDate]
        case .cardExpired:
            (event, template, offers) = (.cardReplaced, "autopay-failed", [.automaticPayment])
        case .paidAlready:
            (event, task) = (.claimsPaid, .findThePayment)
            hold = ReasonHold(kind: .paymentInFlight, breadth: .questionedItems, length: .businessDays(10))
            ask(for: [.paymentReference])
        case .refuses:
            task = .layBeforeTheOwner
            hold = ReasonHold(kind: .refusal, breadth: .wholeCase, length: .days(365), onlyInWriting: true)
        case .cancelled, .switchedProvider:
            (event, task) = (.cancellationClaim, .findTheCancellation)
            cancellationHold(asking: [.cancellationRequest])
        case .movedOrSold:
            (event, task) = (.cancellationClaim, .offerTheMove)
            cancellationHold(asking: [.moveOrSale])
        case .renewalUnknown:
            // The renewal and its notice are the business's to show, so nothing is asked of the customer.
            (event, task) = (.cancellationClaim, .findTheRenewal)
            cancellationHold(asking: [])
        case .other: (task, answerBusinessDays) = (.readAndAnswer, 2)
        }
    }

    private static func whileAnswered(kind: HoldReason, businessDays: Int = 2) -> ReasonHold {
        ReasonHold(kind: kind, breadth: .wholeCase, length: .businessDays(businessDays))
    }

    private mutating func ask(for evidence: [AskedEvidence]) {
        self.evidence = evidence
        (evidenceDays, answerBusinessDays) = (evidence.isEmpty ? 0 : 10, 10)
        template = evidence.isEmpty ? "dispute-received" : "evidence-request"
    }

    private mutating func cancellationHold(asking evidence: [AskedEvidence]) {
        hold = ReasonHold(kind: .cancellationClaim, breadth: .wholeCase, length: .businessDays(10))
        ask(for: evidence)
    }
}
