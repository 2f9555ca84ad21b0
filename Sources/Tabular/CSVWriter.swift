/// Makes CSV text: CRLF line ends, quotes only where needed. Source: RFC 4180.
package struct CSVWriter: Sendable {
    /// Who reads the file.
    package enum Reader: Sendable {
        /// A program: every cell exactly as given.
        case machine
        /// A person with a spreadsheet: text that the spreadsheet would run as a formula gets an apostrophe in front.
        ///
        /// Numbers such as `-12.05` and telephone numbers such as `+12125550123` stay as they are.
        /// Source: OWASP, "CSV Injection".
        case person
    }

    private let reader: Reader
    private let delimiter: UInt8

    /// A writer for one sort of reader.
    package init(for reader: Reader, delimiter: UInt8 = UInt8(ascii: ",")) {
        self.reader = reader
        self.delimiter = delimiter
    }

    /// One record with its line end. A record of one empty cell is written as `""`, since a blank line is no record.
    package func line(_ cells: [String]) -> String {
        var output: [UInt8] = []
        append(cells, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends one record, as UTF-8, to what will be written to a file.
    package func append(_ cells: [String], to output: inout [UInt8]) {
        if cells.count == 1, cells[0].isEmpty { output.append(contentsOf: [0x22, 0x22]) }
        for (index, cell) in cells.enumerated() {
            if index > 0 { output.append(delimiter) }
            append(cell, to: &output)
        }
        output.append(contentsOf: [13, 10])
    }

    private func append(_ cell: String, to output: inout [UInt8]) {
        let bytes = (reader == .person && Self.isFormula(cell) ? "'" + cell : cell).utf8
        let quote = UInt8(ascii: "\"")
        let blank = UInt8(ascii: " ")
        let needsQuotes =
            bytes.first == blank || bytes.last == blank
            || bytes.contains { $0 == quote || $0 == delimiter || $0 == 13 || $0 == 10 || $0 == 9 }
        guard needsQuotes else {
            output.append(contentsOf: bytes)
            return
        }
        output.append(quote)
        for byte in bytes {
            if byte == quote { output.append(quote) }
            output.append(byte)
        }
        output.append(quote)
    }

    private static func isFormula(_ cell: String) -> Bool {
        let bytes = cell.utf8.drop { $0 == UInt8(ascii: " ") }
        guard let first = bytes.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 9, 10, 13: return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            return !bytes.dropFirst().allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        default:
            // Full-width forms of the same signs are read as formulas by some spreadsheets.
            return ["\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"].contains { cell.hasPrefix($0) }
        }
    }
}
