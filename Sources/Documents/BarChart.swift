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

    private enum Measure {
        static let width = 760
        static let margin = 24
        static let labelWidth = 210
        static let barWidth = 350
        static let barHeight = 22
        static let rowHeight = 34
        static let top = 86
    }

    /// The picture as one SVG element, ready for a file or a page.
    package var svg: String {
        let height = Measure.top + max(1, bars.count) * Measure.rowHeight + Measure.margin
        let told = bars.map { "\($0.label): \($0.figure)" }.joined(separator: "; ")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="chart-title chart-summary" \
            width="\(Measure.width)" height="\(height)" viewBox="0 0 \(Measure.width) \(height)" \
            font-family="'DejaVu Sans','Liberation Sans',Arial,sans-serif" font-size="14">
            <title id="chart-title">\(Self.escaped(title))</title>
            <desc id="chart-summary">\(Self.escaped(summary + (told.isEmpty ? "" : ". " + told)))</desc>
            <rect width="\(Measure.width)" height="\(height)" fill="#ffffff"/>
            <text x="\(Measure.margin)" y="38" font-size="19" font-weight="bold" fill="#1c2530">\(
                Self.escaped(Self.shortened(title, to: 62)))</text>
            <text x="\(Measure.margin)" y="62" font-size="13" fill="#4a5563">\(
                Self.escaped(Self.shortened(summary, to: 94)))</text>
            \(bars.isEmpty ? Self.emptyLine : drawnBars)</svg>

            """
    }

    private var drawnBars: String {
        let longest = max(1, bars.map(\.magnitude).max() ?? 1)
        let left = Measure.margin + Measure.labelWidth
        let bottom = Measure.top + bars.count * Measure.rowHeight - Measure.rowHeight + Measure.barHeight + 6
        var text = """
            <line x1="\(left)" y1="\(Measure.top - 6)" x2="\(left)" y2="\(bottom)" stroke="#4a5563"/>

            """
        for (index, bar) in bars.enumerated() {
            let y = Measure.top + index * Measure.rowHeight
            let length = Int(Int128(max(0, bar.magnitude)) * Int128(Measure.barWidth) / Int128(longest))
            // What is there is seen, however small it is against the others.
            let seen = bar.magnitude > 0 ? max(2, length) : 0
            let middle = y + Measure.barHeight / 2 + 5
            text += """
                <g><title>\(Self.escaped("\(bar.label): \(bar.figure)"))</title>\
                <text x="\(left - 10)" y="\(middle)" text-anchor="end" fill="#1c2530">\(
                    Self.escaped(Self.shortened(bar.label, to: 26)))</text>\
                <rect x="\(left)" y="\(y)" width="\(seen)" height="\(Measure.barHeight)" fill="#1f5f8b"/>\
                <text x="\(left + seen + 8)" y="\(middle)" fill="#1c2530">\(
                    Self.escaped(Self.shortened(bar.figure, to: 22)))</text></g>

                """
        }
        return text
    }

    private static let emptyLine = """
        <text x="\(Measure.margin)" y="\(Measure.top + 16)" fill="#1c2530">Nothing to show.</text>

        """

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
