import Foundation
import JobQueue
import Receivables
import Testing

struct RecurrenceTests {
    private func recurrence(_ hour: Int, _ minute: Int, weekdays: Set<Int> = Set(1...7)) throws -> Recurrence {
        let zone = try #require(TimeZone(identifier: "America/New_York"))
        return Recurrence(minuteOfDay: hour * 60 + minute, zone: zone, weekdays: weekdays)
    }

    private func moment(_ text: String) throws -> BusinessInstant {
        BusinessInstant(try Date(text, strategy: .iso8601))
    }

    // New York skips 02:00 to 03:00 on 8 March 2026 and repeats 01:00 to 02:00 on 1 November 2026.
    // Source: IANA time zone database, rules US 2007.
    @Test(arguments: [
        ("2026-03-06", "2026-03-07", "2026-03-07T07:30:00Z"), ("2026-03-07", "2026-03-08", "2026-03-08T07:00:00Z"),
        ("2026-03-08", "2026-03-09", "2026-03-09T06:30:00Z"), ("2026-10-31", "2026-11-01", "2026-11-01T07:30:00Z"),
        ("2026-11-01", "2026-11-02", "2026-11-02T07:30:00Z"),
    ])
    func halfPastTwoComesOnceOnEveryDay(after: String, day: String, at: String) throws {
        let next = try recurrence(2, 30).next(after: #require(CalendarDate(after)))
        #expect(next.day == CalendarDate(day))
        #expect(next.moment == (try moment(at)))
    }

    @Test(arguments: [("2026-03-07", "2026-03-10"), ("2026-10-31", "2026-11-03")], [(1, 30), (2, 30)])
    func walkingThroughAClockChangeRunsEachDayOnce(days: (String, String), time: (Int, Int)) throws {
        let recurrence = try recurrence(time.0, time.1)
        let first = try #require(CalendarDate(days.0))
        let last = try #require(CalendarDate(days.1))
        var lastDay = first.adding(days: -1)
        var runs: [CalendarDate] = []
        var now = try moment("\(days.0)T00:00:00Z")
        let end = try moment("\(days.1)T23:59:00Z")
        while now < end {
            let due = recurrence.due(at: now, lastDay: lastDay, catchUp: .skip)
            if let day = due.run { runs.append(day) }
            lastDay = due.lastDay
            now = now.adding(seconds: 300)
        }
        #expect(runs == (0...last.days(since: first)).map { first.adding(days: $0) })
    }

    @Test func onceCatchesUpTheLatestDayAndSkipDropsIt() throws {
        let recurrence = try recurrence(8, 0)
        let lastDay = try #require(CalendarDate("2026-05-01"))
        let now = try moment("2026-05-20T18:00:00Z")
        let once = recurrence.due(at: now, lastDay: lastDay, catchUp: .once)
        #expect(once.run == CalendarDate("2026-05-20") && once.lastDay == CalendarDate("2026-05-20"))
        let skip = recurrence.due(at: now, lastDay: lastDay, catchUp: .skip)
        #expect(skip.run == nil && skip.lastDay == CalendarDate("2026-05-20"))
    }

    @Test func aClockMovedBackRepeatsNothing() throws {
        let lastDay = try #require(CalendarDate("2026-05-20"))
        let due = try recurrence(8, 0).due(at: moment("2026-05-10T18:00:00Z"), lastDay: lastDay, catchUp: .once)
        #expect(due.run == nil && due.lastDay == lastDay)
    }

    @Test func onlyTheNamedWeekdaysCount() throws {
        // 2026-05-01 is a Friday.
        let next = try recurrence(8, 0, weekdays: [1]).next(after: #require(CalendarDate("2026-05-01")))
        #expect(next.day == CalendarDate("2026-05-04"))
        let due = try recurrence(8, 0, weekdays: [1]).due(
            at: moment("2026-05-03T18:00:00Z"), lastDay: #require(CalendarDate("2026-04-27")), catchUp: .once)
        #expect(due.run == nil)
    }
}
