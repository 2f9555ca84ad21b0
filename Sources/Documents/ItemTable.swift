import Receivables

/// The table of items, its columns as wide as their texts need and the description in what is left.
struct ItemTable {
    struct Cell {
        let text: TypesetText
        /// From the table's left edge, points.
        let left: Double
        let right: Double
    }

    struct Row {
        let cells: [Cell]
        var padding = 3.5
        var isHeader = false

        var height: Double { (cells.map(\.text.height).max() ?? 0) + 2 * padding }
    }

    let header: Row
    let rows: [Row]
    let total: Row

    init(
        _ letter: LetterContent, width: Double, style: TextStyle, typesetter: Typesetter
    ) throws(LetterRefusal) {
        let gap = 12.0
        var bold = style
        bold.isBold = true
        var boldRight = bold
        boldRight.alignment = .right
        var amounts = style
        amounts.alignment = .right
        func natural(_ texts: [String], most: Double) throws(LetterRefusal) -> Double {
            var widest = 0.0
            for text in texts { widest = max(widest, try typesetter.set(text, bold, width: nil).width) }
            return min(most, widest + 1)
        }
        let headings = letter.itemHeadings
        // A statement of account has amounts where other tables have days.
        let areAmounts = letter.items.allSatisfy { $0.dueOn.contains("$") }
        let reference = try natural(letter.items.map(\.reference) + [headings[0]], most: 96)
        let due = try natural(letter.items.map(\.dueOn) + [headings[2]], most: 128)
        let amount = try natural(
            letter.items.map(\.amount) + [headings[3]] + letter.total.suffix(1), most: 110)
        let edges = [
            (0, reference), (reference + gap, width - amount - due - 2 * gap),
            (width - amount - gap - due, width - amount - gap), (width - amount, width),
        ]
        func cell(_ text: String, _ column: Int, _ style: TextStyle) throws(LetterRefusal) -> Cell {
            let (left, right) = edges[column]
            return Cell(
                text: try typesetter.set(text, style, width: right - left), left: left, right: right)
        }
        var cells: [Cell] = []
        for (index, heading) in headings.enumerated() {
            cells.append(try cell(heading, index, index == 3 || index == 2 && areAmounts ? boldRight : bold))
        }
        header = Row(cells: cells, isHeader: true)
        rows = try mapped(letter.items) { item throws(LetterRefusal) in
            Row(cells: [
                try cell(item.reference, 0, style), try cell(item.summary, 1, style),
                try cell(item.dueOn, 2, areAmounts ? amounts : style),
                try cell(item.amount, 3, amounts),
            ])
        }
        var last: [Cell] = []
        if let label = letter.total.first { last.append(try cell(label, 1, bold)) }
        if letter.total.count > 1 { last.append(try cell(letter.total[1], 3, boldRight)) }
        total = Row(cells: last, padding: 4.5)
    }
}
