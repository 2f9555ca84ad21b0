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
            case .paragraph(let paragraph), .headline(let paragraph): text.paragraph(paragraph)
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
            case .paragraph(let text): blocks.append(["paragraph": linked(text)])
            case .headline(let text): blocks.append(["headline": linked(text)])
            case .list(let lines): blocks.append(["list": ["lines": lines.map(linked)]])
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

    /// A text parted at what it holds to click: addresses, and numbers to call.
    private func linked(_ text: String) -> [String: any Sendable] {
        let pages = [facts.unsubscribeLink, facts.sender.ways.payLink].compactMap { $0 }.map {
            (text: $0, link: $0, isPhone: false)
        }
        let phones = [facts.sender.phone, facts.terms?.contact?.phone].compactMap { $0 }.map {
            (text: FieldSheet.oneLine($0), link: Self.dialled($0), isPhone: true)
        }
        var pieces: [[String: any Sendable]] = []
        var rest = text[...]
        while let next = (pages + phones).filter({ !$0.text.isEmpty }).compactMap({ part in
            rest.firstRange(of: part.text).map { (place: $0, part: part) }
        }).min(by: { $0.place.lowerBound < $1.place.lowerBound }) {
            if next.place.lowerBound > rest.startIndex {
                pieces.append(["words": String(rest[..<next.place.lowerBound])])
            }
            let anchor = ["link": next.part.link, "text": next.part.text]
            pieces.append([next.part.isPhone ? "phone" : "page": anchor])
            rest = rest[next.place.upperBound...]
        }
        if !rest.isEmpty { pieces.append(["words": String(rest)]) }
        return ["pieces": pieces]
    }

    /// What a telephone dials; a number of ten digits is one of the United States.
    private static func dialled(_ phone: String) -> String {
        let digits = phone.filter { $0.isASCII && $0.isNumber }
        return "tel:" + (phone.hasPrefix("+") || digits.count > 10 ? "+" : "+1") + digits
    }

    private var table: TableFacts? { TableFacts(words.blocks("body"), words: words, facts: facts) }

    private var footer: [String] { ["contact", "stop", "version"].map(words.commonText).filter { !$0.isEmpty } }
}
