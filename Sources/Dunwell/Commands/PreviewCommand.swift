import ArgumentParser
import Correspondence
import Foundation
import Operations
import Receivables
import Treatment

/// Puts whoever writes a policy in the customer's shoes.
struct PreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Show what a customer would get.",
        subcommands: [Sequence.self, Messages.self])

    /// Every message of one customer nobody reaches, in order.
    struct Sequence: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print everything one customer would get whom nobody reaches, in order, and check it.",
            discussion: "The dealer and the customer are invented; no database is needed and nothing is sent.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var source: PolicySource
        @Option(help: "en or es.") var language: String = "en"
        @Option(help: "When the bill is due, as 2026-06-01.") var due: String = "2026-06-01"
        @Option(parsing: .upToNextOption, help: "What reaches the customer: email, post, telephone, text.")
        var media: [String] = ["email", "post", "telephone"]
        @Flag(help: "Days, steps and tones only.") var short = false
        @Option(help: "Folder for each letter as PDF and each mail as HTML; made when missing.") var files: String?

        private struct Row: Encodable {
            let day: CalendarDate
            let daysSinceDue: Int
            let step: String
            let channel: String
            let copy: String?
            let tone: String
            let words: String?
        }

        private struct Shown: Encodable {
            let language: Language
            let checked: [String]
            let holds: Bool
            let messages: [Row]
            let findings: [SequenceCheck.Finding]
        }

        func run() async throws {
            guard let dueOn = CalendarDate(due) else {
                throw CommandFailure(.usage, "“\(due)” is no day: write it as 2026-06-01")
            }
            let reachable = try media.map { word in
                guard let medium = ContactMedium(rawValue: word) else {
                    throw CommandFailure(.usage, "no medium “\(word)”: email, post, telephone or text")
                }
                return medium
            }
            let result = PreviewSequence(policy: try source.read(), templates: try TemplateCatalog.builtIn())
                .run(dueOn: dueOn, language: try readLanguage(language), media: Set(reachable))
            try show(result)
            if let files { try PreviewFiles(files).write(result) }
            if !result.findings.isEmpty {
                throw CommandFailure(
                    .badData,
                    "\(result.findings.count) findings, so statement 12 does not hold: this sequence must not be sent so"
                )
            }
            common.output.message(
                "statement 12 holds for this sequence: " + SequenceText.checked.joined(separator: ", "))
        }

        private func show(_ result: PreviewSequence.Result) throws {
            if common.json {
                let rows = result.shown.map { shown in
                    Row(
                        day: shown.day, daysSinceDue: shown.daysSinceDue, step: shown.step, channel: shown.channel.word,
                        copy: shown.copy?.rawValue, tone: shown.tone.rawValue,
                        words: shown.content.map(SequenceText.words))
                }
                return try common.output.object(
                    Shown(
                        language: result.language, checked: SequenceText.checked, holds: result.findings.isEmpty,
                        messages: rows, findings: result.findings))
            }
            for shown in result.shown {
                common.output.text(SequenceText.heading(shown))
                if !short, let content = shown.content { common.output.text(SequenceText.words(content) + "\n") }
            }
            for finding in result.findings { common.output.message("finding: \(finding)") }
        }
    }
}

/// Messages as they are read at a terminal.
enum SequenceText {
    /// What was looked at. Source: starter policies §7, statement 12.
    static let checked = [
        "tone never steps back", "no two messages within 2 days", "each says one thing", "none says the same again",
        "each keeps the rules of its kind",
    ]

    static func heading(_ shown: PreviewSequence.Shown) -> String {
        let day = shown.daysSinceDue < 0 ? "\(shown.daysSinceDue)" : "+\(shown.daysSinceDue)"
        let copy = shown.copy.map { ", copy by \($0.rawValue)" } ?? ""
        return "== \(shown.day) (\(day)) \(shown.step) by \(shown.channel.word)\(copy), \(shown.tone.rawValue)"
    }

    static func words(_ content: MessageContent) -> String {
        switch content {
        case .email(let email): "Subject: \(email.subject)\n\n\(email.text)"
        case .text(let text): text.body
        case .letter(let letter): self.letter(letter)
        case .call(let script): self.call(script)
        }
    }

    private static func call(_ script: CallScript) -> String {
        var lines = [script.purpose, ""]
        for part in script.parts {
            lines.append(part.heading + ":")
            lines += part.lines.map { "  " + $0 }
            lines.append("")
        }
        lines.append("Voicemail: " + script.voicemail)
        return lines.joined(separator: "\n")
    }

    private static func letter(_ letter: LetterContent) -> String {
        var lines = [letter.date] + letter.recipientLines + letter.referenceLines + ["", letter.salutation, ""]
        lines += letter.opening.flatMap { [$0 == "\u{0C}" ? "(new page)" : $0, ""] }
        lines += letter.items.map { "  \($0.reference)  \($0.summary)  \($0.dueOn)  \($0.amount)" }
        if !letter.total.isEmpty { lines += ["  " + letter.total.joined(separator: ": "), ""] }
        lines += letter.closing.flatMap { [$0, ""] } + letter.signature + letter.smallPrint
        if let slip = letter.remittance {
            lines += ["", "[" + slip.title + "]"] + slip.rows.map { $0.joined(separator: ": ") }
            lines.append(slip.payTo.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }
}
