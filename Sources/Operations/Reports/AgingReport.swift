import Documents
import Receivables
import Store
import Tabular
import Treatment

extension Report {
    /// What is open by how late it is. Past due begins on the day after the due date.
    /// Source: field reference §4, days past due; §7.1, weighted days past due; alarm trade's bands.
    static func aging(_ tx: TenantTransaction, _ scope: ReportScope, _ buckets: AgingBuckets) throws -> Report {
        let book = try tx.agedBook(on: scope.on, firstDays: buckets.firstDays, currency: scope.currency)
        var table = ReportTable(columns: [
            .init("days_past_due", "Days past due", .text), .init("receivables", "Receivables", .count),
            .init("customers", "Customers", .count), .init("open", "Open", .money),
            .init("disputed", "Disputed", .money), .init("share", "Share", .share),
        ])
        let nothing = AgedBook.Sum.nothing(scope.currency)
        let all = book.all ?? nothing
        for band in 0..<buckets.count {
            table.add(row(buckets.label(band), book.bands[band] ?? nothing, of: all))
        }
        table.addTotal(row("past due", book.pastDue ?? nothing, of: all))
        table.addTotal(row("open", all, of: all))
        let bars = (0..<buckets.count).map { band in
            let sum = book.bands[band] ?? nothing
            return BarChart.Bar(
                buckets.label(band) + (band == 0 ? "" : " days"),
                figure: "\(ReportTable.Cell.money(sum.open).text) (\(sum.receivables))", magnitude: sum.open.minorUnits)
        }
        var report = Report(
            .aging, title: "Aging", scope: scope, isPeriod: false,
            population: "Every receivable with anything open, written-off parts left out.", table: table,
            measure: "amount open (receivables)", bars: bars)
        report.add(
            "weighted_days_past_due", "Weighted days past due",
            book.weightedDaysPastDueTenths.map { .tenths($0) } ?? .none,
            formula: "sum of open x days past due, divided by open, over what is past due")
        try report.noteOtherCurrencies(tx)
        return report
    }

    private static func row(_ label: String, _ sum: AgedBook.Sum, of all: AgedBook.Sum) -> [ReportTable.Cell] {
        [
            .text(label), .count(sum.receivables), .count(sum.customers), .money(sum.open), .money(sum.disputed),
            .share(Share(max(0, sum.open.minorUnits), of: all.open.minorUnits)),
        ]
    }

    /// A report is on one currency; nobody should think the others away.
    mutating func noteOtherCurrencies(_ tx: TenantTransaction) throws {
        let others = try tx.currenciesInUse().filter { $0 != currency }.map(\.code)
        guard !others.isEmpty else { return }
        note("there are books in \(others.joined(separator: ", ")) too: ask with --currency")
    }
}

extension AgedBook.Sum {
    fileprivate static func nothing(_ currency: Currency) -> AgedBook.Sum {
        AgedBook.Sum(receivables: 0, customers: 0, open: .zero(currency), disputed: .zero(currency))
    }
}
