import Receivables
import Testing

@testable import Treatment

/// When nothing of an item is left to ask for, as its dated entries and disputes say. It is billed on 1 June.
@Suite struct ClearDaysTests {
    private func clear(
        _ moved: [(String, Int64)], _ disputes: [(String, String?, Int64?)] = []
    ) -> [DayInterval] {
        DayInterval.clear(
            moved: ([("2026-06-01", 100_00)] + moved).map { (day: day($0.0), minor: $0.1) },
            disputes: disputes.map {
                (days: DayInterval(from: day($0.0), until: $0.1.map { day($0) }), minor: $0.2)
            })
    }

    private func days(_ from: String, _ until: String? = nil) -> DayInterval {
        DayInterval(from: day(from), until: until.map { day($0) })
    }

    @Test func whatIsPaidIsClearFromThenOnUntilItIsTakenBack() {
        #expect(clear([("2026-06-10", -60_00)]).isEmpty)
        #expect(clear([("2026-06-10", -60_00), ("2026-06-12", -40_00)]) == [days("2026-06-12")])
        #expect(
            clear([("2026-06-12", -100_00), ("2026-06-20", 100_00)]) == [days("2026-06-12", "2026-06-20")])
    }

    @Test func whatIsDisputedInFullIsClearAsLongAsTheDisputeStands() {
        #expect(clear([], [("2026-06-05", "2026-06-15", nil)]) == [days("2026-06-05", "2026-06-15")])
        #expect(clear([], [("2026-06-05", nil, 40_00)]).isEmpty)
    }

    @Test func aPaymentThatLeavesOnlyTheDisputedPartClearsNoEarlierDay() {
        let found = clear([("2026-06-20", -60_00)], [("2026-06-05", nil, 40_00)])
        #expect(found == [days("2026-06-20")])
    }
}
