import Foundation

/// Rows in columns that fit a terminal; long cells run on below themselves.
struct TextTable {
    let headings: [String]
    let rows: [[String]]
    let widthMax: Int
    /// Columns whose cells end under each other, as figures do.
    let rightAligned: Set<Int>

    /// The longest word a column keeps whole: a key has to be copied.
    private static let wordMax = 36

    init(headings: [String], rows: [[String]], widthMax: Int = 100, rightAligned: Set<Int> = []) {
        self.widthMax = widthMax
        self.rightAligned = rightAligned
        self.headings = headings
        self.rows = rows
    }

    /// Heading, rule and rows, each line ended.
    var text: String { text(ruledBefore: nil) }

    /// The same with a second rule before one of the rows, such as the first of the sums.
    func text(ruledBefore ruled: Int?) -> String {
        let widths = widths()
        guard widths.reduce(0, +) + 2 * (widths.count - 1) <= widthMax else { return listed }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        var lines = self.lines(of: headings, widths) + [rule]
        for (index, row) in rows.enumerated() {
            if index == ruled, index > 0 { lines.append(rule) }
            lines += self.lines(of: row, widths)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Each row as lines of its own, where even narrowed columns are wider than the terminal.
    private var listed: String {
        rows.map { row in
            headings.indices.flatMap { column in
                Self.wrapped("\(headings[column]): \(column < row.count ? row[column] : "")", widthMax)
            }.map { $0 + "\n" }.joined()
        }.joined(separator: "\n")
    }

    /// The natural widths, the widest narrowed one by one until all fit: first down to each column's longest word, and
    /// where that is not enough words are parted, all but figures, days and keys.
    private func widths() -> [Int] {
        var widths = headings.indices.map { column in
            ([headings] + rows).map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        for floors in [headings.indices.map(narrowest), headings.indices.map(parted)] {
            while widths.reduce(0, +) + 2 * (widths.count - 1) > widthMax,
                let widest = widths.indices.filter({ widths[$0] > floors[$0] }).max(by: { widths[$0] < widths[$1] })
            {
                widths[widest] -= 1
            }
        }
        return widths
    }

    /// Width below which a column is never narrowed.
    private func parted(_ column: Int) -> Int {
        let isKept =
            rightAligned.contains(column)
            || rows.contains { column < $0.count && Self.isOnePiece($0[column]) }
        return isKept ? narrowest(column) : min(5, narrowest(column))
    }

    /// A key is copied whole, and a day is read whole.
    private static func isOnePiece(_ cell: String) -> Bool {
        UUID(uuidString: cell) != nil || cell.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil
    }

    private func narrowest(_ column: Int) -> Int {
        // An amount and its currency stay together.
        let separator = rightAligned.contains(column) ? ", " : " "
        let words =
            headings[column].split(separator: " ")
            + rows.flatMap { column < $0.count ? $0[column].split(separator: separator) : [] }
        return max(1, min(Self.wordMax, words.map(\.count).max() ?? 0))
    }

    private func lines(of row: [String], _ widths: [Int]) -> [String] {
        let cells = widths.indices.map { Self.wrapped($0 < row.count ? row[$0] : "", widths[$0]) }
        return (0..<(cells.map(\.count).max() ?? 1)).map { line in
            let parts = widths.indices.map { column in
                let part = line < cells[column].count ? cells[column][line] : ""
                let gap = String(repeating: " ", count: max(0, widths[column] - part.count))
                return rightAligned.contains(column) ? gap + part : part + gap
            }
            let text = parts.joined(separator: "  ")
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// One line in lines of at most `width`: what is indented stays so, and runs on two further in.
    static func indented(_ line: String, _ width: Int) -> String {
        let indent = String(line.prefix { $0 == " " })
        return wrapped(String(line.dropFirst(indent.count)), width - indent.count - 2)
            .enumerated().map { $0 == 0 ? indent + $1 : indent + "  " + $1 }.joined(separator: "\n")
    }

    /// A text in lines of at most `width`, parted between words.
    static func wrapped(_ cell: String, _ width: Int) -> [String] {
        var lines = [""]
        // What a file brought along must not steer the terminal.
        let printable = String(String.UnicodeScalarView(cell.unicodeScalars.map { $0.isSteering ? " " : $0 }))
        for word in printable.split(whereSeparator: \.isWhitespace) {
            var rest = word
            if lines[lines.count - 1].count + rest.count + 1 > width, !lines[lines.count - 1].isEmpty {
                lines.append("")
            }
            while rest.count > max(1, width) {
                lines[lines.count - 1] = String(rest.prefix(width))
                rest = rest.dropFirst(width)
                lines.append("")
            }
            lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + rest
        }
        return lines
    }
}

extension Unicode.Scalar {
    /// Whether a terminal acts on it instead of showing it, or lets it change the order of the text around it.
    fileprivate var isSteering: Bool {
        switch properties.generalCategory {
        case .control: true
        case .format: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
        default: false
        }
    }
}
