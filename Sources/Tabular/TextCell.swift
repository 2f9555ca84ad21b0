import Foundation
import Receivables

/// Free text and references: kept as they are, except for what a spreadsheet did to them.
enum TextCell {
    static func text(_ cell: ArraySlice<UInt8>, bytesMax: Int, lines: Bool) -> FieldOutcome {
        if let refusal = refusal(cell) { return refusal }
        var value = cell
        if !lines, cell.contains(where: { $0 == 10 || $0 == 13 || $0 == 9 }) { value = onOneLine(cell) }
        guard value.count <= bytesMax else {
            return .refused(expected: "at most \(bytesMax) bytes of text", fix: "shorten the text")
        }
        if value.first == UInt8(ascii: "=") {
            return .warned(
                value, expected: "plain text",
                fix: "this looks like a spreadsheet formula and is kept as text, never run; correct it if it is one")
        }
        return .value(value)
    }

    static func reference(_ cell: ArraySlice<UInt8>) -> FieldOutcome {
        if let refusal = refusal(cell) { return refusal }
        let value = unwrapped(cell)
        guard value.count <= 100, !value.contains(where: { $0 < 32 }) else {
            return .refused(expected: "a reference of at most 100 bytes on one line", fix: "shorten or correct it")
        }
        if isScientific(value) {
            return .refused(
                expected: "a reference with all its digits",
                fix: "the spreadsheet rounded this number: format the column as text and export again")
        }
        guard value.contains(where: { $0 >= 0x80 }) else { return .value(value) }
        // Two spellings of one accented letter are one reference.
        return .text(CellBytes.text(value).precomposedStringWithCanonicalMapping)
    }

    private static let spreadsheetErrors: Set<String> = [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#ERROR!",
    ]

    private static func refusal(_ cell: ArraySlice<UInt8>) -> FieldOutcome? {
        if cell.first == UInt8(ascii: "#") {
            let isFilled = cell.count > 2 && cell.allSatisfy { $0 == UInt8(ascii: "#") }
            if isFilled || spreadsheetErrors.contains(CellBytes.text(cell)) {
                return .refused(
                    expected: "a value",
                    fix: "the spreadsheet exported an error or a column too narrow: repair it there")
            }
        }
        if cell.contains(where: { ($0 < 32 && $0 != 9 && $0 != 10 && $0 != 13) || $0 == 127 }) {
            return .refused(expected: "text without control characters", fix: "retype the cell")
        }
        if cell.lazy.filter({ (48...57).contains($0) }).prefix(13).count == 13, CardNumber.isIn(CellBytes.text(cell)) {
            return .refused(
                expected: "text without the number of a payment card",
                fix: "take the number out: card details are never kept")
        }
        if hasDirectionControl(cell) {
            return .refused(
                expected: "text without invisible direction marks",
                fix: "retype the cell: a mark in it makes the text read otherwise than it is written")
        }
        return nil
    }

    /// U+202A to U+202E or U+2066 to U+2069, as UTF-8. Source: Unicode Standard Annex 9, table 4.
    private static func hasDirectionControl(_ cell: ArraySlice<UInt8>) -> Bool {
        var index = cell.startIndex
        while let lead = cell[index...].firstIndex(of: 0xE2) {
            let next = cell[(lead + 1)...].prefix(2)
            if let second = next.first, let third = next.dropFirst().first {
                if second == 0x80, (0xAA...0xAE).contains(third) { return true }
                if second == 0x81, (0xA6...0xA9).contains(third) { return true }
            }
            index = lead + 1
        }
        return false
    }

    /// Without the `="..."` some exports put around a number to keep its zeros.
    static func unwrapped(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let quote = UInt8(ascii: "\"")
        guard cell.count >= 4, cell.starts(with: [UInt8(ascii: "="), quote]), cell.last == quote else { return cell }
        let inner = cell.dropFirst(2).dropLast()
        return inner.contains(quote) ? cell : inner
    }

    private static func onOneLine(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        ArraySlice(cell.split { $0 == 10 || $0 == 13 || $0 == 9 }.joined(separator: [UInt8(ascii: " ")]))
    }

    /// `1.23457E+11`.
    private static func isScientific(_ value: ArraySlice<UInt8>) -> Bool {
        guard let mark = value.firstIndex(of: UInt8(ascii: "E")), mark > value.startIndex else { return false }
        let digits: (UInt8) -> Bool = { (48...57).contains($0) }
        let power = value[(mark + 1)...]
        return value[..<mark].allSatisfy { digits($0) || $0 == UInt8(ascii: ".") } && power.first == UInt8(ascii: "+")
            && power.count > 1 && power.dropFirst().allSatisfy(digits)
    }
}
