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
        /// The days of calls the file knows of.
        var callDays: [CalendarDate] = []
        /// Whether the file says something about a call that names no day.
        var wasCalledSometime = false
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
    /// Bands of the file itself; `nil` where it has due days.
    let bands: AgingBuckets?
    /// What was understood in a particular way, as sentences.
    let remarks: [String]

    private static let findingsMax = 5

    /// Reads a list of open items by a mapping.
    init(_ file: URL, mapping: ImportMapping, currency wanted: Currency?) throws {
        let reader = try ImportReader(file, mapping: mapping)
        var read = FileRows()
        while let record = try reader.next() { try read.add(record) }
        let side = try SideCells(file, mapping: mapping, dates: reader.dateOrder)
        try self.init(
            Heading(
                fileName: file.lastPathComponent, mappingName: mapping.name, bands: nil,
                unusedColumns: reader.unusedColumns.filter { !ImportMapping.isSideHeading($0) },
                remarks: read.remarks
                    + (mapping.fields["reference"]?.isLineNumber == true
                        ? ["The file has no invoice numbers, so each row counts as one bill."] : [])),
            read, side, currency: wanted)
    }

    /// Reads what each customer owes by bands of days past due, as of a day.
    init(_ file: URL, summary: AgingSummary, currency: Currency?, on day: CalendarDate) throws {
        try self.init(
            Heading(
                fileName: file.lastPathComponent, mappingName: "a summary by bands",
                bands: AgingBuckets(firstDays: summary.bands.map(\.firstDay).filter { $0 > 0 }.sorted()),
                unusedColumns: summary.unusedColumns, remarks: summary.remarks(on: day)),
            FileRows(summary, on: day), summary.side, currency: currency)
    }

    /// What is known of a file beside its rows.
    private struct Heading {
        let fileName: String
        let mappingName: String
        let bands: AgingBuckets?
        let unusedColumns: [String]
        let remarks: [String]
    }

    private init(_ heading: Heading, _ read: FileRows, _ side: SideCells, currency wanted: Currency?) throws {
        guard !read.rows.isEmpty else { throw Self.nothing(refused: read.refused, read.findings.first) }
        let byCurrency = Dictionary(grouping: read.rows.values, by: \.open.currency).mapValues { rows in
            Set(rows.map(\.line)).count
        }
        let most = byCurrency.max { ($0.value, $1.key.code) < ($1.value, $0.key.code) }?.key
        let chosen = wanted ?? most ?? .usd
        guard byCurrency[chosen] != nil else {
            throw ActRefused(.badInput, "no row is in \(chosen.code): leave --currency out")
        }
        var accounts: [String: Account] = [:]
        for (_, row) in read.rows.sorted(by: { $0.key < $1.key }) where row.open.currency == chosen {
            var account = accounts[row.customer] ?? Account(reference: row.customer, credit: .zero(chosen))
            if row.open.isPositive {
                account.items.append(row.item)
            } else {
                account.credit = try account.credit.subtracting(row.open)
            }
            accounts[row.customer] = account
        }
        for call in side.calls {
            if let day = call.day {
                accounts[call.customer]?.callDays.append(day)
            } else {
                accounts[call.customer]?.wasCalledSometime = true
            }
        }
        for cell in side.monthly {
            guard let minor = cell.minorUnits, minor > 0, cell.currency.map({ $0 == chosen.code }) ?? true else {
                continue
            }
            let known = accounts[cell.customer]?.monthly?.minorUnits ?? 0
            accounts[cell.customer]?.monthly = Money(minorUnits: max(known, minor), currency: chosen)
        }
        knowsCalls = side.knowsCalls
        knowsMonthly = side.knowsMonthly
        fileName = heading.fileName
        mappingName = heading.mappingName
        currency = chosen
        self.accounts = accounts.values.sorted { $0.reference < $1.reference }
        rowCount = byCurrency[chosen] ?? 0
        refusedCount = read.refused
        findings = Array(read.findings.sorted { $0.line < $1.line }.prefix(Self.findingsMax))
        furtherFindings = max(0, read.findings.count - Self.findingsMax)
        leftOut = byCurrency.filter { $0.key != chosen }
        unusedColumns = heading.unusedColumns
        bands = heading.bands
        remarks = heading.remarks + side.remarks
    }

    private static func nothing(refused: Int, _ finding: CellFinding?) -> ActRefused {
        guard refused > 0 else {
            return ActRefused(.badInput, "the file has headings and no rows: export it again if there should be some")
        }
        let first = finding.map { ": \($0.place), expected \($0.expected); \($0.fix)" }
        return ActRefused(
            .badInput,
            (refused == 1 ? "the one row cannot" : "none of the \(refused) rows can") + " be used" + (first ?? ""))
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

    /// The last call the file names up to a day.
    func lastCall(by day: CalendarDate) -> CalendarDate? { callDays.filter { $0 <= day }.max() }

    /// Whether the file tells of a call up to the day; one whose day nobody can read counts as one.
    func wasCalled(by day: CalendarDate) -> Bool { wasCalledSometime || lastCall(by: day) != nil }
}
