import Foundation
import Receivables
import Testing

@testable import Tabular

struct ImportReaderTests {
    private static let heading = "No,Customer,Billed,Due,Amount,What\n"
    private static func line(_ number: String, amount: String = "10.00", billed: String = "2026-01-02") -> String {
        "\(number),C1,\(billed),2026-02-01,\(amount),Monitoring\n"
    }

    @Test func aGoodRowIsCanonical() throws {
        let reading = try Reading(Self.heading + "0042, C1 ,2026-01-02,2026-02-01,\"1,234.50\",\n", .invoices())
        let row = try #require(reading.rows.first)
        #expect(row.line == 2 && row["reference"] == "0042" && row["customer_reference"] == "C1")
        #expect(row["amount"] == "123450" && row["currency"] == "USD" && row["billed_on"] == "2026-01-02")
        #expect(row["summary"] == nil)
        #expect(reading.refused.isEmpty && reading.warnings.isEmpty && reading.reader.progress == 1)
    }

    @Test func aStagedLineEscapesWhatCopyReads() throws {
        let text = Self.heading + "1\\,C1,2026-01-02,2026-02-01,1,\"a\tb\"\n"
        let row = try #require(try Reading(text, .invoices()).rows.first)
        #expect(
            row.copyTextLine
                == "2\t1\\\\\tC1\t\\N\t2026-01-02\t2026-02-01\t100\tUSD\ta b\t\\N\t\\N\t\\N\t\\N\t\\N\n")
        #expect(ImportRow.stagingColumns(of: .receivables).count == row.copyTextLine.split(separator: "\t").count)
        var escaped: [UInt8] = []
        CopyText.append(Array("a\tb\nc\rd\\".utf8), to: &escaped)
        #expect(String(decoding: escaped, as: UTF8.self) == "a\\tb\\nc\\rd\\\\")
    }

    @Test(arguments: [
        ("0.00", "an amount above zero"), ("-5.00", "an amount above zero"), ("(5.00)", "an amount above zero"),
        ("€5.00", "an amount in USD"), ("5,00", "an amount such as 1,234.56"), ("", "amount billed"),
    ])
    func aWrongAmountIsFoundWithItsPlace(amount: String, expected: String) throws {
        let reading = try Reading(Self.heading + Self.line("1") + Self.line("2", amount: "\"\(amount)\""), .invoices())
        let finding = try #require(reading.findings.first)
        #expect(finding.line == 3 && finding.column == "Amount" && finding.found == amount)
        #expect(finding.expected == expected && !finding.fix.isEmpty && finding.severity == .error)
        #expect(reading.rows.map(\.line) == [2] && reading.refused.first?.cells.count == 6)
    }

    @Test func severalErrorsOfOneRowAreAllTold() throws {
        let reading = try Reading(Self.heading + ",C1,yesterday,2026-02-30,x,\n", .invoices())
        #expect(reading.findings.map(\.column) == ["No", "Billed", "Due", "Amount"])
    }

    @Test func duplicatesNameBothLines() throws {
        let reading = try Reading(Self.heading + Self.line("1") + Self.line("2") + Self.line("1"), .invoices())
        #expect(reading.findings.map(\.line) == [4] && reading.findings.first?.otherLines == [2])
        #expect(reading.rows.count == 2 && reading.reader.refusedCount == 1)
    }

    @Test(arguments: ["1,C1,2026-01-02\n", "1,C1,2026-01-02,2026-02-01,5,What,more\n"])
    func raggedRowsAreRefused(row: String) throws {
        let reading = try Reading(Self.heading + row + Self.line("2"), .invoices())
        #expect(reading.findings.map(\.line) == [2] && reading.findings.first?.expected == "6 cells")
        #expect(reading.rows.map { $0["reference"] } == ["2"])
    }

    @Test func emptyCellsTooManyAreNoHarm() throws {
        #expect(
            try Reading(Self.heading + "1,C1,2026-01-02,2026-02-01,5,What,, \n,,,,,\n", .invoices()).rows.count == 1)
    }

    @Test(arguments: ["", "\n\n", "\u{FEFF}", " , ,\n"])
    func anEmptyFileSaysSo(text: String) throws {
        #expect(throws: ImportFileError.empty) { try Reading(text, .invoices()) }
    }

    @Test func headingsAloneGiveNoRows() throws {
        let reading = try Reading(Self.heading, .invoices())
        #expect(reading.rows.isEmpty && reading.refused.isEmpty && reading.reader.header.line == 1)
    }

    @Test func aFileOfAnotherShapeIsRefused() throws {
        let error = #expect(throws: ImportFileError.self) { try Reading("x,y,z\n1,2,3\n", .invoices()) }
        guard case .headerNotFound? = error else {
            Issue.record("found \(String(describing: error))")
            return
        }
    }

    @Test func aMissingRequiredColumnIsNamedWithTheNearestHeading() throws {
        let error = #expect(throws: ImportFileError.self) {
            try Reading("No,Customer,Billed,Due,Amuont,What\n", .invoices())
        }
        #expect(
            error
                == .missingColumns(
                    [.init(field: "amount", columns: ["Amount"], suggestion: "Amuont")], line: 1))
        #expect(error?.description.contains("did you mean 'Amuont'?") == true)
    }

    @Test func aHeadingThatStandsTwiceIsRefused() throws {
        #expect(throws: ImportFileError.repeatedColumn("Amount", line: 1)) {
            try Reading("No,Customer,Billed,Due,Amount,amount\n", .invoices())
        }
    }

    @Test func optionalColumnsTheFileLacksAreToldWithTheNearestHeading() throws {
        let reader = try Reading("No,Customer,Billed,Due,Amount,Whatt\n", .invoices()).reader
        #expect(reader.absentColumns == [.init(field: "summary", columns: ["What"], suggestion: "Whatt")])
        #expect(reader.unusedColumns == ["Whatt"])
    }

    @Test func aRefusedRowGivesTheFilesOwnCellsBack() throws {
        let reading = try Reading(Self.heading + Self.line("1") + Self.line("1", amount: "7.5"), .invoices())
        #expect(reading.refused.first?.cells == ["1", "C1", "2026-01-02", "2026-02-01", "7.5", "Monitoring"])
    }

    @Test func columnsNobodyMappedAreListed() throws {
        let text = "No,Customer,Billed,Due,Amount,What,Colour,Internal\n"
        #expect(try Reading(text, .invoices(more: "ignore: [internal]")).reader.unusedColumns == ["Colour"])
    }

    @Test(arguments: [
        ("1/13/2026", DateOrder.monthDayYear), ("13/1/2026", .dayMonthYear), ("2026-01-13", .iso),
    ])
    func theDateOrderIsFoundFromTheWholeFile(date: String, order: DateOrder) throws {
        let due = order == .iso ? "2026-02-01" : "2/1/2026"
        let text = Self.heading + "1,C1,\(due),\(due),5,\n2,C1,\(date),\(due),5,\n"
        let reading = try Reading(text, .invoices(dates: "auto"))
        #expect(reading.reader.dateOrder == order && reading.rows.last?["billed_on"] == "2026-01-13")
    }

    @Test func conflictingDateOrdersAreRefusedWithBothLines() throws {
        let text = Self.heading + "1,C1,1/13/2026,2/1/2026,5,\n2,C1,13/1/2026,2/1/2026,5,\n"
        #expect(throws: ImportFileError.conflictingDateOrder(column: "Billed", dayFirstLine: 3, monthFirstLine: 2)) {
            try Reading(text, .invoices(dates: "auto"))
        }
        let stated = try Reading(text, .invoices(dates: "dmy"))
        #expect(stated.findings.map(\.line) == [2] && stated.findings.first?.fix.contains("dates: mdy") == true)
    }

    @Test func ambiguousDatesAreAskedFor() throws {
        #expect(throws: ImportFileError.ambiguousDateOrder(column: "Billed")) {
            try Reading(Self.heading + "1,C1,1/2/2026,2/1/2026,5,\n", .invoices(dates: "auto"))
        }
    }

    @Test func customersKeepZerosAndAreWarnedWhereOneWasLost() throws {
        let text = """
            Number,Name,Phone,Email,State,Zip,Autopay,Country
            007,Pat,212-555-0123,p@example.com,Massachusetts,2134,yes,
            008,Kim,,,MA,02134,no,usa
            009,=cmd|x,,,ON,M5V 2T6,,Canada
            010,Lee,call wife,kim@,ZZ,1,perhaps,US
            """
        let reading = try Reading(text, .customersForTest)
        #expect(reading.rows.map { $0["reference"] } == ["007", "008", "009"])
        #expect(reading.rows.map { $0["zip"] } == ["02134", "02134", "M5V 2T6"])
        #expect(reading.rows.map { $0["state"] } == ["MA", "MA", "ON"])
        #expect(reading.rows[0]["phone"] == "+12125550123" && reading.rows[0]["autopay"] == "true")
        #expect(reading.warnings.map(\.column) == ["Zip", "Name"])
        #expect(reading.findings.map(\.column) == ["Email", "Phone", "State", "Zip", "Autopay"])
    }

    @Test func valuesDefaultsAndConstantsFillFields() throws {
        let more = """
            constants: { kind: monitoring }
            defaults: { summary: Service }
            values: { customer_reference: { house: H-1 } }
            """
        let reading = try Reading(Self.heading + "1,House,2026-01-02,2026-02-01,5,\n", .invoices(more: more))
        let row = try #require(reading.rows.first)
        #expect(row["kind"] == "monitoring" && row["summary"] == "Service" && row["customer_reference"] == "H-1")
    }

    @Test func aReportQuotesSafely() {
        let finding = CellFinding(
            line: 1, column: "", found: "a\u{202E}b\n" + String(repeating: "x", count: 100), expected: "", fix: "")
        #expect(finding.found.hasPrefix("a\u{FFFD}b\u{FFFD}xxx") && finding.found.count == 61)
    }

    @Test func aLargeFileIsReadRowByRow() throws {
        let count = 60_000
        var text = Self.heading
        for number in 0..<count { text += Self.line("INV-\(number)") }
        let file = try ScratchFile(text)
        let reader = try ImportReader(file.url, mapping: .invoices())
        var seen = 0
        var firstProgress = 1.0
        while let record = try reader.next() {
            guard case .row(let row, _) = record else { continue }
            if seen == 0 { firstProgress = reader.progress }
            seen += 1
            #expect(row.line == seen + 1)
        }
        #expect(seen == count && firstProgress < 0.1)
    }
}
