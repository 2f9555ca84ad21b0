/// A small picture of a few figures side by side: one bar each, from the left, with its label and its figure in words.
///
/// Readable in black and white, without script and without anything to load; a screen reader gets the title, the
/// description and every figure. Source: SVG 2, sections 5.8 and 5.10; WCAG 2.2, 1.1.1 and 1.4.11.
package struct BarChart: Hashable, Sendable {
    /// One bar.
    package struct Bar: Hashable, Sendable {
        package let label: String
        /// The figure as it is printed beside the bar.
        package let figure: String
        /// How long the bar is against the others; below nothing counts as nothing.
        package let magnitude: Int64

        package init(_ label: String, figure: String, magnitude: Int64) {
            self.label = label
            self.figure = figure
            self.magnitude = magnitude
        }
    }

    package let title: String
    /// What the bars measure, of whom and of which day; printed under the title.
    package let summary: String
    package let bars: [Bar]

    package init(title: String, summary: String, bars: [Bar]) {
        self.title = title
        self.summary = summary
        self.bars = bars
    }

    /// As wide as a telephone's page, so that it is read there without being shrunk.
    private enum Measure {
        static let width = 400
        static let margin = 16
        static let barWidth = 208
        static let barHeight = 16
        static let rowHeight = 46
        static let titleHeight = 24
        static let lineHeight = 17
    }

    /// The picture as one SVG element, ready for a file or a page.
    package var svg: String {
        let titles = Self.lines(title, of: 36), summaries = Self.lines(summary, of: 52)
        let top = Measure.margin + titles.count * Measure.titleHeight + summaries.count * Measure.lineHeight + 12
        let height = top + max(1, bars.count) * Measure.rowHeight + Measure.margin
        let told = bars.map { "\($0.label): \($0.figure)" }.joined(separator: "; ")
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="chart-title chart-summary" \
            width="\(Measure.width)" height="\(height)" viewBox="0 0 \(Measure.width) \(height)" \
            style="max-width:100%;height:auto" \
            font-family="'DejaVu Sans','Liberation Sans',Arial,sans-serif" font-size="14">
            <title id="chart-title">\(Self.escaped(title))</title>
            <desc id="chart-summary">\(Self.escaped(summary + (told.isEmpty ? "" : ". " + told)))</desc>
            <rect width="\(Measure.width)" height="\(height)" fill="#ffffff"/>

            """
        var y = Measure.margin
        for line in titles {
            y += Measure.titleHeight
            text += Self.text(
                line, x: Measure.margin, y: y - 6, "font-size=\"17\" font-weight=\"bold\" fill=\"#1c2530\"")
        }
        for line in summaries {
            y += Measure.lineHeight
            text += Self.text(line, x: Measure.margin, y: y - 4, "font-size=\"12\" fill=\"#4a5563\"")
        }
        if bars.isEmpty {
            text += Self.text("Nothing to show.", x: Measure.margin, y: top + 16, "fill=\"#1c2530\"")
        }
        return text + drawnBars(from: top) + "</svg>\n"
    }

    /// Each bar under its label, its figure behind it.
    private func drawnBars(from top: Int) -> String {
        let longest = max(1, bars.map(\.magnitude).max() ?? 1)
        var text = ""
        for (index, bar) in bars.enumerated() {
            let y = top + index * Measure.rowHeight
            let length = Int(Int128(max(0, bar.magnitude)) * Int128(Measure.barWidth) / Int128(longest))
            // What is there is seen, however small it is against the others.
            let seen = bar.magnitude > 0 ? max(2, length) : 0
            let under = y + 20
            text += "<g><title>\(Self.escaped("\(bar.label): \(bar.figure)"))</title>"
            text += Self.text(
                Self.shortened(bar.label, to: 44), x: Measure.margin, y: y + 13, "fill=\"#1c2530\"")
            text += """
                <rect x="\(Measure.margin)" y="\(under)" width="\(seen)" height="\(Measure.barHeight)" fill="#1f5f8b"/>

                """
            text += Self.text(
                Self.shortened(bar.figure, to: 21), x: Measure.margin + seen + (seen == 0 ? 0 : 8),
                y: under + Measure.barHeight - 3, "font-size=\"13\" fill=\"#1c2530\"")
            text += "</g>\n"
        }
        return text
    }

    private static func text(_ words: String, x: Int, y: Int, _ look: String) -> String {
        "<text x=\"\(x)\" y=\"\(y)\" \(look)>\(escaped(words))</text>\n"
    }

    /// A text in at most three lines, parted between words.
    private static func lines(_ text: String, of count: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + word.count < count {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(shortened(String(word), to: count))
            }
        }
        guard lines.count > 3 else { return lines }
        return lines.prefix(2) + [shortened(lines.dropFirst(2).joined(separator: " "), to: count)]
    }

    private static func shortened(_ text: String, to count: Int) -> String {
        text.count <= count ? text : text.prefix(count - 1) + "\u{2026}"
    }

    /// Text between tags or in quotes; what XML cannot hold at all is replaced. Source: XML 1.0, sections 2.2 and 2.4.
    package static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n", "\r": escaped += " "
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
