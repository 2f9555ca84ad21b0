import Foundation
import Receivables
import Testing
import Treatment

@testable import Dunwell

struct DecisionListTests {
    @Test func aListIsReadLineByLine() throws {
        let choices = try DecisionList.choices(
            in: """
                # decided on Monday
                1001  agency agency=NORTHCO because nobody answers  # 149.85 USD

                "AB 7" continue until=2026-05-04 because a new date is agreed
                1003 settle amount=100.00
                1004 write-off
                """)
        #expect(choices.map(\.customer) == ["1001", "AB 7", "1003", "1004"])
        #expect(choices.map(\.path) == [.agency, .carryOn, .settle, .writeOff])
        #expect(choices[0].agency == "NORTHCO" && choices[0].reason == "nobody answers")
        #expect(choices[1].until == CalendarDate("2026-05-04"))
        #expect(choices[2].amount == .usd(cents: 100_00))
    }

    @Test(arguments: [
        ("1001", "nothing is no decision"), ("1001 sue", "sue is no decision"),
        ("1001 continue until=soon", "soon is no day"), ("1001 settle amount=much", "much is no amount"),
        ("1001 plan now", "now is not understood"), ("1001 plan colour=red", "colour is not understood"),
    ])
    func aWrongLineIsNamedWithItsForm(line: String, words: String) throws {
        do {
            _ = try DecisionList.choices(in: "\n\(line)")
            Issue.record("the line was taken")
        } catch let failure as CommandFailure {
            #expect(failure.message.hasPrefix("line 2: \(words)"))
            #expect(failure.message.contains(DecisionList.form))
            #expect(failure.exitCode == .badData)
        }
    }

    @Test(arguments: [("33", 330), ("33.5", 335), ("0.1", 1), ("100", 1000)])
    func aMultipleIsReadInTenths(text: String, tenths: Int) {
        #expect(ContractMultiple(typed: text)?.tenths == tenths)
    }

    @Test(arguments: ["", "0", "101", "-1", "33.55", "x", "33."])
    func noOtherTextIsAMultiple(text: String) { #expect(ContractMultiple(typed: text) == nil) }
}
