import Foundation
import Receivables
import Testing

@testable import Treatment

/// Versions a case may meet while it runs: the starter, the whole ladder, and the whole ladder with a rung taken out, one
/// renamed and days moved.
private let versions: [Treatment.Policy] = {
    let changed = wholeLadder.replacing("past-due 15", with: "past-due 12")
        .replacing("step: formal-letter", with: "step: first-formal-letter")
        .replacing("rungs: [formal-letter]", with: "rungs: [first-formal-letter]")
        .replacing("past-due 30", with: "past-due 26")
    let short = changed.replacing(
        "  - {step: nudge, at: past-due 12, by: [post, email], tone: helpful, template: nudge}\n", with: "")
    guard let policy = PolicyDocument.parse(short).policy else { preconditionFailure("it reads") }
    return [residential, wholePolicy, policy]
}()

/// One day on which something was done.
private struct Act {
    let day: CalendarDate
    let decision: StepDecision
    let policy: Treatment.Policy
    /// What was known before it.
    let known: CaseSnapshot
    let passedOver: [PassedOverStep]
}

/// A case that lives: bills fall due, are paid and reversed, holds come and go, people call and answer, letters are
/// confirmed late or come back, the clock leaps, runs are repeated and the policy changes.
private struct Life {
    static let start = day("2026-09-01")
    static let days = 150

    struct Bill {
        let receivable: OpenReceivable
        var paidOn: CalendarDate?
        var reversedOn: CalendarDate?

        func isPaid(on day: CalendarDate) -> Bool {
            guard let paidOn, paidOn <= day else { return false }
            return reversedOn.map { day < $0 } ?? true
        }
    }

    private(set) var acts: [Act] = []
    /// The last thing known, and every snapshot of a tenth day.
    private(set) var kept: [(day: CalendarDate, snapshot: CaseSnapshot, policy: Treatment.Policy)] = []
    private var bills: [Bill] = []
    private var snapshot: CaseSnapshot
    private var future: (holds: [HoldFact], promises: [PromiseFact], events: [CaseEvent], calls: [CallFact])
    private var plans: [PlanFact] = []
    private var random: Seeded

    init(seed: Int) {
        var random = Seeded(seed &* 31 &+ 5)
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let cents = Int64(Int.random(in: 4_00...90_00, using: &random))
            let due = random.day(-70...60, after: Self.start)
            let paid = random.chance(50) ? random.day(0...60, after: due) : nil
            let reversed = random.chance(60) ? paid.map { random.day(1...40, after: $0) } : nil
            bills.append(
                Bill(
                    receivable: .invoice(
                        due: due, cents: cents, disputed: random.chance(10) ? cents / 2 : random.chance(8) ? cents : 0),
                    paidOn: paid, reversedOn: reversed))
        }
        let media = ContactMedium.allCases.filter { _ in random.chance(75) }
        snapshot = CaseSnapshot(receivables: [], customer: .reachable(by: media))
        snapshot.customer.monthlyAmount = .usd(cents: 20_00)
        snapshot.customer.contractAllows = [.fee]
        future = ([], [], [], [])
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let from = random.day(0...130, after: Self.start)
            let reasons: [HoldReason] = [.dispute, .hardship, .openTicket, .bankruptcy]
            let scope: CaseScope = random.chance(60) ? .wholeCase : .receivables([bills[0].receivable.id])
            let until = random.chance(90) ? random.day(1...30, after: from) : nil
            let reason = reasons.randomElement(using: &random) ?? .dispute
            future.holds.append(HoldFact(reason: reason, scope: scope, days: DayInterval(from: from, until: until)))
        }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let made = random.day(0...120, after: Self.start)
            future.promises.append(
                PromiseFact(
                    id: Identifier(), madeOn: made, dueOn: random.day(1...14, after: made), amount: .usd(cents: 10_00),
                    wantsReminder: random.chance(50)))
        }
        if random.chance(30) {
            let accepted = random.day(5...100, after: Self.start)
            let paid = random.chance(60) ? random.day(0...6, after: accepted) : nil
            let ended = random.chance(70) ? random.day(10...60, after: accepted) : nil
            plans = [PlanFact(scope: .wholeCase, acceptedOn: accepted, firstPaidOn: paid, endedOn: ended)]
        }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let kinds: [PolicyEvent] = [.autopayFailed, .cardReplaced, .cancellationClaim]
            let kind = kinds.randomElement(using: &random) ?? .autopayFailed
            future.events.append(CaseEvent(kind: kind, day: random.day(0...120, after: Self.start)))
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let called = random.day(0...140, after: Self.start)
            let agreed = random.chance(50) ? random.day(1...7, after: called) : nil
            future.calls.append(
                CallFact(
                    day: called, step: nil, disposition: .spoke, agreedCallBackOn: agreed,
                    willLookIntoIt: random.chance(60), isOutbound: random.chance(60)))
        }
        self.random = random
        live(under: seed)
    }

    private mutating func live(under seed: Int) {
        var policy = versions[seed % versions.count]
        var today = Self.start
        let end = Self.start.adding(days: Self.days)
        while today < end {
            learn(of: today)
            if random.chance(2) { policy = versions[Int.random(in: 0..<versions.count, using: &random)] }
            // A run that is repeated must find nothing left to do.
            for _ in 0..<(random.chance(20) ? 2 : 1) { run(on: today, under: policy) }
            work(on: today, under: policy)
            if today.daysSinceEpoch.isMultiple(of: 25) { kept.append((today, snapshot, policy)) }
            today = today.adding(days: random.chance(2) ? Int.random(in: 2...15, using: &random) : 1)
        }
    }

    private mutating func learn(of today: CalendarDate) {
        let open = bills.filter { !$0.isPaid(on: today) && $0.receivable.billedOn <= today }
        snapshot.receivables = open.map(\.receivable)
        snapshot.settledPastDue = bills.compactMap { bill in
            guard bill.isPaid(on: today), let paidOn = bill.paidOn, paidOn > bill.receivable.dueOn else { return nil }
            return DayInterval(from: bill.receivable.dueOn.adding(days: 1), until: paidOn)
        }
        snapshot.payments = bills.filter { $0.isPaid(on: today) }.compactMap { bill in
            bill.paidOn.map { PaymentFact(day: $0, amount: bill.receivable.open, receivable: bill.receivable.id) }
        }
        snapshot.holds = future.holds.filter { $0.days.from <= today }
        snapshot.promises = future.promises.filter { $0.madeOn <= today }
        snapshot.plans = plans.filter { $0.acceptedOn <= today }
        snapshot.events = future.events.filter { $0.day <= today }
        let told = future.calls.filter { $0.day <= today && !snapshot.calls.contains($0) }
        snapshot.calls += told
    }

    private mutating func run(on today: CalendarDate, under policy: Treatment.Policy) {
        let glance = CaseView(snapshot, policy: policy, calendar: .weekdays).glance(on: today)
        guard case .act(let decision) = glance.verdict else { return }
        acts.append(
            Act(day: today, decision: decision, policy: policy, known: snapshot, passedOver: glance.passedOver))
        let isGone = decision.channel != .medium(.telephone) && decision.channel != .medium(.post)
        snapshot.steps.append(
            StepRecord(
                step: decision.step, cycle: decision.cycle, ordinal: decision.ordinal, medium: decision.channel.medium,
                state: isGone ? .sent : .planned, plannedOn: today, goneOn: isGone ? today : nil, tone: decision.tone))
    }

    /// Letters are confirmed or come back, calls are made or not, as people do.
    private mutating func work(on today: CalendarDate, under policy: Treatment.Policy) {
        for (index, record) in snapshot.steps.enumerated() where record.state == .planned {
            switch record.medium {
            // Some batches are never confirmed: nobody knows whether they were mailed.
            case .post where random.chance(record.plannedOn.daysSinceEpoch.isMultiple(of: 4) ? 1 : 50):
                let state: StepState = random.chance(8) ? .returned : random.chance(5) ? .cancelled : .sent
                replace(index, with: state, goneOn: state == .cancelled ? nil : today)
            case .telephone where today.weekday <= 5 && random.chance(60):
                let window = policy.step(record.step)?.window
                let last = window.map {
                    CallTask(plannedOn: record.plannedOn, terms: $0, calendar: .weekdays).lastDay
                }
                guard let last, today <= last else { continue }
                let recent = snapshot.calls.filter { today.days(since: $0.day) < 7 }
                guard recent.count < 3, !recent.contains(where: { $0.disposition == .spoke }) else { continue }
                let disposition: CallDisposition = random.chance(20) ? .spoke : .noAnswer
                snapshot.calls.append(CallFact(day: today, step: record.step, disposition: disposition))
            default: continue
            }
        }
    }

    private mutating func replace(_ index: Int, with state: StepState, goneOn: CalendarDate?) {
        let old = snapshot.steps[index]
        snapshot.steps[index] = StepRecord(
            step: old.step, cycle: old.cycle, ordinal: old.ordinal, medium: old.medium, state: state,
            plannedOn: old.plannedOn, goneOn: goneOn, tone: old.tone)
    }
}

/// `scripts/test --full` lives more of them.
private let livesMax = ProcessInfo.processInfo.environment["DUNWELL_FULL"] == nil ? 120 : 1_500
private let lives: [(seed: Int, life: Life)] = (1...livesMax).map { ($0, Life(seed: $0)) }

/// What holds in every life. A failure names the seed of the life, which is the same whenever it is run again.
@Suite struct HistoryTests {
    private func forEveryAct(_ check: (Act, String) -> Void) {
        for (seed, life) in lives {
            for act in life.acts { check(act, "seed \(seed), \(act.decision.step) on \(act.day)") }
        }
    }

    /// Records of the cycle that count: cancelled and returned ones do not.
    private func before(_ act: Act) -> [StepRecord] {
        act.known.steps.filter { record in
            guard record.state != .cancelled, record.state != .returned else { return false }
            if act.decision.cycle.kind != .pastDue { return record.cycle == act.decision.cycle }
            return record.cycle.kind == .pastDue && record.plannedOn >= act.decision.cycle.startedOn
        }
    }

    /// Why a rung may be missing from the record before a firm step, read from the facts alone; `nil` for no reason.
    private func excuse(for rung: String, _ act: Act) -> String? {
        guard let step = act.policy.step(rung) else { return "the policy has no such step" }
        if !step.live { return "not live" }
        let media = step.channels.compactMap(\.channel.medium)
        if !media.isEmpty, media.allSatisfy({ act.known.customer.media[$0] != .usable }) { return "unreachable" }
        let later = before(act).filter { $0.medium != nil && $0.state != .lapsed }.compactMap(\.tone)
        if let highest = later.max(), highest > step.tone { return "a later tone has gone" }
        let since = act.decision.cycle.startedOn
        let stopped = act.known.events.contains { step.stoppedBy.contains($0.kind) && $0.day >= since }
        if stopped { return "stopped by an event" }
        // The message about a failed payment stands in for the first reminder.
        let failed = act.known.steps.contains { $0.step == "autopay-failed" && $0.state == .sent }
        return failed && rung == "statement" ? "replaced" : nil
    }

    @Test func noStepGoesTwiceInACycleWhateverHappensMeanwhile() {
        forEveryAct { act, place in
            #expect(!before(act).contains { $0.step == act.decision.step }, "\(place)")
        }
    }

    @Test func atMostOneThingADayHoweverOftenTheRunIsRepeated() {
        for (seed, life) in lives {
            let days = life.acts.filter { $0.decision.channel.medium != nil }
                // An answer goes at once, beside the step of the day.
                .filter { $0.policy.step($0.decision.step)?.countsTowardCaps ?? true }.map(\.day)
            #expect(Set(days).count == days.count, "seed \(seed)")
        }
    }

    @Test func nothingFirmGoesBeforeItsRungNorTooSoonAfterItNorInTheQuietSeason() {
        forEveryAct { act, place in
            guard act.decision.firmness == .firm, let step = act.policy.step(act.decision.step) else { return }
            let done = before(act).filter { $0.state == .sent || $0.medium == .telephone }
            for rung in step.requires.rungs {
                let isDone = done.contains { $0.step == rung }
                #expect(isDone || excuse(for: rung, act) != nil, "\(place): before \(rung)")
            }
            for record in before(act) where record.state == .sent && record.medium != nil {
                let distance = act.day.days(since: record.goneOn ?? record.plannedOn)
                #expect(distance >= 5, "\(place): \(distance) days after \(record.step)")
            }
            if act.decision.channel != .decision {
                #expect(!(act.policy.rules.quietSeason?.contains(act.day) ?? false), "\(place)")
            }
            let attempts = act.known.calls.filter { $0.isAttempt && $0.day >= act.decision.cycle.startedOn }
            if step.requires.callAttempts > 0, act.known.customer.media[.telephone] == .usable {
                #expect(attempts.count >= step.requires.callAttempts, "\(place)")
                #expect(Set(attempts.map(\.day)).count >= step.requires.callDays, "\(place)")
            }
        }
    }

    @Test func toneNeverStepsBackInACycleThoughThePolicyChanges() {
        forEveryAct { act, place in
            guard act.decision.cycle.kind == .pastDue, act.decision.template != nil else { return }
            // A call nobody made said nothing, nor did one nobody answered.
            let told = before(act).filter { record in
                guard record.medium == .telephone else { return record.medium != nil && record.state != .lapsed }
                return act.known.calls.contains {
                    $0.step == record.step && $0.day >= record.plannedOn && $0.disposition == .spoke
                }
            }
            if let highest = told.compactMap(\.tone).max() {
                let record = told.map { "\($0.step) \($0.state) \($0.plannedOn) \($0.goneOn.map { "\($0)" } ?? "-")" }
                #expect(act.decision.tone >= highest, "\(place): after \(record)")
            }
        }
    }

    @Test func noTwoConversationsOrMessagesComeTooNear() {
        forEveryAct { act, place in
            guard let medium = act.decision.channel.medium,
                act.policy.step(act.decision.step)?.countsTowardCaps ?? true, act.decision.agreedCallBackOn == nil
            else { return }
            let spoken = act.known.calls.filter { $0.disposition == .spoke }.map(\.day)
            if medium == .telephone {
                if let last = spoken.max() { #expect(act.day.days(since: last) >= 7, "\(place)") }
                let attempts = act.known.calls.filter { $0.isAttempt && act.day.days(since: $0.day) < 7 }
                #expect(attempts.count < 3, "\(place)")
            }
            let written = act.known.steps.filter {
                $0.medium != nil && $0.medium != .telephone && $0.state != .cancelled
                    && act.policy.step($0.step)?.countsTowardCaps ?? true
            }.map { $0.goneOn ?? $0.plannedOn }
            if medium != .telephone, let last = written.max() {
                #expect(act.day.days(since: last) >= 2, "\(place): written on \(last)")
            }
            let recent = (written + spoken).filter { act.day.days(since: $0) < 7 }
            #expect(recent.count < 2, "\(place): \(recent)")
        }
    }

    /// Whether a promise for the whole case waits for its day: the grace that follows is left to another test.
    private func isOpen(_ promise: PromiseFact, _ act: Act) -> Bool {
        guard promise.madeOn <= act.day, act.day <= promise.dueOn else { return false }
        let paid = act.known.payments.filter { promise.madeOn <= $0.day && $0.day <= act.day }
            .reduce(0) { $0 + $1.amount.minorUnits }
        return paid < promise.amount.minorUnits
    }

    @Test func nothingIsAskedForWhileTheCaseSleeps() {
        forEveryAct { act, place in
            let asleep = act.known.holds.contains { $0.scope == .wholeCase && $0.days.contains(act.day) }
            let planned = act.known.plans.contains { plan in
                let holds = plan.holds(act.policy.plans)
                return holds.provisional.contains(act.day) || holds.full?.contains(act.day) ?? false
            }
            let promised = act.known.promises.contains { isOpen($0, act) }
            let isAnswer = act.policy.step(act.decision.step)?.answersAnEvent == true
            #expect(!asleep && !planned && !promised || isAnswer, "\(place)")
            let named = Set(act.decision.receivables)
            let disputed = act.known.receivables.filter { $0.disputed == $0.open }.map(\.id)
            #expect(named.isDisjoint(with: disputed), "\(place): asks for what is disputed")
            for hold in act.known.holds where hold.days.contains(act.day) {
                if case .receivables(let held) = hold.scope { #expect(named.isDisjoint(with: held), "\(place)") }
            }
        }
    }

    @Test func theStateIsTheSameHoweverTheFactsArrive() {
        for (seed, life) in lives {
            var random = Seeded(seed)
            for (today, snapshot, policy) in life.kept {
                var shuffled = snapshot
                shuffled.receivables.shuffle(using: &random)
                shuffled.settledPastDue.shuffle(using: &random)
                shuffled.steps.shuffle(using: &random)
                shuffled.calls.shuffle(using: &random)
                shuffled.holds.shuffle(using: &random)
                shuffled.promises.shuffle(using: &random)
                shuffled.payments.shuffle(using: &random)
                shuffled.events.shuffle(using: &random)
                // What is told twice is known once.
                shuffled.holds += shuffled.holds.prefix(1)
                shuffled.events += shuffled.events.prefix(1)
                shuffled.settledPastDue += shuffled.settledPastDue.prefix(1)
                let (one, other) = (
                    CaseView(snapshot, policy: policy, calendar: .weekdays),
                    CaseView(shuffled, policy: policy, calendar: .weekdays)
                )
                for day in [today, today.adding(days: 3)] {
                    let (left, right) = (one.glance(on: day), other.glance(on: day))
                    #expect(left.verdict == right.verdict, "seed \(seed) on \(day)")
                    #expect(left.passedOver == right.passedOver, "seed \(seed) on \(day)")
                    #expect(left.clock == right.clock, "seed \(seed) on \(day)")
                }
                #expect(one.cooperation(on: today) == other.cooperation(on: today), "seed \(seed) on \(today)")
                let sheets = [snapshot, shuffled].map {
                    $0.decisionSheet(DecisionInputs(), on: today, policy: policy, calendar: .weekdays)
                }
                #expect(sheets[0] == sheets[1], "seed \(seed) on \(today)")
            }
        }
    }

    @Test func nothingClimbsTheLadderForASmallBalance() {
        forEveryAct { act, place in
            guard act.decision.cycle.kind == .pastDue, let step = act.policy.step(act.decision.step),
                step.anchor.climbs
            else { return }
            let late = act.known.receivables.filter { $0.dueOn < act.day && act.decision.receivables.contains($0.id) }
            let owed = late.reduce(Int64(0)) { $0 + $1.undisputed.minorUnits }
            #expect(owed >= act.policy.rules.smallBalance.remind, "\(place): \(owed)")
        }
    }

    /// Without this the rules above might hold because nothing ever happens.
    @Test func theLivesAreEventful() {
        let gone = Set(lives.flatMap { $0.life.acts.map(\.decision.step) })
        let wanted: Set = [
            "statement", "first-call", "satisfaction", "nudge", "second-call", "plan-offer", "formal-letter",
            "first-formal-letter", "third-call", "final-demand", "decision", "call-back", "autopay-failed",
        ]
        #expect(wanted.subtracting(gone).isEmpty)
        #expect(lives.contains { $0.life.acts.contains { $0.decision.ordinal > 1 } })
        let all = lives.flatMap(\.life.acts)
        #expect(all.contains { act in act.known.promises.contains { $0.madeOn <= act.day && act.day <= $0.dueOn } })
        #expect(all.contains { act in act.known.receivables.contains { $0.disputed == $0.open } })
        let missing = all.filter { act in
            act.policy.step(act.decision.step)?.requires.rungs.contains { excuse(for: $0, act) != nil } ?? false
        }
        #expect(!missing.isEmpty)
        let changed = lives.filter { Set($0.life.acts.map(\.policy.key)).count > 1 }
        #expect(changed.count > 10)
        let reopened = lives.filter { Set($0.life.acts.map(\.decision.cycle)).count > 2 }
        #expect(reopened.count > 5)
    }
}
