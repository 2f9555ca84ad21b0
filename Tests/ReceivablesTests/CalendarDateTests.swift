import Foundation
import Receivables
import Testing

@Suite struct CalendarDateTests {
    @Test(arguments: [
        ("1970-01-01", 0, 4), ("1969-12-31", -1, 3), ("2000-02-29", 11_016, 2), ("2024-02-29", 19_782, 4),
        ("2026-11-23", 20_780, 1), ("0001-01-01", -719_162, 1), ("9999-12-31", 2_932_896, 5),
    ])
    func aDateIsACountOfDaysWithAWeekday(_ text: String, _ days: Int, _ weekday: Int) throws {
        let date = try #require(CalendarDate(text))
        #expect(date.daysSinceEpoch == days)
        #expect(date.weekday == weekday)
        #expect(date.description == text)
    }

    @Test(arguments: [
        "2023-02-29", "1900-02-29", "2100-02-29", "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00",
        "0000-01-01", "2026-1-01", "26-01-01", "2026/01/01", "2026-01-01 ", " 2026-01-1", "+026-01-01", "2026-01-0１",
        "", "2026-01-01T", "-026-01-01",
    ])
    func aDayThatDoesNotExistIsNoDate(_ text: String) { #expect(CalendarDate(text) == nil) }

    @Test func everyDayOfFourCenturiesGoesThereAndBack() throws {
        let first = try #require(CalendarDate(year: 1800, month: 1, day: 1))
        var weekday = first.weekday
        for offset in 0..<146_097 {
            let date = first.adding(days: offset)
            let (year, month, day) = date.parts
            #expect(CalendarDate(year: year, month: month, day: day) == date)
            #expect(date.weekday == weekday)
            weekday = weekday % 7 + 1
        }
        #expect(first.adding(days: 146_097).description == "2200-01-01")
    }

    @Test func itIsWrittenAsTextInJSON() throws {
        let date = try #require(CalendarDate("2026-11-23"))
        #expect(String(decoding: try JSONEncoder().encode([date]), as: UTF8.self) == #"["2026-11-23"]"#)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([CalendarDate].self, from: Data(#"["2026-02-30"]"#.utf8))
        }
    }

    @Test(arguments: [
        // day, minute, zone, moment in UTC
        ("2026-03-08", 150, "America/New_York", "2026-03-08T07:00:00Z"),  // 02:30 is skipped: 03:00 EDT
        ("2026-03-08", 119, "America/New_York", "2026-03-08T06:59:00Z"),
        ("2026-03-08", 180, "America/New_York", "2026-03-08T07:00:00Z"),
        ("2026-11-01", 90, "America/New_York", "2026-11-01T05:30:00Z"),  // 01:30 comes twice: the first
        ("2026-11-01", 120, "America/New_York", "2026-11-01T07:00:00Z"),
        ("2026-11-01", 0, "America/New_York", "2026-11-01T04:00:00Z"),
        ("2026-07-15", 480, "America/Phoenix", "2026-07-15T15:00:00Z"),
        ("2026-07-15", 480, "Pacific/Guam", "2026-07-14T22:00:00Z"),
        ("2026-03-08", 180, "Pacific/Honolulu", "2026-03-08T13:00:00Z"),
        ("2026-03-08", 150, "America/Los_Angeles", "2026-03-08T10:00:00Z"),
        ("1969-12-31", 0, "America/New_York", "1969-12-31T05:00:00Z"),
    ])
    func aLocalTimeIsOneMoment(_ day: String, _ minute: Int, _ zone: String, _ expected: String) throws {
        let date = try #require(CalendarDate(day))
        let moment = date.instant(minuteOfDay: minute, in: try #require(TimeZone(identifier: zone)))
        #expect(moment == BusinessInstant(try Date(expected, strategy: .iso8601)))
    }
}
