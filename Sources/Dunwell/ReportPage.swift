import Operations
import Tabular

/// A report as text for a terminal.
struct ReportPage {
    let report: Report
    var widthMax = Terminal.width

    var text: String {
        var text = "\(report.title) of \(report.tenant), \(report.span)\n\(report.population)\n\n"
        text +=
            report.table.rows.isEmpty && report.table.totals.isEmpty ? "nothing to list\n" : report.table.text(widthMax)
        if !report.figures.isEmpty { text += "\n" }
        for figure in report.figures { text += "\(figure.title): \(figure.value.text) (\(figure.formula))\n" }
        if !report.notes.isEmpty { text += "\n" }
        for note in report.notes { text += "\(note)\n" }
        return text
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
