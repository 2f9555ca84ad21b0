/// The data rows of one file: behind its headings, without blank rows and rows the mapping leaves out.
final class DataRows {
    let header: Header
    /// Rows a skip rule left out.
    private(set) var skippedCount = 0
    private let reader: CSVReader
    private let rules: RowRules
    /// Those of the rules that leave out totals.
    private let totals: RowRules

    init(_ reader: CSVReader, mapping: ImportMapping) throws(ImportFileError) {
        self.reader = reader
        let known = mapping.knownHeadings
        var isEmpty = true
        var header: Header?
        for _ in 0..<Header.rowsMax {
            guard let row = try reader.next() else { break }
            if row.isBlank { continue }
            isEmpty = false
            let cells = row.texts
            if Header.isHeader(cells, known: known) {
                header = Header(line: row.line, columns: cells)
                break
            }
        }
        guard let header else {
            throw isEmpty
                ? .empty : .headerNotFound(expected: mapping.fields.values.compactMap(\.columns.first).sorted())
        }
        self.header = header
        rules = RowRules(mapping.skipRules, header)
        totals = RowRules(mapping.skipRules.compactMap(\.ofTotals), header)
    }

    /// The next row to import; `nil` at the end.
    ///
    /// - Parameter total: Called with each total a rule leaves out; `true` hands it out all the same.
    func next(total: (CSVRow) -> Bool = { _ in false }) throws(ImportFileError) -> CSVRow? {
        while let row = try reader.next() {
            if row.isBlank { continue }
            if rules.match(row) {
                skippedCount += 1
                if totals.match(row), total(row) { return row }
                continue
            }
            return row
        }
        return nil
    }
}

extension ImportMapping.SkipRule {
    /// The rule as far as it speaks of totals; `nil` where it leaves out something else, such as what is not paid yet.
    fileprivate var ofTotals: ImportMapping.SkipRule? {
        guard case .startsWith(let texts) = test else { return nil }
        let totals = texts.filter { $0.contains("total") }
        return totals.isEmpty ? nil : ImportMapping.SkipRule(column: column, test: .startsWith(totals))
    }
}

/// Rules of a mapping on the columns of one file.
struct RowRules {
    private let rules: [(position: Int?, test: ImportMapping.SkipRule.Test)]

    init(_ rules: [ImportMapping.SkipRule], _ header: Header) {
        self.rules = rules.compactMap { rule in
            guard let column = rule.column else { return (nil, rule.test) }
            // A rule about a column that this file lacks has nothing to look at.
            return header.positions(of: column).first.map { ($0, rule.test) }
        }
    }

    /// Whether any rule holds for the row.
    func match(_ row: CSVRow) -> Bool { rules.contains { holds(row, $0.position, $0.test) } }

    private func holds(_ row: CSVRow, _ position: Int?, _ test: ImportMapping.SkipRule.Test) -> Bool {
        if case .hasOneCell = test { return (0..<row.count).count { !CellBytes.trimmed(row[$0]).isEmpty } <= 1 }
        let index = position ?? (0..<row.count).first { !CellBytes.trimmed(row[$0]).isEmpty } ?? 0
        let cell = CellBytes.trimmed(row[index])
        switch test {
        case .isEmpty: return cell.isEmpty
        case .equals(let texts): return texts.contains(CellBytes.text(cell).lowercased())
        case .startsWith(let texts):
            let text = CellBytes.text(cell).lowercased()
            return texts.contains { text.hasPrefix($0) }
        case .hasOneCell: return false
        }
    }
}
