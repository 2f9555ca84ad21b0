import Receivables
import Testing

@testable import Treatment

/// Due Monday 1 June 2026, so that policy day 1 is Tuesday 2 June.
private let due = day("2026-06-01")
private let cycle = CycleKey(kind: .pastDue, startedOn: day("2026-06-02"))

/// The starter with a step for each event that is answered.
private let answering: Treatment.Policy = {
    let steps = """

          - {step: evidence, at: on claims-paid, by: [email], tone: helpful, template: evidence, counts: no}
        """
    do {
        let (policy, findings) = PolicyDocument.parse(try StarterPolicies.residential() + steps)
        guard let policy else { preconditionFailure("\(findings)") }
        return policy
    } catch { preconditionFailure("\(error)") }
}()

/// What may happen on any day, row by row. Source: starter policies §1.4.
@Suite struct EventTests {
    private func settled(_ events: [CaseEvent]) -> CaseSnapshot {
        var snapshot = CaseSnapshot(receivables: [], customer: .reachable())
        snapshot.settledPastDue = [DayInterval(from: day("2026-06-02"), until: day("2026-06-10"))]
        snapshot.events = events
        return snapshot
    }

    // MARK: paid in full

    @Test func whoPaidInFullIsThankedOnceThoughNothingIsOpen() {
        var snapshot = settled([CaseEvent(kind: .paidInFull, day: day("2026-06-10"))])
        let decision = answering.look(at: snapshot, on: day("2026-06-10"))
        #expect(decision.step?.step == "thank-you")
        #expect(decision.step?.receivables.isEmpty == true)
        let thanks = CycleKey(kind: .event, startedOn: day("2026-06-10"))
        snapshot.record("thank-you", on: day("2026-06-10"), cycle: thanks)
        #expect(walk(snapshot, under: answering, from: day("2026-06-10"), days: 40).done.isEmpty)
    }

    @Test func thanksByPostWaitForABusinessDayAndAreNotForgotten() {
        var snapshot = settled([CaseEvent(kind: .paidInFull, day: day("2026-06-13"))])
        snapshot.customer = .reachable(by: [.post])
        let saturday = answering.look(at: snapshot, on: day("2026-06-13"))
        #expect(saturday.step == nil)
        #expect(saturday.nextLookOn == day("2026-06-15"))
        #expect(answering.look(at: snapshot, on: day("2026-06-15")).step?.channel == .medium(.post))
    }

    @Test func nobodyIsThankedWhileSomethingIsLateAgainOrLongAfterwards() {
        var snapshot = settled([CaseEvent(kind: .paidInFull, day: day("2026-06-10"))])
        #expect(answering.look(at: snapshot, on: day("2026-06-25")).step == nil)
        snapshot.receivables = [.invoice(due: day("2026-06-08"))]
        #expect(answering.look(at: snapshot, on: day("2026-06-10")).step?.step == "statement")
    }

    // MARK: part payment

    @Test func aPartPaymentIsReceiptedThoughAPromiseSleepsTheCaseAndTheLadderGoesOnForTheRest() {
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: 30_00)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.events = [CaseEvent(kind: .partPayment, day: day("2026-06-03"))]
        snapshot.promises = [
            PromiseFact(
                id: Identifier(), madeOn: day("2026-06-03"), dueOn: day("2026-06-05"), amount: .usd(cents: 30_00))
        ]
        snapshot.confirmPromises()
        let today = answering.look(at: snapshot, on: day("2026-06-03"))
        #expect(today.step?.step == "receipt")
        snapshot.record("receipt", on: day("2026-06-03"), cycle: CycleKey(kind: .event, startedOn: day("2026-06-03")))
        let asleep = answering.look(at: snapshot, on: day("2026-06-04"))
        #expect(asleep.verdict == .asleep(until: day("2026-06-10"), because: .promise(dueOn: day("2026-06-05"))))
        // The receipt does not count towards the caps: the next rung is not held up by it.
        #expect(answering.look(at: snapshot, on: day("2026-06-12")).step?.step == "first-call")
    }

    /// A hold by law silences receipts too; what the customer agreed to or asked for does not.
    @Test(arguments: HoldReason.allCases) func everyHoldSleepsTheLadderAndTheLawAlsoSilencesAnswers(reason: HoldReason)
    {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        let days = DayInterval(from: day("2026-06-02"), until: day("2026-06-20"))
        snapshot.holds = [HoldFact(reason: reason, scope: .wholeCase, days: days)]
        let asleep = answering.look(at: snapshot, on: day("2026-06-04"))
        #expect(asleep.verdict == .asleep(until: day("2026-06-20"), because: .hold(reason)))
        snapshot.events = [CaseEvent(kind: .partPayment, day: day("2026-06-03"))]
        let answered: Set<HoldReason> = [
            .promise, .plan, .dispute, .hardship, .openTicket, .complaint, .cancellationClaim, .paymentInFlight,
        ]
        let step = answering.look(at: snapshot, on: day("2026-06-04")).step?.step
        #expect(step == (answered.contains(reason) ? "receipt" : nil))
    }

    // MARK: promise

    private func promised(callBack: String? = nil, remind: Bool = false) -> CaseSnapshot {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        // Made Monday, due Friday, two business days of grace: broken on Wednesday 17 June.
        snapshot.promises = [
            PromiseFact(
                id: Identifier(), madeOn: day("2026-06-08"), dueOn: day("2026-06-12"), amount: .usd(cents: 50_00),
                callBackOn: callBack.map(day), wantsReminder: remind)
        ]
        snapshot.calls = [CallFact(day: day("2026-06-08"), step: nil, disposition: .spoke)]
        snapshot.confirmPromises()
        return snapshot
    }

    @Test func aPromiseIsConfirmedOnceOnItsDayAndNotWhenItIsOver() {
        var snapshot = promised()
        snapshot.steps.removeAll { $0.step == "promise-confirmation" }
        #expect(answering.look(at: snapshot, on: day("2026-06-08")).step?.step == "promise-confirmation")
        var untold = snapshot
        untold.untold = [CaseEvent(kind: .promise, day: day("2026-06-08"))]
        #expect(answering.look(at: untold, on: day("2026-06-08")).step == nil)
        snapshot.payments = [PaymentFact(day: day("2026-06-09"), amount: .usd(cents: 50_00))]
        #expect(answering.look(at: snapshot, on: day("2026-06-09")).step?.step != "promise-confirmation")
        snapshot.payments = []
        snapshot.confirmPromises()
        #expect(answering.look(at: snapshot, on: day("2026-06-08")).step == nil)
    }

    @Test func theReminderOfAPromiseGoesTheDayBeforeAndOnlyWhenWished() {
        let wished = promised(remind: true)
        #expect(answering.look(at: wished, on: day("2026-06-10")).nextLookOn == day("2026-06-11"))
        #expect(answering.look(at: wished, on: day("2026-06-11")).step?.step == "promise-reminder")
        #expect(answering.look(at: promised(), on: day("2026-06-11")).step == nil)
        var paid = wished
        paid.payments = [PaymentFact(day: day("2026-06-10"), amount: .usd(cents: 50_00))]
        #expect(answering.look(at: paid, on: day("2026-06-11")).step?.step != "promise-reminder")
    }

    @Test func afterABrokenPromiseTheAgreedCallIsMadeElseTheNextRungGoes() {
        let agreed = promised(callBack: "2026-06-17")
        let call = answering.look(at: agreed, on: day("2026-06-17")).step
        #expect(call?.step == "promise-call")
        // Agreed nine days before: an ordinary call, within the caps.
        #expect(call?.agreedCallBackOn == nil)
        let without = answering.look(at: promised(), on: day("2026-06-17"))
        #expect(without.passedOver.first?.step == "promise-call")
        #expect(without.step?.step != "promise-call")
        #expect(without.policyDay == 7)
    }

    @Test func aPromiseThatIsKeptEndsInNothingAndAReversalWakesTheCase() {
        var snapshot = promised()
        snapshot.payments = [PaymentFact(day: day("2026-06-12"), amount: .usd(cents: 50_00))]
        snapshot.receivables = []
        #expect(answering.look(at: snapshot, on: day("2026-06-17")).verdict == .nothing(because: .nothingOpen))
        let reversed = promised()
        let decision = answering.look(at: reversed, on: day("2026-06-17"))
        #expect(decision.cycle == cycle)
        #expect(decision.policyDay == 7)
    }

    // MARK: plan

    @Test func aMissedPartMakesOneCallAndABrokenPlanLetsTheLadderResume() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        let accepted = (day("2026-06-03"), day("2026-06-04"))
        snapshot.plans = [
            PlanFact(scope: .wholeCase, acceptedOn: accepted.0, firstPaidOn: accepted.1, endedOn: nil)
        ]
        snapshot.events = [CaseEvent(kind: .planMissed, day: day("2026-07-06"))]
        let call = answering.look(at: snapshot, on: day("2026-07-06"))
        #expect(call.step?.step == "plan-missed")
        let missed = CycleKey(kind: .event, startedOn: day("2026-07-06"))
        snapshot.record("plan-missed", on: day("2026-07-06"), by: .telephone, cycle: missed, state: .planned)
        let asleep = answering.look(at: snapshot, on: day("2026-07-07"))
        #expect(asleep.verdict == .asleep(until: nil, because: .plan))
        snapshot.plans = [
            PlanFact(scope: .wholeCase, acceptedOn: accepted.0, firstPaidOn: accepted.1, endedOn: day("2026-07-10"))
        ]
        let awake = answering.look(at: snapshot, on: day("2026-07-10"))
        #expect((awake.daysPastDue, awake.policyDay) == (39, 2))
        #expect(answering.look(at: snapshot, on: day("2026-07-13")).step?.step == "first-call")
    }

    // MARK: dispute and what the customer says

    @Test func paidAlreadyIsAnsweredAtOnceThoughTheItemRests() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        let duties = answering.duties(
            for: .paidAlready, saidOn: day("2026-06-03"), questioned: [snapshot.receivables[0].id],
            calendar: .weekdays)
        snapshot.holds = [duties.hold].compactMap(\.self)
        snapshot.events = [duties.event].compactMap(\.self)
        #expect(answering.look(at: snapshot, on: day("2026-06-03")).step?.step == "evidence")
        // Ten days later is a Saturday.
        #expect(duties.evidenceBy == day("2026-06-15"))
        snapshot.record("evidence", on: day("2026-06-03"), cycle: CycleKey(kind: .event, startedOn: day("2026-06-03")))
        let asleep = answering.look(at: snapshot, on: day("2026-06-10"))
        #expect(asleep.verdict == .asleep(until: day("2026-06-17"), because: .hold(.paymentInFlight)))
    }

    @Test func aClaimOfCancellationRestsTenBusinessDays() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.events = [CaseEvent(kind: .cancellationClaim, day: day("2026-06-03"))]
        let asleep = residential.look(at: snapshot, on: day("2026-06-05"))
        #expect(asleep.verdict == .asleep(until: day("2026-06-17"), because: .event(.cancellationClaim)))
        #expect(residential.look(at: snapshot, on: day("2026-06-17")).step?.step == "statement")
    }

    // MARK: addresses

    @Test func aFirmLetterThatCameBackCountsAsNotGivenAndNothingFirmerGoes() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        for (step, at) in [("statement", 1), ("nudge", 16)] {
            snapshot.record(step, on: due.adding(days: at), by: .post, cycle: cycle)
        }
        snapshot.record("formal-letter", on: due.adding(days: 30), by: .post, cycle: cycle, state: .returned)
        snapshot.customer.media[.post] = .bad
        for offset in stride(from: 31, through: 120, by: 1) {
            let decision = wholePolicy.look(at: snapshot, on: due.adding(days: offset))
            guard let step = decision.step else { continue }
            #expect(step.firmness == .soft, "\(step.step) on day \(offset)")
            break
        }
        snapshot.record("second-call", on: due.adding(days: 18), by: .telephone, cycle: cycle, state: .lapsed)
        let later = wholePolicy.look(at: snapshot, on: due.adding(days: 60))
        guard case .locate(let need) = later.verdict else {
            Issue.record("expected a locate task, found \(later.words)")
            return
        }
        #expect(need.step == "formal-letter")
    }

    // MARK: new bills

    @Test func aNewBillJoinsTheOpenCaseAndAPromiseCoversOnlyWhatItNames() {
        let old = OpenReceivable.invoice(due: due)
        let new = OpenReceivable.invoice(due: day("2026-06-10"))
        var snapshot = CaseSnapshot(receivables: [old, new], customer: .reachable())
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.promises = [
            PromiseFact(
                id: Identifier(), madeOn: day("2026-06-03"), dueOn: day("2026-06-16"), amount: .usd(cents: 50_00),
                scope: .receivables([old.id]))
        ]
        snapshot.confirmPromises()
        let before = residential.look(at: snapshot, on: day("2026-06-09"))
        #expect(before.step == nil)
        let after = residential.look(at: snapshot, on: day("2026-06-15"))
        #expect(after.cycle == cycle)
        #expect(after.step?.step == "first-call")
        #expect(after.step?.receivables == [new.id])
    }
}
