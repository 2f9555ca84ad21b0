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

    /// A plan is offered from two monthly amounts on: 50 dollars at 40 a month are fewer, so the letter is next.
    @Test(arguments: [(50_00, "formal-letter"), (90_00, "plan-offer")])
    func aStepWhoseConditionFailsIsNotToldAsNext(cents: Int64, next: String) {
        let cycle = CycleKey(kind: .pastDue, startedOn: due.adding(days: 1))
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: cents)
        snapshot.customer.monthlyAmount = .usd(cents: 40_00)
        for (step, after, medium) in [
            ("statement", 1, ContactMedium.email), ("satisfaction", 10, .email), ("nudge", 15, .post),
        ] {
            snapshot.record(step, on: due.adding(days: after), by: medium, cycle: cycle)
        }
        for (step, after) in [("first-call", 3), ("second-call", 18)] {
            snapshot.record(step, on: due.adding(days: after), by: .telephone, cycle: cycle, state: .lapsed)
        }
        let decision = residential.decision(for: snapshot, on: due.adding(days: 22), calendar: .weekdays)
        guard case .wait(let step, let until, .notYetDue) = decision.verdict else {
            Issue.record("a step should be told as next: \(decision.words)")
            return
        }
        #expect(step == next && until == due.adding(days: next == "plan-offer" ? 24 : 30), "\(decision.words)")
    }
}
