import Receivables
import Testing

@testable import Tabular

struct AgingSummaryTests {
    private static let quickBooks = """
        A/R Aging Summary,,,,,,
        Northwind Alarm LLC,,,,,,
        "As of June 30, 2026",,,,,,

        ,Current,1 - 30,31 - 60,61 - 90,91 and over,Total
        Ana,10.00,,20.00,,,30.00
        Bob,,,,,"1,000.00","1,000.00"
        Cid,,-5.00,,,,-5.00
        Group,,,,,,
        Total Security Inc,,50.00,,,,$50.00
        Total Ana,10.00,,20.00,,,30.00
        TOTAL,10.00,45.00,20.00,0.00,"1,000.00","1,075.00"

        "Tuesday, Jun 30, 2026 10:00 AM",,,,,,
        """

    private func read(_ text: String) throws -> AgingSummary? {
        let file = try ScratchFile(text)
        return try AgingSummary(file.url, currency: .usd, linesMax: 100)
    }

    @Test(
        arguments: [
            ("Current", 0), ("Not due", 0), ("1 - 30", 1), ("31-60", 31), ("61\u{2013}90 days", 61), ("> 90", 91),
            (">90 days", 91), (">= 90", 90), ("91 and over", 91), ("Over 90", 91), ("90+", 90), ("90 +", 90),
            ("Over 90 days past due", 91), ("1 to 30 days overdue", 1), ("120 or more", 120), ("0-30", 0),
            ("Older than 120 days", 121), ("< 1 Month", 1), ("2 Months", 59), ("Older", 120), ("Total", nil),
            ("Customer", nil), ("2026", nil), ("30-1", nil), ("", nil),
        ] as [(String, Int?)])
    func aHeadingSaysFromWhichDayItsBandCounts(heading: String, first: Int?) {
        #expect(AgingBand(heading)?.firstDay == first)
    }

    @Test func aSummaryIsReadWithItsTotalsLeftOutAndItsCreditsKept() throws {
        let summary = try #require(try read(Self.quickBooks))
        #expect(summary.findings.isEmpty, "\(summary.findings)")
        #expect(summary.lines.map(\.customer) == ["Ana", "Bob", "Cid", "Total Security Inc"])
        #expect(summary.bands.map(\.firstDay) == [0, 1, 31, 61, 91])
        #expect(
            summary.lines.map { $0.amounts.map(\.minorUnits) } == [
                [10_00, 0, 20_00, 0, 0], [0, 0, 0, 0, 1_000_00], [0, -5_00, 0, 0, 0], [0, 50_00, 0, 0, 0],
            ])
        #expect(summary.asOf == CalendarDate("2026-06-30"))
    }

    @Test func aLineWhoseTotalIsNotItsSumIsRefusedAndNamed() throws {
        let text = Self.quickBooks.replacing("20.00,,,30.00\nBob", with: "21.00,,,30.00\nBob")
        let summary = try #require(try read(text))
        #expect(summary.lines.map(\.customer) == ["Bob", "Cid", "Total Security Inc"])
        #expect(summary.findings.map(\.line) == [6])
        #expect(summary.findings.first?.expected.contains("31.00") == true)
    }

    @Test func aTotalThatIsNotTheSumOfTheLinesIsNamed() throws {
        let summary = try #require(try read(Self.quickBooks.replacing("\"1,075.00\"", with: "\"1,175.00\"")))
        #expect(summary.lines.count == 4)
        #expect(summary.findings.map(\.column) == ["Total"])
        #expect(summary.findings.first?.expected.contains("1,075.00") == true)
    }

    @Test func anAmountThatIsNoneIsNamedWithItsColumn() throws {
        let summary = try #require(try read("Customer,1-30,31-60\nAna,abc,1.00\nBob,-,2.00\n"))
        #expect(summary.lines.map(\.customer) == ["Bob"])
        #expect(summary.findings.map(\.column) == ["1-30"])
    }

    @Test(arguments: [
        "Customer,Invoice,Due date,Balance\nA,1,1/31/2026,1.00\n", "Customer,Current,Total\nA,1,1\n", "x\n",
    ])
    func aListWithoutTwoBandsIsNoSummary(text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test func callsAndMonthlyAmountsStandBesideTheBands() throws {
        let summary = try #require(
            try read("Customer,Phone,1-30,31-60,Total,Last call,RMR\nAna,555,5.00,,5.00,2/14/2026,39.95\n"))
        #expect(summary.side.calls.map(\.day) == [CalendarDate("2026-02-14")])
        #expect(summary.side.monthly.map(\.minorUnits) == [39_95])
        #expect(summary.unusedColumns == ["Phone"])
    }
}
