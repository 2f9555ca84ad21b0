import Receivables

/// The part that is torn off and sent back: rows of label and value to the left, where it goes to the right.
struct SlipBlock {
    struct Part {
        let text: TypesetText
        let left: Double
        let right: Double
        /// From the slip's top, points.
        let top: Double
        let role: StructureRole
    }

    let parts: [Part]
    /// Lines to write on.
    let rules: [(left: Double, right: Double, y: Double)]
    let height: Double

    init(
        _ slip: LetterContent.RemittanceSlip, brand: Ink, width: Double, typesetter: Typesetter
    ) throws(LetterRefusal) {
        var parts: [Part] = []
        var rules: [(left: Double, right: Double, y: Double)] = []
        let title = try typesetter.set(
            slip.title, TextStyle(size: 10.5, isBold: true, ink: brand), width: width)
        parts.append(Part(text: title, left: 0, right: width, top: 2, role: .paragraph))
        let start = 2 + title.height + 6
        let addressLeft = width - 150
        let (label, value) = (TextStyle(size: 9, ink: .quiet), TextStyle(size: 9.5))
        var widest = 0.0
        for row in slip.rows {
            widest = max(widest, try typesetter.set(row.first ?? "", label, width: nil).width + 1)
        }
        let labelWidth = min(200, widest)
        var y = start
        for row in slip.rows {
            let name = try typesetter.set(row.first ?? "", label, width: labelWidth)
            // Beside long questions little room is left: what is no answer to tick begins right after its own label.
            let isQuestion = row.dropFirst().contains { $0.contains("☐") }
            let left = (labelWidth > 150 && !isQuestion ? min(name.width, labelWidth) : labelWidth) + 12
            let text = try typesetter.set(
                row.dropFirst().joined(separator: "\u{A0}\u{A0}\u{A0} "), value, width: addressLeft - 16 - left)
            // A value that is only a line or a currency sign is a place to write.
            let written = row.dropFirst().joined().filter { $0 != "_" }
            parts.append(Part(text: name, left: 0, right: labelWidth, top: y, role: .paragraph))
            if written.isEmpty || written == "$" {
                if !written.isEmpty {
                    let sign = try typesetter.set(written, value, width: nil)
                    parts.append(Part(text: sign, left: left, right: addressLeft - 16, top: y, role: .paragraph))
                }
                y += 5
                rules.append((left + (written.isEmpty ? 0 : 9), addressLeft - 16, y + max(name.height, 12)))
            } else {
                parts.append(Part(text: text, left: left, right: addressLeft - 16, top: y, role: .paragraph))
            }
            y += max(name.height, written.isEmpty ? 12 : text.height) + 2.5
        }
        var addressY = start
        for (index, line) in slip.payTo.enumerated() {
            let text = try typesetter.set(
                line, TextStyle(size: 10, isBold: index == 0, leading: 1.25), width: 150)
            parts.append(Part(text: text, left: addressLeft, right: width, top: addressY, role: .paragraph))
            addressY += text.height
        }
        self.parts = parts
        self.rules = rules
        height = max(y, addressY) + 4
    }
}
