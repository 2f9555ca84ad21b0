import Receivables

/// How one field of a kind is filled from the rows of one file.
struct FieldPlan {
    let field: ImportField
    /// The heading as the file has it, or the field's name where no column stands behind it.
    let column: String
    private let position: Int?
    private let otherwise: [Int]
    private let values: [String: String]
    private let fallback: ArraySlice<UInt8>?
    private let isLineNumber: Bool

    init(_ field: ImportField, _ source: ImportMapping.FieldSource?, _ header: Header) throws(ImportFileError) {
        self.field = field
        let source = source ?? ImportMapping.FieldSource()
        var position: Int?
        for name in source.columns {
            let positions = header.positions(of: name)
            if positions.count > 1 { throw .repeatedColumn(name, line: header.line) }
            position = positions.first
            if position != nil { break }
        }
        self.position = position
        column = position.map { header.columns[$0] } ?? field.name
        otherwise = source.otherwise.compactMap { header.positions(of: $0).first }
        values = source.values
        isLineNumber = source.isLineNumber
        fallback = (source.constant ?? source.defaultValue).map { ArraySlice($0.utf8) }
    }

    /// The trimmed text to read for this field, after replacements, joined columns, defaults and constants; empty when
    /// the row has none.
    func cell(of row: CSVRow) -> ArraySlice<UInt8> {
        if isLineNumber { return ArraySlice(String(row.line).utf8) }
        var cell: ArraySlice<UInt8> = []
        if let position { cell = CellBytes.trimmed(row[position]) }
        if cell.isEmpty, !otherwise.isEmpty {
            let parts = otherwise.map { CellBytes.trimmed(row[$0]) }.filter { !$0.isEmpty }
            cell = ArraySlice(parts.joined(separator: [UInt8(ascii: " ")]))
        }
        if cell.isEmpty { return fallback ?? [] }
        if !values.isEmpty, let replaced = values[CellBytes.text(cell).lowercased()] {
            return ArraySlice(replaced.utf8)
        }
        return cell
    }
}

/// A row's values before it is known whether more lines belong to it.
struct PlannedRow {
    /// The line read, the first of several that were put together.
    let row: CSVRow
    var values: [ArraySlice<UInt8>?]
    var findings: [CellFinding]

    var line: Int { row.line }
    var hasErrors: Bool { findings.contains { $0.severity == .error } }
}

/// Reads rows by the plans of all fields of a kind.
struct RowPlan {
    let kind: ImportKind
    let plans: [FieldPlan]
    private let setting: FieldSetting
    private let mappingCurrency: Currency?
    private let currencyIndex: Int?
    private let countryIndex: Int?
    private let columnCount: Int
    private let credits: RowRules

    init(_ mapping: ImportMapping, _ header: Header, dateOrder: DateOrder) throws(ImportFileError) {
        kind = mapping.kind
        let missing = mapping.missingColumns(Set(header.columns.map(Heading.normalized)))
        guard missing.isEmpty else {
            let told = missing.map { name, columns in
                ImportFileError.MissingColumn(
                    field: name, columns: columns,
                    suggestion: columns.lazy.compactMap { header.suggestion(for: $0) }.first)
            }
            throw .missingColumns(told, line: header.line)
        }
        var plans: [FieldPlan] = []
        for field in kind.fields { plans.append(try FieldPlan(field, mapping.fields[field.name], header)) }
        self.plans = plans
        setting = FieldSetting(dateOrder: dateOrder, decimalMark: mapping.decimalMark)
        mappingCurrency = mapping.currency
        currencyIndex = kind.index(of: "currency")
        countryIndex = kind.index(of: "country")
        columnCount = header.columns.count
        credits = RowRules(mapping.creditRules, header)
    }

    /// As a total is read: in the currency of the mapping, or the usual one where each row has its own.
    var settingOfTotals: FieldSetting {
        var setting = self.setting
        setting.currency = mappingCurrency ?? .usd
        return setting
    }

    /// All values of a row and everything wrong with it.
    func read(_ row: CSVRow) -> PlannedRow {
        var result = PlannedRow(row: row, values: Array(repeating: nil, count: plans.count), findings: [])
        guard hasRightLength(row) else {
            result.findings = [
                CellFinding(
                    line: row.line, column: "", found: "\(row.count) cells", expected: "\(columnCount) cells",
                    fix:
                        "the row is shorter or longer than the headings: look for a missing or extra delimiter or quote"
                )
            ]
            return result
        }
        var setting = self.setting
        setting.currency = mappingCurrency
        // What other fields are read by comes first.
        for index in [currencyIndex, countryIndex] { if let index { read(index, row, setting, &result) } }
        if let currencyIndex, let code = result.values[currencyIndex] {
            setting.currency = Currency(CellBytes.text(code))
        } else if let currencyIndex, let mappingCurrency, result.findings.isEmpty {
            result.values[currencyIndex] = ArraySlice(mappingCurrency.code.utf8)
        }
        if let countryIndex, let code = result.values[countryIndex] { setting.country = CellBytes.text(code) }
        for index in plans.indices where index != currencyIndex && index != countryIndex {
            read(index, row, setting, &result)
        }
        requireCurrency(row, &result)
        if credits.match(row) { turnToCredit(&result) }
        return result
    }

    /// Amounts were written from Int64 when they were read; what is no credit is turned into one.
    private func turnToCredit(_ result: inout PlannedRow) {
        for index in plans.indices {
            guard case .money = plans[index].field.type, let value = result.values[index],
                let units = Int64(CellBytes.text(value)), units > 0
            else { continue }
            result.values[index] = ArraySlice(String(-units).utf8)
        }
    }

    private func requireCurrency(_ row: CSVRow, _ result: inout PlannedRow) {
        guard let index = currencyIndex, plans[index].field.isRequired, result.values[index] == nil,
            !result.findings.contains(where: { $0.column == plans[index].column })
        else { return }
        result.findings.append(missing(plans[index], row))
    }

    private func read(_ index: Int, _ row: CSVRow, _ setting: FieldSetting, _ result: inout PlannedRow) {
        let plan = plans[index]
        let cell = plan.cell(of: row)
        guard !cell.isEmpty else {
            if plan.field.isRequired, index != currencyIndex { result.findings.append(missing(plan, row)) }
            return
        }
        switch FieldParsing.outcome(of: cell, as: plan.field.type, in: setting) {
        case .value(let value): result.values[index] = value
        case .warned(let value, let expected, let fix):
            result.values[index] = value
            result.findings.append(finding(.warning, plan, row, cell, expected, fix))
        case .dropped(let expected, let fix):
            result.findings.append(finding(.warning, plan, row, cell, expected, fix))
        case .refused(let expected, let fix):
            result.findings.append(finding(.error, plan, row, cell, expected, fix))
        }
    }

    private func finding(
        _ severity: CellFinding.Severity, _ plan: FieldPlan, _ row: CSVRow, _ cell: ArraySlice<UInt8>,
        _ expected: String, _ fix: String
    ) -> CellFinding {
        CellFinding(
            severity, line: row.line, column: plan.column, found: CellBytes.text(cell.prefix(400)), expected: expected,
            fix: fix)
    }

    private func missing(_ plan: FieldPlan, _ row: CSVRow) -> CellFinding {
        CellFinding(
            line: row.line, column: plan.column, found: "", expected: plan.field.about, fix: "fill the cell in")
    }

    /// As many cells as headings; empty cells too many are no harm.
    private func hasRightLength(_ row: CSVRow) -> Bool {
        row.count == columnCount
            || (row.count > columnCount && (columnCount..<row.count).allSatisfy { CellBytes.trimmed(row[$0]).isEmpty })
    }
}
