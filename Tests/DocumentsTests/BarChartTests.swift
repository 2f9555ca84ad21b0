import Testing

@testable import Documents

struct BarChartTests {
    private func chart(_ bars: [BarChart.Bar], title: String = "Aging") -> BarChart {
        BarChart(title: title, summary: "as of 2013-06-30", bars: bars)
    }

    /// Lengths of the bars, in the order drawn; the first rectangle is the ground.
    private func lengths(_ chart: BarChart) -> [Int] {
        chart.svg.matches(of: /<rect x="\d+" y="\d+" width="(\d+)"/).compactMap { Int($0.1) }
    }

    @Test func barsAreAsLongAsTheirFigures() {
        let bars = [("a", Int64(100)), ("b", 50), ("c", 0), ("d", 1)].map {
            BarChart.Bar($0.0, figure: "\($0.1)", magnitude: $0.1 * 10_000)
        }
        let found = lengths(chart(bars))
        #expect(found == [208, 104, 0, 2])
    }

    @Test func theLargestFiguresThereAreDoNotOverflowAndWhatIsThereIsSeen() {
        let bars = [Int64.max, 1, -5].map { BarChart.Bar("x", figure: "\($0)", magnitude: $0) }
        #expect(lengths(chart(bars)) == [208, 2, 0])
    }

    @Test func wordsFromOutsideStayWords() {
        let svg = chart([.init("<script>&\"'\u{1}", figure: "]]>", magnitude: 1)], title: "A & B <b>").svg
        #expect(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains("\u{1}"))
        #expect(svg.contains("&lt;script&gt;&amp;&quot;&#39;\u{FFFD}"))
        #expect(svg.contains("<title id=\"chart-title\">A &amp; B &lt;b&gt;</title>"))
    }

    @Test func aScreenReaderGetsTitleDescriptionAndEveryFigure() {
        let svg = chart([.init("1-14 days", figure: "120.00 (3)", magnitude: 120_00)]).svg
        #expect(svg.contains("role=\"img\"") && svg.contains("aria-labelledby=\"chart-title chart-summary\""))
        #expect(svg.contains("as of 2013-06-30. 1-14 days: 120.00 (3)</desc>"))
    }

    @Test func everyWordIsInsideAPictureNoWiderThanATelephone() {
        let long = String(repeating: "palabra ", count: 30)
        let svg = BarChart(
            title: long, summary: long, bars: [.init(long, figure: "1,234,567.89 (12345)", magnitude: 5)]
        ).svg
        #expect(svg.contains("width=\"400\"") && svg.contains("max-width:100%"))
        // Widths of the type: about 0.62 of its size a letter, the title's a little more.
        for text in svg.matches(of: /<text x="(\d+)" y="\d+" (?:font-size="(\d+)")?[^>]*>([^<]*)</) {
            let size = Int(text.2 ?? "14") ?? 14
            #expect((Int(text.1) ?? 0) + text.3.count * size * 62 / 100 <= 410, "\(text.3)")
        }
    }

    @Test func withoutBarsThePictureSaysSo() { #expect(chart([]).svg.contains("Nothing to show.")) }
}
