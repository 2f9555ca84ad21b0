import Foundation
import Receivables
import Testing

@testable import Tabular

struct ReportTableTests {
    private func table(_ name: String = "Ana", amount: Int64 = 1_234_567_89, share: Share = Share(8, of: 13))
        -> ReportTable
    {
        var table = ReportTable(columns: [
            .init("name", "Name", .text), .init("count", "Count", .count), .init("open", "Open", .money),
            .init("share", "Share", .share), .init("days", "Days", .tenths), .init("due_on", "Due", .day),
        ])
        let day = CalendarDate(daysSinceEpoch: 0)
        table.add([.text(name), .count(1_200), .money(.usd(cents: amount)), .share(share), .tenths(-125), .day(day)])
        table.add([.none, .none, .none, .none, .none, .none])
        table.addTotal([.text("all"), .count(1_200), .money(.usd(cents: amount)), .none, .none, .none])
        return table
    }

    @Test(arguments: [
        (Int64(8), Int64(13), "61.5%"), (0, 5, "0.0%"), (5, 5, "100.0%"), (1, 0, "n/a"), (0, 0, "n/a"), (1, 3, "33.3%"),
        (2, 3, "66.7%"), (1, 2_000, "0.1%"), (.max, .max, "100.0%"),
    ])
    func aShareIsRoundedHalfUpAndOfNothingThereIsNone(part: Int64, whole: Int64, text: String) {
        #expect(Share(part, of: whole).text == text)
    }

    @Test(arguments: ["=1+1", "+1", "-5", "@SUM(A1)", "\tx", "  =2", "=cmd|' /C calc'!A0"])
    func aTextASpreadsheetWouldRunIsNeutralisedInCSV(text: String) {
        let line = table(text).csv.split(separator: "\r\n")[1]
        let cell = line.hasPrefix("\"") ? line.dropFirst() : line
        #expect(cell.hasPrefix("'"))
    }

    @Test func aNumberStaysANumberInCSVAndTheCurrencyStandsBeside() {
        let lines = table(amount: -12_05).csv.split(separator: "\r\n").map(String.init)
        #expect(
            lines == [
                "name,count,open,share,days,due_on,currency", "Ana,1200,-12.05,61.5,-12.5,1970-01-01,USD", ",,,,,,",
            ])
    }

    @Test func aReaderSeesThousandsAndADashForNoValue() {
        let cells = table().rows.map { $0.map(\.text) }
        #expect(cells[0] == ["Ana", "1,200", "1,234,567.89", "61.5%", "-12.5", "1970-01-01"])
        #expect(cells[1] == ["-", "-", "-", "-", "-", "-"])
    }

    @Test func inJSONAmountsAreMinorUnitsAndNoValueIsNull() throws {
        let data = try JSONEncoder().encode(table())
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let rows = try #require(object["rows"] as? [[String: Any]])
        let open = try #require(rows[0]["open"] as? [String: Any])
        #expect(open["amount_minor"] as? Int == 1_234_567_89)
        #expect(open["currency"] as? String == "USD")
        #expect(rows[0]["share"] as? Double == 61.5)
        #expect(rows[1]["share"] is NSNull && rows[1]["open"] is NSNull)
        #expect((object["totals"] as? [[String: Any]])?.count == 1)
        #expect((object["columns"] as? [[String: Any]])?.compactMap { $0["kind"] as? String }.first == "text")
    }
}
