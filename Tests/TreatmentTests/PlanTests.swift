import Receivables
import Testing

@testable import Treatment

/// A plan of three parts of 50 dollars, accepted on Monday 1 June and due on the 5th, the 19th and 3 July.
private func plan(
    _ movements: [(String, Int64)] = [], versions: [PlanVersionFact]? = nil, cancelled: String? = nil,
    covering receivables: Set<Identifier<Receivable>> = [Identifier()]
) -> PlanHistory {
    PlanHistory(
        id: Identifier(), receivables: receivables, acceptedOn: day("2026-06-01"), provisionalDays: 7, graceDays: 5,
        versions: versions ?? [version(1, "2026-06-01", ["2026-06-05", "2026-06-19", "2026-07-03"])],
        cancelledOn: cancelled.map(day),
        movements: movements.map { PlanMovement(day: day($0.0), amount: .usd(cents: $0.1)) })
}

private func version(
    _ number: Int, _ agreed: String, _ days: [String], cents: Int64 = 50_00, paidBefore: Int64 = 0
) -> PlanVersionFact {
    PlanVersionFact(
        number: number, agreedOn: day(agreed), paidBefore: .usd(cents: paidBefore),
        installments: days.enumerated().map {
            PlanInstallmentFact(ordinal: $0.offset + 1, dueOn: day($0.element), amount: .usd(cents: cents))
        })
}

private func lived(_ plan: PlanHistory, known: String = "2027-01-01") -> PlanTimeline {
    PlanTimeline(plan, knownThrough: day(known))
}

@Suite struct PlanTests {
    @Test func anAcceptedPlanHoldsProvisionallyAndTheLadderGoesOnAfterSevenDays() {
        let timeline = lived(plan(), known: "2026-06-01")
        #expect(timeline.standing(on: day("2026-06-07")) == .provisional(until: day("2026-06-08")))
        #expect(timeline.standing(on: day("2026-06-08")) == .awaitingFirstPayment)
        #expect(timeline.standing(on: day("2026-06-04")) == .provisional(until: day("2026-06-08")))
        #expect(timeline.fact.holds(PlanTerms()).provisional.until == day("2026-06-08"))
        #expect(timeline.fact.firstPaidOn == nil)
        #expect(timeline.standing(on: day("2026-06-11")) == .neverBegun(on: day("2026-06-11")))
    }

    @Test func theFirstPaymentMakesItAFullHoldUntilThePlanWouldBreak() {
        let timeline = lived(plan([("2026-06-03", 50_00)]), known: "2026-06-03")
        #expect(timeline.fact.firstPaidOn == day("2026-06-03"))
        // The second part is due on the 19th; five days of grace end on the 24th.
        #expect(timeline.fact.endedOn == day("2026-06-25"))
        #expect(timeline.standing(on: day("2026-06-19")) == .current)
        #expect(
            timeline.standing(on: day("2026-06-24")) == .missed(since: day("2026-06-20"), callBy: day("2026-06-24")))
        #expect(timeline.standing(on: day("2026-06-25")) == .broken(on: day("2026-06-25")))
        #expect(timeline.missedDays(through: day("2026-06-25")) == [day("2026-06-20")])
    }

    @Test func lessThanTheFirstPartDoesNotStartThePlan() {
        let timeline = lived(plan([("2026-06-03", 49_99)]))
        #expect(timeline.begunOn == nil)
        #expect(timeline.endedOn == day("2026-06-11"))
    }

    @Test func aFirstPaymentWithinItsGraceStillStartsThePlan() {
        let timeline = lived(plan([("2026-06-10", 50_00)]))
        #expect(timeline.begunOn == day("2026-06-10"))
        #expect(timeline.fact.holds(PlanTerms()).provisional.until == day("2026-06-08"))
        #expect(
            timeline.events.map(\.kind).prefix(5) == [
                .accepted, .missed(PlanPartKey(version: 1, ordinal: 1)), .firstPaymentLate, .begun,
                .cured(PlanPartKey(version: 1, ordinal: 1)),
            ])
    }

    @Test func aMissedPartPaidWithinTheGraceIsCuredAndAfterItIsTooLate() {
        let cured = lived(plan([("2026-06-05", 50_00), ("2026-06-24", 50_00)]))
        #expect(cured.standing(on: day("2026-06-24")) == .current)
        #expect(
            cured.installments(on: day("2026-06-24")).map(\.standing) == [
                .paid(on: day("2026-06-05")), .paidLate(on: day("2026-06-24")), .upcoming,
            ])
        let late = lived(plan([("2026-06-05", 50_00), ("2026-06-25", 50_00)]))
        #expect(late.standing(on: day("2026-06-25")) == .broken(on: day("2026-06-25")))
        #expect(late.standing(on: day("2026-12-01")) == .broken(on: day("2026-06-25")))
    }

    @Test func allPartsPaidCompletesThePlanOnTheDayTheLastCameIn() {
        let timeline = lived(plan([("2026-06-05", 50_00), ("2026-06-19", 50_00), ("2026-07-01", 50_00)]))
        #expect(timeline.standing(on: day("2026-07-01")) == .completed(on: day("2026-07-01")))
        #expect(timeline.fact.endedOn == day("2026-07-01"))
        #expect(timeline.standing(on: day("2026-06-30")) == .current)
    }

    @Test func moreAtOnceCoversLaterParts() {
        let timeline = lived(plan([("2026-06-05", 120_00)]))
        #expect(
            timeline.installments(on: day("2026-07-04")).map(\.standing) == [
                .paid(on: day("2026-06-05")), .paid(on: day("2026-06-05")), .missed,
            ])
        #expect(timeline.endedOn == day("2026-07-09"))
    }

    @Test func aFirstPaymentTakenBackIsMissedFromThatDayAndMayStillBeMadeGood() {
        let returned: [(String, Int64)] = [("2026-06-03", 50_00), ("2026-06-12", -50_00)]
        let broken = lived(plan(returned))
        #expect(broken.standing(on: day("2026-06-11")) == .current)
        #expect(
            broken.standing(on: day("2026-06-12")) == .missed(since: day("2026-06-12"), callBy: day("2026-06-16")))
        #expect(broken.standing(on: day("2026-06-17")) == .broken(on: day("2026-06-17")))
        // The days it held count as slept: it held from the first payment until it was broken.
        #expect(broken.fact.firstPaidOn == day("2026-06-03") && broken.fact.endedOn == day("2026-06-17"))
        let cured = lived(plan(returned + [("2026-06-16", 50_00)]))
        #expect(cured.standing(on: day("2026-06-16")) == .current)
    }

    @Test func aPaymentTakenBackAfterTheEndOpensThePlanAgain() {
        let timeline = lived(plan([("2026-06-03", 150_00), ("2026-06-10", -150_00)]))
        #expect(timeline.standing(on: day("2026-06-09")) == .completed(on: day("2026-06-03")))
        #expect(
            timeline.standing(on: day("2026-06-10")) == .missed(since: day("2026-06-10"), callBy: day("2026-06-14")))
        #expect(timeline.endedOn == day("2026-06-15"))
        let early = PlanHistory(
            id: Identifier(), receivables: [Identifier()], acceptedOn: day("2026-06-01"), provisionalDays: 7,
            graceDays: 5, versions: [version(1, "2026-06-01", ["2026-06-05", "2026-06-19"])],
            movements: [
                PlanMovement(day: day("2026-06-04"), amount: .usd(cents: 50_00)),
                PlanMovement(day: day("2026-06-04"), amount: .usd(cents: 50_00)),
                PlanMovement(day: day("2026-06-10"), amount: .usd(cents: -50_00)),
            ])
        #expect(PlanTimeline(early, knownThrough: day("2026-07-01")).standing(on: day("2026-06-10")) == .current)
    }

    @Test func whatCameOffBeforeThePlanIsNoPaymentOnIt() {
        let versions = [version(1, "2026-06-01", ["2026-06-05", "2026-06-19"], paidBefore: 30_00)]
        let timeline = lived(plan([("2026-05-20", 20_00), ("2026-06-01", 10_00)], versions: versions))
        #expect(timeline.begunOn == nil)
        #expect(timeline.events.last?.kind == .neverBegun)
    }

    @Test func anAmendmentReplacesTheDaysAheadAndKeepsWhatWasPaid() {
        let versions = [
            version(1, "2026-06-01", ["2026-06-05", "2026-06-19", "2026-07-03"]),
            version(2, "2026-06-22", ["2026-07-10", "2026-08-10"], paidBefore: 50_00),
        ]
        let paid: [(String, Int64)] = [("2026-06-05", 50_00), ("2026-07-10", 50_00), ("2026-08-10", 50_00)]
        let timeline = lived(plan(paid, versions: versions))
        #expect(
            timeline.standing(on: day("2026-06-21")) == .missed(since: day("2026-06-20"), callBy: day("2026-06-24")))
        #expect(timeline.standing(on: day("2026-06-30")) == .current)
        #expect(timeline.endedOn == day("2026-08-10"))
        #expect(timeline.events.last?.kind == .completed)
        // Too late: the plan was over before it was amended.
        let late = [versions[0], version(2, "2026-06-25", ["2026-07-10", "2026-08-10"], paidBefore: 50_00)]
        #expect(lived(plan(paid, versions: late)).endedOn == day("2026-06-25"))
    }

    @Test func withoutGraceAMissedPartEndsThePlanTheDayAfter() {
        let strict = PlanHistory(
            id: Identifier(), receivables: [Identifier()], acceptedOn: day("2026-06-01"), provisionalDays: 7,
            graceDays: 0, versions: [version(1, "2026-06-01", ["2026-06-05", "2026-06-19"])],
            movements: [PlanMovement(day: day("2026-06-05"), amount: .usd(cents: 50_00))])
        #expect(lived(strict).endedOn == day("2026-06-20"))
    }

    @Test func aCancelledPlanIsOverOnItsDay() {
        let timeline = lived(plan([("2026-06-05", 50_00)], cancelled: "2026-06-10"))
        #expect(timeline.standing(on: day("2026-06-09")) == .current)
        #expect(timeline.standing(on: day("2026-06-10")) == .cancelled(on: day("2026-06-10")))
        #expect(timeline.fact.endedOn == day("2026-06-10"))
    }

    @Test func factsAfterTheDayAreNotKnownYet() {
        let plan = plan([("2026-06-05", 50_00), ("2026-06-19", 50_00)])
        #expect(lived(plan, known: "2026-06-10").endedOn == day("2026-06-25"))
        #expect(lived(plan, known: "2026-06-19").endedOn == day("2026-07-09"))
    }

    /// Statement 9 of starter policies §7.
    @Test func statement9_aPlanWhoseFirstPartIsUnpaidAfterSevenDaysLetsTheLadderGoOnWhereItWas() {
        let due = day("2026-05-30")
        let cycle = CycleKey(kind: .pastDue, startedOn: day("2026-05-31"))
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: 150_00)
        snapshot.record("statement", on: day("2026-05-31"), cycle: cycle)
        snapshot.record(
            "plan-agreement", on: day("2026-06-01"), cycle: CycleKey(kind: .event, startedOn: day("2026-06-01")))
        let history = plan(covering: [snapshot.receivables[0].id])
        snapshot.plans = [PlanTimeline(history, knownThrough: day("2026-06-01")).fact]
        for offset in 0..<7 {
            let asleep = residential.look(at: snapshot, on: day("2026-06-01").adding(days: offset))
            #expect(asleep.policyDay == 1 && asleep.step == nil)
        }
        #expect(residential.look(at: snapshot, on: day("2026-06-08")).policyDay == 2)
        #expect(residential.look(at: snapshot, on: day("2026-06-09")).step?.step == "first-call")
        // The same with the first part paid: nothing until the plan breaks, and then where it was.
        snapshot.plans = [
            PlanTimeline(
                plan([("2026-06-05", 50_00)], covering: [snapshot.receivables[0].id]), knownThrough: day("2026-06-05")
            ).fact
        ]
        #expect(residential.look(at: snapshot, on: day("2026-06-24")).policyDay == 1)
        #expect(residential.look(at: snapshot, on: day("2026-06-25")).policyDay == 2)
        #expect(residential.look(at: snapshot, on: day("2026-06-26")).step?.step == "first-call")
        let look = residential.look(at: snapshot, on: day("2026-06-05"))
        #expect(look.nextLookOn > day("2026-06-24") && look.nextLookOn <= day("2026-06-26"))
    }
}

/// Random histories: what a plan comes to never depends on the order in which facts arrive, and its days make sense.
@Suite struct PlanPropertyTests {
    @Test(arguments: 0..<300)
    func theSameFactsInAnyOrderMakeTheSamePlan(seed: Int) {
        var random = Seeded(seed)
        var movements: [PlanMovement] = []
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            let paidOn = random.day(-5...70, after: day("2026-06-01"))
            let cents = Int64([25_00, 50_00, 50_00, 100_00].randomElement(using: &random) ?? 50_00)
            movements.append(PlanMovement(day: paidOn, amount: .usd(cents: cents)))
            if random.chance(25) {
                movements.append(
                    PlanMovement(day: random.day(0...20, after: paidOn), amount: .usd(cents: -cents)))
            }
        }
        let known = random.day(0...80, after: day("2026-06-01"))
        func made(_ movements: [PlanMovement]) -> PlanTimeline {
            PlanTimeline(
                PlanHistory(
                    id: id, receivables: [covered], acceptedOn: day("2026-06-01"), provisionalDays: 7, graceDays: 5,
                    versions: [version(1, "2026-06-01", ["2026-06-05", "2026-06-19", "2026-07-03"])],
                    movements: movements), knownThrough: known)
        }
        let timeline = made(movements)
        #expect(made(movements.shuffled(using: &random)).events == timeline.events)
        #expect(timeline.events.map(\.day) == timeline.events.map(\.day).sorted())
        #expect(timeline.endedOn != nil)
        let held = movements.filter { $0.day <= known }.reduce(Int64(0)) { $0 + $1.amount.minorUnits }
        if held >= 150_00, !timeline.events.contains(where: { $0.kind.ends }) {
            #expect(timeline.events.last?.kind == .completed)
        }
        if let begun = timeline.begunOn, let ended = timeline.endedOn { #expect(begun <= ended) }
        for offset in 0..<90 {
            let at = day("2026-06-01").adding(days: offset)
            let standing = timeline.standing(on: at)
            let isOver = timeline.endedOn.map { at >= $0 } ?? false
            if isOver { #expect(!standing.isStanding, "\(at) \(standing)") }
            if case .missed(let since, let callBy) = standing { #expect(since <= at && at <= callBy) }
        }
    }

    private let id = Identifier<PaymentPlan>()
    private let covered = Identifier<Receivable>()
}
