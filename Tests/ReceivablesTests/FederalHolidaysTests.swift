import Receivables
import Testing

@Suite struct FederalHolidaysTests {
    @Test func theRulesGiveTheTableOfSeventeenYears() {
        let computed = (2024...2040).flatMap(FederalHolidays.holidays(in:)).map {
            "\($0.date) \($0.observedOn) \($0.reserveBanksClosedOn?.description ?? "open")"
        }
        #expect(computed == holidayTable.split(separator: "\n").map(String.init))
    }

    @Test(arguments: [
        // year, holidays; Martin Luther King's from 1986, Juneteenth from 2021
        (1985, 9), (1986, 10), (2013, 10), (2020, 10), (2021, 11),
    ])
    func aHolidayBeginsWithItsLaw(_ year: Int, _ count: Int) {
        #expect(FederalHolidays.holidays(in: year).count == count)
    }

    @Test(arguments: [
        ("2013-01-21", true), ("2013-05-27", true), ("2013-07-04", true), ("2013-09-02", true), ("2013-11-11", true),
        ("2013-11-28", true), ("2013-06-19", false), ("1977-10-24", true), ("1977-11-11", false), ("1978-11-10", true),
        ("2021-06-18", true), ("2026-07-03", true), ("2026-07-04", false), ("2027-06-18", true), ("2027-07-05", true),
        ("2027-12-31", true), ("2099-12-25", true), ("2026-11-26", true), ("2026-11-27", false),
    ])
    func officesCloseOnTheObservedDay(_ day: String, _ closed: Bool) throws {
        #expect(FederalHolidays.isObserved(on: try #require(CalendarDate(day))) == closed)
    }

    @Test(arguments: [
        // holiday, Reserve Banks closed on: a Saturday closes them on no other day
        ("2026-07-04", nil), ("2027-06-19", nil), ("2027-07-04", "2027-07-05"), ("2028-01-01", nil),
        ("2026-12-25", "2026-12-25"),
    ])
    func reserveBanksStayOpenTheFridayBeforeASaturday(_ date: String, _ closed: String?) throws {
        let day = try #require(CalendarDate(date))
        let holiday = try #require(FederalHolidays.holidays(in: day.parts.year).first { $0.date == day })
        #expect(holiday.reserveBanksClosedOn?.description == closed)
    }

    @Test func newYearOnASaturdayIsObservedTheYearBefore() {
        #expect(FederalHolidays.holidays(in: 2028)[0].observedOn.description == "2027-12-31")
    }
}
