import Receivables
import Testing

@testable import Treatment

/// A small generator whose whole sequence follows from its seed (SplitMix64), so that a failure can be run again.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
    mutating func day(_ range: ClosedRange<Int>, after day: CalendarDate) -> CalendarDate {
        day.adding(days: Int.random(in: range, using: &self))
    }
}

/// The starter and the whole ladder with its firm steps.
private let ladder: Treatment.Policy = {
    guard let policy = PolicyDocument.parse(wholeLadder).policy else { preconditionFailure("it reads, see its test") }
    return policy
}()

private let start = day("2026-09-01")

private func history(_ random: inout Seeded) -> CaseSnapshot {
    let receivables = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        let cents = Int64(Int.random(in: 5_00...90_00, using: &random))
        return OpenReceivable.invoice(
            due: random.day(-60...40, after: start), cents: cents, disputed: random.chance(15) ? cents : 0)
    }
    let media = ContactMedium.allCases.filter { _ in random.chance(60) }
    var snapshot = CaseSnapshot(receivables: receivables, customer: .reachable(by: media))
    snapshot.customer.isFirstBill = random.chance(20)
    snapshot.customer.lateCount12 = random.chance(40) ? 1 : 0
    snapshot.customer.billing = random.chance(50) ? .here : .elsewhere
    snapshot.customer.monthlyAmount = .usd(cents: 20_00)
    for _ in 0..<Int.random(in: 0...2, using: &random) {
        let from = random.day(-30...60, after: start)
        let until = random.chance(80) ? random.day(1...25, after: from) : nil
        let scope: CaseScope = random.chance(50) ? .wholeCase : .receivables([receivables[0].id])
        let hold = HoldFact(reason: .dispute, scope: scope, days: DayInterval(from: from, until: until))
        snapshot.holds.append(hold)
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
        let made = random.day(-20...50, after: start)
        snapshot.promises.append(
            PromiseFact(
                id: Identifier(), madeOn: made, dueOn: random.day(1...14, after: made), amount: .usd(cents: 10_00)))
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
        snapshot.payments.append(PaymentFact(day: random.day(0...60, after: start), amount: .usd(cents: 5_00)))
    }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
        let made = random.day(-20...60, after: start)
        let spoke = random.chance(40)
        snapshot.calls.append(
            CallFact(
                day: made, step: nil, disposition: spoke ? .spoke : .noAnswer,
                agreedCallBackOn: spoke && random.chance(50) ? random.day(1...7, after: made) : nil,
                willLookIntoIt: spoke))
    }
    if random.chance(30) {
        snapshot.events.append(CaseEvent(kind: .autopayFailed, day: random.day(-10...30, after: start)))
    }
    if random.chance(20) {
        snapshot.events.append(CaseEvent(kind: .cardReplaced, day: random.day(0...9, after: start)))
    }
    if random.chance(20) {
        snapshot.settledPastDue.append(
            DayInterval(from: random.day(-90 ... -40, after: start), until: random.day(-30...0, after: start)))
    }
    if random.chance(30) {
        snapshot.priorSteps.append(PriorStep(step: "statement", day: random.day(-50...0, after: start)))
    }
    return snapshot
}

private func policy(_ seed: Int) -> Treatment.Policy { seed.isMultiple(of: 2) ? residential : ladder }

@Suite struct PropertyTests {
    static let seeds = Array(1...60)

    private func walked(_ seed: Int, skipping: Set<Int> = []) -> (
        done: [StepDecision], days: [CalendarDate], snapshot: CaseSnapshot
    ) {
        var random = Seeded(seed)
        let snapshot = history(&random)
        var calls = Seeded(seed &+ 7)
        return walk(snapshot, under: policy(seed), from: start, days: 120, skipping: skipping) { _, _ in
            calls.chance(60) ? .noAnswer : calls.chance(50) ? .spoke : nil
        }
    }

    @Test(arguments: seeds) func noStepGoesTwiceInACycle(seed: Int) {
        let keys = walked(seed).done.map { "\($0.step) \($0.cycle)" }
        #expect(Set(keys).count == keys.count, "seed \(seed)")
    }

    @Test(arguments: seeds) func messagesKeepTwoDaysAndAreAtMostTwoInSeven(seed: Int) {
        let all = walked(seed)
        let days = zip(all.done, all.days)
            .filter { $0.0.channel.medium.map { $0 != .telephone } ?? false }
            // Receipts, confirmations and other answers count for nothing.
            .filter { policy(seed).step($0.0.step)?.countsTowardCaps ?? true }.map(\.1)
        for (earlier, later) in zip(days, days.dropFirst()) {
            #expect(later.days(since: earlier) >= 2, "seed \(seed): \(earlier) and \(later)")
        }
        for (first, third) in zip(days, days.dropFirst(2)) {
            #expect(third.days(since: first) >= 7, "seed \(seed): three messages \(first) to \(third)")
        }
    }

    @Test(arguments: seeds) func noRungGoesBeforeASofterOneAndTheFirmKeepTheirDistance(seed: Int) {
        let all = walked(seed)
        let rules = policy(seed)
        let rungs = zip(all.done, all.days).filter { $0.0.cycle.kind == .pastDue && $0.0.step != "late-fee" }
        for (earlier, later) in zip(rungs, rungs.dropFirst()) where earlier.0.cycle == later.0.cycle {
            #expect(earlier.0.tone <= later.0.tone, "seed \(seed): \(earlier.0.step), \(later.0.step)")
            if later.0.firmness == .firm {
                #expect(later.1.days(since: earlier.1) >= 5, "seed \(seed): \(earlier.0.step), \(later.0.step)")
            }
        }
        for (decision, _) in rungs where decision.step == "final-demand" {
            let formal = rungs.contains { $0.0.step == "formal-letter" && $0.0.cycle == decision.cycle }
            #expect(formal, "seed \(seed)")
        }
        // Each comes on its own day of the policy or later, and what stands before it at an earlier day comes first.
        for (decision, today) in rungs {
            guard let from = rules.step(decision.step)?.firstDay else { continue }
            #expect(today.days(since: all.snapshot.receivables.map(\.dueOn).min() ?? today) >= from, "seed \(seed)")
        }
        for (earlier, later) in zip(rungs, rungs.dropFirst()) where earlier.0.cycle == later.0.cycle {
            guard let one = rules.step(earlier.0.step)?.firstDay, let next = rules.step(later.0.step)?.firstDay
            else { continue }
            #expect(one <= next, "seed \(seed): \(earlier.0.step), \(later.0.step)")
        }
    }

    @Test(arguments: seeds) func noDayBeforeTheNextLookActs(seed: Int) {
        var random = Seeded(seed)
        let snapshot = history(&random)
        let view = CaseView(snapshot, policy: policy(seed), calendar: .weekdays)
        for offset in stride(from: 0, to: 90, by: 5) {
            let today = start.adding(days: offset)
            let next = policy(seed).look(at: snapshot, on: today).nextLookOn
            #expect(next >= today)
            for ahead in 0..<max(0, next.days(since: today)) {
                if case .act(let step) = view.glance(on: today.adding(days: ahead)).verdict {
                    Issue.record("seed \(seed): \(today) looked past \(step.step) on day +\(ahead)")
                }
            }
        }
    }

    @Test(arguments: seeds) func lookingOnlyOnTheNextLookDoesTheSameAsLookingDaily(seed: Int) {
        var random = Seeded(seed)
        var snapshot = history(&random)
        let daily = walk(snapshot, under: policy(seed), from: start, days: 90)
        var done: [String] = []
        var today = start
        let end = start.adding(days: 90)
        while today < end {
            let decision = policy(seed).look(at: snapshot, on: today)
            guard let step = decision.step else {
                today = max(decision.nextLookOn, today.adding(days: 1))
                continue
            }
            done.append("\(step.step) \(today)")
            let isCall = step.channel == .medium(.telephone)
            snapshot.steps.append(
                StepRecord(
                    step: step.step, cycle: step.cycle, ordinal: step.ordinal, medium: step.channel.medium,
                    state: isCall ? .planned : .sent, plannedOn: today, goneOn: isCall ? nil : today))
        }
        #expect(done == zip(daily.done, daily.days).map { "\($0.0.step) \($0.1)" }, "seed \(seed)")
    }

    @Test(arguments: seeds) func theOrderOfTheFactsDoesNotMatter(seed: Int) {
        var random = Seeded(seed)
        let snapshot = walk(history(&random), under: policy(seed), from: start, days: 40).snapshot
        var shuffled = snapshot
        shuffled.receivables.shuffle(using: &random)
        shuffled.steps.shuffle(using: &random)
        shuffled.calls.shuffle(using: &random)
        shuffled.holds.shuffle(using: &random)
        shuffled.promises.shuffle(using: &random)
        shuffled.payments.shuffle(using: &random)
        shuffled.events.shuffle(using: &random)
        for offset in stride(from: 0, to: 60, by: 12) {
            let today = start.adding(days: offset)
            #expect(
                policy(seed).look(at: snapshot, on: today) == policy(seed).look(at: shuffled, on: today),
                "seed \(seed) on \(today)")
        }
    }

    @Test func theHistoriesReachEveryKindOfStep() {
        let gone = Set(Self.seeds.flatMap { walked($0).done.map(\.step) })
        let wanted: Set = [
            "bill", "courtesy", "autopay-failed", "statement", "first-call", "call-back", "satisfaction", "nudge",
            "formal-letter", "decision",
        ]
        #expect(wanted.subtracting(gone).isEmpty)
    }

    @Test func anOutageOfAWeekNeitherSkipsAStepNorStacksSeveral() {
        let due = day("2026-06-01")
        let without = walk(.oneInvoice(due: due), from: day("2026-06-02"), days: 60)
        for first in 0..<20 {
            let with = walk(
                .oneInvoice(due: due), from: day("2026-06-02"), days: 80, skipping: Set(first..<(first + 7)))
            #expect(with.done.map(\.step) == without.done.map(\.step), "outage from day \(first)")
            #expect(Set(with.days).count == with.days.count)
        }
    }

    @Test func aBacklogEntersAtTheSoftestStepAndGoesUpOneAtATime() {
        let walked = walk(.oneInvoice(due: day("2026-06-01")), from: day("2026-08-01"), days: 60)
        #expect(
            walked.done.map(\.step) == [
                "statement", "first-call", "satisfaction", "nudge", "second-call", "formal-letter", "third-call",
            ])
    }
}

extension PolicyStep {
    /// The first policy day the step may come on; `nil` where a day of its own decides.
    fileprivate var firstDay: Int? {
        guard case .pastDue(let from, _) = anchor else { return nil }
        return (earlier.map(\.from) + [from]).min()
    }
}
