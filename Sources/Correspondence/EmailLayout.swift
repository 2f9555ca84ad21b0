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
            case .drawn("items"):
                text.table(rows, total: (words.commonText("total"), total))
                text.paragraph(words.commonText("figures"))
            case .drawn("ways"):
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
        let headings = ["heading-reference", "heading-summary", "heading-due", "heading-amount"].map(words.commonText)
        var blocks: [[String: any Sendable]] = []
        for block in words.blocks("body") {
            switch block {
            case .paragraph(let text): blocks.append(["paragraph": text])
            case .list(let lines): blocks.append(["list": ["lines": lines]])
            case .drawn("items"):
                blocks.append([
                    "table": [
                        "summaryHeading": headings[1], "amountHeading": headings[3], "dueHeading": headings[2],
                        "rows": rows.map {
                            [
                                "reference": $0.reference, "summary": $0.summary, "due": $0.due,
                                "amount": $0.amount,
                            ]
                        },
                        "totalLabel": words.commonText("total"), "total": total,
                        "figures": words.commonText("figures"),
                    ] as [String: any Sendable]
                ])
            case .drawn("ways"):
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

    private var rows: [PlainText.Row] {
        let wording = Wording(facts.language)
        return facts.items.map { item in
            PlainText.Row(
                reference: FieldSheet.oneLine(item.reference),
                summary: FieldSheet.oneLine(item.note.map { "\(item.summary) (\($0))" } ?? item.summary),
                due: wording.date(item.dueOn), amount: wording.money(item.amount))
        }
    }

    private var total: String { Wording(facts.language).money(facts.total) }

    private var footer: [String] { ["contact", "stop", "version"].map(words.commonText).filter { !$0.isEmpty } }
}
