package import Foundation

/// One record of a file, read by a mapping.
package enum ImportRecord: Sendable {
    /// A row whose every value is canonical. Warnings tell what was understood in a particular way.
    case row(ImportRow, warnings: [CellFinding])
    /// A row that cannot be used; at least one finding is an error.
    case refused(RefusedRow)
}

/// A row that cannot be used, with what its file said, so that it can be given back for correction.
package struct RefusedRow: Hashable, Sendable {
    /// Physical line where it begins.
    package let line: Int
    /// The file's cells, in the order of the headings; of lines put together, those of the first.
    package let cells: [String]
    package let findings: [CellFinding]
}

/// Reads a file by a mapping, row by row, in memory that grows only by a few bytes a row (to find duplicates).
///
/// Not shared between tasks. The file must not change meanwhile. Reading ends with the first `ImportFileError`; what
/// was read before it must then not be kept. A second row with the key of an earlier one is refused and its finding
/// names the earlier line, which has been handed out already: whoever keeps rows refuses that one as well.
package final class ImportReader {
    /// The row of headings.
    package let header: Header
    package let encoding: EncodingDetection
    package let delimiter: UInt8
    /// The order dates are read in, found out where the mapping says `auto`.
    package let dateOrder: DateOrder
    /// Headings the mapping neither uses nor knowingly leaves out: shown, never silently dropped.
    package let unusedColumns: [String]
    /// Optional fields whose columns the file lacks, each with a heading that may have been meant.
    package let absentColumns: [ImportFileError.MissingColumn]
    /// Rows handed out as usable so far.
    package private(set) var rowCount = 0
    /// Rows refused so far.
    package private(set) var refusedCount = 0
    /// Rows left out by the mapping's skip rules so far.
    package var skippedCount: Int { rows.skippedCount }
    /// How much of the file has been read, from 0 to 1, for a progress bar.
    package var progress: Double { length == 0 ? 1 : min(1, Double(source.offset) / Double(length)) }

    private let plan: RowPlan
    private let rows: DataRows
    private let source: TextSource
    private let length: Int
    private var grouping: RowGrouping?
    private var totals: ControlTotal?
    private var isFinished = false
    private var keyIndexes: [Int]
    /// First line of each key, by a 64-bit hash seeded anew for each process: a million rows take about 30 MB, and a
    /// false match among them has a chance of one in thirty million.
    private var firstLines: [Int: Int32] = [:]

    /// Opens a file, finds its encoding, delimiter, headings and, where asked, its date order.
    package init(
        _ url: URL, mapping: ImportMapping, limits: CSVReader.Limits = .init()
    ) throws(ImportFileError) {
        let table = try OpenTable(url, mapping)
        encoding = table.encoding
        delimiter = table.delimiter
        length = table.file.length

        let source = TextSource(table.file, encoding)
        self.source = source
        rows = try DataRows(CSVReader(source, delimiter: delimiter, limits: limits), mapping: mapping)
        header = rows.header
        dateOrder =
            mapping.dateOrder == .auto
            ? try Self.dateOrder(
                DataRows(table.reader(limits), mapping: mapping), mapping)
            : mapping.dateOrder
        plan = try RowPlan(mapping, header, dateOrder: dateOrder)
        grouping = mapping.grouping.map { [plan] in RowGrouping($0, plan) }
        totals = ControlTotal(mapping, plan)
        let known = mapping.knownHeadings
        unusedColumns = header.columns.filter { !$0.isEmpty && !known.contains(Heading.normalized($0)) }
        absentColumns = Self.absentColumns(mapping, header)
        keyIndexes = mapping.kind.keyFields.compactMap { mapping.kind.index(of: $0) }
    }

    /// The next record; `nil` at the end. A file of headings alone has none.
    package func next() throws(ImportFileError) -> ImportRecord? {
        while !isFinished {
            var wrongTotal: CellFinding?
            let next = try rows.next { total in
                wrongTotal = totals?.finding(of: total)
                return wrongTotal != nil
            }
            guard let row = next else {
                isFinished = true
                return grouping?.finish().map(finished)
            }
            if let wrongTotal {
                refusedCount += 1
                return .refused(RefusedRow(line: row.line, cells: row.texts, findings: [wrongTotal]))
            }
            let read = plan.read(row)
            totals?.add(read)
            guard grouping != nil else { return finished(read) }
            if let complete = grouping?.add(read) { return finished(complete) }
        }
        return nil
    }

    private func finished(_ read: PlannedRow) -> ImportRecord {
        var read = read
        if let duplicate = duplicate(of: read) { read.findings.append(duplicate) }
        guard !read.hasErrors else {
            refusedCount += 1
            return .refused(RefusedRow(line: read.line, cells: read.row.texts, findings: read.findings))
        }
        rowCount += 1
        var row = ImportRow(kind: plan.kind, line: read.line)
        for value in read.values { row.append(value) }
        return .row(row, warnings: read.findings)
    }

    private func duplicate(of read: PlannedRow) -> CellFinding? {
        guard !keyIndexes.isEmpty else { return nil }
        var hasher = Hasher()
        for index in keyIndexes {
            guard let value = read.values[index] else { return nil }
            hasher.combine(value.count)
            value.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        let hash = hasher.finalize()
        guard let first = firstLines[hash] else {
            firstLines[hash] = Int32(clamping: read.line)
            return nil
        }
        guard let index = keyIndexes.last, let value = read.values[index] else { return nil }
        guard grouping == nil else {
            return CellFinding(
                line: read.line, column: plan.plans[index].column, found: CellBytes.text(value),
                expected: "all lines of one \(plan.plans[index].column) together",
                fix: "others of it begin in line \(first), with lines of another between: sort the file by this column",
                otherLines: [Int(first)])
        }
        return CellFinding(
            line: read.line, column: plan.plans[index].column, found: CellBytes.text(value),
            expected: "a reference that stands once in the file",
            fix: "it stands in line \(first) too: keep the right one of the two, or give one its own reference",
            otherLines: [Int(first)])
    }

    private static func absentColumns(_ mapping: ImportMapping, _ header: Header) -> [ImportFileError.MissingColumn] {
        mapping.kind.fields.filter { !$0.isRequired }.compactMap { field in
            guard let columns = mapping.fields[field.name]?.columns, !columns.isEmpty,
                columns.allSatisfy({ header.positions(of: $0).isEmpty })
            else { return nil }
            return .init(
                field: field.name, columns: columns,
                suggestion: columns.lazy.compactMap { header.suggestion(for: $0) }.first)
        }
    }

    private static func dateOrder(_ rows: DataRows, _ mapping: ImportMapping) throws(ImportFileError) -> DateOrder {
        var plans: [FieldPlan] = []
        for field in mapping.kind.fields where field.type == .date {
            guard let source = mapping.fields[field.name], source.constant == nil else { continue }
            plans.append(try FieldPlan(field, source, rows.header))
        }
        var detection = DateOrderDetection()
        while let row = try rows.next() {
            for plan in plans { detection.add(plan.cell(of: row), line: row.line, column: plan.column) }
        }
        return try detection.order()
    }
}
