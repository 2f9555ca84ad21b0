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

    /// Source: starter policies §1.2, the cap on call attempts.
    @Test func noCallIsAskedForBeyondTheAttemptsOfSevenDays() {
        let most = residential.rules.callAttemptsInSevenDays
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.calls = (0..<most).map { _ in CallFact(day: day("2026-06-01"), step: nil, disposition: .noAnswer) }
        let refused = residential.look(at: snapshot, on: day("2026-06-04"))
        #expect(refused.waitsFor == .callAttemptsInSevenDays(most))
        #expect(refused.waitsUntil == day("2026-06-08"))
        snapshot.calls.removeLast()
        #expect(residential.look(at: snapshot, on: day("2026-06-04")).step?.channel == .medium(.telephone))
    }

    /// Words are rendered elsewhere; what they may claim is decided here.
    @Test func statement1_withNoCallRecordedNoneIsClaimedAndWithNoMailingConfirmedThereIsNoFeeAndNoWithdrawal() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.record("first-call", on: day("2026-06-04"), by: .telephone, cycle: cycle, state: .lapsed)
        let today = day("2026-06-30")
        let contacts = snapshot.recordedContacts(on: today, policy: residential, calendar: .weekdays)
        #expect(!contacts.mayMentionCalls)
        snapshot.calls = [CallFact(day: day("2026-06-05"), step: "first-call", disposition: .noAnswer)]
        #expect(
            snapshot.recordedContacts(on: today, policy: residential, calendar: .weekdays).mayMentionCalls)

        #expect(feeDays(of: notice(mailed: nil)).isEmpty)
        let printed = WithdrawalNotice(endsOn: day("2026-08-25"), mailedOn: nil)
        #expect(printed.withdrawalOn(asOf: day("2026-12-31")) == nil)
        let mailed = WithdrawalNotice(endsOn: day("2026-08-25"), mailedOn: day("2026-08-03"))
        #expect(mailed.withdrawalOn(asOf: day("2026-08-02")) == nil)
        #expect(mailed.withdrawalOn(asOf: day("2026-08-03")) == day("2026-08-25"))
    }

    @Test func statement2_withAnAgreedCallBackTheCallGoesOnTheAgreedDay() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        let wednesday = day("2026-06-10")
        snapshot.calls = [
            CallFact(
                day: day("2026-06-08"), step: nil, disposition: .spoke, agreedCallBackOn: wednesday,
                willLookIntoIt: true)
        ]
        let step = residential.look(at: snapshot, on: wednesday).step
        #expect(step?.channel == .medium(.telephone))
        #expect(step?.agreedCallBackOn == wednesday)
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

    @Test func statement4_aReversalThatJoinsTwoCyclesSendsNothingTwice() {
        let (first, second) = (OpenReceivable.invoice(due: due), OpenReceivable.invoice(due: due.adding(days: 30)))
        var snapshot = CaseSnapshot(receivables: [second], customer: .reachable())
        snapshot.settledPastDue = [DayInterval(from: due.adding(days: 1), until: due.adding(days: 10))]
        let before = walk(snapshot, from: due.adding(days: 31), days: 20)
        #expect(before.done.map(\.step) == ["statement", "first-call", "satisfaction", "nudge", "second-call"])
        var joined = before.snapshot
        joined.receivables = [first, second]
        joined.settledPastDue = []
        let after = residential.look(at: joined, on: due.adding(days: 51))
        #expect(after.cycle == cycle)
        let again = walk(joined, from: due.adding(days: 51), days: 40).done.map(\.step)
        #expect(Set(again).isDisjoint(with: before.done.map(\.step)))
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

    /// Owed, paid and not cleared in cents since the notice, holds, and what follows.
    private static let afterNotice: [(Int64, Int64, Int64, Set<HoldReason>, AfterNotice.Answer)] = [
        (0, 300_00, 0, [], .continues), (150_00, 150_00, 0, [], .standsReceiptSaysSo),
        (300_00, 0, 300_00, [], .standsReceiptSaysSo), (300_00, 0, 0, [], .stands),
        (300_00, 0, 0, [.hardship], .blocked(by: .hardship)), (0, 300_00, 0, [.dispute], .continues),
    ]

    /// The moment before service would end; the withdrawal itself comes with its channel.
    @Test(arguments: afterNotice.indices)
    func statements5And6_whatIsPaidAfterANoticeEndsItOnlyWhenAllIsCleared(row: Int) {
        let (owed, paid, uncleared, holds, answer) = Self.afterNotice[row]
        let after = AfterNotice(
            owed: .usd(cents: owed), paid: .usd(cents: paid), uncleared: .usd(cents: uncleared), holds: holds)
        #expect(after.answer == answer)
    }

    @Test func statement5_onlyTheContinuationLetterEndsTheNotice() {
        let mailed = day("2026-08-03")
        let notice = WithdrawalNotice(endsOn: day("2026-08-25"), mailedOn: mailed, continuedOn: day("2026-08-24"))
        #expect(notice.withdrawalOn(asOf: day("2026-08-23")) == day("2026-08-25"))
        #expect(notice.withdrawalOn(asOf: day("2026-08-24")) == nil)
        let returned = WithdrawalNotice(endsOn: day("2026-08-25"), mailedOn: mailed, returnedOn: day("2026-08-10"))
        #expect(returned.withdrawalOn(asOf: day("2026-08-10")) == nil)
    }

    @Test func statement7_aMissingItemStopsTheNoticeAndTheWithdrawalAndIsNamed() {
        let all = Set(WithdrawalInterlock.Item.allCases)
        let fire = WithdrawalInterlock(
            guardsLife: true, needsLiveConversation: false, present: all.subtracting([.authorityOnFile]))
        #expect(fire.missing(before: .notice) == [.authorityOnFile])
        let medical = WithdrawalInterlock(
            guardsLife: true, needsLiveConversation: true, present: all.subtracting([.liveConversation]))
        #expect(medical.missing(before: .notice).isEmpty)
        #expect(medical.missing(before: .withdrawal) == [.liveConversation])
        let burglar = WithdrawalInterlock(guardsLife: false, needsLiveConversation: false, present: [])
        #expect(burglar.missing(before: .notice).isEmpty)
        #expect(burglar.missing(before: .withdrawal) == [.noticeConfirmed])
        for item in all {
            let lacking = WithdrawalInterlock(
                guardsLife: true, needsLiveConversation: true, present: all.subtracting([item]))
            #expect(lacking.missing(before: .notice) + lacking.missing(before: .withdrawal) == [item])
        }
    }

    @Test func statement7_aNoticeAboutLifeIsLongerAndTheLongestCounts() {
        func earliest(lifeSafety: Bool, contract: Int? = nil, state: Int? = nil) -> CalendarDate {
            WithdrawalNotice.earliestDay(
                mailedOn: day("2026-08-03"), policy: residential, lifeSafety: lifeSafety, contractDays: contract,
                stateDays: state, calendar: .weekdays)
        }
        // Monday 3 August and five business days of transit arrive on Monday 10 August.
        #expect(earliest(lifeSafety: false) == day("2026-08-20"))
        #expect(earliest(lifeSafety: true) == day("2026-09-09"))
        #expect(earliest(lifeSafety: false, contract: 15, state: 60) == day("2026-10-09"))
    }

    /// The formal letter is mailed on Friday 3 July; it arrives on the 10th, and ten days later is the 20th.
    private func notice(mailed: String? = "2026-07-03", names: String = "2026-07-22", returned: String? = nil)
        -> (CaseSnapshot) -> FeeNotice
    {
        { snapshot in
            FeeNotice(
                cycle: self.cycle, namedFrom: day(names), receivables: [snapshot.receivables[0].id],
                mailedOn: mailed.map(day), returnedOn: returned.map(day))
        }
    }

    /// Days on which a fee would be entered, and on what.
    private func feeDays(
        of notice: (CaseSnapshot) -> FeeNotice, under policy: Treatment.Policy = wholePolicy,
        _ change: (inout CaseSnapshot) -> Void = { _ in }
    ) -> [CalendarDate] {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.receivables.append(.invoice(due: due.adding(days: 30)))
        snapshot.customer.contractAllows = [.fee]
        snapshot.feeNotices = [notice(snapshot)]
        change(&snapshot)
        let walked = walk(snapshot, under: policy, from: day("2026-07-03"), days: 60)
        let fees = zip(walked.done, walked.days).filter { $0.0.step == "late-fee" }
        for (fee, _) in fees {
            #expect(fee.channel == .ledger)
            #expect(fee.receivables == [snapshot.receivables[0].id])
        }
        return fees.map(\.1)
    }

    @Test func statement8_aFeeStandsOnALetterThatWasMailedInTimeAndDidNotComeBack() throws {
        let none = wholeLadder.replacing("late-fee: 5.00", with: "late-fee: none")
        #expect(feeDays(of: notice(), under: try #require(PolicyDocument.parse(none).policy)).isEmpty)
        // Policy day 50 is 21 July, and the letter names the 22nd.
        #expect(feeDays(of: notice()) == [day("2026-07-22")])
        #expect(feeDays(of: notice(returned: "2026-07-21")).isEmpty)
        #expect(feeDays(of: notice(mailed: "2026-07-08")).isEmpty)
        #expect(feeDays(of: notice()) { $0.customer.contractAllows = [] }.isEmpty)
        #expect(feeDays(of: notice()) { $0.receivables.removeFirst() }.isEmpty)
        let disputed = feeDays(of: notice()) { snapshot in
            let first = snapshot.receivables[0]
            snapshot.receivables[0] = OpenReceivable(
                id: first.id, billedOn: first.billedOn, dueOn: first.dueOn, open: first.open, disputed: first.open)
        }
        #expect(disputed.isEmpty)
    }

    @Test func statement8_afterACureTheOldLetterAllowsNoFee() {
        let again = feeDays(of: notice()) { snapshot in
            let first = snapshot.receivables[0]
            // The first was paid in full on 28 June; the same letter is still on record when the second is late.
            snapshot.settledPastDue = [DayInterval(from: due.adding(days: 1), until: day("2026-06-28"))]
            snapshot.receivables[0] = OpenReceivable(
                id: first.id, billedOn: first.billedOn, dueOn: day("2026-06-29"), open: first.open,
                disputed: first.disputed)
        }
        #expect(again.isEmpty)
    }

    @Test(arguments: [StepState.sent, .planned])
    func noFeeFallsWhileAFinalLetterGivesTheCustomerUntilANamedDay(_ state: StepState) throws {
        var given: CalendarDate?
        let fees = feeDays(of: notice()) { snapshot in
            let written = day("2026-07-20")
            snapshot.record("final-demand", on: written, by: .post, cycle: cycle, state: state)
            given = snapshot.lastDay(ofLetterWritten: written, policy: wholePolicy, calendar: .weekdays)
        }
        let last = try #require(given)
        #expect(last > day("2026-07-22"), "the letter of the fee names an earlier day")
        #expect(fees == [last.adding(days: 1)])
    }

    @Test func statement9_aPlanWhoseFirstPartIsUnpaidLetsTheLadderGoOnWhereItWas() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.plans = [
            PlanFact(scope: .wholeCase, acceptedOn: day("2026-06-03"), firstPaidOn: nil, endedOn: nil)
        ]
        snapshot.record(
            "plan-agreement", on: day("2026-06-03"), cycle: CycleKey(kind: .event, startedOn: day("2026-06-03")))
        #expect(
            residential.look(at: snapshot, on: day("2026-06-09")).verdict
                == .asleep(until: day("2026-06-10"), because: .planProvisional))
        let awake = residential.look(at: snapshot, on: day("2026-06-10"))
        #expect(awake.policyDay == 2)
        #expect(residential.look(at: snapshot, on: day("2026-06-11")).step?.step == "first-call")
    }

    @Test func statement11_whoHasOnlyAPostalAddressGetsEveryNoticeByPost() {
        let walked = walk(.oneInvoice(due: due, media: [.post]), from: day("2026-06-02"), days: 70)
        #expect(walked.done.map(\.step) == ["statement", "satisfaction", "nudge", "formal-letter", "final-demand"])
        #expect(walked.done.allSatisfy { $0.channel == .medium(.post) })
    }

    @Test(arguments: [MediumState.noAddress, .noConsent, .optedOut, .bad])
    func statement11_whoeverHasNoGoodAddressIsLookedForAndGetsNoFeeNoticeOrPlacement(other: MediumState) {
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: 300_00)
        snapshot.customer.media = [.email: other, .text: other, .telephone: other, .post: .bad]
        snapshot.customer.contractAllows = [.fee, .withdrawal]
        let view = CaseView(snapshot, policy: wholePolicy, calendar: .weekdays)
        for offset in 4...150 {
            guard case .locate(let need) = view.glance(on: due.adding(days: offset)).verdict else {
                Issue.record("day \(offset): no locate task")
                return
            }
            #expect(need.step == "statement")
        }
    }

    @Test(arguments: Language.allCases)
    func statement12_theWholeSequenceOfOneUnreachedCustomerRisesStepByStep(language: Language) {
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: 300_00)
        snapshot.customer.language = language
        snapshot.customer.monthlyAmount = .usd(cents: 100_00)
        var calls: [CallFact] = []
        var found: (done: [StepDecision], days: [CalendarDate]) = ([], [])
        for offset in 1...90 {
            let today = due.adding(days: offset)
            let one = walk(snapshot, under: wholePolicy, from: today, days: 1)
            found.done += one.done
            found.days += one.days
            snapshot = one.snapshot
            // Somebody tries every open call on each business day, and nobody ever answers.
            if let call = found.done.last(where: { $0.callWindow != nil }), let window = call.callWindow,
                today <= window.lastDay, today.weekday <= 5,
                calls.count(where: { $0.step == call.step }) < window.attempts
            {
                calls.append(CallFact(day: today, step: call.step, disposition: .noAnswer))
                snapshot.calls = calls
            }
        }
        #expect(
            found.done.map(\.step) == [
                "statement", "nudge", "second-call", "plan-offer", "formal-letter", "third-call", "final-demand",
                "owner-call", "decision",
            ])
        let tones = found.done.map(\.tone)
        #expect(tones == tones.sorted())
        for (earlier, later) in zip(found.days, found.days.dropFirst()) {
            #expect(later.days(since: earlier) >= 2)
        }
        #expect(Set(found.done.map(\.step)).count == found.done.count)
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
