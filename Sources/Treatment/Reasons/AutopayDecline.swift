/// Why an automatic payment did not go through, read from the code of the bank or card network.
package struct AutopayDecline: Hashable, Sendable {
    /// What lies behind the code.
    package enum Cause: String, CaseIterable, Hashable, Sendable {
        case cardExpired = "card-expired"
        /// Lost, stolen or replaced: the number is no longer good.
        case cardReplaced = "card-replaced"
        case insufficientFunds = "insufficient-funds"
        case accountClosed = "account-closed"
        /// The account or card number leads nowhere.
        case noAccount = "no-account"
        /// The customer took the authorisation back or says there was none.
        case notAuthorised = "not-authorised"
        case declined
        /// The bank or the network could not answer.
        case technical
    }

    package let cause: Cause
    /// Whether trying the same means again cannot work.
    package let isHard: Bool

    package init(cause: Cause, isHard: Bool) {
        self.cause = cause
        self.isHard = isHard
    }

    /// Whether the customer is not late at all but has a new card: the ladder is put off.
    /// Source: starter policies §1.4, autopay failed.
    package var isNoLateness: Bool { cause == .cardExpired || cause == .cardReplaced }

    /// Whether a bank's code may tell of a death: of the account's holder or beneficiary, or of whoever acts for them, who
    /// may as well only be unable to go on. Whether the customer lives it does not say: nobody is written to, a person
    /// looks. Source: Nacha Operating Rules, Appendix Four, R14 and R15.
    package static func reportsDeath(code: String) -> Bool {
        ["r14", "r15"].contains(plain(code))
    }

    /// Whether a bank's code calls for a person before anything is taken again: the customer denies or ended the
    /// authorisation, or the account is frozen, stopped or none that can be debited.
    /// Source: formats reference §1.2, returns that go to a person.
    package static func needsAPerson(code: String) -> Bool {
        [
            "r05", "r07", "r08", "r10", "r11", "r29", "r51", "r06", "r31", "r17", "r20", "r12", "r13", "r16", "r23",
            "r24",
        ].contains(plain(code))
    }

    /// Whether a bank's code says that the customer denies the authorisation or took it back: nothing is asked for before
    /// a person has cleared it up. Source: formats reference §1.2, the unauthorised family.
    package static func deniesAuthorisation(code: String) -> Bool {
        ["r05", "r07", "r10", "r11", "r29", "r51"].contains(plain(code))
    }

    static func plain(_ code: String) -> String {
        code.filter { $0.isLetter || $0.isNumber }.lowercased()
    }

    /// Reads a code as files carry it: `R01`, `51`, `expired_card`. `nil` for one nobody knows.
    package init?(code: String) {
        guard let known = Self.codes[Self.plain(code)] else { return nil }
        self = known
    }

    /// Days after which no payment comes back or is tried again. Source: formats reference §1.2, 180 days of the original.
    package static let daysMax = 180

    /// What an unknown code is taken for: declined, and nobody knows whether for good.
    package static let unknown = AutopayDecline(cause: .declined, isHard: false)

    private static func hard(_ cause: Cause) -> AutopayDecline { AutopayDecline(cause: cause, isHard: true) }
    private static func soft(_ cause: Cause) -> AutopayDecline { AutopayDecline(cause: cause, isHard: false) }

    /// Without blanks and marks, lower case.
    private static let codes: [String: AutopayDecline] = achReturns.merging(cardDeclines) { ach, _ in ach }

    /// Source: Nacha Operating Rules, Appendix Four, return reason codes; only R01 and R09 may be tried again as they are.
    private static let achReturns: [String: AutopayDecline] = [
        "r01": soft(.insufficientFunds), "r02": hard(.accountClosed), "r03": hard(.noAccount), "r04": hard(.noAccount),
        "r05": hard(.notAuthorised), "r06": hard(.technical), "r07": hard(.notAuthorised), "r08": hard(.notAuthorised),
        "r09": soft(.insufficientFunds), "r10": hard(.notAuthorised), "r11": hard(.notAuthorised),
        "r12": hard(.accountClosed), "r13": hard(.noAccount), "r14": hard(.accountClosed), "r15": hard(.accountClosed),
        "r16": hard(.declined), "r17": hard(.technical), "r20": hard(.noAccount), "r23": hard(.declined),
        "r24": hard(.declined), "r29": hard(.notAuthorised), "r31": hard(.technical), "r51": hard(.notAuthorised),
    ]

    /// Source: response codes of ISO 8583 field 39 as card networks use them, and the words processors print for them.
    private static let cardDeclines: [String: AutopayDecline] = [
        "51": soft(.insufficientFunds), "insufficientfunds": soft(.insufficientFunds),
        "nsf": soft(.insufficientFunds), "61": soft(.declined), "65": soft(.declined),
        "54": hard(.cardExpired), "expiredcard": hard(.cardExpired), "cardexpired": hard(.cardExpired),
        "41": hard(.cardReplaced), "43": hard(.cardReplaced), "lostcard": hard(.cardReplaced),
        "stolencard": hard(.cardReplaced), "cardreplaced": hard(.cardReplaced), "pickupcard": hard(.cardReplaced),
        "newaccountinformationavailable": hard(.cardReplaced),
        "14": hard(.noAccount), "incorrectnumber": hard(.noAccount), "invalidnumber": hard(.noAccount),
        "78": hard(.noAccount), "noaccount": hard(.noAccount), "accountclosed": hard(.accountClosed),
        "r0": hard(.notAuthorised), "r1": hard(.notAuthorised), "revocationofauthorization": hard(.notAuthorised),
        "debitnotauthorized": hard(.notAuthorised), "04": hard(.declined), "07": hard(.declined),
        "57": hard(.declined), "62": hard(.declined), "cardnotsupported": hard(.declined),
        "05": soft(.declined), "donothonor": soft(.declined), "genericdecline": soft(.declined),
        "carddeclined": soft(.declined), "declined": soft(.declined),
        "91": soft(.technical), "96": soft(.technical), "processingerror": soft(.technical),
        "tryagainlater": soft(.technical), "issuernotavailable": soft(.technical),
    ]
}
