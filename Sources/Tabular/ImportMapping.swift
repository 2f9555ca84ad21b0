package import Receivables

/// How the columns of one sort of file become fields: which column, which date order, how money is written.
///
/// Written as YAML; `ImportMapping(yaml:)` reads it and reports everything wrong with it at once.
package struct ImportMapping: Hashable, Sendable {
    /// Name to choose the mapping by, such as `quickbooks-aging-detail`.
    package let name: String
    package let kind: ImportKind
    /// Where references come from: two sources may use one number for different things, so keys carry the source.
    package let source: String
    /// One line for a person who chooses.
    package let about: String
    /// Overrides detection when set.
    package let encoding: TextEncoding?
    /// Overrides detection when set.
    package let delimiter: UInt8?
    package let dateOrder: DateOrder
    package let decimalMark: DecimalMark
    /// Currency of rows that name none; a symbol in a cell that contradicts it is an error.
    package let currency: Currency?
    /// Where each field comes from, by the field's name.
    package let fields: [String: FieldSource]
    /// Columns known and left out on purpose, so that they are not reported as unused.
    package let ignoredColumns: [String]
    package let skipRules: [SkipRule]
    /// Rows whose amounts are to the customer's credit, whatever their sign in the file.
    package let creditRules: [SkipRule]
    package let grouping: Grouping?

    /// Where the value of a field comes from.
    package struct FieldSource: Hashable, Sendable {
        /// Headings, the first that the file has is used. Empty for a constant.
        package var columns: [String] = []
        /// Cells joined by a space when the column's own is empty.
        package var otherwise: [String] = []
        /// Replaces a cell's text, compared in lower case, before it is read. `""` drops the value.
        package var values: [String: String] = [:]
        /// The value of every row.
        package var constant: String?
        /// The value of rows whose cell is empty.
        package var defaultValue: String?
        /// The number of the row's line, for a list that gives its rows no number.
        package var isLineNumber = false
    }

    /// Rows left out without a finding.
    package struct SkipRule: Hashable, Sendable {
        /// Column looked at; `nil` is the first cell with any text.
        package let column: String?
        package let test: Test

        /// What leads to leaving out; texts are compared in lower case.
        package enum Test: Hashable, Sendable {
            case startsWith([String])
            case equals([String])
            case isEmpty
            /// At most one cell of the row has text, as in headings between groups.
            case hasOneCell
        }
    }

    /// Several lines of the file that are one row, such as the lines of an invoice.
    ///
    /// They follow each other in the file and share the value of `by`. Every field not listed must agree over them.
    package struct Grouping: Hashable, Sendable {
        package let by: String
        /// Amounts added over the lines.
        package let sum: Set<String>
        /// Fields whose first value is kept.
        package let first: Set<String>
    }

    /// Which of the sums a mark separates: `1,234.56` or `1.234,56`.
    package enum DecimalMark: String, Sendable, CaseIterable {
        case point, comma
    }
}

/// In which order the numbers of a date stand.
package enum DateOrder: String, Sendable, CaseIterable {
    /// `1/13/2026`
    case monthDayYear = "mdy"
    /// `13/1/2026`
    case dayMonthYear = "dmy"
    /// `2026-01-13`
    case iso
    /// Found out from the whole file, refused when the file allows both or demands both.
    case auto
}

/// How the bytes of a file are text.
package enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case windows1252 = "windows-1252"
}
