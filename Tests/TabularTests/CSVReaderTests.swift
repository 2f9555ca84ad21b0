import Foundation
import Testing

@testable import Tabular

struct CSVReaderTests {
    @Test func quotesLineBreaksAndDoubledQuotesAreResolved() throws {
        let file = try ScratchFile("a,\"b \"\"x\"\",\r\nc\",d\r\n1,,3\n")
        #expect(try file.rows() == [["a", "b \"x\",\r\nc", "d"], ["1", "", "3"]])
    }

    @Test(arguments: ["a,b\r\nc,d\r\n", "a,b\nc,d", "a,b\rc,d\r", "\n\na,b\r\n\r\nc,d\n\n"])
    func everyLineEndCounts(text: String) throws {
        #expect(try ScratchFile(text).rows() == [["a", "b"], ["c", "d"]])
    }

    @Test func mixedLineEndsKeepPhysicalLineNumbers() throws {
        let file = try ScratchFile("h\r\na\rb\n\"c\nc\r\nc\"\nd\n\ne")
        let reader = try CSVReader(file.url)
        var lines: [Int] = []
        while let row = try reader.next() { lines.append(row.line) }
        #expect(lines == [1, 2, 3, 4, 7, 9])
    }

    @Test func lineNumbersHoldAcrossChunks() throws {
        // Rows of 13 bytes, so that chunks end everywhere, between CR and LF included.
        let count = 40_000
        var text = ""
        for number in 0..<count { text += String(1_000_000 + number) + ",xyz\r\n" }
        let file = try ScratchFile(text)
        let reader = try CSVReader(file.url)
        var expected = 1
        while let row = try reader.next() {
            #expect(row.line == expected && row.count == 2)
            expected += 1
        }
        #expect(expected == count + 1)
    }

    @Test func anUnclosedQuoteIsReportedWhereItOpened() throws {
        let file = try ScratchFile("a,b\n1,2\n3,\"four\n5,6\n7,8\n")
        #expect(throws: ImportFileError.unclosedQuote(openedLine: 3)) { try file.rows() }
    }

    @Test func aQuoteThatClosesTooLateNamesBothLines() throws {
        let file = try ScratchFile("a,b\n1,\"two\n3,\"four\"\n")
        #expect(throws: ImportFileError.strayQuote(line: 3, openedLine: 2)) { try file.rows() }
    }

    @Test func aQuoteInsideAPlainFieldIsReported() throws {
        let file = try ScratchFile("a,b\n1,5\" pipe\n")
        #expect(throws: ImportFileError.strayQuote(line: 2, openedLine: nil)) { try file.rows() }
    }

    @Test func aFieldOfTenMegabytesIsRefused() throws {
        let file = try ScratchFile("a,b\n1," + String(repeating: "x", count: 10 << 20) + "\n")
        #expect(throws: ImportFileError.fieldTooLong(line: 2, bytesMax: 1 << 20)) { try file.rows() }
    }

    @Test func anUnclosedQuoteInALargeFileStopsAtTheCap() throws {
        let file = try ScratchFile("a,b\n1,\"" + String(repeating: "xxxxxxxxx\n", count: 200_000))
        #expect(throws: ImportFileError.quoteTooLong(openedLine: 2, bytesMax: 1 << 20)) { try file.rows() }
    }

    /// Whether a quote past the cap is closed nobody has looked, so nothing is said of it.
    @Test func aClosedQuoteOfManyLinesPastTheCapIsNotCalledUnclosed() throws {
        let file = try ScratchFile("a,b\n1,\"" + String(repeating: "xxxxxxxxx\n", count: 200_000) + "\"\n")
        let error = #expect(throws: ImportFileError.self) { try file.rows() }
        let told = "\(try #require(error))"
        #expect(told.contains("1048576 bytes") && told.contains("shorten") && !told.contains("never closed"))
    }

    @Test(arguments: [(10, true), (11, false)])
    func theFieldCapIsExact(count: Int, isAccepted: Bool) throws {
        var limits = CSVReader.Limits()
        limits.fieldBytesMax = 10
        let file = try ScratchFile("a\n" + String(repeating: "x", count: count) + "\n")
        if isAccepted {
            #expect(try file.rows(limits: limits).count == 2)
        } else {
            #expect(throws: ImportFileError.fieldTooLong(line: 2, bytesMax: 10)) { try file.rows(limits: limits) }
        }
    }

    @Test func rowsAndColumnsAreCapped() throws {
        var limits = CSVReader.Limits()
        limits.columnsMax = 3
        let wide = try ScratchFile("a,b,c\n1,2,3,4\n")
        #expect(throws: ImportFileError.tooManyColumns(line: 2, columnsMax: 3)) { try wide.rows(limits: limits) }
        limits.rowBytesMax = 8
        let long = try ScratchFile("a,b,c\n1234,1234,1234\n")
        #expect(throws: ImportFileError.rowTooLong(line: 2, bytesMax: 8)) { try long.rows(limits: limits) }
    }

    @Test func aZeroByteIsRefusedWithItsLine() throws {
        let file = try ScratchFile("a,b\n1,2\n3,\u{0}4\n")
        #expect(throws: ImportFileError.nul(line: 3)) { try file.rows() }
    }

    @Test func nothingIsReadAfterAnError() throws {
        var limits = CSVReader.Limits()
        limits.fieldBytesMax = 3
        let file = try ScratchFile("a\nlong\nb\n")
        let reader = try CSVReader(file.url, limits: limits)
        #expect(try reader.next()?.texts == ["a"])
        #expect(throws: ImportFileError.self) { try reader.next() }
        #expect(try reader.next() == nil)
    }

    @Test func oneRowDoesNotHoldOnToTheNext() throws {
        let file = try ScratchFile("ab,c\nd,ef\n")
        let reader = try CSVReader(file.url)
        #expect(throws: ImportFileError.unreadable(reason: "No such file or directory")) {
            try CSVReader(URL(filePath: "/nonexistent/file.csv"))
        }
        let first = try #require(try reader.next())
        let second = try #require(try reader.next())
        #expect(first.texts == ["ab", "c"] && second.texts == ["d", "ef"])
        #expect(first.text(5) == "")
    }

    @Test func writtenCellsReadBackTheSame() throws {
        let rows = [["a", "b,c", "d\"e"], ["", " x ", "line\r\nbreak"], ["ünï", "=1+1", "1;2"]]
        var bytes: [UInt8] = []
        for row in rows { CSVWriter(for: .machine).append(row, to: &bytes) }
        #expect(try ScratchFile(bytes).rows() == rows)
    }
}

struct CSVWriterTests {
    @Test(arguments: [
        ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""), ("+1+cmd", "'+1+cmd"), ("-2+3", "'-2+3"),
        ("@SUM", "'@SUM"),
        ("\tx", "\"'\tx\""), ("\u{FF1D}1", "'\u{FF1D}1"), ("-12.05", "-12.05"), ("+12125550123", "+12125550123"),
        ("plain", "plain"),
    ])
    func aPersonsFileRunsNoFormula(cell: String, written: String) {
        #expect(CSVWriter(for: .person).line([cell, "x"]) == written + ",x\r\n")
    }

    @Test func aProgramsFileIsExact() {
        #expect(CSVWriter(for: .machine).line(["=1", "-x", ""]) == "=1,-x,\r\n")
        #expect(CSVWriter(for: .machine).line([""]) == "\"\"\r\n")
        #expect(CSVWriter(for: .machine, delimiter: 9).line(["a\tb", "c,d"]) == "\"a\tb\"\tc,d\r\n")
    }
}
