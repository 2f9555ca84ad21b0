import Operations
import Tabular

/// A report as text for a terminal.
struct ReportPage {
    let report: Report
    var widthMax = Terminal.width

    var text: String {
        let table = report.table
        var text = lines(["\(report.title) of \(report.tenant), \(report.span)", report.population]) + "\n"
        text += table.rows.isEmpty && table.totals.isEmpty ? "nothing to list\n" : table.text(widthMax)
        if !report.figures.isEmpty {
            text += "\n" + lines(report.figures.map { "\($0.title): \($0.value.text) (\($0.formula))" })
        }
        if !report.notes.isEmpty { text += "\n" + lines(report.notes) }
        return text
    }

    private func lines(_ sentences: [String]) -> String {
        sentences.flatMap { TextTable.wrapped($0, widthMax) }.map { $0 + "\n" }.joined()
    }
}

extension ReportTable {
    /// Rows, a rule and the sums, in columns that fit `widthMax`.
    func text(_ widthMax: Int) -> String {
        let figures = Set(columns.indices.filter { columns[$0].kind.isFigure })
        // The sums are set with the rows, so that they share their columns.
        let table = TextTable(
            headings: columns.map(\.title), rows: (rows + totals).map { $0.map(\.text) }, widthMax: widthMax,
            rightAligned: figures)
        return totals.isEmpty ? table.text : table.text(ruledBefore: rows.count)
    }
}
