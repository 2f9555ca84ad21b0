import Receivables

/// All words of a letter in reading order.
enum LetterText {
    static func all(_ letter: LetterContent) -> String {
        var lines = letter.senderLines + letter.recipientLines + [letter.date] + letter.referenceLines
        lines += [letter.salutation] + letter.opening + letter.itemHeadings
        lines += letter.items.flatMap { [$0.reference, $0.summary, $0.dueOn, $0.amount] } + letter.total
        lines += letter.closing + letter.signature + letter.smallPrint
        if let slip = letter.remittance { lines += [slip.title] + slip.rows.flatMap { $0 } + slip.payTo }
        return lines.joined(separator: "\n")
    }
}
