import ArgumentParser
import Foundation
import Receivables
import Treatment

extension PolicyCommand {
    /// The policy as a customer would read it.
    struct Render: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a policy as its customers would read it, generated from its rules.",
            discussion: "Reads a file or a starter; no database is needed.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var source: PolicySource
        @Option(help: "en or es.") var language: String = "en"

        private struct Shown: Encodable {
            let title: String
            let sections: [PolicyRendering.Section]
        }

        func run() async throws {
            let rendering = PolicyRendering(try source.read(), language: try readLanguage(language))
            guard common.json else { return common.output.text(rendering.text().trimmingCharacters(in: .newlines)) }
            try common.output.object(Shown(title: rendering.title, sections: rendering.sections))
        }
    }
}

/// Where a policy comes from when nothing is stored.
struct PolicySource: ParsableArguments {
    @Option(help: "A policy file; - reads standard input.") var policy: String?
    @Option(help: "A starter: residential, commercial or one-off.") var starter: String?

    func validate() throws {
        if (policy == nil) == (starter == nil) { throw ValidationError("name either --policy FILE or --starter NAME") }
        if let starter, PolicyKind(rawValue: starter) == nil {
            throw ValidationError("no starter is called “\(starter)”: residential, commercial or one-off")
        }
    }

    /// The policy, read and without errors.
    func read() throws -> Treatment.Policy {
        let text: String
        if let starter, let kind = PolicyKind(rawValue: starter) {
            text = try StarterPolicies.text(for: kind)
        } else {
            text = try textOfFile(policy ?? "-")
        }
        let (read, findings) = PolicyDocument.parse(text)
        guard let read else {
            let lines = findings.map(\.description).joined(separator: "\n")
            throw CommandFailure(.badData, "the policy cannot be read:\n\(lines)")
        }
        return read
    }
}

/// A language by its tag.
func readLanguage(_ text: String) throws -> Language {
    guard let language = Language(rawValue: text) else {
        throw CommandFailure(.usage, "no language “\(text)”: en or es")
    }
    return language
}
