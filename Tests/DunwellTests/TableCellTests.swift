import Foundation
import Receivables
import Testing

@testable import Dunwell

struct TableCellTests {
    private let noon = BusinessInstant(Date(timeIntervalSince1970: 1_773_061_805))  // 2026-03-09T13:10:05Z
    private let newYork = TimeZone(identifier: "America/New_York")!  // every system has it

    private func json(_ cell: TableCell) throws -> String {
        String(decoding: try JSONEncoder().encode([cell]), as: UTF8.self)
    }

    @Test func aProgramGetsTheValueItself() throws {
        let day = try #require(CalendarDate("2026-03-09"))
        #expect(try json(.count(12)) == "[12]")
        #expect(try json(.flag(true)) == "[true]")
        #expect(try json(.day(day)) == "[\"2026-03-09\"]")
        #expect(try json(.none) == "[null]")
        #expect(try json(.text("12")) == "[\"12\"]")
        #expect(try json(.moment(noon, newYork)) == "[\"2026-03-09T09:10:05-04:00\"]")
        let money = try JSONSerialization.jsonObject(
            with: JSONEncoder().encode([TableCell.money(Money(minorUnits: 12_345, currency: .usd))]))
        let amount = try #require((money as? [[String: Any]])?.first)
        #expect(amount["amount_minor"] as? Int == 12_345 && amount["currency"] as? String == "USD")
    }

    @Test func aPersonReadsTheSameInWords() throws {
        #expect(TableCell.money(Money(minorUnits: 12_345, currency: .usd)).words == "123.45 USD")
        #expect(TableCell.moment(noon, newYork).words == "2026-03-09 09:10")
        #expect(TableCell.flag(false).words == "no" && TableCell.none.words.isEmpty)
    }

    @Test(arguments: [
        ("Asia/Kolkata", "2026-03-09T18:40:05+05:30"), ("Etc/UTC", "2026-03-09T13:10:05+00:00"),
        ("Pacific/Honolulu", "2026-03-09T03:10:05-10:00"),
    ])
    func aMomentIsWrittenWithTheOffsetOfItsZone(zone: String, text: String) throws {
        #expect(LocalTime.iso(noon, in: try #require(TimeZone(identifier: zone))) == text)
    }

    @Test func aRowIsAnObjectByItsHeadings() throws {
        let row = TableRow(headings: ["Mailed on", "oldest due, seconds"], cells: [.none, .count(3)])
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(row)) as? [String: Any]
        #expect(object?["mailed_on"] is NSNull && object?["oldest_due_seconds"] as? Int == 3)
    }
}

struct WideTableTests {
    private let key = "31a0603c-93aa-46b1-bb34-2c0959818867"

    @Test func aTableOfManyColumnsFitsAndKeepsItsKeysAndAmountsWhole() {
        let table = TextTable(
            headings: ["Task", "Customer", "Name", "Step", "Until", "Agreed", "Amount", "Call now"],
            rows: [
                [
                    key, "CUST-0000-5148-SYKLB-99", "María del Carmen Fernández-Villavicencio", "withdrawal-notice",
                    "2026-03-09", "2026-03-10 at 14:30", "123,456.78 USD", "no: unsubscribed-from-everything",
                ]
            ], widthMax: 100, rightAligned: [6])
        let lines = table.text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(table.text.contains(key) && table.text.contains("123,456.78 USD"))
    }

    @Test func figuresEndUnderEachOther() {
        let table = TextTable(headings: ["A", "Amount"], rows: [["x", "1.00"], ["y", "100.00"]], rightAligned: [1])
        #expect(table.text.split(separator: "\n").suffix(2).map(\.count) == [9, 9])
    }

    @Test func whatWouldSteerTheTerminalIsNotPrinted() {
        let text = TextTable(headings: ["A"], rows: [["a\u{1B}[2Jb\u{202E}c"]]).text
        #expect(!text.unicodeScalars.contains("\u{1B}") && !text.unicodeScalars.contains("\u{202E}"))
        #expect(text.contains("a [2Jb c"))
    }
}
