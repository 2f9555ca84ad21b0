import Receivables
import Testing

@testable import Treatment

private let due = day("2026-06-01")

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
