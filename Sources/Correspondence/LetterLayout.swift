import Receivables

/// Arranges a filled text as the structure of a letter.
///
/// A list becomes paragraphs that begin with a bullet; `[page]` becomes a paragraph of one form feed, at which the
/// page drawing begins a new sheet.
struct LetterLayout {
    let words: FilledText
    let facts: MessageFacts
    let templateKey: String

    func content() -> LetterContent {
        let wording = Wording(facts.language)
        let blocks = words.blocks("body")
        let tableAt = blocks.firstIndex(where: TableFacts.isPlace)
        let table = TableFacts(blocks, words: words, facts: facts)
        let opening = blocks[..<(tableAt ?? blocks.endIndex)]
        let closing = tableAt.map { blocks[($0 + 1)...] } ?? []
        let sender = facts.sender
        let customer = facts.customer
        return LetterContent(
            title: words.text("title"), language: facts.language,
            senderLines: ([sender.registeredName] + sender.addressLines + [sender.phone, sender.replyAddress])
                .map(FieldSheet.oneLine),
            recipientLines: ([customer.name] + customer.addressLines).map(FieldSheet.oneLine),
            date: wording.date(facts.writtenOn),
            referenceLines: [FieldSheet.oneLine(firstUpper(wording.reference(customer)))],
            salutation: FieldSheet.oneLine(wording.salutation(customer)),
            opening: paragraphs(opening),
            itemHeadings: table?.headings ?? [],
            items: table?.rows.map {
                .init(reference: $0.reference, summary: $0.summary, dueOn: $0.due, amount: $0.amount)
            } ?? [],
            total: table.map { [$0.total.label, $0.total.amount] } ?? [],
            closing: paragraphs(closing),
            signature: words.source.has("unsigned")
                ? [] : [words.commonText("signature"), FieldSheet.oneLine(sender.tradeName)],
            smallPrint: [words.commonText("figures"), words.commonText("version")],
            remittance: slip(blocks, wording), pageLabel: words.commonText("page-label"),
            brandColor: sender.brandColor, itemsFollow: itemsFollow(table),
            brandName: sender.tradeName == sender.registeredName ? nil : FieldSheet.oneLine(sender.tradeName))
    }

    /// A letter that must keep to one page says where its items are when they do not fit on it.
    private func itemsFollow(_ table: TableFacts?) -> String? {
        guard let table, table.rows.count > 1,
            [MessageKind.formalLetter, .finalDemand].contains(MessageKind(templateKey: templateKey))
        else { return nil }
        return words.commonText("items-follow")
    }

    /// Whether the letter ends with the part that goes with a cheque.
    private var hasSlip: Bool {
        !words.source.has("reply") && words.blocks("body").contains(.drawn("slip"))
            && !(facts.sender.ways.remittanceLines ?? []).isEmpty
    }

    private func paragraphs(_ blocks: ArraySlice<FilledText.Block>) -> [String] {
        blocks.flatMap { block -> [String] in
            switch block {
            case .paragraph(let text): [text]
            case .headline(let text): [LetterContent.headlineMark + text]
            case .list(let lines): lines.map { "• " + $0 }
            case .drawn("ways") where facts.total.isPositive:
                [words.commonText("pay-heading")] + WaysText(words, facts, hasSlip: hasSlip).lines.map { "• " + $0 }
            case .drawn("page"): ["\u{0C}"]
            case .drawn: []
            }
        }
    }

    private func slip(_ blocks: [FilledText.Block], _ wording: Wording) -> LetterContent.RemittanceSlip? {
        if words.source.has("reply") {
            let lines = words.blocks("reply")
            guard case .paragraph(let title)? = lines.first else { return nil }
            let rows = lines.dropFirst().flatMap { block -> [[String]] in
                guard case .list(let entries) = block else { return [] }
                return entries.map { $0.split(separator: "|").map { $0.trimmingSpaces } }
            }
            let back = [facts.sender.registeredName] + facts.sender.addressLines
            // Whose answer it is, so that the slip finds its way alone.
            let whose = [
                words.commonText("slip-customer"),
                FieldSheet.oneLine("\(facts.customer.name), \(wording.reference(facts.customer))"),
            ]
            return LetterContent.RemittanceSlip(title: title, rows: [whose] + rows, payTo: back.map(FieldSheet.oneLine))
        }
        guard blocks.contains(.drawn("slip")), facts.total.isPositive, let payTo = facts.sender.ways.remittanceLines,
            !payTo.isEmpty
        else { return nil }
        return LetterContent.RemittanceSlip(
            title: words.commonText("slip-title"),
            rows: [
                [words.commonText("slip-customer"), FieldSheet.oneLine(facts.customer.name)],
                [
                    words.commonText("slip-reference"),
                    FieldSheet.oneLine(firstUpper(wording.reference(facts.customer))),
                ],
                [words.commonText("slip-amount"), wording.money(facts.total)],
                [words.commonText("slip-enclosed"), "$"],
            ],
            payTo: payTo.map(FieldSheet.oneLine))
    }

    private func firstUpper(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

/// The ways of paying as lines of text, each offered way once.
struct WaysText {
    let lines: [String]

    /// - Parameter hasSlip: Whether the address for cheques stands on the slip already.
    init(_ words: FilledText, _ facts: MessageFacts, hasSlip: Bool = false) {
        let ways = facts.sender.ways
        var lines: [String] = []
        if ways.payLink != nil { lines.append(words.commonText("pay-online")) }
        if ways.byPhone { lines.append(words.commonText("pay-phone")) }
        if !(ways.remittanceLines ?? []).isEmpty { lines.append(words.commonText(hasSlip ? "pay-slip" : "pay-post")) }
        self.lines = lines
    }
}
