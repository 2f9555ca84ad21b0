import Receivables

/// What sort of message a template key stands for: which rules it is held to beyond those of every message.
enum MessageKind: String, CaseIterable, Sendable {
    /// Before anything is late: bills.
    case bill
    /// A friendly note before the due day.
    case courtesy
    /// Asks about the service first.
    case satisfaction
    case formalLetter
    case planOffer
    case finalDemand
    case withdrawalNotice
    /// The call that asks whether the notice arrived.
    case noticeCheck
    case withdrawalDone
    /// Thanks, confirmations and answers: asks for nothing, and may go when nothing is open.
    case record
    /// Any other message that asks for payment.
    case reminder

    /// A key nobody knows is held to the rules of a reminder, the strictest that fit anything.
    init(templateKey: String) {
        self =
            switch templateKey {
            case "bill", "invoice", "received", "bill-and-verify": .bill
            case "courtesy": .courtesy
            case "satisfaction": .satisfaction
            case "formal-letter": .formalLetter
            case "plan-offer": .planOffer
            case "final-demand": .finalDemand
            case "withdrawal-notice": .withdrawalNotice
            case "notice-check": .noticeCheck
            case "withdrawal-done": .withdrawalDone
            case "receipt", "thank-you", "promise-confirmation", "promise-reminder", "plan-confirmation", "waiver",
                "payment-returned", "dispute-received", "dispute-answer", "claim-answer", "evidence-request",
                "evidence-received", "plan-reminder",
                "statement-of-account", "invoice-copy", "write-off",
                "come-back":
                .record
            default: .reminder
            }
    }

    /// Whether it asks for money and so must say how to pay and what to do when it is paid.
    var asksForPayment: Bool {
        switch self {
        case .bill, .courtesy, .satisfaction, .formalLetter, .planOffer, .finalDemand, .withdrawalDone, .reminder: true
        case .withdrawalNotice, .noticeCheck, .record: false
        }
    }

    /// The same by one medium: the question about the service asks for nothing in an e-mail, where a copy of the
    /// statement is attached and not on a page of its own.
    func asksForPayment(by medium: ContactMedium) -> Bool {
        asksForPayment && !(self == .satisfaction && medium == .email)
    }

    /// Whether it says that service ends.
    var isAboutTheEndOfService: Bool {
        switch self {
        case .withdrawalNotice, .noticeCheck, .withdrawalDone: true
        case .bill, .courtesy, .satisfaction, .formalLetter, .planOffer, .finalDemand, .record, .reminder: false
        }
    }
}
