package import Documents
import Foundation
package import Receivables
package import Tabular
import Treatment

/// What a list of open items says about a business, as far as it goes.
package struct Diagnosis: Sendable, Encodable {
    /// Customers together.
    package struct Group: Sendable, Encodable, Hashable {
        package let customers: Int
        /// What they owe past due.
        package let pastDue: Money
        /// Monthly revenue times the multiple; `nil` when no monthly amount is known for any of them.
        package let valueAtStake: Money?
    }

    package let file: String
    package let mapping: String
    package let on: CalendarDate
    /// The business day the forecasts are about.
    package let tomorrow: CalendarDate
    package let currency: Currency
    /// Rows taken, and rows that could not be.
    package let rows: Int
    package let refusedRows: Int
    package let open: Money
    package let customers: Int
    package let aging: ReportTable
    package let pastDue: Group
    /// Of those past due, the ones without a call in the file.
    package let neverCalled: Group
    /// References of those, the most past due first.
    package let neverCalledWho: [String]
    /// Whether the file has a column for calls at all.
    package let knowsCalls: Bool
    /// 60 to 89 days past due, and 90 or more.
    package let nearTheLine: Group
    package let pastTheLine: Group
    package let creditCustomers: Int
    package let credits: Money
    /// Never called with enough past due for a call: those not past the line first, then the most at stake, the most
    /// past due, the nearest to the line, and by reference; at most ten.
    package let callFirst: ReportTable
    package let forecasts: [StarterForecast]
    /// What the reader has to know; sentences.
    package let notes: [String]
    /// What is wrong with rows that were left out, for whoever has the file; quotes it.
    package let findings: [String]
    /// Picture of the aging.
    package let chart: BarChart

    private enum CodingKeys: String, CodingKey {
        case file, mapping, on, tomorrow, currency, rows, refusedRows, open, customers, aging, pastDue, neverCalled
        case neverCalledWho, knowsCalls, nearTheLine, pastTheLine, creditCustomers, credits, callFirst, forecasts,
            notes, findings
    }
}

extension Diagnosis {
    init(
        _ book: FileBook, request: DiagnoseFile.Request, tomorrow: CalendarDate, forecasts: [StarterForecast]
    ) throws {
        let reckoning = FileReckoning(book, request)
        let late = book.accounts.filter { $0.daysPastDue(on: request.on) != nil }
        let uncalled = late.filter { !$0.wasCalled(by: request.on) }
        let watched = (NinetyDayLine.days - NinetyDayLine.watchDays)..<NinetyDayLine.days
        file = book.fileName
        mapping = book.mappingName
        on = request.on
        self.tomorrow = tomorrow
        currency = book.currency
        rows = book.rowCount
        refusedRows = book.refusedCount
        open = try book.accounts.flatMap(\.items).map(\.open).total(in: book.currency)
        customers = book.accounts.count { !$0.items.isEmpty }
        aging = try reckoning.aging(total: open)
        pastDue = try reckoning.group(late)
        neverCalled = try reckoning.group(uncalled)
        neverCalledWho = try uncalled.map { ($0.reference, try $0.pastDue(on: request.on, book.currency).minorUnits) }
            .sorted { $0.1 == $1.1 ? $0.0.isListed(before: $1.0) : $0.1 > $1.1 }.map(\.0)
        knowsCalls = book.knowsCalls
        nearTheLine = try reckoning.group(late.filter { watched.contains($0.daysPastDue(on: request.on) ?? 0) })
        pastTheLine = try reckoning.group(
            late.filter { $0.daysPastDue(on: request.on) ?? 0 >= NinetyDayLine.days })
        creditCustomers = book.accounts.count { $0.credit.isPositive }
        credits = try book.accounts.map(\.credit).total(in: book.currency)
        // Nobody is called about a sum too small to ask for.
        callFirst = try reckoning.callFirst(
            uncalled.filter { try $0.pastDue(on: request.on, book.currency).minorUnits >= SmallBalance().call })
        self.forecasts = forecasts
        notes = Self.notes(book, request, knowsAnyMonthly: pastDue.valueAtStake != nil)
        findings = book.findings.map {
            "\($0.place): found '\($0.found)', expected \($0.expected); \($0.fix)"
        }
        chart = try reckoning.chart()
    }

    private static func notes(_ book: FileBook, _ request: DiagnoseFile.Request, knowsAnyMonthly: Bool) -> [String] {
        var notes = book.remarks
        if book.accounts.allSatisfy(\.items.isEmpty) {
            notes.append("The file holds credits alone: nobody owes anything in it, so nothing would be sent.")
            return notes + readingNotes(book)
        }
        if !book.knowsCalls {
            notes.append("The file has no column for calls (such as Last call), so nobody counts as called.")
        }
        if !knowsAnyMonthly {
            notes.append(
                "The value at stake needs the monthly revenue: add a column Monthly amount, or say --monthly 39.95.")
        } else {
            let assumed = book.accounts.count { $0.monthly == nil && !$0.items.isEmpty }
            if let monthly = request.monthly, assumed > 0 {
                notes.append(
                    "\(assumed.counted("customer")) \(assumed == 1 ? "is" : "are") taken to pay \(monthly) a month, "
                        + "because the file does not say.")
            }
            notes.append("Value at stake: monthly revenue x \(request.multiple.text), what a contract sells for.")
        }
        notes.append(
            "The forecasts take every customer as reachable by e-mail, post and telephone and nothing as sent.")
        return notes + readingNotes(book)
    }

    /// What of the file is in no figure.
    private static func readingNotes(_ book: FileBook) -> [String] {
        var notes: [String] = []
        for (currency, count) in book.leftOut.sorted(by: { $0.key.code < $1.key.code }) {
            notes.append(
                "\(currency.code) is left out (\(count.counted("row"))): ask with --currency \(currency.code)."
            )
        }
        if book.furtherFindings > 0 {
            notes.append("Findings beyond those below: \(book.furtherFindings).")
        }
        if book.refusedCount > 0 {
            notes.append("Rows that could not be used and are in no figure: \(book.refusedCount).")
        }
        if !book.unusedColumns.isEmpty {
            notes.append("Columns not used: \(book.unusedColumns.prefix(12).joined(separator: ", ")).")
        }
        return notes
    }
}

extension String {
    /// Whether a reader looks for it above another: `C-2` before `C-10`. The same on every machine.
    func isListed(before other: String) -> Bool {
        let order = compare(other, options: [.numeric, .caseInsensitive], range: nil, locale: nil)
        return order == .orderedSame ? self < other : order == .orderedAscending
    }
}

/// The arithmetic of one file on one day.
private struct FileReckoning {
    let book: FileBook
    let request: DiagnoseFile.Request
    let buckets: AgingBuckets

    init(_ book: FileBook, _ request: DiagnoseFile.Request) {
        self.book = book
        self.request = request
        buckets = request.buckets ?? book.bands ?? .alarmTrade
    }

    func worth(_ account: FileBook.Account) -> Money? {
        let assumed = request.monthly.flatMap { $0.currency == book.currency ? $0 : nil }
        return (account.monthly ?? assumed).map(request.multiple.worth)
    }

    func group(_ accounts: [FileBook.Account]) throws -> Diagnosis.Group {
        let known = accounts.compactMap(worth)
        return Diagnosis.Group(
            customers: accounts.count,
            pastDue: try accounts.map { try $0.pastDue(on: request.on, book.currency) }.total(in: book.currency),
            valueAtStake: known.isEmpty ? nil : try known.total(in: book.currency))
    }

    private func bands() -> [(label: String, items: [OpenItem])] {
        let items = book.accounts.flatMap { account in
            account.items.map { OpenItem(customer: account.reference, dueOn: $0.dueOn, open: $0.open) }
        }
        let byBand = Dictionary(grouping: items) { buckets.bucket(dueOn: $0.dueOn, on: request.on) }
        return (0..<buckets.count).map { (buckets.label($0), byBand[$0] ?? []) }
    }

    private struct OpenItem {
        let customer: String
        let dueOn: CalendarDate
        let open: Money
    }

    func aging(total: Money) throws -> ReportTable {
        var table = ReportTable(columns: [
            .init("days_past_due", "Days past due", .text), .init("receivables", "Receivables", .count),
            .init("customers", "Customers", .count), .init("open", "Open", .money), .init("share", "Share", .share),
        ])
        func cells(_ label: String, _ items: [OpenItem]) throws -> [ReportTable.Cell] {
            let open = try items.map(\.open).total(in: book.currency)
            return [
                .text(label), .count(items.count), .count(Set(items.map(\.customer)).count), .money(open),
                .share(Share(open.minorUnits, of: total.minorUnits)),
            ]
        }
        let bands = bands()
        for band in bands { table.add(try cells(band.label, band.items)) }
        table.addTotal(try cells("past due", bands.dropFirst().flatMap(\.items)))
        table.addTotal(try cells("open", bands.flatMap(\.items)))
        return table
    }

    func chart() throws -> BarChart {
        let bars = try bands().enumerated().map { index, band in
            let open = try band.items.map(\.open).total(in: book.currency)
            return BarChart.Bar(
                band.label + (index == 0 ? "" : " days"),
                figure: "\(ReportTable.Cell.money(open).text) (\(band.items.count))", magnitude: open.minorUnits)
        }
        return BarChart(
            title: "Open by days past due",
            summary: "as of \(request.on), \(book.currency.code), from \(book.fileName)",
            bars: bars)
    }

    func callFirst(_ accounts: [FileBook.Account]) throws -> ReportTable {
        var table = ReportTable(columns: [
            .init("customer", "Customer", .text), .init("days_past_due", "Days past due", .count),
            .init("days_left", "Days left", .count), .init("past_due", "Past due", .money),
            .init("value_at_stake", "At stake", .money),
        ])
        let rows = try accounts.map { account in
            (
                account: account, days: account.daysPastDue(on: request.on) ?? 0,
                pastDue: try account.pastDue(on: request.on, book.currency), worth: worth(account)
            )
        }.sorted { left, right in
            // Those past the line count as lost already; the others can still be kept.
            let (isLost, otherIsLost) = (left.days >= NinetyDayLine.days, right.days >= NinetyDayLine.days)
            if isLost != otherIsLost { return otherIsLost }
            let (one, other) = (left.worth?.minorUnits ?? 0, right.worth?.minorUnits ?? 0)
            if one != other { return one > other }
            if left.pastDue != right.pastDue { return left.pastDue.minorUnits > right.pastDue.minorUnits }
            // Where as much is at stake, the nearer to the line comes first, from either side.
            let (near, otherNear) = (abs(NinetyDayLine.days - left.days), abs(NinetyDayLine.days - right.days))
            if near != otherNear { return near < otherNear }
            return left.account.reference.isListed(before: right.account.reference)
        }
        for row in rows.prefix(Self.listMax) {
            let left = NinetyDayLine.days - row.days
            table.add([
                .text(row.account.reference), .count(row.days), left > 0 ? .count(left) : .none, .money(row.pastDue),
                row.worth.map { .money($0) } ?? .none,
            ])
        }
        return table
    }

    private static let listMax = 10
}
