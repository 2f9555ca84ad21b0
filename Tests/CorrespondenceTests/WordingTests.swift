import Receivables
import Testing

@testable import Correspondence

struct WordingTests {
    @Test(arguments: [
        (Int64(123_456), "$1,234.56"), (5, "$0.05"), (100_000_000, "$1,000,000.00"), (-1_205, "-$12.05"), (0, "$0.00"),
        (99_999, "$999.99"),
    ])
    func moneyIsGroupedAndExact(cents: Int64, printed: String) {
        #expect(Wording(.english).money(.usd(cents: cents)) == printed)
        #expect(Wording(.spanish).money(.usd(cents: cents)) == printed)
    }

    @Test func aCurrencyIsNeverMistakenForDollars() {
        #expect(Wording(.english).money(Money(minorUnits: 150_000, currency: .cad)) == "CA$1,500.00")
    }

    @Test func datesAreWrittenInTheLanguage() {
        #expect(Wording(.english).date(day("2013-06-30")) == "June 30, 2013")
        #expect(Wording(.spanish).date(day("2013-06-30")) == "30 de junio de 2013")
        #expect(Wording(.english).dateWithWeekday(day("2013-06-30")) == "Sunday, June 30, 2013")
        #expect(Wording(.spanish).dateWithWeekday(day("2013-07-03")) == "miércoles 3 de julio de 2013")
    }

    @Test(arguments: [
        ("2013-07-01", "2013-07-31", "July 2013", "julio de 2013"),
        (
            "2013-07-01", "2013-09-30", "July 1, 2013 to September 30, 2013",
            "del 1 de julio de 2013 al 30 de septiembre de 2013"
        ),
        ("2012-02-01", "2012-02-29", "February 2012", "febrero de 2012"),
    ])
    func aWholeMonthGoesByItsName(first: String, last: String, english: String, spanish: String) {
        let period = BillingPeriod(first: day(first), last: day(last))
        #expect(Wording(.english).period(period) == english)
        #expect(Wording(.spanish).period(period) == spanish)
    }

    @Test(arguments: [
        (0, "12:00\u{A0}a.m."), (720, "12:00\u{A0}p.m."), (870, "2:30\u{A0}p.m."), (1439, "11:59\u{A0}p.m."),
    ])
    func noonAndMidnightAreTwelve(minute: Int, printed: String) {
        #expect(Wording(.english).time(minuteOfDay: minute) == printed)
    }
}
