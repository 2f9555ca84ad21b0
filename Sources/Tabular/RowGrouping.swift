/// Puts lines that follow each other and share a field's value together as one row.
struct RowGrouping {
    private let kind: ImportKind
    private let plans: [FieldPlan]
    private let byIndex: Int
    private let sumIndexes: Set<Int>
    private let firstIndexes: Set<Int>
    private var pending: PlannedRow?

    init(_ grouping: ImportMapping.Grouping, _ plan: RowPlan) {
        kind = plan.kind
        plans = plan.plans
        guard let by = plan.kind.index(of: grouping.by) else {
            preconditionFailure("a mapping groups by a field of its kind")
        }
        byIndex = by
        let indexes = { (names: Set<String>) in Set(names.compactMap { plan.kind.index(of: $0) }) }
        sumIndexes = indexes(grouping.sum)
        firstIndexes = indexes(grouping.first)
    }

    /// Takes the next line; gives back the row before it when that is complete.
    mutating func add(_ row: PlannedRow) -> PlannedRow? {
        guard var group = pending else {
            pending = row
            return nil
        }
        guard let key = row.values[byIndex], key == group.values[byIndex] else {
            pending = row
            return group
        }
        merge(row, into: &group)
        pending = group
        return nil
    }

    /// The last row.
    mutating func finish() -> PlannedRow? {
        defer { pending = nil }
        return pending
    }

    private func merge(_ row: PlannedRow, into group: inout PlannedRow) {
        group.findings += row.findings
        for index in plans.indices where index != byIndex {
            guard let value = row.values[index] else { continue }
            guard let kept = group.values[index] else {
                group.values[index] = value
                continue
            }
            if sumIndexes.contains(index) {
                group.values[index] = sum(kept, value, index, row, &group)
            } else if kept != value, !firstIndexes.contains(index) {
                let isCurrency = plans[index].field.type == .currency
                group.findings.append(
                    CellFinding(
                        line: row.line, column: plans[index].column, found: CellBytes.text(value.prefix(400)),
                        expected: isCurrency
                            ? "one currency for all lines of one invoice"
                            : "the same value on all lines of one invoice",
                        fix: "correct the line, or give it an invoice number of its own", otherLines: [group.line]))
            }
        }
    }

    private func sum(
        _ kept: ArraySlice<UInt8>, _ added: ArraySlice<UInt8>, _ index: Int, _ row: PlannedRow,
        _ group: inout PlannedRow
    ) -> ArraySlice<UInt8> {
        // Both were written from Int64 when they were read.
        guard let left = Int64(CellBytes.text(kept)), let right = Int64(CellBytes.text(added)) else { return kept }
        let (sum, isOver) = left.addingReportingOverflow(right)
        guard !isOver else {
            group.findings.append(
                CellFinding(
                    line: row.line, column: plans[index].column, found: CellBytes.text(added),
                    expected: "amounts whose sum can be counted", fix: "correct the amount", otherLines: [group.line]))
            return kept
        }
        return ArraySlice(String(sum).utf8)
    }
}
