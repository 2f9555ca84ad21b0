import ArgumentParser
import Foundation
import Operations
import PluginKit
import Receivables
import Store

/// Plugins as a tenant has them.
struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin", abstract: "Channels and exporters of a tenant.",
        subcommands: [List.self, Describe.self, Configure.self, Test.self, Enable.self, Disable.self])

    /// Whether a plugin may be used.
    private struct Standing: Encodable {
        let plugin: String
        let isEnabled: Bool
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the plugins with the tenant's switches.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String

        func run() async throws {
            try await common.withHost { host in
                let standings = try await host.pluginDesk.list(try await host.tenant(tenant).id)
                try common.output.table(
                    ["Plugin", "Name", "Version", "Enabled", "Tested", "Does"],
                    standings.map {
                        [
                            .text($0.manifest.kind), .text($0.manifest.name), .text($0.manifest.version),
                            .flag($0.isEnabled), .flag($0.isTested), .text($0.manifest.summary),
                        ]
                    })
            }
        }
    }

    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a plugin's settings, what it links and what it tells to whom.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "Kind of the plugin, such as email.") var kind: String

        private struct Described: Encodable {
            let manifest: PluginManifest
            let isEnabled: Bool
            let isTested: Bool
            let values: [String: ConfigurationValue]
            let keptSecrets: [String]
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let one = try await host.pluginDesk.describe(kind, for: record.id)
                guard !common.json else {
                    return try common.output.object(
                        Described(
                            manifest: one.manifest, isEnabled: one.isEnabled, isTested: one.isTested,
                            values: one.values, keptSecrets: one.sealedKeys.sorted()))
                }
                common.output.lines("\(one.manifest.name) \(one.manifest.version): \(one.manifest.summary)")
                common.output.lines(
                    "enabled: \(one.isEnabled ? "yes" : "no"); tested: \(one.isTested ? "yes" : "no")"
                        + (one.manifest.libraries.isEmpty
                            ? "" : "; links " + one.manifest.libraries.joined(separator: ", ")))
                for flow in one.manifest.dataFlows {
                    common.output.lines("tells \(flow.recipient): \(flow.data), \(flow.purpose)")
                }
                try common.output.table(
                    ["Setting", "Value", "Expects", "Help"],
                    one.manifest.configuration.fields.map { field in
                        let kept =
                            one.sealedKeys.contains(field.key)
                            ? "(secret kept)" : (one.values[field.key] ?? field.standard)?.text ?? ""
                        return [
                            field.key + (field.required ? " *" : ""), kept, field.type.expectation, field.help,
                        ]
                    })
            }
        }
    }

    struct Configure: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set values. Secrets come from files or standard input, never from the command line.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "Kind of the plugin, such as email.") var kind: String
        @Argument(help: "Settings as key=value; an empty value removes one, a secret too.") var settings: [String] = []
        @Option(help: "A secret as key=path; - reads standard input. May be repeated.") var secretFile: [String] = []

        func validate() throws {
            for pair in settings + secretFile where !pair.contains("=") {
                throw ValidationError("write settings as key=value and secrets as key=path")
            }
            if settings.isEmpty, secretFile.isEmpty {
                throw ValidationError("name at least one setting: `dunwell plugin describe \(kind)` shows them")
            }
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                var given: [String: ConfigurationValue] = [:]
                for (key, value) in settings.map(Self.pair) { given[key] = .text(value) }
                var secrets: [String: Secret] = [:]
                for (key, path) in secretFile.map(Self.pair) {
                    secrets[key] = Secret(
                        try textOfFile(path, bytesMax: 8_192).trimmingCharacters(in: .newlines))
                }
                let (values, sealed) = (given, secrets)
                let wasOn = try await host.naming(kind, "cannot be configured so") {
                    try await $0.configure(kind, given: values, secrets: sealed, for: record.id)
                }
                if common.json { try common.output.object(Standing(plugin: kind, isEnabled: false)) }
                common.output.message(
                    (wasOn ? "kept, and \(kind) is switched off until the new settings are tested and enabled" : "kept")
                        + "; next: `dunwell plugin test \(kind)`")
            }
        }

        private static func pair(_ text: String) -> (String, String) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try the settings against the carrier, reaching no customer.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "Kind of the plugin, such as email.") var kind: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let test = try await host.naming(kind, "is not configured") {
                    try await $0.test(kind, for: record.id)
                }
                try common.output.table(
                    ["Step", "Passed", "Answer"],
                    test.steps.map { [.text($0.name), .flag($0.passed), .text($0.words)] })
                guard test.passed else { throw CommandFailure(.configuration, test.fix ?? "the test did not pass") }
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Switch a tested plugin on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "Kind of the plugin, such as email.") var kind: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await host.naming(kind, "is not configured") { try await $0.enable(kind, for: record.id) }
                if common.json { try common.output.object(Standing(plugin: kind, isEnabled: true)) }
                common.output.message("\(kind) is on for \(tenant)")
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Switch a plugin off; the next send already stops.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "Kind of the plugin, such as email.") var kind: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await host.pluginDesk.disable(kind, for: record.id)
                if common.json { try common.output.object(Standing(plugin: kind, isEnabled: false)) }
                common.output.message("\(kind) is off for \(tenant)")
            }
        }
    }
}

extension Host {
    var pluginDesk: PluginDesk {
        PluginDesk(
            store: store, registry: registry, sealer: sealer, spool: spool, publicURL: publicURL, logger: logger)
    }

    /// Acts on a plugin and says of which one the settings cannot be used, and in what.
    fileprivate func naming<R: Sendable>(
        _ kind: String, _ problem: String, _ act: (PluginDesk) async throws -> R
    ) async throws -> R {
        do {
            return try await act(pluginDesk)
        } catch let invalid as InvalidConfiguration {
            throw CommandFailure(.configuration, "\(kind) \(problem):\n\(invalid)")
        }
    }
}
