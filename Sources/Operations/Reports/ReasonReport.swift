import Documents
import Receivables
import Store
import Tabular

extension Report {
    /// Why customers say they have not paid.
    static func reasons(_ tx: TenantTransaction, _ scope: ReportScope) throws -> Report {
        let counts = try tx.reasonCounts(in: scope.period, currency: scope.currency)
        let told = counts.filter { $0.reason != nil }.reduce(0) { $0 + $1.calls }
        var table = ReportTable(columns: [
            .init("reason", "Reason", .text), .init("calls", "Times told", .count),
            .init("customers", "Customers", .count), .init("open", "Open with them", .money),
            .init("share", "Share", .share),
        ])
        for count in counts {
            table.add([
                .text(count.label), .count(count.calls), .count(count.customers), .money(count.open),
                count.reason == nil ? .none : .share(Share(count.calls, of: told)),
            ])
        }
        var report = Report(
            .reasons, title: "Reasons for not paying", scope: scope, isPeriod: true,
            population: "Reasons customers told in the period.", table: table, measure: "times told (open with them)",
            bars: counts.prefix(24).map {
                BarChart.Bar(
                    $0.label, figure: "\($0.calls) (\(ReportTable.Cell.money($0.open).text))",
                    magnitude: Int64($0.calls))
            })
        report.note("open: at the end of the period, with the customers whose latest reason it is")
        return report
    }
}

extension ReasonCount {
    fileprivate var label: String { reason?.rawValue ?? "no reason told" }
}
