import Receivables
import Testing

@testable import Treatment

/// What is told of a due step that waits: also the channels it cannot go by.
struct WaitingWordsTests {
    private let due = day("2026-06-01")

    @Test func aStepThatWaitsForAnotherChannelNamesTheOneThatIsSwitchedOff() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.customer.media[.email] = .notLive
        let decision = residential.decision(for: snapshot, on: day("2026-06-02"), calendar: .weekdays)
        guard case .wait(let step, _, .fallbackOpens) = decision.verdict else {
            Issue.record("the statement should wait for the post: \(decision.words)")
            return
        }
        #expect(step == "statement")
        #expect(decision.refusals.map(\.because) == [.medium(.notLive)])
        #expect(decision.words.hasSuffix("not by email (not switched on)"))
    }

    @Test func aStepThatIsKeptApartFromTheLastMessageNamesItToo() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.customer.media[.email] = .notLive
        // Friday: the post opens on policy day 4, and leaves on business days.
        let decision = residential.decision(for: snapshot, on: day("2026-06-06"), calendar: .weekdays)
        if case .wait(_, _, let because) = decision.verdict, !because.isAhead {
            #expect(decision.words.contains("not by email (not switched on)"), "\(decision.words)")
        } else {
            Issue.record("post should wait for Monday: \(decision.words)")
        }
    }

    @Test func aStepWhoseFirstChannelServesNamesNone() {
        let decision = residential.decision(
            for: .oneInvoice(due: due), on: day("2026-06-02"), calendar: .weekdays)
        #expect(decision.refusals.isEmpty)
    }
}
