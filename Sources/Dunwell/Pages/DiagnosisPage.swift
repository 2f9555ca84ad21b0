import Documents
import Operations
import Receivables
import Tabular

/// A diagnosis as one page: for a terminal, or to print.
struct DiagnosisPage {
    let diagnosis: Diagnosis

    /// What the page says, part by part, whatever it is printed on.
    private var heading: String { "What stands in \(diagnosis.file)" }
    private var subheading: String {
        "As of \(diagnosis.on), \(diagnosis.currency.code), \(Self.rows(diagnosis.rows)) read as \(diagnosis.mapping). "
            + "Nothing was stored, nothing was sent."
    }

    private var sentences: [String] {
        let late = diagnosis.pastDue
        var sentences = [
            "\(Self.customers(diagnosis.customers)) with \(money(diagnosis.open)) open; "
                + "\(Self.customers(late.customers)) past due with \(money(late.pastDue))\(stake(late)).",
            "Never called, as far as the file tells: \(group(diagnosis.neverCalled)).",
            "60 to 89 days past due: \(group(diagnosis.nearTheLine)). From day 90 the trade counts a customer as lost.",
            "90 days past due and more: \(group(diagnosis.pastTheLine)).",
        ]
        if diagnosis.creditCustomers > 0 {
            sentences.append(
                "\(Self.customers(diagnosis.creditCustomers)) with credits of \(money(diagnosis.credits)) not set "
                    + "against anything.")
        }
        return sentences
    }

    private func group(_ group: Diagnosis.Group) -> String {
        "\(Self.customers(group.customers)), \(money(group.pastDue)) past due\(stake(group))"
    }

    private func stake(_ group: Diagnosis.Group) -> String {
        group.valueAtStake.map { ", \(money($0)) at stake" } ?? ""
    }

    private func money(_ amount: Money) -> String { "\(ReportTable.Cell.money(amount).text) \(amount.currency.code)" }

    private static func rows(_ count: Int) -> String {
        count == 1 ? "1 row" : "\(ReportTable.Cell.count(count).text) rows"
    }

    private static func customers(_ count: Int) -> String {
        count == 1 ? "1 customer" : "\(ReportTable.Cell.count(count).text) customers"
    }

    /// Headed tables in the order of the page.
    private var parts: [(heading: String, table: ReportTable)] {
        var parts: [(String, ReportTable)] = []
        if !diagnosis.callFirst.rows.isEmpty { parts.append(("Whom to call first", diagnosis.callFirst)) }
        for forecast in diagnosis.forecasts where !forecast.table.rows.isEmpty {
            parts.append(("On \(diagnosis.tomorrow) under \"\(forecast.title)\"", forecast.table))
        }
        return parts
    }

    /// Most names in the sentence about whom nobody called: a page stays a page.
    private static let namesMax = 60

    /// Who was never called, those with most past due first.
    private var uncalled: String? {
        guard !diagnosis.neverCalledWho.isEmpty else { return nil }
        let names = diagnosis.neverCalledWho.prefix(Self.namesMax).joined(separator: ", ")
        let more = diagnosis.neverCalledWho.count - Self.namesMax
        return "Who was never called, as far as the file tells, most past due first: \(names)"
            + (more > 0 ? " and \(more) more (all with --json)." : ".")
    }

    /// At most 100 columns wide.
    var text: String {
        var text = Self.lines([heading, subheading]) + "\n" + Self.lines(sentences)
        text += "\n" + diagnosis.aging.text(100)
        for part in parts { text += "\n" + Self.lines([part.heading]) + "\n" + part.table.text(100) }
        if let who = uncalled { text += "\n" + Self.lines([who]) }
        text += "\n" + Self.lines(diagnosis.notes)
        if !diagnosis.findings.isEmpty { text += "\n" + Self.lines(diagnosis.findings) }
        return text
    }

    private static func lines(_ sentences: [String]) -> String {
        sentences.flatMap { TextTable.wrapped($0, 100) }.map { $0 + "\n" }.joined()
    }

    /// One file with everything in it, laid out for a sheet of paper; no script, nothing to load.
    var html: String {
        let body = [
            "<h1>\(Self.escaped(heading))</h1>\n<p class=\"small\">\(Self.escaped(subheading))</p>",
            "<ul>\n" + sentences.map { "<li>\(Self.escaped($0))</li>\n" }.joined() + "</ul>",
            "<div class=\"first\">\n\(diagnosis.chart.svg)\(Self.table(diagnosis.aging, "Aging"))</div>",
            parts.map { "<h2>\(Self.escaped($0.heading))</h2>\n" + Self.table($0.table, $0.heading) }.joined(),
            uncalled.map { "<p>\(Self.escaped($0))</p>" } ?? "",
            "<p class=\"small\">\(Self.escaped((diagnosis.notes + diagnosis.findings).joined(separator: " ")))</p>",
        ]
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            \(PageFile.mark)
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Self.escaped(heading))</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <main>
            \(body.joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    private static func table(_ table: ReportTable, _ caption: String) -> String {
        func cells(_ cells: [String], _ tag: String) -> String {
            zip(cells, table.columns).map { text, column in
                let kind = column.kind.isFigure ? " class=\"figure\"" : ""
                return "<\(tag)\(tag == "th" ? " scope=\"col\"" : "")\(kind)>\(escaped(text))</\(tag)>"
            }.joined()
        }
        func lines(_ lines: [[ReportTable.Cell]]) -> String {
            lines.map { "<tr>\(cells($0.map(\.text), "td"))</tr>\n" }.joined()
        }
        return """
            <div class="wide"><table aria-label="\(escaped(caption))">
            <thead><tr>\(cells(table.columns.map(\.title), "th"))</tr></thead>
            <tbody>
            \(lines(table.rows))</tbody>
            <tfoot>
            \(lines(table.totals))</tfoot>
            </table></div>

            """
    }

    private static func escaped(_ text: String) -> String { BarChart.escaped(text) }

    private static let style = """
        @page{size:letter;margin:10mm}
        body{margin:0;background:#fff;color:#1c2530;font:13px/1.4 "DejaVu Sans","Liberation Sans",Arial,sans-serif}
        main{max-width:760px;margin:0 auto;padding:16px}
        h1{font-size:20px;margin:0 0 4px}
        h2{font-size:14px;margin:14px 0 4px}
        p,ul{margin:0 0 10px}
        ul{padding-left:18px}
        svg{max-width:100%;height:auto}
        table{border-collapse:collapse;width:100%;margin:0 0 8px;page-break-inside:avoid}
        th,td{padding:3px 6px;border-bottom:1px solid #d9dee5;text-align:left;vertical-align:top}
        th{border-bottom:2px solid #4a5563}
        tfoot td{font-weight:bold}
        .figure{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .small{color:#4a5563;font-size:11px}
        .wide{overflow-x:auto}
        td:first-child{min-width:7em}
        h2{break-after:avoid}
        @media (max-width:600px){body{font-size:12px}th,td{padding:3px 4px}}
        @media print{main{padding:0;max-width:none}body{font-size:8.5px;line-height:1.3}h1{font-size:15px}
        h2{font-size:10px;margin:6px 0 1px}p,ul{margin:0 0 5px}.small{font-size:8px}table{margin:0 0 4px}
        th,td{padding:.5px 5px}.first{display:flex;gap:12px;align-items:flex-start}.first svg{width:235px;flex:none}
        .first .wide{flex:1}}
        """
}
