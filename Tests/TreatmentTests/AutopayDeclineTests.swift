import Testing

@testable import Treatment

@Suite struct AutopayDeclineTests {
    /// Source: Nacha Operating Rules, Appendix Four; ISO 8583 field 39 as card networks use it.
    static let codes: [(code: String, cause: AutopayDecline.Cause, isHard: Bool)] = [
        ("R01", .insufficientFunds, false), ("r01", .insufficientFunds, false), ("R 02", .accountClosed, true),
        ("R03", .noAccount, true), ("R04", .noAccount, true), ("R07", .notAuthorised, true),
        ("R09", .insufficientFunds, false), ("R10", .notAuthorised, true), ("R20", .noAccount, true),
        ("R1", .notAuthorised, true), ("51", .insufficientFunds, false), ("54", .cardExpired, true),
        ("expired_card", .cardExpired, true), ("Expired card", .cardExpired, true), ("41", .cardReplaced, true),
        ("43", .cardReplaced, true), ("05", .declined, false), ("do_not_honor", .declined, false),
        ("14", .noAccount, true), ("91", .technical, false), ("insufficient_funds", .insufficientFunds, false),
    ]

    @Test(arguments: codes) func aCodeSaysWhatHappenedAndWhetherTryingAgainCanWork(
        entry: (code: String, cause: AutopayDecline.Cause, isHard: Bool)
    ) {
        #expect(AutopayDecline(code: entry.code) == AutopayDecline(cause: entry.cause, isHard: entry.isHard))
    }

    @Test func onlyAnExpiredOrReplacedCardIsNoLateness() {
        let none = AutopayDecline.Cause.allCases.filter { AutopayDecline(cause: $0, isHard: true).isNoLateness }
        #expect(none == [.cardExpired, .cardReplaced])
    }

    @Test(arguments: ["", "R99", "X1", "nonsense"]) func whatNobodyKnowsIsNotGuessedAt(code: String) {
        #expect(AutopayDecline(code: code) == nil)
        #expect(!AutopayDecline.unknown.isHard)
    }
}

extension AutopayDeclineTests {
    @Test(arguments: [
        ("R01", "insufficient funds; may be tried again"),
        ("R02", "the account is closed; trying the same again cannot work"),
        ("R03", "the account or card number leads nowhere; trying the same again cannot work"),
        ("R07", "the authorisation was revoked or disputed; trying the same again cannot work"),
        ("54", "the card expired; trying the same again cannot work; the ladder starts five days later"),
    ])
    func aCodeIsToldInWords(code: String, words: String) throws {
        #expect(try #require(AutopayDecline(code: code)).words == words)
    }

    @Test func onlyR14AndR15ReportADeath() {
        #expect(AutopayDecline.reportsDeath(code: "R15") && AutopayDecline.reportsDeath(code: "r 14"))
        #expect(!AutopayDecline.reportsDeath(code: "R02") && !AutopayDecline.reportsDeath(code: "15"))
    }
}
