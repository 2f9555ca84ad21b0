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
            What was decided says which case goes to whom; nothing else does. Look at the file first:
              dunwell place --tenant northwind --agency NORTHCO --dry-run
            """,
        subcommands: [AddAgency.self, Notice.self, Export.self, Changes.self, Recall.self],
        defaultSubcommand: Export.self)

    struct AddAgency: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "agency",
            abstract: "Add an agency or a counsel by its reference; it is not renamed afterwards.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Its reference, capital letters and digits.") var agency: String
        @Option(help: "Its name.") var name: String

        private struct AddedAgency: Encodable {
            let agency: String
            let isNew: Bool
        }

        func run() async throws {
            try await common.withHost { host in
                let isNew = try await host.placing.addAgency(agency, name: name)
                if common.json { try common.output.object(AddedAgency(agency: agency, isNew: isNew)) }
                common.output.message("cases can be given to \(agency)\(isNew ? "" : ", which was there before")")
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
            let waiting: [LeftOut]
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
                        waiting: done.waiting.map { LeftOut(customer: $0.customer, reasons: $0.reasons) },
                        wasDryRun: done.wasDryRun))
            }
        }
    }
}

extension PlaceCommand {
    struct Notice: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note that a customer was told an agency may use their e-mail address.",
            discussion: "The day travels with the case; before the last day to say no the case goes to nobody.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Reference of the customer.") var customer: String
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "The agency's reference.") var agency: String
        @Option(help: "Day the notice went out, such as 2026-03-09.") var sentOn: CalendarDate
        @Option(help: "Last day to say no (default: 35 days after).") var optOutBy: CalendarDate?
        @Option(help: "Who notes it.", transform: written) var by: String

        private struct Kept: Encodable {
            let customer: String
            let optOutBy: CalendarDate
            let new: Bool
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let kept = try await host.telling.keepNotice(
                    to: customer, about: agency, sentOn: sentOn, optOutBy: optOutBy, by: by, for: record.id)
                try common.output.object(Kept(customer: customer, optOutBy: kept.optOutBy, new: kept.isNew))
            }
        }
    }

    struct Changes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write what happened since to the cases an agency has: payments, disputes, holds, recalls.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "The agency's reference.") var agency: String
        @Flag(help: "Say what would be told and leave nothing.") var dryRun = false

        private struct Shown: Encodable {
            let file: String?
            let sha256: String?
            let changes: [TellAgency.Change]
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let told = try await host.telling.tell(
                    agency: agency, business: business, dryRun: dryRun, for: record.id)
                let path = told.file.flatMap { file in told.folder?.appending(path: file.name).path }
                if common.json {
                    return try common.output.object(
                        Shown(file: path, sha256: told.file?.sha256, changes: told.changes))
                }
                try common.output.table(
                    ["Customer", "Change", "On", "Amount", "Owed now"],
                    told.changes.map {
                        [$0.customer, $0.kind, "\($0.on)", $0.amount.map { "\($0)" } ?? "", "\($0.balance)"]
                    })
                if let path { common.output.message("written to \(path)") }
            }
        }
    }

    struct Recall: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ask an agency for a case back.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Reference of the customer.") var customer: String
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "Why, in a word the agency reads, such as paid, disputed or placed-in-error.") var reason: String
        @Option(help: "Who asks.", transform: written) var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let isNew = try await host.telling.recall(
                    customer, business: business, reason: reason, by: by, for: record.id)
                if common.json { try common.output.object(["recalled": isNew]) }
                common.output.message(
                    isNew
                        ? "the agency is told with the next file of changes, see `dunwell place changes --help`; until it "
                            + "confirms the case stays held"
                        : "it was asked for before")
            }
        }
    }
}

extension Host {
    var telling: TellAgency { TellAgency(agencyFiles) }

    var placing: PlaceCases { PlaceCases(agencyFiles) }

    private var agencyFiles: AgencyFiles {
        AgencyFiles(store: store, registry: registry, sealer: sealer, spool: spool, logger: logger)
    }
}
