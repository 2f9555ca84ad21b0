/// Why a whole file cannot be read, with the line and the fix. Holds column headings at most, never a cell.
package enum ImportFileError: Error, Hashable, CustomStringConvertible {
    /// The operating system refused.
    case unreadable(reason: String)
    /// No bytes, or blank lines alone.
    case empty
    /// Nothing in the first lines looks like the mapping's headings. `missing` lists headings that were looked for.
    case headerNotFound(expected: [String])
    /// The heading row lacks columns that required fields come from.
    case missingColumns([MissingColumn], line: Int)
    /// One heading, used by the mapping, stands over two columns.
    case repeatedColumn(String, line: Int)
    /// Bytes that are no text in the file's encoding.
    case damagedText(encoding: TextEncoding, line: Int)
    /// An encoding that is recognised and not read.
    case unsupportedEncoding(String)
    case nul(line: Int)
    /// The file ends inside quotes.
    case unclosedQuote(openedLine: Int)
    /// A field of several lines in quotes grew past its cap; whether they are closed later nobody has looked.
    case quoteTooLong(openedLine: Int, bytesMax: Int)
    /// Text behind a closing quote, or a quote inside a field that does not begin with one.
    case strayQuote(line: Int, openedLine: Int?)
    case fieldTooLong(line: Int, bytesMax: Int)
    case rowTooLong(line: Int, bytesMax: Int)
    case tooManyColumns(line: Int, columnsMax: Int)
    /// One date demands day before month, another month before day.
    case conflictingDateOrder(column: String, dayFirstLine: Int, monthFirstLine: Int)
    /// Every date of the file can be read both ways.
    case ambiguousDateOrder(column: String)

    /// A required field none of whose columns the file has.
    package struct MissingColumn: Hashable, Sendable {
        package let field: String
        package let columns: [String]
        /// A heading of the file that looks like one of them.
        package let suggestion: String?
    }

    package var description: String {
        switch self {
        case .unreadable(let reason): "it cannot be read (\(reason)): name a file you may read"
        case .empty: "the file is empty: export it again"
        case .headerNotFound(let expected):
            "no row among the first 50 has at least three of the expected headings (\(Self.listed(expected))): "
                + "choose the mapping that fits this file, or keep the heading row when exporting"
        case .missingColumns(let missing, let line):
            "line \(line): " + missing.map(Self.told).joined(separator: "; ")
        case .repeatedColumn(let column, let line):
            "line \(line): the heading '\(column)' stands twice: rename or remove one of the columns"
        case .damagedText(let encoding, let line):
            "line \(line) holds bytes that are not \(encoding.rawValue) text: save the file as UTF-8 "
                + "(in a spreadsheet: CSV UTF-8), or state its encoding in the mapping"
        case .unsupportedEncoding(let name):
            "the file looks like \(name): save it as UTF-8, or state 'encoding: windows-1252' in the mapping"
        case .nul(let line): "line \(line) holds a zero byte, which no text has: export the file again as CSV"
        case .unclosedQuote(let line):
            "the quote opened in line \(line) is never closed: add the closing quote there, and write a quote that "
                + "belongs to the text twice"
        case .quoteTooLong(let line, let bytesMax):
            "the quote opened in line \(line) is not closed within \(bytesMax) bytes: add the closing quote if it is "
                + "missing, or shorten the field"
        case .strayQuote(let line, let opened):
            "line \(line) has a quote in the middle of a field"
                + (opened.map { " (the field began in line \($0))" } ?? "")
                + ": put the whole field in quotes and write the inner quote twice"
        case .fieldTooLong(let line, let bytesMax):
            "line \(line) has a field of more than \(bytesMax) bytes: shorten it, or look for a missing quote"
        case .rowTooLong(let line, let bytesMax):
            "the row that begins in line \(line) has more than \(bytesMax) bytes: look for a missing quote"
        case .tooManyColumns(let line, let columnsMax):
            "line \(line) has more than \(columnsMax) columns: check the delimiter"
        case .conflictingDateOrder(let column, let dayFirst, let monthFirst):
            "column '\(column)' has the day first in line \(dayFirst) and the month first in line \(monthFirst): "
                + "export with one date format"
        case .ambiguousDateOrder(let column):
            "every date in column '\(column)' can be read as month/day or day/month: state 'dates: mdy' or "
                + "'dates: dmy' in the mapping"
        }
    }

    private static func listed(_ names: [String]) -> String {
        names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " \u{2026}" : "")
    }

    private static func told(_ missing: MissingColumn) -> String {
        let wanted = missing.columns.map { "'\($0)'" }.joined(separator: " or ")
        let hint = missing.suggestion.map { "; did you mean '\($0)'?" } ?? ""
        return "no column \(wanted) for \(missing.field): add it, or change the mapping\(hint)"
    }
}
