import Receivables

/// The table of a message: what is open, or every entry of the account. Texts are ready to print.
struct TableFacts {
    /// Headings of the four columns.
    let headings: [String]
    /// Reference, summary, date and amount; for an account date, entry, amount and what was open after it.
    let rows: [(reference: String, summary: String, due: String, amount: String)]
    let total: (label: String, amount: String)

    /// The first table a section draws; `nil` when it draws none or there is nothing to list.
    init?(_ blocks: [FilledText.Block], words: FilledText, facts: MessageFacts) {
        let wording = Wording(facts.language)
        if blocks.contains(.drawn("account")), let account = facts.terms?.account {
            headings = ["heading-date", "heading-entry", "heading-change", "heading-open-after"].map(words.commonText)
            // Without the line it begins with, nobody could add the entries up.
            let opening = (
                wording.date(account.from), words.commonText("open-before"), "", wording.money(account.openBefore)
            )
            rows =
                [opening]
                + account.entries.map {
                    (
                        wording.date($0.on), FieldSheet.oneLine($0.summary), wording.money($0.amount),
                        wording.money($0.openAfter)
                    )
                }
            total = (words.commonText("open-now"), wording.money(account.openNow))
        } else if blocks.contains(.drawn("items")), !facts.items.isEmpty {
            headings = ["heading-reference", "heading-summary", "heading-due", "heading-amount"].map(words.commonText)
            rows = facts.items.map { item in
                (
                    FieldSheet.oneLine(item.reference),
                    FieldSheet.oneLine(item.note.map { "\(item.summary) (\($0))" } ?? item.summary),
                    wording.date(item.dueOn), wording.money(item.amount)
                )
            }
            total = (words.commonText("total"), wording.money(facts.total))
        } else {
            return nil
        }
    }

    /// Whether a block is where the table stands.
    static func isPlace(_ block: FilledText.Block) -> Bool { block == .drawn("items") || block == .drawn("account") }
}
