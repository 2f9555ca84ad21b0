import Foundation
import Receivables
import Testing

@Suite struct BusinessCalendarTests {
    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test(arguments: [
        // start, business days, result
        ("2026-06-12", 5, "2026-06-22"),  // Juneteenth on Friday is skipped
        ("2026-06-12", 10, "2026-06-29"), ("2026-11-20", 10, "2026-12-07"), ("2026-12-18", 10, "2027-01-05"),
        ("2026-11-25", 1, "2026-11-27"), ("2026-11-27", -1, "2026-11-25"), ("2026-11-21", 0, "2026-11-21"),
        ("2026-11-21", 1, "2026-11-23"),
    ])
    func businessDaysSkipWeekendsAndHolidays(_ start: String, _ count: Int, _ expected: String) throws {
        let result = BusinessCalendar.standard.adding(businessDays: count, to: try day(start))
        #expect(result.description == expected)
    }

    @Test func addingAndCountingAgree() throws {
        let start = try day("2025-12-20")
        for count in 1...300 {
            let end = BusinessCalendar.standard.adding(businessDays: count, to: start)
            #expect(BusinessCalendar.standard.businessDays(after: start, through: end) == count)
            #expect(BusinessCalendar.standard.isBusinessDay(end))
        }
        #expect(BusinessCalendar.standard.businessDays(after: start, through: start) == 0)
        #expect(BusinessCalendar.standard.businessDays(after: start, through: start.adding(days: -9)) == 0)
    }

    @Test func aTenantHasItsOwnWeekAndClosedDays() throws {
        let calendar = BusinessCalendar(
            weekdays: [2, 6], closesOnFederalHolidays: false, closedDays: [try day("2026-11-24")])
        #expect(!calendar.isBusinessDay(try day("2026-11-23")))
        #expect(!calendar.isBusinessDay(try day("2026-11-24")))
        #expect(calendar.businessDay(onOrAfter: try day("2026-11-23")).description == "2026-11-28")
        #expect(calendar.businessDay(onOrBefore: try day("2026-11-27")).description == "2026-11-21")
        #expect(calendar.nextBusinessDay(after: try day("2026-11-28")).description == "2026-12-01")
        #expect(calendar.previousBusinessDay(before: try day("2026-11-28")).description == "2026-11-21")
        #expect(calendar.isBusinessDay(try day("2026-07-04")))
    }

    @Test func aCalendarWithoutWeekdaysIsRefusedWhenRead() throws {
        let good = try JSONEncoder().encode(BusinessCalendar.standard)
        #expect(try JSONDecoder().decode(BusinessCalendar.self, from: good) == .standard)
        for weekdays in ["[]", "[0]", "[8]"] {
            let text = #"{"weekdays":\#(weekdays),"closesOnFederalHolidays":true,"closedDays":[]}"#
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(BusinessCalendar.self, from: Data(text.utf8))
            }
        }
    }
}
