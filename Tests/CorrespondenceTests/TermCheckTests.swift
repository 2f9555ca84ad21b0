import Receivables
import Testing

@testable import Correspondence

struct TermCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let key: String
        let change: @Sendable (inout MessageFacts) -> Void

        init(_ name: String, _ key: String, _ change: @escaping @Sendable (inout MessageFacts) -> Void) {
            (testDescription, self.key, self.change) = (name, key, change)
        }
    }

    /// Source: starter policies §§5.3, 5.5 and 5.6.
    static let cases: [Case] = [
        Case("nine days to pay", "formal-letter") { $0.terms?.fee?.payBy = day("2013-07-17") },
        Case("a fee on the last day to pay", "formal-letter") { $0.terms?.fee?.beginsOn = day("2013-07-18") },
        Case("arrival before the letter", "formal-letter") { $0.terms?.fee?.arrivesOn = day("2013-06-30") },
        Case("an item that is not listed", "formal-letter") { $0.terms?.fee?.items = ["INV-9"] },
        Case("no item", "formal-letter") { $0.terms?.fee?.items = [] },
        Case("a fee on a fee", "formal-letter") {
            $0.items[0].isFee = true
            $0.terms?.fee?.noneSoFar = false
        },
        Case("a fee that is there and denied", "formal-letter") {
            $0.items[0].isFee = true
            $0.terms?.fee?.items = [$0.items[1].reference]
        },
        Case("no clause", "formal-letter") { $0.terms?.fee?.clause = "" },
        Case("a last day that is over", "final-demand") { $0.terms?.deadline?.payBy = $0.writtenOn },
        Case("one choice", "plan-offer") { $0.terms?.plan?.choices.removeLast(2) },
        Case("an offer that is over", "plan-offer") { $0.terms?.plan?.offerEndsOn = day("2013-06-01") },
        Case("a charge without review", "plan-offer") { $0.terms?.plan?.cost = .usd(cents: 1) },
        Case("parts that are not the total", "plan-offer") {
            $0.terms?.plan?.choices[0].parts[0].amount = .usd(cents: 1)
        },
        Case("a choice of one part", "plan-offer") { $0.terms?.plan?.choices[0].parts.removeLast() },
        Case("parts out of order", "plan-offer") { $0.terms?.plan?.choices[0].parts.reverse() },
        Case("a part before the offer", "plan-offer") {
            $0.terms?.plan?.choices[0].parts[0].dueOn = day("2013-06-01")
        },
        Case("nobody approved", "withdrawal-notice") { $0.terms?.withdrawal?.isApproved = false },
        Case("an end before the notice", "withdrawal-notice") { $0.terms?.withdrawal?.endsOn = day("2013-07-01") },
        Case("34 days to object", "withdrawal-done") {
            $0.terms?.withdrawal?.agency = AgencyFacts(
                name: "Mesa Recovery", email: "m@example.com", from: day("2013-09-01"), optOutBy: day("2013-08-04"))
        },
        Case("entries that do not add up", "statement-of-account") {
            $0.terms?.account?.entries[1].openAfter = .usd(cents: 1)
        },
    ]

    @Test(arguments: cases) func termsThatMayNotBeStatedAreRefused(row: Case) throws {
        let catalog = try shippedTexts.get()
        var facts = MessageFacts.letter(row.key)
        #expect(throws: Never.self) { try catalog.write(row.key, .post, facts) }
        row.change(&facts)
        let error = #expect(throws: RenderingRefusal.self) { try catalog.write(row.key, .post, facts) }
        guard case .unsoundFacts = error else {
            Issue.record("refused for another reason: \(String(describing: error))")
            return
        }
    }

    @Test func fiveReviewedPartsMayBeOffered() throws {
        var facts = MessageFacts.letter("plan-offer")
        let parts = (0..<5).map { index in
            PlanChoiceFacts.Part(
                dueOn: day("2013-07-10").adding(days: 30 * index),
                amount: .usd(cents: index == 4 ? 117_994 - 4 * 23_598 : 23_598))
        }
        facts.terms?.plan?.choices[2] = PlanChoiceFacts(parts: parts)
        #expect(throws: RenderingRefusal.self) { try shippedTexts.get().write("plan-offer", .email, facts) }
        facts.terms?.plan?.isReviewed = true
        #expect(throws: Never.self) { try shippedTexts.get().write("plan-offer", .email, facts) }
    }

    @Test func interestIsNeverStatedAsAPercentageAlone() throws {
        var facts = MessageFacts.letter("formal-letter")
        facts.terms?.fee?.charge = .monthly(
            rate: "1.5%", exampleBase: .usd(cents: 200_00), exampleTotal: .usd(cents: 203_00))
        guard case .letter(let letter) = try shippedTexts.get().write("formal-letter", .post, facts) else {
            Issue.record("a letter was asked for")
            return
        }
        let words = letter.closing.joined(separator: " ")
        #expect(words.contains("1.5%") && words.contains("$200.00 open for one month becomes $203.00"))
    }

    @Test(arguments: ["thank-you", "receipt", "write-off", "dispute-received", "statement-of-account"])
    func aRecordMayGoWhenNothingIsOpen(key: String) throws {
        for language in Language.allCases {
            var facts = MessageFacts.letter(key, language: language)
            facts.items = []
            facts.total = .usd(cents: 0)
            guard case .letter(let letter) = try shippedTexts.get().write(key, .post, facts) else { continue }
            #expect(letter.remittance == nil)
            #expect(letter.items.isEmpty == (key != "statement-of-account"))
        }
    }

    @Test func aTextThatPrintsTheFirstItemIsRefusedWithoutOne() throws {
        let catalog = try shippedTexts.get()
        var facts = MessageFacts.letter("nudge")
        facts.items = []
        #expect(throws: RenderingRefusal.self) { try catalog.write("nudge", .post, facts) }
    }
}
