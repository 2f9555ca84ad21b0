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
            let result = await PreviewSequence(
                policy: try source.read(), templates: try TemplateCatalog.builtIn(), quoting: try PreviewPlans.quoting()
            ).run(dueOn: dueOn, language: try readLanguage(language), media: Set(reachable))
            try show(result)
            if let files { try PreviewFiles(files).write(result) }
            if !result.findings.isEmpty {
                throw CommandFailure(
                    .badData,
                    "\(result.findings.count == 1 ? "1 finding" : "\(result.findings.count) findings"), so statement 12 does not hold: this sequence must not be sent so"
                )
            }
            common.output.message(
                TextTable.wrapped(
                    "statement 12 holds for this sequence: " + SequenceText.checked.joined(separator: ", "),
                    Terminal.width
                ).joined(separator: "\n"))
        }

        private func show(_ result: PreviewSequence.Result) throws {
            if common.json {
                let rows = result.shown.map { shown in
                    Row(
                        day: shown.day, daysSinceDue: shown.daysSinceDue, step: shown.step, channel: shown.channel.word,
                        copy: shown.copy?.rawValue, tone: shown.tone.rawValue,
                        words: shown.content.map { SequenceText.words($0, in: result.language) })
                }
                return try common.output.object(
                    Shown(
                        language: result.language, checked: SequenceText.checked, holds: result.findings.isEmpty,
                        messages: rows, findings: result.findings))
            }
            for shown in result.shown {
                common.output.lines(SequenceText.heading(shown, in: result.language))
                if !short, let content = shown.content {
                    common.output.lines(SequenceText.words(content, in: result.language) + "\n")
                }
            }
            for finding in result.findings { common.output.message("finding: \(finding)") }
        }
    }
}
