import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// What states allow by way of late fees.
struct FeeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fee", abstract: "Say where late fees are allowed.",
        discussion: """
            A late fee is charged only where the policy has one, the agreement allows one, and a setting for every state \
            the customer may be in allows as much; and only after a letter that named day, items and amount was \
            confirmed as mailed and did not come back.
            """,
        subcommands: [Allow.self, Forbid.self, List.self])

    /// What a state allows; no amount where it allows none.
    private struct Shown: Encodable {
        let state: String
        let max: Money?
    }

    struct Allow: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Allow late fees up to an amount in a state.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "State, such as NY.") var state: String
        @Option(help: "The most on one receivable, such as 5.00.") var max: TypedMoney
        @Option(help: "Where the customer finds it, such as \"clause 7 of your agreement\".") var clause: String
        @Option(help: "The same in Spanish; without it no Spanish letter names a fee.") var clauseSpanish = ""
        @Option(help: "The statute, or whose answer it rests on.", transform: written) var source: String
        @Option(help: "Who says so.", transform: written) var by: String

        func run() async throws {
            let setting = AllowLateFees.Setting(
                businessReference: business, state: state, max: max.money, clauseEnglish: clause,
                clauseSpanish: clauseSpanish, source: source, by: by)
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await AllowLateFees(store: host.store).set(setting, for: record.id)
                try common.output.object(Shown(state: setting.state.uppercased(), max: max.money))
            }
        }
    }

    struct Forbid: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Allow no late fees in a state any more.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "State, such as NY.") var state: String
        @Option(help: "The statute, or whose answer it rests on.", transform: written) var source: String
        @Option(help: "Who says so.", transform: written) var by: String

        func run() async throws {
            let setting = AllowLateFees.Setting(
                businessReference: business, state: state, max: nil, clauseEnglish: "", clauseSpanish: "",
                source: source, by: by)
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await AllowLateFees(store: host.store).set(setting, for: record.id)
                try common.output.object(Shown(state: setting.state.uppercased(), max: nil))
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what each state allows.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let zone = try record.timeZone()
                try common.output.table(
                    ["Business", "State", "Max", "Clause", "Source", "By", "Since"],
                    try await AllowLateFees(store: host.store).list(record.id).map { business, setting in
                        [
                            .text(business), .text(setting.state), .money(setting.max), .text(setting.clauseEnglish),
                            .text(setting.source), .text(setting.setBy), .day(setting.setAt.day(in: zone)),
                        ]
                    },
                    empty: "no state has a setting, so no late fee is charged anywhere")
            }
        }
    }
}
