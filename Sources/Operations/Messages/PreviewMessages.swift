package import Correspondence
package import Receivables
package import Treatment

/// Every message there is, written for an invented customer: those of the ladder, and those that answer something.
///
/// Pure: nothing is stored and nothing is sent.
package struct PreviewMessages: Sendable {
    /// One message, or why it cannot be written.
    package struct Shown: Sendable {
        package let name: TemplateName
        package let content: MessageContent?
        package let refusal: String?
    }

    private let policy: Treatment.Policy
    private let templates: TemplateCatalog

    /// Writes with the later actions of `policy` and the texts of `templates`.
    package init(policy: Treatment.Policy, templates: TemplateCatalog) {
        self.policy = policy
        self.templates = templates
    }

    /// All messages of a language, by key and medium.
    ///
    /// - Parameters:
    ///   - day: The day the messages bear.
    ///   - bills: How many bills are open.
    package func all(in language: Language, on day: CalendarDate, bills: Int = 1) -> [Shown] {
        let sequence = PreviewSequence(policy: policy, templates: templates)
        return templates.names.filter { $0.language == language }.map { name in
            let facts = sequence.facts(for: name, on: day, bills: bills)
            do throws(RenderingRefusal) {
                return Shown(
                    name: name,
                    content: try templates.render(
                        template: name.key, language: language, medium: name.medium, facts: facts),
                    refusal: nil)
            } catch {
                return Shown(name: name, content: nil, refusal: error.description)
            }
        }
    }
}

extension PreviewSequence {
    /// What an invented message of a template states.
    fileprivate func facts(for name: TemplateName, on day: CalendarDate, bills: Int) -> MessageFacts {
        let tone: Tone = ["receipt", "thank-you", "waiver", "write-off"].contains(name.key) ? .grateful : .helpful
        var facts = facts(
            of: name.key, tone: tone, on: day, dueOn: day.adding(days: -30), amount: .usd(cents: 89_97),
            language: name.language)
        let first = facts.items[0]
        let summary = first.summary
        facts.items = (0..<max(1, bills)).map { index in
            ItemFacts(
                reference: "INV-\(7001 + index)", summary: summary, dueOn: first.dueOn.adding(days: 3 * index / 2),
                amount: first.amount)
        }
        facts.total = .usd(cents: 89_97 * Int64(max(1, bills)))
        // Nothing is open after the last payment or a closing.
        if ["thank-you", "write-off"].contains(name.key) { (facts.items, facts.total) = ([], .usd(cents: 0)) }
        facts.recordedContacts = Set(ContactMedium.allCases)
        facts.unsubscribeLink = "https://pay.northwind.example/stop/Qm9va3M"
        facts.promise = PromiseFacts(amount: .usd(cents: 50_00), dueOn: day.adding(days: 9))
        if name.key == "autopay-failed" {
            facts.autopay = AutopayFacts(reason: .cardExpired, nextTryOn: day.adding(days: 4))
        }
        let example = ExampleTerms(
            language: name.language, writtenOn: day, items: facts.items, total: facts.total, fee: .usd(cents: 5_00),
            deadline: day.adding(days: 12))
        facts.terms = example.terms(for: name.key)
        facts.terms?.enclosed = ["statement", "open-invoices"].contains(name.key)
        facts.terms?.invoice = InvoiceFacts(
            reference: "INV-7001", billedOn: first.dueOn.adding(days: -20), amount: first.amount)
        return facts
    }
}
