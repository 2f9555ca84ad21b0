import Correspondence
import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// The last day the final letter names is one fact for the letter, its copy, the decision and the hand-over.
struct LastDayNamedTests {
    @Test func nothingIsDecidedBeforeTheDayAfterTheOneTheMailedLetterBears() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            var today = day("2026-03-09")
            var letter: AttemptRecord?
            while letter == nil, today < day("2026-06-01") {
                try await book.live(today) { nobodyAnswers($0, today) }
                letter = try await book.attempts().first { $0.templateKey == "final-demand" && $0.state == .sent }
                today = today.adding(days: 1)
            }
            let named = try #require(letter?.namesDay)
            let content = try #require(letter?.contentJSON)
            #expect(content.contains(Wording(.english).dateWithWeekday(named)))
            let copy = try await book.attempts().first { $0.stepKey == "final-demand-copy" }
            #expect(copy?.namesDay == named)
            // Another version of the policy moves no day a letter bears.
            try await book.adopt(
                try StarterPolicies.residential().replacing("decision: {day: 72,", with: "decision: {day: 65,"))
            while today <= named {
                try await book.live(today) { nobodyAnswers($0, today) }
                #expect(try await book.waiting().isEmpty, "\(today)")
                today = today.adding(days: 1)
            }
            let early = try await book.decision(.agency)
            #expect(early.outcome == .refused && early.words.contains("the final letter names"), "\(early.words)")
            try await book.live(today) { nobodyAnswers($0, today) }
            #expect(try await book.waiting().map(\.customer) == ["C-1001"])
        }
    }

    @Test func aCaseDecidedBeforeTheDayWaitsForALaterFile() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.agency) == .approved)
            // The refusal was a mistake of whoever wrote it down, and the final letter has gone.
            try await book.raw("UPDATE calls SET nonpayment_reason = NULL")
            try await book.raw("DELETE FROM holds WHERE reason = 'refusal'")
            _ = try await book.tenant.attempt(.post, step: "final-demand", state: .sent)
            try await book.raw("UPDATE contact_attempts SET names_day = '2026-04-20', cycle = 'past-due:2026-02-02'")
            let done = try await book.placing(book.spool).export(
                agency: "SUNCO", business: nil, dryRun: false, for: book.id)
            #expect(done.placed.isEmpty && done.leftOut.isEmpty)
            let words = done.waiting.first?.reasons.joined(separator: "; ") ?? "nothing waits"
            #expect(words.contains("the final letter names 2026-04-20 as the last day"), "\(words)")
        }
    }
}
