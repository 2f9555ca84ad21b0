/// Headings compared as people mean them: case, a leading `*`, blanks and a byte order mark do not count.
enum Heading {
    static func normalized(_ text: String) -> String {
        let marks: Set<Character> = ["*", "\u{FEFF}"]
        let words = text.filter { !marks.contains($0) }.lowercased().split(whereSeparator: \.isWhitespace)
        return words.joined(separator: " ")
    }
}

/// The row of headings of one file.
package struct Header: Hashable, Sendable {
    /// Physical line of the row.
    package let line: Int
    /// Headings as the file has them, trimmed.
    package let columns: [String]
    private let positions: [String: [Int]]

    init(line: Int, columns: [String]) {
        self.line = line
        self.columns = columns.map { CellBytes.text(CellBytes.trimmed(ArraySlice($0.utf8))) }
        positions = Dictionary(grouping: self.columns.indices) { Heading.normalized(columns[$0]) }
    }

    /// Positions of a heading, none when the file lacks it.
    func positions(of column: String) -> [Int] { positions[Heading.normalized(column)] ?? [] }

    /// The heading that looks most like `column`.
    func suggestion(for column: String) -> String? { Suggestion.nearest(to: column, among: columns) }

    /// Rows looked at before a file counts as having no headings.
    static let rowsMax = 50
    /// Known headings a row of headings has at least, or all that the mapping knows where those are fewer.
    static let knownMin = 3

    /// Whether a row is the row of headings, given the normalized names a mapping knows.
    static func isHeader(_ cells: [String], known: Set<String>) -> Bool {
        let found = Set(cells.map(Heading.normalized)).intersection(known)
        return !found.isEmpty && found.count >= min(knownMin, known.count)
    }
}

/// "Did you mean": the nearest of some names.
package enum Suggestion {
    /// The name with the fewest edits, where those are few against its length.
    package static func nearest(to text: String, among names: [String]) -> String? {
        let wanted = Array(Heading.normalized(text).replacing("_", with: " ").prefix(64))
        guard !wanted.isEmpty else { return nil }
        var best: (name: String, distance: Int)?
        for name in names.prefix(1_000) {
            let candidate = Array(Heading.normalized(name).replacing("_", with: " ").prefix(64))
            guard !candidate.isEmpty else { continue }
            let distance = edits(wanted, candidate)
            guard distance * 3 <= max(wanted.count, candidate.count) else { continue }
            if distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// Levenshtein distance.
    private static func edits(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (character == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
