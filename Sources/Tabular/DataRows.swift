/// The data rows of one file: behind its headings, without blank rows and rows the mapping leaves out.
final class DataRows {
    let header: Header
    /// Rows a skip rule left out.
    private(set) var skippedCount = 0
    private let reader: CSVReader
    /// Rules that leave out anything but totals.
    private let rules: RowRules
    /// Those that leave out totals.
    private let totals: RowRules
    private let whole: WholeRow

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
        rules = RowRules(mapping.skipRules.compactMap(\.ofOthers), header)
        totals = RowRules(mapping.skipRules.compactMap(\.ofTotals), header)
        whole = WholeRow(mapping, header)
    }

    /// The next row to import; `nil` at the end.
    ///
    /// - Parameter total: Called with each total a rule leaves out; `true` hands it out all the same.
    func next(total: (CSVRow) -> Bool = { _ in false }) throws(ImportFileError) -> CSVRow? {
        while let row = try reader.next() {
            if row.isBlank { continue }
            let isOther = rules.match(row)
            // A customer may be called Total something: what has its own number and day is no sum of others.
            let isTotal = totals.match(row) && !whole.holds(row)
            guard isOther || isTotal else { return row }
            skippedCount += 1
            if isTotal, total(row) { return row }
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

    /// The rule as far as it speaks of anything else; `nil` where it speaks of totals alone.
    fileprivate var ofOthers: ImportMapping.SkipRule? {
        guard case .startsWith(let texts) = test else { return self }
        let others = texts.filter { !$0.contains("total") }
        return others.isEmpty ? nil : ImportMapping.SkipRule(column: column, test: .startsWith(others))
    }
}

/// Tells a row of its own from a sum of others: it has the number and the days that each row must have.
private struct WholeRow {
    private let reference: FieldPlan?
    private let days: [FieldPlan]

    init(_ mapping: ImportMapping, _ header: Header) {
        func plan(_ field: ImportField) -> FieldPlan? {
            guard field.isRequired, let source = mapping.fields[field.name], source.constant == nil else { return nil }
            // Where one heading stands twice, the reader of the whole row says so.
            do throws(ImportFileError) { return try FieldPlan(field, source, header) } catch { return nil }
        }
        reference = mapping.kind.fields.first { $0.name == "reference" }.flatMap(plan)
        days = mapping.kind.fields.filter { $0.type == .date }.compactMap(plan)
    }

    func holds(_ row: CSVRow) -> Bool {
        guard let reference, !days.isEmpty, !reference.cell(of: row).isEmpty else { return false }
        return days.allSatisfy { DateCell.isDay($0.cell(of: row)) }
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
