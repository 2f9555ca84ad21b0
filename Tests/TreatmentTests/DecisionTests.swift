import Receivables
import Testing

@testable import Treatment

/// Due Monday 1 June 2026, so that policy day 1 is Tuesday 2 June.
private let due = day("2026-06-01")
private let cycle = CycleKey(kind: .pastDue, startedOn: day("2026-06-02"))

@Suite struct DecisionTests {
    @Test func nothingHappensBeforeTheDueDayToACustomerWhoPaysOnTime() {
        let decision = residential.look(at: .oneInvoice(due: due), on: due)
        #expect(decision.step == nil)
        #expect(decision.nextLookOn == day("2026-06-02"))
        #expect(decision.cycle == nil)
    }

    @Test func theStatementGoesOnTheFirstDayPastDue() throws {
        let decision = residential.look(at: .oneInvoice(due: due), on: day("2026-06-02"))
        let step = try #require(decision.step)
        #expect(step.step == "statement")
        #expect(step.channel == .medium(.email))
        #expect(step.cycle == cycle)
        #expect(step.ordinal == 1)
        #expect((decision.daysPastDue, decision.policyDay) == (1, 1))
        #expect(decision.nextLookOn == day("2026-06-02"))
    }

    @Test func aCourtesyGoesOnlyToAFirstBillOrSomebodyLateBefore() {
        let friday = day("2026-05-29")
        #expect(residential.look(at: .oneInvoice(due: due), on: friday).step == nil)
        var first = CaseSnapshot.oneInvoice(due: due)
        first.customer.isFirstBill = true
        #expect(residential.look(at: first, on: friday).step?.step == "courtesy")
        var late = CaseSnapshot.oneInvoice(due: due)
        late.customer.lateCount12 = 1
        #expect(residential.look(at: late, on: friday).step?.step == "courtesy")
        late.customer.autopay = .on
        #expect(residential.look(at: late, on: friday).step == nil)
    }

    @Test func billsDueShortlyAfterOneAnotherShareOneCourtesy() throws {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.customer.lateCount12 = 1
        let next = CaseSnapshot.oneInvoice(due: day("2026-06-02"))
        snapshot.receivables += next.receivables
        let friday = day("2026-05-29")
        let step = try #require(residential.look(at: snapshot, on: friday).step)
        #expect(step.step == "courtesy" && step.receivables.count == 2)
        snapshot.record("courtesy", on: friday, cycle: step.cycle)
        for date in ["2026-05-30", "2026-05-31", "2026-06-01"] {
            #expect(residential.look(at: snapshot, on: day(date)).step == nil, "\(date)")
        }
    }

    @Test func theBillGoesOnlyWhenTheBusinessBillsHere() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        #expect(residential.look(at: snapshot, on: day("2026-05-12")).step == nil)
        snapshot.customer.billing = .here
        #expect(residential.look(at: snapshot, on: day("2026-05-12")).step?.step == "bill")
    }

    @Test func theStatementGoesByPostFromPolicyDayFourWhenThereIsNoEmail() {
        let snapshot = CaseSnapshot.oneInvoice(due: due, media: [.post, .telephone])
        let early = residential.look(at: snapshot, on: day("2026-06-02"))
        #expect(early.waitsFor == .fallbackOpens(channel: .medium(.post), policyDay: 4))
        #expect(early.nextLookOn == day("2026-06-05"))
        let later = residential.look(at: snapshot, on: day("2026-06-05"))
        #expect(later.step?.channel == .medium(.post))
        #expect(
            later.step?.fallbacks == [ChannelRefusal(channel: .medium(.email), because: .medium(.noAddress))])
    }

    @Test func postWaitsForABusinessDay() {
        // Due Tuesday 2 June, so that policy day 4 is Saturday.
        let snapshot = CaseSnapshot.oneInvoice(due: day("2026-06-02"), media: [.post])
        let decision = residential.look(at: snapshot, on: day("2026-06-06"))
        #expect(decision.waitsFor == .notBusinessDay)
        #expect(decision.nextLookOn == day("2026-06-08"))
    }

    @Test func somebodyWhoCanBeReachedNoWayBecomesALocateTask() {
        let snapshot = CaseSnapshot.oneInvoice(due: due, media: [])
        guard case .locate(let need) = residential.look(at: snapshot, on: day("2026-06-02")).verdict else {
            Issue.record("expected a locate task")
            return
        }
        #expect(need.step == "statement")
        #expect(need.refusals.map(\.because) == [.medium(.noAddress), .medium(.noAddress)])
    }

    @Test(arguments: [StepState.planned, .inDoubt, .sent])
    func aStepIsNotRepeatedWhileItMayHaveGone(state: StepState) {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle, state: state)
        for offset in 0..<30 {
            #expect(
                residential.look(at: snapshot, on: day("2026-06-02").adding(days: offset)).step?.step != "statement")
        }
    }

    @Test func aBouncedStatementGoesAgainByPostWithTheNextOrdinal() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle, state: .returned)
        snapshot.customer.media[.email] = .bad
        let step = residential.look(at: snapshot, on: day("2026-06-05")).step
        #expect(step?.step == "statement")
        #expect(step?.ordinal == 2)
        #expect(step?.channel == .medium(.post))
    }

    @Test func whatTheOldProcessSentIsNotSentAgain() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.priorSteps = [PriorStep(step: "statement", day: day("2026-06-02"))]
        #expect(residential.look(at: snapshot, on: day("2026-06-04")).step?.step == "first-call")
        snapshot.priorSteps = [PriorStep(step: "statement", day: day("2026-05-02"))]
        #expect(residential.look(at: snapshot, on: day("2026-06-04")).step?.step == "statement")
    }

    @Test func aSmallBalanceIsLeftForTheNextBill() {
        let decision = residential.look(at: .oneInvoice(due: due, cents: 14_99), on: day("2026-06-20"))
        #expect(decision.step == nil)
        #expect(decision.verdict == .nothing(because: .balanceTooSmall(.usd(cents: 14_99), below: .usd(cents: 15_00))))
        #expect(decision.words.contains("carried on the next bill"))
        #expect(residential.look(at: .oneInvoice(due: due, cents: 15_00), on: day("2026-06-20")).step != nil)
    }

    @Test func aCallNobodyMadeLapsesAndTheLadderGoesOn() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.record("first-call", on: day("2026-06-04"), by: .telephone, cycle: cycle, state: .planned)
        // Five business days after Thursday 4 June is Thursday 11 June.
        let inWindow = residential.look(at: snapshot, on: day("2026-06-11"))
        #expect(inWindow.waitsFor == .stepUnderWay(step: "first-call"))
        #expect(inWindow.nextLookOn == day("2026-06-12"))
        let after = residential.look(at: snapshot, on: day("2026-06-12"))
        #expect(after.step?.step == "satisfaction")
        #expect(after.passedOver == [PassedOverStep(step: "first-call", because: .lapsed(day("2026-06-11")))])
    }

    @Test func aCallOfTheCustomersIsAConversationAndNoAttemptOfOurs() {
        let theirs = CallFact(day: due, step: nil, disposition: .spoke, isOutbound: false)
        let ours = CallFact(day: due, step: nil, disposition: .spoke)
        #expect(!theirs.isAttempt && ours.isAttempt)
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.calls = [CallFact(day: day("2026-06-03"), step: nil, disposition: .spoke, isOutbound: false)]
        #expect(residential.look(at: snapshot, on: day("2026-06-05")).step == nil)
        let recorded = snapshot.recordedContacts(on: day("2026-06-05"), policy: residential, calendar: .weekdays)
        #expect(!recorded.mayMentionCalls)
    }

    @Test func threeAttemptsCompleteACall() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.record("first-call", on: day("2026-06-04"), by: .telephone, cycle: cycle, state: .planned)
        for text in ["2026-06-04", "2026-06-05", "2026-06-08"] {
            snapshot.calls.append(CallFact(day: day(text), step: "first-call", disposition: .noAnswer))
        }
        let decision = residential.look(at: snapshot, on: day("2026-06-11"))
        #expect(decision.step?.step == "satisfaction")
        #expect(decision.passedOver.isEmpty)
    }

    @Test func afterAConversationWithoutAnAgreedCallTheFollowUpGoesByEmail() {
        let snapshot = followUp(agreed: nil)
        let decision = residential.look(at: snapshot, on: day("2026-06-10"))
        #expect(decision.step?.step == "call-back")
        #expect(decision.step?.channel == .medium(.email))
        #expect(
            decision.step?.fallbacks == [ChannelRefusal(channel: .medium(.telephone), because: .noAgreedCallBack)])
    }

    @Test func anAgreedCallBackIsMadeOnItsDayAndNothingGoesBefore() {
        let snapshot = followUp(agreed: day("2026-06-10"))
        let before = residential.look(at: snapshot, on: day("2026-06-09"))
        #expect(before.waitsFor == .agreedCallBack)
        #expect(before.nextLookOn == day("2026-06-10"))
        let step = residential.look(at: snapshot, on: day("2026-06-10")).step
        #expect(step?.channel == .medium(.telephone))
        #expect(step?.agreedCallBackOn == day("2026-06-10"))
        // Missed: the seven days without a call hold again, so the question goes by e-mail.
        #expect(residential.look(at: snapshot, on: day("2026-06-11")).step?.channel == .medium(.email))
    }

    /// A conversation on Monday 8 June in which the customer said they would look into it.
    private func followUp(agreed: CalendarDate?) -> CaseSnapshot {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.record("first-call", on: day("2026-06-08"), by: .telephone, cycle: cycle, state: .planned)
        snapshot.calls = [
            CallFact(
                day: day("2026-06-08"), step: "first-call", disposition: .spoke, agreedCallBackOn: agreed,
                willLookIntoIt: true)
        ]
        return snapshot
    }

    @Test func aDeclinedAutomaticPaymentReplacesTheStatement() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.customer.autopay = .failed
        snapshot.events = [CaseEvent(kind: .autopayFailed, day: due)]
        let decision = residential.look(at: snapshot, on: due)
        #expect(decision.step?.step == "autopay-failed")
        snapshot.record("autopay-failed", on: due, cycle: CycleKey(kind: .event, startedOn: due))
        let later = walk(snapshot, from: day("2026-06-02"), days: 30)
        #expect(!later.done.map(\.step).contains("statement"))
        #expect(later.done.first?.step == "first-call")
    }

    @Test func anExpiredCardIsNotLatenessForFiveDays() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.events = [CaseEvent(kind: .cardReplaced, day: due)]
        let steps = walk(snapshot, from: due, days: 20)
        #expect(steps.done.first?.step == "statement")
        #expect(steps.days.first == day("2026-06-06"))
    }

    @Test func aTryThatWasAnnouncedKeepsTheLadderBackUntilItIsOver() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.announcedTries = [
            AnnouncedTry(failedOn: due, tryOn: day("2026-06-09"), receivables: [snapshot.receivables[0].id])
        ]
        let decision = residential.look(at: snapshot, on: day("2026-06-04"))
        #expect(decision.waitsFor == .autopayTry(on: day("2026-06-09")))
        #expect(decision.waitsUntil == day("2026-06-10") && decision.nextLookOn == day("2026-06-10"))
        #expect(decision.words.contains("the automatic payment is tried again on"), "\(decision.words)")
        #expect(residential.look(at: snapshot, on: day("2026-06-10")).step?.step == "statement")
        // The longer of the two waits counts.
        snapshot.events = [CaseEvent(kind: .cardReplaced, day: day("2026-06-08"))]
        #expect(residential.look(at: snapshot, on: day("2026-06-09")).waitsUntil == day("2026-06-13"))
        // An older bill that is not tried again keeps the ladder going.
        snapshot.events = []
        snapshot.receivables.append(.invoice(due: due.adding(days: -2)))
        #expect(residential.look(at: snapshot, on: day("2026-06-04")).step != nil)
    }

    @Test func aHoldPutsTheWholeCaseToSleep() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        let hold = DayInterval(from: day("2026-06-02"), until: day("2026-06-20"))
        snapshot.holds = [HoldFact(reason: .hardship, scope: .wholeCase, days: hold)]
        let decision = residential.look(at: snapshot, on: day("2026-06-10"))
        #expect(decision.verdict == .asleep(until: day("2026-06-20"), because: .hold(.hardship)))
        #expect(decision.nextLookOn == day("2026-06-20"))
        #expect(decision.daysPastDue == 9)
    }

    @Test func anOpenPromiseSleepsUntilItsGraceIsOver() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.promises = [
            PromiseFact(
                id: Identifier(), madeOn: day("2026-06-03"), dueOn: day("2026-06-12"), amount: .usd(cents: 50_00))
        ]
        snapshot.confirmPromises()
        let decision = residential.look(at: snapshot, on: day("2026-06-12"))
        // Friday and two business days of grace: broken from Wednesday 17 June.
        #expect(decision.verdict == .asleep(until: day("2026-06-17"), because: .promise(dueOn: day("2026-06-12"))))
        #expect(residential.look(at: snapshot, on: day("2026-06-17")).step?.step == "statement")
    }

    @Test func aMutedTenantSendsNothing() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.tenantMuted = [DayInterval(from: day("2026-06-01"), until: nil)]
        let decision = residential.look(at: snapshot, on: day("2026-06-02"))
        #expect(decision.verdict == .asleep(until: nil, because: .tenantMuted))
    }

    @Test func aDisputedItemIsLeftOutAndTheRestGoesOn() throws {
        let disputed = OpenReceivable.invoice(due: day("2026-05-01"), cents: 40_00, disputed: 40_00)
        let other = OpenReceivable.invoice(due: due)
        let snapshot = CaseSnapshot(receivables: [disputed, other], customer: .reachable())
        let decision = residential.look(at: snapshot, on: day("2026-06-02"))
        #expect(try #require(decision.step).receivables == [other.id])
        #expect(decision.daysPastDue == 1)
        let alone = CaseSnapshot(receivables: [disputed], customer: .reachable())
        let asleep = residential.look(at: alone, on: day("2026-06-02"))
        #expect(asleep.verdict == .asleep(until: nil, because: .allDisputed))
    }

    @Test func oneMessageNamesEverythingOpenOldestFirst() {
        let older = OpenReceivable.invoice(due: day("2026-05-25"))
        let newer = OpenReceivable.invoice(due: day("2026-06-10"))
        let snapshot = CaseSnapshot(receivables: [newer, older], customer: .reachable())
        #expect(residential.look(at: snapshot, on: day("2026-06-02")).step?.receivables == [older.id, newer.id])
    }

    @Test func theReasonIsToldInWords() {
        let snapshot = CaseSnapshot.oneInvoice(due: due)
        #expect(
            residential.look(at: snapshot, on: day("2026-06-03")).words == "statement by email, due since 2 Jun 2026")
        var sent = snapshot
        sent.otherMessages = [MessageFact(day: day("2026-06-02"), medium: .post, counts: true)]
        #expect(
            residential.look(at: sent, on: day("2026-06-03")).words
                == "statement is due; waits until 4 Jun 2026: 2 days between messages")
    }

    @Test func nothingOpenIsNothingToDo() {
        let snapshot = CaseSnapshot(receivables: [], customer: .reachable())
        #expect(residential.look(at: snapshot, on: due).verdict == .nothing(because: .nothingOpen))
    }
}

/// Balances too small to ask for. Source: starter policies §1.2 rule 9.
@Suite struct SmallBalanceDecisionTests {
    private let due = day("2026-06-01")

    @Test(arguments: PolicyKind.allCases) func underTheLimitNothingClimbsWhateverWentBefore(kind: PolicyKind) throws {
        let policy = try #require(PolicyDocument.parse(try StarterPolicies.text(for: kind)).policy)
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: 14_99)
        snapshot.customer.reasons = [.changeOfMeans]
        snapshot.customer.kind = .business
        let cycle = CycleKey(kind: .pastDue, startedOn: day("2026-06-02"))
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.record("nudge", on: day("2026-06-16"), cycle: cycle)
        for offset in 1..<90 {
            let decision = policy.look(at: snapshot, on: due.adding(days: offset))
            #expect(
                decision.verdict
                    == .nothing(because: .balanceTooSmall(.usd(cents: 14_99), below: .usd(cents: 15_00))),
                "day \(offset)")
        }
    }

    @Test func afterNinetyDaysAWriteOffIsProposedAndTheDayIsNotMissed() {
        let snapshot = CaseSnapshot.oneInvoice(due: due, cents: 14_99)
        let day90 = due.adding(days: 90)
        let before = residential.look(at: snapshot, on: due.adding(days: 80))
        #expect(before.nextLookOn == day90)
        let decision = residential.look(at: snapshot, on: day90)
        #expect(decision.words.contains("to write it off is proposed"))
        #expect(snapshot.decisionCause(on: day90, policy: residential, calendar: .weekdays) == .smallBalance)
    }

    @Test func theNextBillBringsItBack() {
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: 9_00)
        snapshot.receivables.append(.invoice(due: day("2026-07-01"), cents: 6_00))
        #expect(residential.look(at: snapshot, on: day("2026-07-01")).step == nil)
        let decision = residential.look(at: snapshot, on: day("2026-07-02"))
        #expect(decision.step?.step == "statement" && decision.step?.receivables.count == 2)
    }
}
