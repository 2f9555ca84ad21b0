import Receivables
import Testing

@testable import Treatment

private let due = day("2026-06-01")
private let cycle = CycleKey(kind: .pastDue, startedOn: day("2026-06-02"))

@Suite struct CallCapacityTests {
    private func call(_ value: Int64, late: Int, agreed: Bool = false, lastDay: String = "2026-06-12") -> CallCandidate
    {
        CallCandidate(
            caseID: Identifier(), valueAtStake: value, daysPastDue: late, isAgreed: agreed, lastDay: day(lastDay))
    }

    @Test func theMostAtStakeIsCalledFirstThenTheOldest() {
        let (rich, old, young) = (call(900, late: 5), call(400, late: 60), call(400, late: 10))
        let list = CallList([young, old, rich], callsPerDay: 2, on: day("2026-06-10"))
        #expect(list.today == [rich, old])
        #expect(list.later == [young])
        #expect(list.lapsing.isEmpty)
    }

    @Test func whatWasAgreedIsKeptBeyondTheCapacity() {
        let agreed = (0..<3).map { call(Int64($0), late: 1, agreed: true) }
        let rich = call(9_000, late: 90)
        let list = CallList([rich] + agreed, callsPerDay: 2, on: day("2026-06-10"))
        #expect(list.today == agreed.reversed())
        #expect(list.later == [rich])
    }

    @Test func whoIsLeftOutOnTheLastDayLapsesVisibly() {
        let (kept, lapsing) = (call(900, late: 5), call(400, late: 60, lastDay: "2026-06-10"))
        let list = CallList([lapsing, kept], callsPerDay: 1, on: day("2026-06-10"))
        #expect(list.lapsing == [lapsing])
        #expect(CallList([lapsing], callsPerDay: 1, on: day("2026-06-10")).lapsing.isEmpty)
    }

    @Test(arguments: 1...20) func theListIsTheSameHoweverItWasGathered(seed: Int) {
        var random = Seeded(seed)
        let all = (0..<30).map { _ in
            call(
                Int64.random(in: 0...3, using: &random), late: Int.random(in: 0...3, using: &random),
                agreed: random.chance(10))
        }
        let list = CallList(all, callsPerDay: 20, on: due)
        #expect(CallList(all.shuffled(using: &random), callsPerDay: 20, on: due) == list, "seed \(seed)")
        #expect(list.today.count == 20, "seed \(seed)")
        #expect(Set(list.today + list.later) == Set(all), "seed \(seed)")
    }
}

@Suite struct AdherenceTests {
    private func figures(_ snapshot: CaseSnapshot, on text: String) -> Adherence {
        var figures = Adherence()
        figures.add(
            snapshot, plannedIn: day("2026-06-01")...day("2026-06-30"), policy: residential, on: day(text),
            calendar: .weekdays)
        return figures
    }

    private func called(_ days: [String]) -> CaseSnapshot {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("first-call", on: day("2026-06-04"), by: .telephone, cycle: cycle, state: .planned)
        snapshot.calls = days.map { CallFact(day: day($0), step: "first-call", disposition: .noAnswer) }
        return snapshot
    }

    @Test func aCallIsOpenThenMadeOrLapsed() {
        let none = called([])
        let open = figures(none, on: "2026-06-11")
        #expect((open.callsDue, open.callsOpen, open.callPercent) == (1, 1, nil))
        let lapsed = figures(none, on: "2026-06-12")
        #expect((lapsed.callsLapsed, lapsed.callsMade, lapsed.callPercent) == (1, 0, 0))
        let made = figures(called(["2026-06-04", "2026-06-05", "2026-06-08"]), on: "2026-06-12")
        #expect((made.callsMade, made.callsLapsed, made.callPercent) == (1, 0, 100))
        let twice = figures(called(["2026-06-04", "2026-06-05"]), on: "2026-06-12")
        #expect(twice.callsLapsed == 1)
    }

    @Test func onlyAConfirmedLetterIsMailed() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-06-02"), by: .post, cycle: cycle)
        snapshot.record("satisfaction", on: day("2026-06-11"), by: .post, cycle: cycle, state: .planned)
        snapshot.record("nudge", on: day("2026-06-16"), by: .post, cycle: cycle, state: .returned)
        snapshot.record("first-call", on: day("2026-06-04"), by: .telephone, cycle: cycle, state: .cancelled)
        let found = figures(snapshot, on: "2026-06-30")
        #expect((found.lettersPlanned, found.lettersConfirmed, found.lettersReturned) == (3, 2, 1))
        #expect(found.callsDue == 0)
    }

    @Test func aCallOfAStepNoPolicyKnowsCountsAsItWasRecorded() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("old-call", on: day("2026-06-04"), by: .telephone, cycle: cycle, state: .lapsed)
        snapshot.record("older-call", on: day("2026-06-03"), by: .telephone, cycle: cycle, state: .sent)
        let found = figures(snapshot, on: "2026-06-30")
        #expect((found.callsDue, found.callsMade, found.callsLapsed, found.callPercent) == (2, 1, 1, 50))
    }

    @Test func whatLiesOutsideTheDaysAskedAboutIsNotCounted() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.record("statement", on: day("2026-07-01"), by: .post, cycle: cycle)
        #expect(figures(snapshot, on: "2026-07-30") == Adherence())
    }
}
