// What a code means, for the people who read it.

extension AutopayDecline {
    /// Codes a message about an unknown one names.
    package static let examples = "R01, R02, R10, 51, 54, expired_card or insufficient_funds"

    /// What to do when a bank says that the holder of the account has died.
    package static let deathFix =
        "taken, and nobody is written to about it; find out, and hold the customer with dunwell hold add --reason deceased"

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
