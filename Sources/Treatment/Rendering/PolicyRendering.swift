package import Receivables

/// A policy as its customers would read it, generated from its rules: nothing in it is written by hand for one policy.
package struct PolicyRendering: Sendable {
    /// One heading and what stands under it.
    package struct Section: Hashable, Sendable, Codable {
        package let heading: String
        package let lines: [String]
    }

    /// What the policy is called.
    package let title: String
    package let sections: [Section]

    /// Renders every live rule of `policy`. Steps that are not live are left out: they are not done.
    package init(_ policy: Policy, language: Language) {
        let words = CustomerWording(language: language)
        title = language == .spanish ? policy.titleInSpanish ?? policy.title : policy.title
        sections = [
            Section(heading: words.say("What you can count on", "Con qué puede contar"), lines: words.promises(policy)),
            Section(heading: words.say("What happens when", "Qué pasa y cuándo"), lines: words.ladder(policy)),
            Section(heading: words.say("Late fees", "Recargos por atraso"), lines: words.fees(policy)),
            Section(heading: words.say("When something happens", "Cuando algo sucede"), lines: words.events(policy)),
            Section(
                heading: words.say("What our people may grant", "Qué puede conceder nuestra gente"),
                lines: words.allowances(policy)),
            Section(heading: words.say("Who decides", "Quién decide"), lines: words.decisions(policy)),
        ].filter { !$0.lines.isEmpty }
    }

    /// The whole as plain text, at most `width` columns.
    package func text(width: Int = 92) -> String {
        var lines = [title, String(repeating: "=", count: title.count)]
        for section in sections {
            lines += ["", section.heading, String(repeating: "-", count: section.heading.count)]
            for line in section.lines { lines += Self.wrap(line, width: width) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = "-"
        for word in text.split(separator: " ") {
            if line.count + 1 + word.count > width {
                lines.append(line)
                line = " "
            }
            line += " " + word
        }
        return lines + [line]
    }
}
