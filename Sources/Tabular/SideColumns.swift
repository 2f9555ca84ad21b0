package import Foundation
package import Receivables

// Columns a list of open items may have beside those an import takes: the days of calls, and what a customer pays a month.

extension ImportMapping {
    /// Headings under which bookkeepers keep the day of the last call.
    static let lastCallHeadings = [
        "Last call", "Last called", "Last call date", "Last phone call", "Called on", "Call date", "Date called",
        "Called",
    ]
    /// Headings under which they keep what a customer pays each month.
    static let monthlyHeadings = [
        "Monthly amount", "Monthly", "Monthly charge", "Monthly rate", "RMR", "MRR", "Recurring monthly revenue",
    ]

    /// The same with every date read in one order.
    package func reading(dates: DateOrder) -> ImportMapping {
        ImportMapping(
            name: name, kind: kind, source: source, about: about, encoding: encoding, delimiter: delimiter,
            dateOrder: dates, decimalMark: decimalMark, currency: currency, fields: fields,
            ignoredColumns: ignoredColumns, skipRules: skipRules, creditRules: creditRules, grouping: grouping)
    }

    /// The same for a file without numbers of its bills: each row is one, numbered by its line.
    package var numberingRows: ImportMapping {
        var numbered = fields
        numbered["reference"] = FieldSource(isLineNumber: true)
        return ImportMapping(
            name: name, kind: kind, source: source, about: about, encoding: encoding, delimiter: delimiter,
            dateOrder: dateOrder, decimalMark: decimalMark, currency: currency, fields: numbered,
            ignoredColumns: ignoredColumns, skipRules: skipRules, creditRules: creditRules, grouping: grouping)
    }

    /// Whether a heading of a file is one of a column read beside the mapping's own.
    package static func isSideHeading(_ heading: String) -> Bool { sideHeadings.contains(Heading.normalized(heading)) }

    private static let sideHeadings = Set((lastCallHeadings + monthlyHeadings).map(Heading.normalized))
}

/// What the columns beside an import's own say, cell by cell; a cell that cannot be read is kept as one.
package struct SideCells: Sendable {
    /// One cell with the day of a call.
    package struct Call: Sendable, Hashable {
        package let customer: String
        /// `nil` where something stands there and is no day: the customer was called, and nobody can say when.
        package let day: CalendarDate?
    }

    /// One cell with what a customer pays a month.
    package struct Monthly: Sendable, Hashable {
        package let customer: String
        /// The row's own; `nil` where it names none.
        package let currency: String?
        /// `nil` where something stands there and is no amount.
        package let minorUnits: Int64?
    }

    package private(set) var calls: [Call] = []
    package private(set) var monthly: [Monthly] = []
    /// Whether the file has such a column at all.
    package let knowsCalls: Bool
    package let knowsMonthly: Bool
    /// The first cells that could not be read, as they stand in the file.
    package private(set) var unreadableCalls: [String] = []
    package private(set) var unreadableMonthly: [String] = []

    private let callColumns: [Int]
    private let monthlyColumns: [Int]
    private let mark: ImportMapping.DecimalMark
    private var kept: [(customer: String, column: Int, text: String)] = []

    init(_ header: Header, mark: ImportMapping.DecimalMark) {
        callColumns = ImportMapping.lastCallHeadings.flatMap(header.positions)
        monthlyColumns = ImportMapping.monthlyHeadings.flatMap(header.positions)
        knowsCalls = !callColumns.isEmpty
        knowsMonthly = !monthlyColumns.isEmpty
        self.mark = mark
    }

    /// Reads the columns of a file that a mapping reads.
    ///
    /// - Parameter dates: The order taken where the calls of a column fit none of their own.
    package init(_ url: URL, mapping: ImportMapping, dates: DateOrder) throws(ImportFileError) {
        let rows = try DataRows(OpenTable(url, mapping).reader(), mapping: mapping)
        self.init(rows.header, mark: mapping.decimalMark)
        guard knowsCalls || knowsMonthly, let index = mapping.kind.index(of: "customer_reference") else { return }
        let customers = try FieldPlan(
            mapping.kind.fields[index], mapping.fields["customer_reference"], rows.header)
        let currencies = try mapping.kind.index(of: "currency").map { index throws(ImportFileError) in
            try FieldPlan(mapping.kind.fields[index], mapping.fields["currency"], rows.header)
        }
        while let row = try rows.next() {
            guard case .value(let customer) = TextCell.reference(customers.cell(of: row)) else { continue }
            let currency = currencies.map { CellBytes.text($0.cell(of: row)) } ?? ""
            add(
                row, customer: CellBytes.text(customer),
                currency: currency.isEmpty ? nil : currency.uppercased(), usual: mapping.currency ?? .usd)
        }
        finish(dates: dates)
    }

    /// Takes one row's cells; `finish` follows the last.
    mutating func add(_ row: CSVRow, customer: String, currency: String?, usual: Currency) {
        for column in callColumns {
            let cell = CellBytes.trimmed(row[column])
            let text = CellBytes.text(cell)
            if !cell.isEmpty, !Self.wordsForNone.contains(text.lowercased()) { kept.append((customer, column, text)) }
        }
        for column in monthlyColumns {
            let cell = CellBytes.trimmed(row[column])
            guard !cell.isEmpty, !Self.wordsForNone.contains(CellBytes.text(cell).lowercased()) else { continue }
            let units: Int64?
            do throws(MoneyText.Problem) {
                units = try MoneyText.minorUnits(cell, mark: mark, currency: currency.flatMap(Currency.init) ?? usual)
            } catch {
                units = nil
                unreadableMonthly.append(Self.shown(CellBytes.text(cell)))
            }
            monthly.append(Monthly(customer: customer, currency: currency, minorUnits: units))
        }
    }

    /// Reads the calls: each column in the order of its own dates, since nothing says that it is the one of the others.
    mutating func finish(dates: DateOrder) {
        var orders: [Int: DateOrder] = [:]
        for (column, cells) in Dictionary(grouping: kept, by: \.column) {
            var detection = DateOrderDetection()
            for cell in cells { detection.add(ArraySlice(cell.text.utf8), line: 0, column: "") }
            do throws(ImportFileError) { orders[column] = try detection.order() } catch { orders[column] = dates }
        }
        for (customer, column, text) in kept {
            let cell = ArraySlice(text.utf8)
            let bare = DateCell.withoutTime(cell) ?? cell
            let day = DateText.date(bare, order: orders[column] ?? dates) ?? DateCell.ofSpreadsheet(bare)
            if day == nil { unreadableCalls.append(Self.shown(text)) }
            calls.append(Call(customer: customer, day: day))
        }
        kept = []
    }

    /// What people write where there was no call.
    private static let wordsForNone: Set<String> = [
        "-", "--", "\u{2013}", "\u{2014}", "0", "no", "n", "none", "never", "not yet", "not called", "n/a", "na",
        "false",
    ]

    private static func shown(_ text: String) -> String {
        CellFinding(line: 0, column: "", found: text, expected: "", fix: "").found
    }
}
