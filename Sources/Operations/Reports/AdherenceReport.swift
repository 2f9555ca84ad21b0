import Documents
import Receivables
import Store
import Tabular

extension Report {
    /// Whether what the policies say was done: calls within their window, letters confirmed as mailed.
    /// Source: starter policies §1.2, rule 3 (a call nobody made shows as not made) and rule 4 (a printed letter is not a
    /// mailing).
    static func adherence(_ tx: TenantTransaction, _ scope: ReportScope) throws -> Report {
        let counts = try tx.adherenceCounts(in: scope.period, attempts: CallDisposition.attempts)
        var table = ReportTable(columns: [
            .init("step", "Step", .text), .init("work", "Work", .text), .init("due", "Due", .count),
            .init("done", "Done", .count), .init("late", "Late", .count), .init("tried", "Tried", .count),
            .init("not_made", "Not made", .count),
            .init("waiting", "Waiting", .count), .init("returned", "Came back", .count),
            .init("share_done", "Share done", .share),
        ])
        for count in counts { table.add(cells(count.step, count.work.rawValue, [count])) }
        for work in AdherenceCount.Work.allCases {
            let found = counts.filter { $0.work == work }
            if !found.isEmpty { table.addTotal(cells("all", work.rawValue, found)) }
        }
        let bars = counts.map { count in
            BarChart.Bar(
                "\(count.step) (\(count.work.rawValue))",
                figure: "\(count.done) of \(count.due)", magnitude: Int64(count.done))
        }
        var report = Report(
            .adherence, definition: 2, title: "Adherence", scope: scope, isPeriod: true,
            population: "Call tasks made and letters produced in the period, what was called off left out.",
            table: table, measure: "done of due", bars: Array(bars.prefix(24)))
        report.note(
            "calls: done within their window; the share leaves out those whose window still runs, and a late call counts "
                + "as not made")
        report.note(
            "tried: called at least once within the window, and less often than the policy asks; not made: not once")
        report.note("letters: due when printed, done when a person or the print provider confirmed the mailing")
        return report
    }

    private static func cells(_ step: String, _ work: String, _ counts: [AdherenceCount]) -> [ReportTable.Cell] {
        func sum(_ part: (AdherenceCount) -> Int) -> Int { counts.reduce(0) { $0 + part($1) } }
        let isCall = work == AdherenceCount.Work.call.rawValue
        let (done, late, tried, notMade) = (sum(\.done), sum(\.late), sum(\.tried), sum(\.notMade))
        return [
            .text(step), .text(work), .count(sum(\.due)), .count(done), isCall ? .count(late) : .none,
            isCall ? .count(tried) : .none, isCall ? .count(notMade) : .none, .count(sum(\.waiting)),
            isCall ? .none : .count(sum(\.returned)),
            .share(Share(done, of: isCall ? done + late + tried + notMade : sum(\.due))),
        ]
    }
}
