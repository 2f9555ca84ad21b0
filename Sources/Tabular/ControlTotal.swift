/// Holds the totals a file states against the rows above them: a file that was cut, or lost a row, says so itself.
///
/// A total is of the rows since the one before it, or of all rows so far.
struct ControlTotal {
    private let plan: RowPlan
    private let index: Int
    private var all: Int64 = 0
    private var since: Int64 = 0
    /// Whether some row could not be counted: no total says anything then.
    private var isUncertain = false

    /// `nil` where the kind has no amount, and where several lines make one row or credits may stand without a sign.
    init?(_ mapping: ImportMapping, _ plan: RowPlan) {
        let field = mapping.kind == .openItems ? "open_amount" : "amount"
        guard mapping.grouping == nil, mapping.creditRules.isEmpty, let index = mapping.kind.index(of: field) else {
            return nil
        }
        self.plan = plan
        self.index = index
    }

    /// Counts a row that is imported.
    mutating func add(_ row: PlannedRow) {
        guard !row.hasErrors, let value = row.values[index], let minor = Int64(CellBytes.text(value)) else {
            isUncertain = true
            return
        }
        let (sum, overflow) = all.addingReportingOverflow(minor)
        let (part, partOverflow) = since.addingReportingOverflow(minor)
        (all, since) = (sum, part)
        if overflow || partOverflow { isUncertain = true }
    }

    /// What is wrong with a row that the mapping leaves out as a total; `nil` for one that states none, and for a right one.
    mutating func finding(of row: CSVRow) -> CellFinding? {
        guard let stated = plan.amount(index, of: row) else { return nil }
        defer { since = 0 }
        guard !isUncertain, stated.minor != all, stated.minor != since else { return nil }
        return CellFinding(
            line: row.line, column: plan.plans[index].column, found: stated.text,
            expected: "the sum of the rows above it, \(Self.text(all))"
                + (since == all ? "" : ", or of those since the last total, \(Self.text(since))"),
            fix: "rows are missing, double or changed: export the file again, or correct the total")
    }

    /// In the smallest unit's hundredths, as amounts are written; currencies without them are the exception.
    private static func text(_ minor: Int64) -> String {
        let digits = String(minor.magnitude)
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return (minor < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
    }
}

extension RowPlan {
    /// The amount a row states in one field, in minor units, whatever else the row holds; `nil` where it states none.
    func amount(_ index: Int, of row: CSVRow) -> (minor: Int64, text: String)? {
        let cell = plans[index].cell(of: row)
        guard !cell.isEmpty else { return nil }
        switch FieldParsing.outcome(of: cell, as: plans[index].field.type, in: settingOfTotals) {
        case .value(let value), .warned(let value, _, _):
            return Int64(CellBytes.text(value)).map { ($0, CellBytes.text(cell.prefix(400))) }
        case .dropped, .refused: return nil
        }
    }
}
