import Receivables

/// ZIP, state and country as exports write them.
enum PlaceCell {
    static func zip(_ cell: ArraySlice<UInt8>, country: String) -> FieldOutcome {
        let cell = TextCell.unwrapped(cell)
        guard country == "US" else { return TextCell.text(cell, bytesMax: 16, lines: false) }
        let text = CellBytes.text(cell)
        if PostalAddress.isZIP(text) { return .value(cell) }
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let isNumber = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
        let expected = "a ZIP of five digits, or five and four"
        guard isNumber, let five = parts.first else {
            return .refused(expected: expected, fix: "correct the ZIP, or name the country")
        }
        let four = parts.count == 2 ? String(parts[1]) : nil
        if four == nil, five.count == 9 { return .text("\(five.prefix(5))-\(five.suffix(4))") }
        // A spreadsheet that took the ZIP for a number dropped its leading zeros: one in the north-east, two in Puerto
        // Rico.
        guard (3...4).contains(five.count), four == nil || four?.count == 4 else {
            return .refused(expected: expected, fix: "correct the ZIP")
        }
        let padded = String(repeating: "0", count: 5 - five.count) + five
        return .warned(
            ArraySlice((padded + (four.map { "-" + $0 } ?? "")).utf8), expected: expected,
            fix: "read as \(padded): format the column as text so that leading zeros stay")
    }

    static func state(_ cell: ArraySlice<UInt8>, country: String) -> FieldOutcome {
        guard country == "US" else { return TextCell.text(cell, bytesMax: 60, lines: false) }
        if let code = USState.code(for: CellBytes.text(cell)) { return .text(code) }
        return .refused(expected: "a state such as PA or Pennsylvania", fix: "correct the state, or name the country")
    }

    static func country(_ cell: ArraySlice<UInt8>) -> FieldOutcome {
        let text = CellBytes.text(cell).uppercased()
        if let code = names[text] { return .text(code) }
        if text.utf8.count == 2, text.utf8.allSatisfy({ (65...90).contains($0) }) { return .text(text) }
        return .refused(
            expected: "a country's two-letter code, such as US", fix: "correct it, or map it under 'values'")
    }

    private static let names = [
        "USA": "US", "U.S.": "US", "U.S.A.": "US", "UNITED STATES": "US", "UNITED STATES OF AMERICA": "US",
        "CANADA": "CA", "MEXICO": "MX",
    ]
}
