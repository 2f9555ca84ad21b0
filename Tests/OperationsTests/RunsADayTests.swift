import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// How often the book is run on a day changes nothing of what becomes of a case.
struct RunsADayTests {
    private struct Taken: Hashable {
        let step: String
        let day: CalendarDate
    }

    private func lived(runsADay: Int) async throws -> [Taken] {
        var taken: [Taken] = []
        try await LiveBook.with(today: day("2026-02-02")) { book in
            try await book.deliver(from: day("2026-02-02"), to: day("2026-02-08"), runsADay: runsADay)
            try await book.moveClock(to: day("2026-02-09"), minuteOfDay: 8 * 60)
            _ = try await book.pay(20_00, on: "2026-02-09")
            try await book.deliver(from: day("2026-02-09"), to: day("2026-02-17"), runsADay: runsADay)
            try await book.moveClock(to: day("2026-02-18"), minuteOfDay: 8 * 60)
            _ = try await book.pay(30_00, on: "2026-02-18")
            try await book.deliver(from: day("2026-02-18"), to: day("2026-03-10"), runsADay: runsADay)
            taken = try await book.attempts().filter { $0.stepState != .cancelled }
                .map { Taken(step: $0.stepKey, day: $0.plannedOn) }
        }
        return taken
    }

    @Test func threeRunsADayTakeTheStepsOneRunTakesOnTheSameDays() async throws {
        let once = try await lived(runsADay: 1)
        let thrice = try await lived(runsADay: 3)
        #expect(once == thrice)
        #expect(once.filter { $0.step == "receipt" }.count == 2 && once.count >= 6, "\(once)")
    }
}
