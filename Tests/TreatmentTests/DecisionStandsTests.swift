import Receivables
import Testing

@testable import Treatment

private let due = day("2026-06-01")
private let cycle = CycleKey(kind: .pastDue, startedOn: day("2026-06-02"))

/// What a decision does to the ladder and to the next time somebody is asked.
@Suite struct DecisionStandsTests {
    private func late(_ days: Int) -> CalendarDate { due.adding(days: days) }

    private func refusing(_ decisions: [DecisionFact]) -> CaseSnapshot {
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: 300_00)
        snapshot.reasons = [ReasonFact(reason: .refuses, saidOn: late(4))]
        snapshot.decisions = decisions
        return snapshot
    }

    private func cause(_ decisions: [DecisionFact], after days: Int) -> DecisionCause? {
        refusing(decisions).decisionCause(on: late(days), policy: wholePolicy, calendar: .weekdays)
    }

    private func decided(_ path: DecisionPath, after days: Int, until: Int? = nil) -> DecisionFact {
        DecisionFact(path: path, decidedOn: late(days), approvedBy: [.owner], until: until.map(late))
    }

    @Test func whatWasDecidedIsNotAskedAgainBeforeItsDay() {
        #expect(cause([], after: 6) == .refusing)
        #expect(cause([decided(.plan, after: 5, until: 15)], after: 14) == nil)
        #expect(cause([decided(.plan, after: 5, until: 15)], after: 15) == .again(late(15)))
        #expect(cause([decided(.agency, after: 5)], after: 200) == nil)
        #expect(cause([decided(.plan, after: 5, until: 15), decided(.agency, after: 16)], after: 30) == nil)
    }

    @Test func aDecisionOfAnEarlierRoundIsNoWordOnThisOne() {
        let before = DecisionFact(path: .agency, decidedOn: due.adding(days: -30), approvedBy: [.owner])
        #expect(cause([before], after: 6) == .refusing)
    }

    @Test func toGoOnSleepsTheCaseUntilItsDayAndAnotherWordEndsIt() {
        func verdict(_ decisions: [DecisionFact], after days: Int) -> TreatmentDecision.Verdict {
            wholePolicy.look(at: refusing(decisions), on: late(days)).verdict
        }
        let on = decided(.carryOn, after: 5, until: 19)
        #expect(verdict([on], after: 18) == .asleep(until: late(19), because: .decided(until: late(19))))
        if case .asleep = verdict([on], after: 19) { Issue.record("it sleeps on its day") }
        if case .asleep = verdict([on, decided(.plan, after: 10)], after: 12) {
            Issue.record("another word was spoken")
        }
        if case .asleep = verdict([decided(.plan, after: 5, until: 19)], after: 12) {
            Issue.record("only to go on sleeps a case")
        }
    }

    /// Nothing on the sheet is, or stands for, a protected characteristic. Source: 12 CFR 1002.2(z), 1002.4(a).
    @Test func theSheetShowsTheseThingsAndNothingElse() throws {
        let sheet = try #require(
            refusing([]).decisionSheet(DecisionInputs(), on: late(40), policy: wholePolicy, calendar: .weekdays))
        #expect(
            Set(Mirror(reflecting: sheet).children.compactMap(\.label)) == [
                "day", "cause", "owed", "disputed", "costSoFar", "cooperation", "reasons", "hasOpenTicket", "evidence",
                "limitationOn", "daysPastDue", "valueAtStake", "proposal",
            ])
        #expect(
            Set(Mirror(reflecting: decided(.plan, after: 1)).children.compactMap(\.label)) == [
                "path", "decidedOn", "approvedBy", "until",
            ])
    }
}
