import Correspondence
import Receivables
import Store

extension MessageWriting {
    /// Copies of bills that go with one message, the oldest first.
    private static let copiesMax = 3

    /// Pages that go with the message; none for most. A page that cannot be written is left out: the message says all
    /// it must by itself.
    func enclosures(_ items: [Item], _ facts: MessageFacts) -> [Enclosure] {
        guard attempt.carriesStatement else { return [] }
        var pages: [Enclosure] = []
        if let account = grounds.account, attempt.templateKey != "statement-of-account" {
            var of = facts
            of.terms?.account = account
            if let page = page("statement-of-account", of) {
                pages.append(Enclosure(fileName: "statement.pdf", page: page))
            }
        }
        for (index, item) in items.prefix(Self.copiesMax).enumerated() {
            guard let line = facts.items.first(where: { $0.reference == item.receivable.reference }) else { continue }
            var of = facts
            of.items = [line]
            of.total = line.amount
            of.terms?.invoice = InvoiceFacts(
                reference: item.receivable.reference, billedOn: item.receivable.billedOn, amount: item.receivable.billed
            )
            if let page = page("invoice-copy", of) {
                pages.append(Enclosure(fileName: "copy-\(index + 1).pdf", page: page))
            }
        }
        return pages
    }

    private func page(_ template: String, _ facts: MessageFacts) -> LetterContent? {
        var facts = facts
        facts.unsubscribeLink = nil
        if facts.customer.addressLines.isEmpty,
            let point = reading.facts.contactPoints.first(where: { $0.medium == .post && !$0.isBad })
        {
            facts.customer.addressLines = point.value.split(separator: "\n").map(String.init)
        }
        // Refused for want of a fact: the page is left out.
        let content = try? catalog.render(
            template: template, language: attempt.language, medium: .post, facts: facts)
        guard case .letter(let letter) = content else { return nil }
        return letter
    }
}
