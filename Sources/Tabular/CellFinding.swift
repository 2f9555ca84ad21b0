import Receivables

/// One thing about one place of a file that a person has to know: where, what, what was expected, what to do.
///
/// For the person who uploads the file, to whom the file belongs; `found` may quote it and never goes to a log.
package struct CellFinding: Hashable, Sendable {
    /// Whether the row can be used all the same.
    package enum Severity: String, Sendable {
        /// The row is refused.
        case error
        /// The row is used; the value was understood in a way that a person may want to know.
        case warning
    }

    package let severity: Severity
    /// Physical line of the file where the row begins, counted from 1.
    package let line: Int
    /// Heading as the file has it, or the field's name where no column stands behind it; empty for the whole row.
    package let column: String
    /// The cell's text, shortened to 60 characters, control characters shown as `\u{FFFD}`.
    package let found: String
    package let expected: String
    package let fix: String
    /// Lines of other rows that take part, such as the first of two duplicates.
    package let otherLines: [Int]

    /// Makes a finding; `found` is shortened here.
    package init(
        _ severity: Severity = .error, line: Int, column: String, found: String, expected: String, fix: String,
        otherLines: [Int] = []
    ) {
        self.severity = severity
        self.line = line
        self.column = column
        self.found = CardNumber.isIn(found) ? "a number that may be a payment card's" : Self.shortened(found)
        self.expected = expected
        self.fix = fix
        self.otherLines = otherLines
    }

    private static func shortened(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for (count, scalar) in text.unicodeScalars.enumerated() {
            if count == 60 {
                shown.append("\u{2026}")
                break
            }
            // Direction overrides and control characters would rearrange the report they are printed in.
            let isUnsafe =
                scalar.value < 32 || (0x7F...0x9F).contains(scalar.value)
                || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            shown.append(isUnsafe ? "\u{FFFD}" : scalar)
        }
        return String(shown)
    }
}
