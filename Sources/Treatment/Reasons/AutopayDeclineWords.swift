// What a code means, for the people who read it.

extension AutopayDecline {
    /// Codes a message about an unknown one names.
    package static let examples = "R01, R02, R10, 51, 54, expired_card or insufficient_funds"

    /// What is done when a bank's code may tell of a death.
    package static let deathFix =
        "taken; everything is held, nobody is written to or called, and a manager is asked to find out what is so: "
        + "`dunwell task list`"

    /// What a code that may tell of a death says, and no more: whose death is for a person to find out.
    package static func deathWords(code: String) -> String {
        plain(code) == "r14"
            ? "the bank says that whoever acts for the account's owner has died or cannot go on"
            : "the bank says that the account's holder or beneficiary has died"
    }

    /// What is done when a bank's code calls for a person.
    package static let personFix = "it is not tried again, and a manager is asked to look: `dunwell task list`"

    /// What is done beside that when the customer denies the authorisation.
    package static let denialFix = "nothing is asked for until then"

    /// What a code means and what was done about it, for the person who reports it.
    package func meaning(ofCode code: String) -> String {
        if Self.reportsDeath(code: code) {
            return "\(Self.deathWords(code: code)); \(Self.deathFix)"
        }
        guard Self.needsAPerson(code: code) else { return words }
        return "\(cause.words); \(Self.personFix)" + (Self.deniesAuthorisation(code: code) ? "; \(Self.denialFix)" : "")
    }

    /// What happened and what may be done, such as `insufficient funds; may be tried again`.
    package var words: String {
        cause.words + (isHard ? "; trying the same again cannot work" : "; may be tried again")
            + (isNoLateness ? "; the ladder starts five days later" : "")
    }
}

extension AutopayDecline.Cause {
    /// What happened, for the business; the customer's words are in the templates.
    package var words: String {
        switch self {
        case .cardExpired: "the card expired"
        case .cardReplaced: "the card was lost, stolen or replaced"
        case .insufficientFunds: "insufficient funds"
        case .accountClosed: "the account is closed"
        case .noAccount: "the account or card number leads nowhere"
        case .notAuthorised: "the authorisation was revoked or disputed"
        case .declined: "declined without a reason"
        case .technical: "the bank or the network could not answer"
        }
    }
}
