package import Foundation
package import Receivables

/// A list of what each customer owes by bands of days past due, as bookkeeping programs print it: a line a customer,
/// a column a band, and no bill of its own.
package struct AgingSummary: Sendable {
    /// What one customer owes in each band; negative is a credit.
    package struct Line: Sendable, Hashable {
        package let line: Int
        package let customer: String
        /// In the order of `bands`.
        package let amounts: [Money]
    }

    /// In the order of the file.
    package let bands: [AgingBand]
    package let lines: [Line]
    /// What is wrong with lines that could not be taken, and with totals that are not the sum of theirs.
    package let findings: [CellFinding]
    /// The day the lines above the headings name as the file's own.
    package let asOf: CalendarDate?
    package let side: SideCells
    package let unusedColumns: [String]

    /// Reads a file.
    ///
    /// - Parameter linesMax: More are not read.
    /// - Returns: `nil` for a file none of whose first rows has headings of at least two bands.
    package init?(_ url: URL, currency: Currency, linesMax: Int) throws(ImportFileError) {
        let reader = try OpenTable(url).reader()
        var above: [String] = []
        var found: AgingLayout?
        for _ in 0..<Header.rowsMax where found == nil {
            guard let row = try reader.next() else { break }
            found = try AgingLayout(row)
            above += row.texts
        }
        guard let layout = found else { return nil }
        var lines = AgingLines(layout, currency: currency)
        var side = SideCells(layout.header, mark: .point)
        while lines.taken.count < linesMax, let row = try reader.next() {
            guard let customer = lines.take(row) else { continue }
            side.add(row, customer: customer, currency: nil, usual: currency)
        }
        side.finish(dates: .monthDayYear)
        bands = layout.bands
        self.lines = lines.taken
        findings = lines.findings
        asOf = Self.day(in: above)
        self.side = side
        unusedColumns = layout.unusedColumns
    }

    /// `As of June 30, 2026`, wherever it stands above the headings.
    private static func day(in cells: [String]) -> CalendarDate? {
        for cell in cells {
            guard let match = cell.firstMatch(of: /(?i)as of:? +(.+)$/) else { continue }
            let text = ArraySlice(String(match.1).utf8)
            if let day = DateText.date(CellBytes.trimmed(text), order: .monthDayYear) { return day }
        }
        return nil
    }
}

/// Which column of an aging summary is what.
struct AgingLayout {
    let header: Header
    let bands: [AgingBand]
    /// Columns of the bands.
    let positions: [Int]
    let customer: Int
    /// The column with the sum of a line.
    let total: Int?

    /// `nil` for a row that is none of headings.
    ///
    /// - Throws: When two columns are one band.
    init?(_ row: CSVRow) throws(ImportFileError) {
        let found = (0..<row.count).compactMap { index in AgingBand(row.text(index)).map { (index, $0) } }
        guard found.count >= 2, found.count < row.count, found.contains(where: { $0.1.firstDay > 0 }) else {
            return nil
        }
        var seen: Set<Int> = []
        for (_, band) in found where band.firstDay > 0 && !seen.insert(band.firstDay).inserted {
            throw .repeatedColumn(band.heading, line: row.line)
        }
        let header = Header(line: row.line, columns: row.texts)
        let positions = found.map(\.0)
        func isFree(_ index: Int) -> Bool {
            !positions.contains(index) && !ImportMapping.isSideHeading(header.columns[index])
        }
        let total = header.columns.indices.last {
            isFree($0) && Self.totals.contains(Heading.normalized(header.columns[$0]))
        }
        let free = header.columns.indices.filter { isFree($0) && $0 != total }
        guard
            let customer = free.first(where: { Self.customers.contains(Heading.normalized(header.columns[$0])) })
                ?? free.first
        else { return nil }
        self.header = header
        self.positions = positions
        self.total = total
        self.customer = customer
        bands = found.map(\.1)
    }

    var unusedColumns: [String] {
        header.columns.indices.filter { index in
            !positions.contains(index) && index != customer && index != total && !header.columns[index].isEmpty
                && !ImportMapping.isSideHeading(header.columns[index])
        }.map { header.columns[$0] }
    }

    private static let totals: Set<String> = ["total", "balance", "total balance", "total due", "open balance"]
    private static let customers: Set<String> = [
        "customer", "customer name", "customer full name", "name", "customer number", "customer no", "customer id",
    ]
}
