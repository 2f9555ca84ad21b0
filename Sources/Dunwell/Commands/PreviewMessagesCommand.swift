import ArgumentParser
import Correspondence
import Documents
import Foundation
import Operations
import Receivables

extension PreviewCommand {
    /// Every message there is, the ones a sequence never comes to among them.
    struct Messages: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every message there is, as an invented customer would get it.",
            discussion: "Receipts, thanks, answers and closings too. No database is needed and nothing is sent.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var source: PolicySource
        @Option(help: "en or es.") var language: String = "en"
        @Option(help: "The day the messages bear, as 2026-07-01.") var on: String = "2026-07-01"
        @Option(help: "How many bills are open, 1 to 100.") var bills: Int = 1
        @Option(help: "Folder for each letter as PDF and each mail as HTML; made when missing.") var files: String?

        private struct Row: Encodable {
            let template: String
            let medium: ContactMedium
            let outcome: String?
            let words: String?
            let refused: String?
        }

        func run() async throws {
            guard let day = CalendarDate(on) else {
                throw CommandFailure(.usage, "“\(on)” is no day: write it as 2026-07-01")
            }
            guard (1...100).contains(bills) else { throw CommandFailure(.usage, "--bills is 1 to 100") }
            let tongue = try readLanguage(language)
            let shown = await PreviewMessages(
                policy: try source.read(), templates: try TemplateCatalog.builtIn(), quoting: try PreviewPlans.quoting()
            ).all(in: tongue, on: day, bills: bills)
            if common.json {
                try common.output.object(
                    shown.map {
                        Row(
                            template: $0.name.key, medium: $0.name.medium, outcome: $0.outcome,
                            words: $0.content.map { SequenceText.words($0, in: tongue) },
                            refused: $0.refusal)
                    })
            } else {
                for message in shown {
                    common.output.lines(SequenceText.heading(message.name, message.outcome))
                    if let content = message.content {
                        common.output.lines(SequenceText.words(content, in: tongue) + "\n")
                    }
                }
            }
            if let files {
                let folder = try PreviewFiles(files)
                for message in shown {
                    guard let content = message.content else { continue }
                    try folder.write(
                        content,
                        named: [message.name.key, message.outcome, language].compactMap(\.self).joined(separator: "-"),
                        on: day)
                }
            }
            let refused = shown.compactMap(\.refusal)
            for refusal in refused { common.output.message("refused: \(refusal)") }
            if !refused.isEmpty {
                throw CommandFailure(
                    .badData,
                    "\(refused.count == 1 ? "1 message" : "\(refused.count) messages") cannot be written for this customer"
                )
            }
        }
    }
}

/// Writes previewed messages as files a person can look at.
struct PreviewFiles {
    private let folder: URL

    init(_ path: String) throws {
        folder = URL(filePath: path, directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(.usage, "the folder \(path) cannot be made: give one that may be written to")
        }
    }

    func write(_ result: PreviewSequence.Result) throws {
        for (index, shown) in result.shown.enumerated() {
            guard let content = shown.content else { continue }
            let number = String(format: "%02d", index + 1)
            try write(content, named: "\(number)-\(shown.step)-\(result.language.rawValue)", on: shown.day)
        }
    }

    /// A letter as PDF, a mail as HTML; calls and texts have no page.
    func write(_ content: MessageContent, named name: String, on day: CalendarDate) throws {
        switch content {
        case .letter(let letter):
            let file = folder.appending(path: name + ".pdf")
            let renderer = try LetterRenderer(sheet: LetterSheet())
            let isEnclosure = ["statement-of-account", "invoice-copy"].contains { name.hasPrefix($0) }
            let drawn =
                isEnclosure
                ? try renderer.draw(enclosure: letter, createdOn: day, to: file)
                : try renderer.draw([letter], title: letter.title, createdOn: day, to: file)
            if case .failure(let refusal)? = drawn.results.first {
                throw CommandFailure(.badData, "\(name) cannot be drawn: \(refusal)")
            }
        case .email(let email):
            try Data(email.html.utf8).write(to: folder.appending(path: name + ".html"))
        case .call, .text: break
        }
    }
}
