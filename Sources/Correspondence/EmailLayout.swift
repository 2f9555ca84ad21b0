import Mustache
import Receivables

/// Arranges a filled text as both parts of an e-mail.
struct EmailLayout {
    let words: FilledText
    let facts: MessageFacts

    func content(page: MustacheTemplate) -> EmailContent {
        EmailContent(subject: words.text("subject"), text: plain(), html: page.render(view()))
    }

    // MARK: Plain part

    private func plain() -> String {
        var text = PlainText(width: 72)
        for block in words.blocks("body") {
            switch block {
            case .paragraph(let paragraph): text.paragraph(paragraph)
            case .list(let lines): text.list(lines)
            case .drawn("items"), .drawn("account"):
                guard let table else { continue }
                let rows = table.rows.map {
                    PlainText.Row(reference: $0.reference, summary: $0.summary, due: $0.due, amount: $0.amount)
                }
                text.table(rows, total: table.total)
                text.paragraph(words.commonText("figures"))
            case .drawn("ways") where facts.total.isPositive:
                text.paragraph(words.commonText("pay-heading"))
                text.list(WaysText(words, facts).lines)
            case .drawn: break
            }
        }
        text.rule()
        for line in footer { text.paragraph(line) }
        return text.finished
    }

    // MARK: HTML part

    private func view() -> [String: any Sendable] {
        let color = facts.sender.brandColor.flatMap(BrandColor.init) ?? .standard
        var blocks: [[String: any Sendable]] = []
        for block in words.blocks("body") {
            switch block {
            case .paragraph(let text): blocks.append(["paragraph": text])
            case .list(let lines): blocks.append(["list": ["lines": lines]])
            case .drawn("items"), .drawn("account"):
                guard let table else { continue }
                blocks.append([
                    "table": [
                        "summaryHeading": table.headings[1], "amountHeading": table.headings[3],
                        "dueHeading": table.headings[2],
                        "rows": table.rows.map {
                            [
                                "reference": $0.reference, "summary": $0.summary, "due": $0.due,
                                "amount": $0.amount,
                            ]
                        },
                        "totalLabel": table.total.label, "total": table.total.amount,
                        "figures": words.commonText("figures"),
                    ] as [String: any Sendable]
                ])
            case .drawn("ways") where facts.total.isPositive:
                var ways: [String: any Sendable] = [
                    "heading": words.commonText("pay-heading"), "lines": WaysText(words, facts).lines.map(linked),
                ]
                if let link = facts.sender.ways.payLink {
                    ways["button"] = ["link": link, "label": words.commonText("pay-button")]
                }
                blocks.append(["ways": ways])
            case .drawn: break
            }
        }
        return [
            "language": facts.language.rawValue, "title": words.text("subject"), "preview": words.text("preview"),
            "business": FieldSheet.oneLine(facts.sender.tradeName), "brand": color.hex, "onBrand": color.textHex,
            "blocks": blocks, "footer": footer.map(linked),
        ]
    }

    /// A text parted at the address it holds, so that the address can be clicked.
    private func linked(_ text: String) -> [String: any Sendable] {
        let links = [facts.unsubscribeLink, facts.sender.ways.payLink].compactMap { $0 }
        guard let link = links.first(where: text.contains), let place = text.firstRange(of: link) else {
            return ["before": text]
        }
        return [
            "before": String(text[..<place.lowerBound]), "link": link, "after": String(text[place.upperBound...]),
        ]
    }

    private var table: TableFacts? { TableFacts(words.blocks("body"), words: words, facts: facts) }

    private var footer: [String] { ["contact", "stop", "version"].map(words.commonText).filter { !$0.isEmpty } }
}
