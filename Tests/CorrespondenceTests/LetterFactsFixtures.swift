import Receivables

@testable import Correspondence

extension MessageFacts {
    /// Sound facts with the terms a message of this key states. A fee is in them unless a test takes it out.
    static func letter(
        _ key: String, language: Language = .english, itemCount: Int = 2, fee: Int64? = 5_00
    ) -> MessageFacts {
        var facts = MessageFacts.sample(language: language, itemCount: itemCount)
        var example = ExampleTerms(
            language: language, writtenOn: facts.writtenOn, items: facts.items, total: facts.total,
            fee: fee.map { Money.usd(cents: $0) })
        example.nextLetterOn = facts.writtenOn.adding(days: 12)
        facts.terms = example.terms(for: key)
        facts.promise = PromiseFacts(amount: .usd(cents: 5_000), dueOn: day("2013-07-12"))
        facts.callerFirstName = "Ana"
        facts.recordedContacts = [.post]
        return facts
    }
}

extension TemplateCatalog {
    /// Renders without the content rules, so that a test may look at what they would say.
    func write(_ key: String, _ medium: ContactMedium, _ facts: MessageFacts) throws -> MessageContent {
        try render(template: key, language: facts.language, medium: medium, facts: facts)
    }
}

extension MessageContent {
    /// The same message with a part of its words replaced, wherever it stands.
    func replacing(_ part: String, with other: String) -> MessageContent {
        func change(_ text: String) -> String {
            let flat = text.replacing("\u{A0}", with: " ")
            return Self.caseless(flat, part, other)
        }
        switch self {
        case .email(let email):
            let text = email.text.split { $0 == " " || $0 == "\n" || $0 == "\u{A0}" }.joined(separator: " ")
            return .email(EmailContent(subject: change(email.subject), text: change(text), html: email.html))
        case .letter(let letter):
            func all(_ lines: [String]) -> [String] { lines.map(change) }
            return .letter(
                LetterContent(
                    title: change(letter.title), language: letter.language, senderLines: letter.senderLines,
                    recipientLines: letter.recipientLines, date: letter.date, referenceLines: letter.referenceLines,
                    salutation: letter.salutation, opening: all(letter.opening), itemHeadings: letter.itemHeadings,
                    items: letter.items.map {
                        .init(
                            reference: change($0.reference), summary: change($0.summary), dueOn: change($0.dueOn),
                            amount: change($0.amount))
                    }, total: all(letter.total), closing: all(letter.closing), signature: letter.signature,
                    smallPrint: letter.smallPrint, remittance: letter.remittance, pageLabel: letter.pageLabel))
        case .call(let script):
            return .call(
                CallScript(
                    purpose: script.purpose,
                    parts: script.parts.map { .init(heading: change($0.heading), lines: $0.lines.map(change)) },
                    voicemail: script.voicemail))
        case .text(let text): return .text(TextContent(body: change(text.body)))
        }
    }

    /// The same message with a sentence more.
    func adding(_ sentence: String) -> MessageContent {
        switch self {
        case .email(let email):
            return .email(EmailContent(subject: email.subject, text: email.text + "\n" + sentence, html: email.html))
        case .letter(let letter):
            return .letter(
                LetterContent(
                    title: letter.title, language: letter.language, senderLines: letter.senderLines,
                    recipientLines: letter.recipientLines, date: letter.date, referenceLines: letter.referenceLines,
                    salutation: letter.salutation, opening: letter.opening + [sentence],
                    itemHeadings: letter.itemHeadings, items: letter.items, total: letter.total,
                    closing: letter.closing, signature: letter.signature, smallPrint: letter.smallPrint,
                    remittance: letter.remittance, pageLabel: letter.pageLabel))
        case .call(let script):
            return .call(
                CallScript(
                    purpose: script.purpose, parts: script.parts + [.init(heading: "More", lines: [sentence])],
                    voicemail: script.voicemail))
        case .text(let text): return .text(TextContent(body: text.body + " " + sentence))
        }
    }

    private static func caseless(_ text: String, _ part: String, _ other: String) -> String {
        var result = ""
        var rest = text[...]
        while let found = rest.lowercased().firstRange(of: part.lowercased()) {
            let lower = rest.lowercased()
            let start = lower.distance(from: lower.startIndex, to: found.lowerBound)
            let count = lower.distance(from: found.lowerBound, to: found.upperBound)
            let from = rest.index(rest.startIndex, offsetBy: start)
            let to = rest.index(from, offsetBy: count)
            result += rest[..<from] + other
            rest = rest[to...]
        }
        return result + rest
    }
}
