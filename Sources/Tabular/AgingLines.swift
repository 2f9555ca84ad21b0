import Receivables

/// Takes the lines of an aging summary one by one and holds its totals against them.
struct AgingLines {
    private(set) var taken: [AgingSummary.Line] = []
    private(set) var findings: [CellFinding] = []
    private let layout: AgingLayout
    private let currency: Currency
    /// What the lines add up to: by band, then of all.
    private var sums: [Int64]
    /// Whether some line could not be counted: no total of the file says anything then.
    private var isUncertain = false
    private var names: Set<String> = []

    init(_ layout: AgingLayout, currency: Currency) {
        self.layout = layout
        self.currency = currency
        sums = Array(repeating: 0, count: layout.positions.count + 1)
    }

    /// The customer of a line that was taken; `nil` for one that is none, and for one with a finding.
    mutating func take(_ row: CSVRow) -> String? {
        let name = CellBytes.text(CellBytes.trimmed(row[layout.customer]))
        let known = findings.count
        guard !row.isBlank, layout.positions.contains(where: { !CellBytes.trimmed(row[$0]).isEmpty }) else {
            // A heading between groups, or a line of the page such as the hour it was printed.
            names.insert(name.lowercased())
            return nil
        }
        let isGrand = Self.grandTotals.contains(name.lowercased())
        if isGrand || isTotalOfAnother(name) {
            if isGrand, !isUncertain { hold(row) }
            return nil
        }
        let amounts = layout.positions.map { amount(row, $0) }
        let stated = layout.total.flatMap { CellBytes.trimmed(row[$0]).isEmpty ? nil : amount(row, $0) }
        let reference = reference(row)
        let sum = amounts.reduce(Int64(0)) { $0.addingReportingOverflow($1).partialValue }
        if findings.count == known, let stated, let column = layout.total, stated != sum {
            findings.append(
                finding(
                    row, column, expected: "the sum of its line, \(Money(minorUnits: sum, currency: currency))",
                    fix: "a column is missing or was changed: export the file again, or correct the total"))
        }
        // Its total is left out below whether or not its own line can be taken.
        names.insert(name.lowercased())
        guard let reference, findings.count == known else {
            isUncertain = true
            return nil
        }
        for (index, amount) in (amounts + [sum]).enumerated() {
            let (total, overflow) = sums[index].addingReportingOverflow(amount)
            sums[index] = total
            isUncertain = isUncertain || overflow
        }
        taken.append(
            AgingSummary.Line(
                line: row.line, customer: reference,
                amounts: amounts.map { Money(minorUnits: $0, currency: currency) }))
        return reference
    }

    private static let grandTotals: Set<String> = ["total", "totals", "grand total", "total:", "report total"]

    /// `Total for Smith` or `Total Smith` below Smith's lines; a company may be called Total something.
    private func isTotalOfAnother(_ name: String) -> Bool {
        let name = name.lowercased()
        guard name.hasPrefix("total ") else { return false }
        let rest = name.dropFirst("total ".count)
        return names.contains(String(rest)) || (rest.hasPrefix("for ") && names.contains(String(rest.dropFirst(4))))
    }

    /// Holds a total of the whole file against the lines above it.
    private mutating func hold(_ row: CSVRow) {
        for (index, column) in (layout.positions + (layout.total.map { [$0] } ?? [])).enumerated() {
            guard !CellBytes.trimmed(row[column]).isEmpty else { continue }
            let known = findings.count
            let stated = amount(row, column)
            guard findings.count == known, stated != sums[index] else { continue }
            findings.append(
                finding(
                    row, column,
                    expected: "the sum of the rows above it, \(Money(minorUnits: sums[index], currency: currency))",
                    fix: "rows are missing, double or changed: export the file again, or correct the total"))
        }
    }

    private mutating func reference(_ row: CSVRow) -> String? {
        let cell = CellBytes.trimmed(row[layout.customer])
        switch cell.isEmpty ? nil : TextCell.reference(cell) {
        case .value(let value): return CellBytes.text(value)
        case .refused(let expected, let fix):
            findings.append(finding(row, layout.customer, expected: expected, fix: fix))
        case .warned, .dropped, nil:
            findings.append(
                finding(row, layout.customer, expected: "the customer's number or name", fix: "fill the cell in"))
        }
        return nil
    }

    /// Nothing and a dash are zero; what is no amount is zero with a finding.
    private mutating func amount(_ row: CSVRow, _ column: Int) -> Int64 {
        let cell = CellBytes.trimmed(row[column])
        let text = CellBytes.text(cell)
        if cell.isEmpty || text == "-" || text == "$ -" || text == "$-" { return 0 }
        do throws(MoneyText.Problem) {
            return try MoneyText.minorUnits(cell, mark: .point, currency: currency)
        } catch {
            let setting = FieldSetting(dateOrder: .iso, decimalMark: .point, currency: currency)
            if case .refused(let expected, let fix) = FieldParsing.outcome(of: cell, as: .money(.notZero), in: setting)
            {
                findings.append(finding(row, column, expected: expected, fix: fix))
            }
            return 0
        }
    }

    private func finding(_ row: CSVRow, _ column: Int, expected: String, fix: String) -> CellFinding {
        CellFinding(
            line: row.line, column: layout.header.columns[column], found: row.text(column), expected: expected, fix: fix
        )
    }
}
