import Receivables
import Testing

@testable import Treatment

/// Statements that must hold. Source: starter policies §7, by their numbers.
@Suite struct StatementTests {
    private let due = day("2026-06-01")
    private let cycle = CycleKey(kind: .pastDue, startedOn: day("2026-06-02"))

    @Test func statement2_aCallTwoDaysAfterAConversationIsRefusedUnlessAgreed() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.calls = [CallFact(day: day("2026-05-31"), step: nil, disposition: .spoke)]
        let refused = residential.look(at: snapshot, on: day("2026-06-04"))
        #expect(refused.waitsFor == .afterConversation(days: 7))
        #expect(refused.waitsUntil == day("2026-06-07"))
    }

    @Test func statement3_aDisputeOfFiftyDaysWakesTheCaseWhereItSlept() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        let start = due.adding(days: 20)
        snapshot.holds = [
            HoldFact(
                reason: .dispute, scope: .receivables([snapshot.receivables[0].id]),
                days: DayInterval(from: start, until: start.adding(days: 50)))
        ]
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.record("first-call", on: day("2026-06-04"), by: .telephone, cycle: cycle)
        snapshot.record("satisfaction", on: day("2026-06-11"), cycle: cycle)
        let asleep = residential.look(at: snapshot, on: start.adding(days: 10))
        #expect(asleep.verdict == .asleep(until: start.adding(days: 50), because: .hold(.dispute)))
        let awake = residential.look(at: snapshot, on: start.adding(days: 50))
        #expect(awake.daysPastDue == 70)
        #expect(awake.policyDay == 20)
        #expect(awake.cycle == cycle)
        #expect(awake.step?.step == "nudge")
    }

    @Test func statement4_aPartPaymentThatLowersTheDaysSendsNothingTwiceAndNothingFirmer() {
        let old = OpenReceivable.invoice(due: due)
        let new = OpenReceivable.invoice(due: due.adding(days: 30))
        let both = CaseSnapshot(receivables: [old, new], customer: .reachable())
        let before = walk(both, from: day("2026-06-02"), days: 44)
        #expect(
            before.done.map(\.step) == [
                "statement", "first-call", "satisfaction", "nudge", "second-call", "formal-letter",
            ])
        var after = before.snapshot
        after.receivables = [new]
        let paidOn = due.adding(days: 45)
        after.settledPastDue = [DayInterval(from: due.adding(days: 1), until: paidOn)]
        let decision = residential.look(at: after, on: paidOn)
        #expect(decision.daysPastDue == 15)
        #expect(decision.cycle == cycle)
        #expect(walk(after, from: paidOn, days: 29).done.isEmpty)
        let third = walk(after, from: paidOn, days: 60)
        #expect(third.done.map(\.step) == ["third-call"], "firmer only once the case is that late again")
        #expect(third.days == [day("2026-08-17")], "day 45 is a Saturday")
    }

    @Test func statement4_afterACureANewCycleBeginsAtItsFirstStep() {
        let new = OpenReceivable.invoice(due: due.adding(days: 30))
        var snapshot = CaseSnapshot(receivables: [new], customer: .reachable())
        snapshot.settledPastDue = [DayInterval(from: due.adding(days: 1), until: due.adding(days: 20))]
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        let decision = residential.look(at: snapshot, on: new.dueOn.adding(days: 1))
        #expect(decision.step?.step == "statement")
        #expect(decision.cycle == CycleKey(kind: .pastDue, startedOn: new.dueOn.adding(days: 1)))
    }

    @Test func statement9_aPlanWhoseFirstPartIsUnpaidLetsTheLadderGoOnWhereItWas() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.plans = [
            PlanFact(scope: .wholeCase, acceptedOn: day("2026-06-03"), firstPaidOn: nil, endedOn: nil)
        ]
        #expect(
            residential.look(at: snapshot, on: day("2026-06-09")).verdict
                == .asleep(until: day("2026-06-10"), because: .planProvisional))
        let awake = residential.look(at: snapshot, on: day("2026-06-10"))
        #expect(awake.policyDay == 2)
        #expect(residential.look(at: snapshot, on: day("2026-06-11")).step?.step == "first-call")
    }

    @Test func statement11_whoHasOnlyAPostalAddressGetsEveryNoticeByPost() {
        let walked = walk(.oneInvoice(due: due, media: [.post]), from: day("2026-06-02"), days: 40)
        #expect(walked.done.map(\.step) == ["statement", "satisfaction", "nudge", "formal-letter"])
        #expect(walked.done.allSatisfy { $0.channel == .medium(.post) })
    }

    @Test func statement12_toneNeverStepsBack() {
        let walked = walk(.oneInvoice(due: due), from: day("2026-06-02"), days: 60)
        let tones = walked.done.map(\.tone)
        #expect(tones == tones.sorted())
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.priorSteps = [PriorStep(step: "nudge", day: day("2026-06-20"))]
        let decision = residential.look(at: snapshot, on: day("2026-06-25"))
        #expect(decision.passedOver.contains { $0.because == .softerThanDone(step: "nudge") })
        #expect(decision.step?.step == "satisfaction")
    }
}
