import ArgumentParser
import Foundation
import Operations
import PluginKit
import Receivables
import Store

/// Giving cases to an agency.
struct PlaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Hand over the cases a person decided to give to an agency or to counsel.",
        discussion: """
            dunwell decide approve says which case goes to whom; nothing else does.
            dunwell place --tenant … --agency … writes the file: look at it with --dry-run first.
            """,
        subcommands: [AddAgency.self, Export.self],
        defaultSubcommand: Export.self)

    struct AddAgency: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "agency", abstract: "Add an agency or a counsel by its reference.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Its reference, capital letters and digits.") var agency: String
        @Option(help: "Its name.") var name: String

        func run() async throws {
            try await common.withHost { host in
                try await host.placing.addAgency(agency, name: name)
                common.output.message("cases can be given to \(agency)")
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write what was approved as the agency's file.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "The agency's reference, as it was approved.") var agency: String
        @Flag(help: "Say what would go and leave nothing.") var dryRun = false

        private struct LeftOut: Encodable {
            let customer: String
            let reasons: [String]
        }

        private struct Shown: Encodable {
            let file: String?
            let sha256: String?
            let records: Int
            let balance: Money?
            let placed: [String]
            let leftOut: [LeftOut]
            let wasDryRun: Bool
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await host.placing.export(
                    agency: agency, business: business, dryRun: dryRun, for: record.id)
                try common.output.object(
                    Shown(
                        file: dryRun ? nil : done.file.map { done.folder.appending(path: $0.name).path },
                        sha256: done.file?.sha256, records: done.placed.count,
                        balance: done.totals?.balance, placed: done.placed,
                        leftOut: done.leftOut.map { LeftOut(customer: $0.customer, reasons: $0.reasons) },
                        wasDryRun: done.wasDryRun))
            }
        }
    }
}

extension Host {
    var placing: PlaceCases {
        PlaceCases(store: store, registry: registry, sealer: sealer, spool: spool, logger: logger)
    }
}
