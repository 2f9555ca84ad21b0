/// Builds the plain part of an e-mail: wrapped paragraphs, lists, a table in columns.
struct PlainText {
    /// One line of the table.
    struct Row {
        let reference: String
        let summary: String
        let due: String
        let amount: String
    }

    let width: Int
    private var lines: [String] = []

    /// - Parameter width: Longest line; a single longer word, such as a link, is kept whole.
    init(width: Int) { self.width = width }

    /// The text; lines end with LF.
    var finished: String { lines.joined(separator: "\n") + "\n" }

    mutating func paragraph(_ text: String) {
        startBlock()
        lines += wrap(text, first: "", rest: "")
    }

    mutating func list(_ entries: [String]) {
        startBlock()
        for entry in entries { lines += wrap(entry, first: "- ", rest: "  ") }
    }

    mutating func rule() {
        startBlock()
        lines.append(String(repeating: "-", count: width))
    }

    /// Reference and due date to the left, amounts flush right; the summary below, indented.
    mutating func table(_ rows: [Row], total: (label: String, amount: String)) {
        startBlock()
        let references = rows.map(\.reference.count).max() ?? 0
        for row in rows {
            let padded = row.reference + String(repeating: " ", count: references - row.reference.count)
            lines.append(spread(padded + "  " + row.due, row.amount))
            lines += wrap(row.summary, first: "  ", rest: "  ")
        }
        let amounts = (rows.map(\.amount.count) + [total.amount.count]).max() ?? 0
        lines.append(spread("", String(repeating: "-", count: amounts)))
        lines.append(spread(total.label, total.amount))
    }

    private func spread(_ left: String, _ right: String) -> String {
        left + String(repeating: " ", count: max(2, width - left.count - right.count)) + right
    }

    private mutating func startBlock() {
        if !lines.isEmpty { lines.append("") }
    }

    private func wrap(_ text: String, first: String, rest: String) -> [String] {
        var result: [String] = []
        var line = first
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                result.append(line)
                (line, isEmpty) = (rest, true)
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        result.append(line)
        return result
    }
}
