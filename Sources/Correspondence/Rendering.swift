import Mustache
package import Receivables

extension TemplateCatalog {
    /// Writes one message from facts and checks it against the content rules.
    ///
    /// Pure and repeatable: the same facts give the same bytes. Nothing is sent.
    ///
    /// - Throws: `RenderingRefusal`; nothing refused may be sent in another way.
    package func render(
        template key: String, language: Language, medium: ContactMedium, facts: MessageFacts
    ) throws(RenderingRefusal) -> MessageContent {
        let name = TemplateName(key: key, language: language, medium: medium)
        guard let entry = entries[name], let common = common[language] else { throw .noTemplate(name) }
        if let found = FactCheck.problem(in: facts, for: name) {
            throw .unsoundFacts(name, problem: found.problem, fix: found.fix)
        }
        let sheet = FieldSheet(facts, templateVersion: entry.version)
        for need in entry.source.needs.sorted() where sheet.values[need] == nil {
            throw .missingFact(name, field: need)
        }
        let words = FilledText(source: entry.source, common: common, values: sheet.values)
        let content: MessageContent
        switch medium {
        case .email: content = .email(EmailLayout(words: words, facts: facts).content(page: emailPage))
        case .post: content = .letter(LetterLayout(words: words, facts: facts, templateKey: key).content())
        case .telephone: content = .call(CallLayout(words: words).content())
        case .text: content = .text(TextContent(body: words.text("body")))
        }
        let findings = ContentCheck(facts: facts, templateKey: key).findings(in: content)
        guard findings.isEmpty else { throw .content(name, findings) }
        return content
    }
}

/// A text with its fields filled in, still without a layout.
struct FilledText {
    /// A piece of a message in reading order.
    enum Block: Equatable {
        case paragraph(String)
        case list([String])
        case headline(String)
        /// Something the layout draws: `items`, `account`, `ways`, `page`, `slip`.
        case drawn(String)
    }

    let source: TemplateSource
    let common: TemplateSource
    let values: [String: any Sendable]

    /// A section's blocks; a paragraph that came out empty is left out.
    func blocks(_ section: String) -> [Block] { fill(source.blocks(section)) }

    /// A section as one line.
    func text(_ section: String) -> String { Self.line(blocks(section)) }

    /// A common section as one line.
    func commonText(_ section: String) -> String { Self.line(fill(common.blocks(section))) }

    private func fill(_ blocks: [TemplateSource.Block]) -> [Block] {
        blocks.flatMap { block -> [Block] in
            switch block {
            case .paragraph(let template):
                let text = tidy(template.render(values))
                return text.isEmpty ? [] : [.paragraph(text)]
            case .headline(let template):
                let text = tidy(template.render(values))
                return text.isEmpty ? [] : [.headline(text)]
            case .list(let entries):
                let lines = entries.map { tidy($0.render(values)) }.filter { !$0.isEmpty }
                return lines.isEmpty ? [] : [.list(lines)]
            case .include(let name):
                return TemplateStructure.drawn.contains(name) ? [.drawn(name)] : fill(common.blocks(name))
            }
        }
    }

    private func tidy(_ text: String) -> String {
        // A time that ends a sentence brings its own full stop: "5:00 p.m." and "." make one.
        text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ").replacing("m..", with: "m.")
    }

    private static func line(_ blocks: [Block]) -> String {
        blocks.flatMap { block -> [String] in
            switch block {
            case .paragraph(let text), .headline(let text): [text]
            case .list(let lines): lines
            case .drawn: []
            }
        }.joined(separator: " ")
    }
}
