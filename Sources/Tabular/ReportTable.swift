package import Receivables

/// The table of a report: what each column holds, its rows, and what they add up to.
///
/// It says what stands where and nothing of how it is shown; the order of rows is the report's own.
package struct ReportTable: Hashable, Sendable {
    /// One column.
    package struct Column: Hashable, Sendable {
        /// Name in JSON and CSV, in snake case; stable once people read it by program.
        package let key: String
        /// Heading for a reader.
        package let title: String
        package let kind: Kind

        package init(_ key: String, _ title: String, _ kind: Kind) {
            self.key = key
            self.title = title
            self.kind = kind
        }
    }

    /// What the cells of a column are.
    package enum Kind: String, Hashable, Sendable {
        case text, count, money, share, tenths, day

        /// Whether a reader compares the cells digit under digit.
        package var isFigure: Bool { self != .text && self != .day }
    }

    /// One value.
    package enum Cell: Hashable, Sendable {
        case text(String)
        case count(Int)
        case money(Money)
        case share(Share)
        /// A measure in tenths, such as 125 for 12.5 days.
        case tenths(Int)
        case day(CalendarDate)
        /// There is no value: not zero, not known.
        case none
    }

    package let columns: [Column]
    package private(set) var rows: [[Cell]] = []
    /// Sums over the rows, the widest last. Not always the sum of a column: a customer in two rows counts once.
    package private(set) var totals: [[Cell]] = []

    /// A table without rows yet. Keys of columns are unique.
    package init(columns: [Column]) {
        precondition(Set(columns.map(\.key)).count == columns.count, "two columns of one name")
        self.columns = columns
    }

    /// Adds a row of one cell for each column, of the column's kind or `none`.
    package mutating func add(_ cells: [Cell]) {
        check(cells)
        rows.append(cells)
    }

    /// Adds a sum below the rows, of the same form.
    package mutating func addTotal(_ cells: [Cell]) {
        check(cells)
        totals.append(cells)
    }

    private func check(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "a row has a cell for each column")
        precondition(
            zip(cells, columns).allSatisfy { $0.kind == nil || $0.kind == $1.kind }, "a cell is of its column's kind")
    }
}

/// A part of a whole, kept in tenths of a hundredth.
package struct Share: Hashable, Sendable {
    /// 615 is 61.5%; `nil` when the whole is nothing, because then there is no share.
    package let tenthsOfPercent: Int?

    /// `part` of `whole`, neither below nothing, rounded half up.
    package init(_ part: Int64, of whole: Int64) {
        guard whole > 0 else {
            tenthsOfPercent = nil
            return
        }
        tenthsOfPercent = Int((Int128(part) * 2_000 + Int128(whole)) / (Int128(whole) * 2))
    }

    /// `part` of `whole`, neither below nothing, rounded half up.
    package init(_ part: Int, of whole: Int) { self.init(Int64(part), of: Int64(whole)) }

    /// `61.5%`, or `n/a` without a whole.
    package var text: String {
        guard let tenthsOfPercent else { return "n/a" }
        return "\(tenthsOfPercent / 10).\(tenthsOfPercent % 10)%"
    }
}

extension ReportTable.Cell {
    /// The kind of column the value belongs in; `nil` for none.
    package var kind: ReportTable.Kind? {
        switch self {
        case .text: .text
        case .count: .count
        case .money: .money
        case .share: .share
        case .tenths: .tenths
        case .day: .day
        case .none: nil
        }
    }

    /// For a reader: thousands set apart, no currency, `-` for no value.
    package var text: String {
        switch self {
        case .text(let text): text
        case .count(let count): Self.grouped(String(count))
        case .money(let money): Self.grouped(money.decimalText)
        case .share(let share): share.text
        case .tenths(let tenths): Self.decimal(tenths)
        case .day(let day): day.description
        case .none: "-"
        }
    }

    /// For a program: plain digits, an empty text for no value; a share in hundredths without its sign.
    package var plainText: String {
        switch self {
        case .text(let text): text
        case .count(let count): String(count)
        case .money(let money): money.decimalText
        case .share(let share): share.tenthsOfPercent.map(Self.decimal) ?? ""
        case .tenths(let tenths): Self.decimal(tenths)
        case .day(let day): day.description
        case .none: ""
        }
    }

    private static func decimal(_ tenths: Int) -> String {
        (tenths < 0 ? "-" : "") + "\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }

    /// `-1234567.89` as `-1,234,567.89`.
    private static func grouped(_ number: String) -> String {
        let sign = number.hasPrefix("-") ? "-" : ""
        let parts = number.dropFirst(sign.count).split(separator: ".", omittingEmptySubsequences: false)
        var digits = ""
        for (index, digit) in parts[0].reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { digits.append(",") }
            digits.append(digit)
        }
        return sign + String(digits.reversed()) + (parts.count > 1 ? "." + parts[1] : "")
    }
}
