import Foundation
import Receivables
import Tabular
import Treatment

/// One currency's open items of a file by customer, as far as the file says.
struct FileBook: Sendable {
    /// One customer's part.
    struct Account: Sendable {
        let reference: String
        var items: [Treatment.OpenReceivable] = []
        /// Payments and credits not set against an item, above nothing.
        var credit: Money
        /// The day of the last call the file knows of.
        var lastCallOn: CalendarDate?
        var monthly: Money?
    }

    let fileName: String
    let mappingName: String
    let currency: Currency
    /// By reference.
    let accounts: [Account]
    /// Whether the file has a column for calls, for monthly amounts.
    let knowsCalls: Bool
    let knowsMonthly: Bool
    let rowCount: Int
    let refusedCount: Int
    /// The first of what is wrong, for whoever has the file.
    let findings: [CellFinding]
    /// How many more there are.
    let furtherFindings: Int
    /// Rows in other currencies, by code.
    let leftOut: [Currency: Int]
    let unusedColumns: [String]

    private static let findingsMax = 5

    init(_ file: URL, mapping: ImportMapping, currency wanted: Currency?) throws {
        let reader = try ImportReader(file, mapping: mapping)
        var rows: [Int: Row] = [:]
        var findings: [CellFinding] = []
        var refused = 0
        while let record = try reader.next() {
            switch record {
            case .row(let row, _):
                guard rows.count < DiagnoseFile.rowsMax else {
                    throw ActRefused(
                        .badInput, "the file has more than \(DiagnoseFile.rowsMax) rows: import it instead")
                }
                rows[row.line] = try Row(row)
            case .refused(let row):
                refused += 1
                findings += row.findings.filter { $0.severity == .error }
                // Of two rows with one key neither can be trusted.
                for finding in row.findings {
                    for line in finding.otherLines where rows.removeValue(forKey: line) != nil {
                        refused += 1
                        findings.append(finding.ofTheEarlier(line))
                    }
                }
            }
        }
        guard !rows.isEmpty else { throw Self.nothing(refused: refused, findings.first) }

        let byCurrency = Dictionary(grouping: rows.values, by: \.open.currency).mapValues(\.count)
        let most = byCurrency.max { ($0.value, $1.key.code) < ($1.value, $0.key.code) }?.key
        let chosen = wanted ?? most ?? .usd
        guard byCurrency[chosen] != nil else {
            throw ActRefused(.badInput, "no row is in \(chosen.code): leave --currency out")
        }
        var accounts: [String: Account] = [:]
        for (_, row) in rows.sorted(by: { $0.key < $1.key }) where row.open.currency == chosen {
            var account = accounts[row.customer] ?? Account(reference: row.customer, credit: .zero(chosen))
            if row.open.isPositive {
                account.items.append(row.item)
            } else {
                account.credit = try account.credit.subtracting(row.open)
            }
            accounts[row.customer] = account
        }
        knowsCalls = try Self.addCalls(file, mapping.lastCalls(dates: reader.dateOrder), to: &accounts)
        knowsMonthly = try Self.addMonthly(
            file, mapping.monthlyAmounts(dates: reader.dateOrder), currency: chosen, to: &accounts)

        fileName = file.lastPathComponent
        mappingName = mapping.name
        currency = chosen
        self.accounts = accounts.values.sorted { $0.reference < $1.reference }
        rowCount = byCurrency[chosen] ?? 0
        refusedCount = refused
        self.findings = Array(findings.sorted { $0.line < $1.line }.prefix(Self.findingsMax))
        furtherFindings = max(0, findings.count - Self.findingsMax)
        leftOut = byCurrency.filter { $0.key != chosen }
        unusedColumns = reader.unusedColumns.filter { !ImportMapping.isSideHeading($0) }
    }

    private static func nothing(refused: Int, _ finding: CellFinding?) -> ActRefused {
        guard refused > 0 else {
            return ActRefused(.badInput, "the file has headings and no rows: export it again if there should be some")
        }
        let first = finding.map {
            ": line \($0.line), column '\($0.column)', expected \($0.expected); \($0.fix)"
        }
        return ActRefused(
            .badInput,
            (refused == 1 ? "the one row cannot" : "none of the \(refused) rows can") + " be used" + (first ?? ""))
    }

    /// - Returns: Whether the file has a column for it.
    private static func addCalls(
        _ file: URL, _ mapping: ImportMapping, to accounts: inout [String: Account]
    ) throws -> Bool {
        guard let reader = try reader(file, mapping) else { return false }
        while let record = try reader.next() {
            guard case .row(let row, _) = record, let customer = row["customer_reference"],
                let day = row["happened_on"].flatMap(CalendarDate.init)
            else { continue }
            let known = accounts[customer]?.lastCallOn ?? day
            accounts[customer]?.lastCallOn = max(day, known)
        }
        return true
    }

    private static func addMonthly(
        _ file: URL, _ mapping: ImportMapping, currency: Currency, to accounts: inout [String: Account]
    ) throws -> Bool {
        guard let reader = try reader(file, mapping),
            !reader.absentColumns.contains(where: { $0.field == "monthly_amount" })
        else { return false }
        while let record = try reader.next() {
            guard case .row(let row, _) = record, let customer = row["customer_reference"],
                let minor = row["monthly_amount"].flatMap({ Int64($0) }), minor > 0,
                row["currency"].map({ $0 == currency.code }) ?? true
            else { continue }
            let known = accounts[customer]?.monthly?.minorUnits ?? 0
            accounts[customer]?.monthly = Money(minorUnits: max(known, minor), currency: currency)
        }
        return true
    }

    /// `nil` when the file lacks the columns the mapping is about.
    private static func reader(_ file: URL, _ mapping: ImportMapping) throws -> ImportReader? {
        do throws(ImportFileError) {
            return try ImportReader(file, mapping: mapping)
        } catch {
            if case .missingColumns = error { return nil }
            throw error
        }
    }

    /// One usable row.
    private struct Row {
        let customer: String
        let open: Money
        let item: Treatment.OpenReceivable

        init(_ row: ImportRow) throws {
            // The reader hands out rows with every required field in its canonical form.
            guard let customer = row["customer_reference"], let due = row["due_on"].flatMap(CalendarDate.init),
                let minor = row["open_amount"].flatMap({ Int64($0) }),
                let currency = row["currency"].flatMap(Currency.init)
            else { preconditionFailure("a usable row has its required fields") }
            self.customer = customer
            open = Money(minorUnits: minor, currency: currency)
            let billed = row["billed_on"].flatMap(CalendarDate.init) ?? due
            item = Treatment.OpenReceivable(
                id: Identifier(), billedOn: min(billed, due), dueOn: due, open: open, disputed: .zero(currency))
        }
    }
}

extension CellFinding {
    /// The same about the other of two rows, which was taken before this one was read.
    fileprivate func ofTheEarlier(_ earlier: Int) -> CellFinding {
        CellFinding(
            severity, line: earlier, column: column, found: found, expected: expected,
            fix: "line \(line) has it too: keep the right one of the two, or give one its own reference",
            otherLines: [line])
    }
}

extension FileBook.Account {
    /// Days past due of the oldest item; `nil` when none is.
    func daysPastDue(on day: CalendarDate) -> Int? {
        items.map(\.dueOn).min().flatMap { $0 < day ? day.days(since: $0) : nil }
    }

    /// Past due on a day.
    func pastDue(on day: CalendarDate, _ currency: Currency) throws -> Money {
        try items.filter { $0.dueOn < day }.map(\.open).total(in: currency)
    }

    /// Whether the file names a call up to the day.
    func wasCalled(by day: CalendarDate) -> Bool { lastCallOn.map { $0 <= day } ?? false }
}
