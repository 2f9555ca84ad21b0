import Documents
import Receivables
import Store
import Tabular
import Treatment

extension Report {
    /// What became of promises, computed from the books as they stood on the day.
    /// Source: field reference §7.3, promises kept by count and by amount.
    static func promises(_ tx: TenantTransaction, _ scope: ReportScope) throws -> Report {
        let known = try tx.freshness()
        let tally = try tally(tx, scope, known)
        var table = ReportTable(columns: [
            .init("outcome", "Outcome", .text), .init("promises", "Promises", .count),
            .init("promised", "Promised", .money), .init("received", "Received", .money),
        ])
        let rows = [
            ("kept", tally.kept), ("kept in part", tally.partlyKept), ("broken", tally.broken),
            ("not known yet", tally.unsettled), ("kept before its day", tally.keptEarly), ("open", tally.open),
            ("replaced", tally.superseded),
            ("taken back", tally.withdrawn), ("nothing left to ask for", tally.released),
        ]
        for (label, sum) in rows {
            table.add([.text(label), .count(sum.count), .money(sum.promised), .money(sum.received)])
        }
        let (promised, received) = try tally.decided()
        table.addTotal([.text("decided"), .count(tally.decidedCount), .money(promised), .money(received)])
        var report = Report(
            .promises, definition: 2, title: "Promises", scope: scope, isPeriod: true,
            population: "Promises whose date and grace ended in the period; beside them those still open, replaced, "
                + "taken back, with nothing left to ask for, or past the day to which payments are known.",
            table: table, measure: "promises (promised)",
            bars: rows.map { label, sum in
                BarChart.Bar(
                    label, figure: "\(sum.count) (\(ReportTable.Cell.money(sum.promised).text))",
                    magnitude: Int64(sum.count))
            })
        report.add(
            "kept_by_count", "Kept by number", .share(Share(tally.kept.count, of: tally.decidedCount)),
            formula: "promises paid in full by their date and grace / promises whose date and grace ended in the period"
        )
        report.add(
            "kept_by_amount", "Kept by amount", .share(Share(received.minorUnits, of: promised.minorUnits)),
            formula: "sum of what came in, at most what was promised each / sum promised, same promises")
        let earliest = known.values.min()
        report.add(
            "payments_known_to", "Payments known to", earliest.map { .day($0) } ?? .none,
            formula: "last day of the payments imported, the earliest of the businesses")
        if let earliest, tally.unsettled.count > 0 {
            report.note(
                "payments are known to \(earliest): \(tally.unsettled.count.counted("promise")) whose last day lies after "
                    + "what is known \(tally.unsettled.count == 1 ? "counts" : "count") as not known yet, and not as broken; "
                    + "import payments, and ask again")
        }
        return report
    }

    /// Looks at every promise ever made: one that rested behind a hold is decided long after
    /// its date.
    private static func tally(
        _ tx: TenantTransaction, _ scope: ReportScope, _ known: [Identifier<Business>: CalendarDate]
    ) throws -> PromiseTally {
        let calendar = BusinessCalendar(closedDays: try tx.closedDays())
        var tally = PromiseTally(scope.currency)
        var library: [Identifier<PolicyVersion>: Int] = [:]
        var last: PromiseFact?
        while true {
            let page = try tx.promiseHistories(
                by: scope.on, currency: scope.currency, after: last, limit: Self.page)
            let clear = try tx.clearDays(ofPromises: page.map(\.promise.id), through: scope.on)
            let rests = try tx.restDays(ofPromisesIn: Set(page.map(\.caseID)))
            let unknown = Set(page.compactMap(\.policyVersion)).subtracting(library.keys)
            let read = try PolicyLibrary(unknown, in: tx)
            for id in unknown { library[id] = read.policy(id)?.promises.graceBusinessDays }
            for var history in page {
                history.promise.clearDays = clear[history.promise.id] ?? []
                history.promise.restDays = rests[history.promise.id] ?? []
                try tally.add(
                    history.promise, payments: history.payments, in: scope.period.days,
                    graceBusinessDays: history.policyVersion.flatMap { library[$0] }
                        ?? PromiseTerms().graceBusinessDays,
                    calendar: calendar, knownTo: known[history.business])
            }
            guard page.count == Self.page, let end = page.last else { return tally }
            last = end.promise
        }
    }

    private static let page = 500
}
