import ArgumentParser
import Foundation
import Operations
import Receivables
import Store
import Treatment

/// Policies: YAML files, checked and published as immutable versions.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Check, publish, show and compare policies.",
        subcommands: [
            Check.self, Publish.self, Versions.self, Show.self, Diff.self, Render.self, Move.self, Moves.self,
        ])

    private static func refusing<R>(_ act: () async throws -> R) async throws -> R {
        do {
            return try await act()
        } catch let refusal as PublishPolicy.Refusal {
            throw CommandFailure(.badData, "the policy cannot be published:\n\(refusal)")
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell every error with its line and fix, and what the business lacks.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Argument(help: "The policy; - reads standard input.") var file: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let text = try textOfFile(file)
                let findings = try await host.publisher.check(text, for: record.id, business: business)
                if common.json || !findings.isEmpty {
                    try common.output.table(
                        ["Line", "Severity", "Found", "Expected", "Fix"],
                        findings.map {
                            [
                                .count($0.line), .text($0.severity.rawValue), .text($0.what), .text($0.expected),
                                .text($0.fix),
                            ]
                        })
                }
                let errors = findings.count { $0.severity == .error }
                if errors > 0 {
                    throw CommandFailure(
                        .badData, (errors == 1 ? "1 error" : "\(errors) errors") + ": the policy cannot be published so"
                    )
                }
                common.output.message("the policy can be published")
            }
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the next version. Cases keep the one they pin.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "What changed and why.") var note = ""
        @Argument(help: "The policy; - reads standard input.") var file: String

        private struct Shown: Encodable {
            let policy: String
            let version: Int
            let isNew: Bool
            /// Cases that pin another version, and keep it.
            let staying: [Staying]
        }

        private struct Staying: Encodable {
            let policy: String
            let version: Int
            let cases: Int
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let text = try textOfFile(file)
                let done = try await PolicyCommand.refusing {
                    try await host.publisher.publish(text, note: note, for: record.id, business: business)
                }
                for warning in done.warnings { common.output.message(wrapped(warning.description)) }
                try common.output.object(
                    Shown(
                        policy: done.key, version: done.number, isNew: done.isNew,
                        staying: done.staying.map {
                            Staying(policy: $0.version.policyKey, version: $0.version.number, cases: $0.cases)
                        }))
                for (version, cases) in done.staying {
                    let policy = version.policyKey == done.key ? "" : " --from-policy \(version.policyKey)"
                    let own = business.map { " --business \($0)" } ?? ""
                    let words =
                        "\(cases) \(cases == 1 ? "case stays" : "cases stay") on \(version.label); how many would move, and "
                        + "which would not: `dunwell policy move --all\(policy)\(own) --reason '<why>' --by '<name>' "
                        + "--dry-run`"
                    common.output.message(
                        String(CommandText.lines(words, indent: "", widthMax: Terminal.width).dropLast()))
                }
            }
        }

        private func wrapped(_ text: String) -> String {
            TextTable.wrapped(text, Terminal.width).joined(separator: "\n  ")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a published version as it was published.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "Number of the version (default: the one new cases take).") var version: Int?

        private struct Shown: Encodable {
            let policy: String
            let version: Int
            let note: String
            let document: String
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let found = try await host.publisher.show(version, for: record.id, business: business)
                guard common.json else { return common.output.text(found.document) }
                try common.output.object(
                    Shown(
                        policy: found.policyKey, version: found.number, note: found.note, document: found.document))
            }
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say in sentences what a file changes against a published version.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "Number of the version (default: the one new cases take).") var version: Int?
        @Argument(help: "The policy; - reads standard input.") var file: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let text = try textOfFile(file)
                let sentences = try await PolicyCommand.refusing {
                    try await host.publisher.differences(of: text, from: version, for: record.id, business: business)
                }
                if !common.json, sentences.isEmpty { return common.output.message("nothing differs") }
                try common.output.table(["Change"], sentences.map { [$0] })
            }
        }
    }
}

extension Host {
    var publisher: PublishPolicy { PublishPolicy(store: store, registry: registry, templates: templates) }
}
