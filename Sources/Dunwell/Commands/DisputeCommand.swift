import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Disputes: what a customer objects to.
struct DisputeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispute", abstract: "Open and resolve disputes.", subcommands: [Open.self, Resolve.self])

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Open a dispute on a receivable or part of it.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the customer.") var customer: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "Reference of the receivable.") var receivable: String
        @Option(help: "The part objected to (default: all of it).") var amount: TypedMoney?
        @Option(help: "What the customer objects to.") var reason: String
        @Option(help: "Day by which evidence is due, such as 2026-03-09.") var evidenceBy: CalendarDate?
        @Option(help: "Who records it.") var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let id = try await DisputeReceivable(store: host.store).open(
                    receivable, amount: amount?.money, customer: customer, business: business, reason: reason,
                    evidenceDueOn: evidenceBy, source: by, for: record.id)
                try common.output.object(["dispute": "\(id)"])
            }
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Resolve a dispute today.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The dispute, as dunwell customer show lists it.") var dispute: TypedIdentifier
        @Option(help: "upheld, partly-upheld, rejected or withdrawn.") var outcome: String
        @Option(help: "Why.") var reason: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await DisputeReceivable(store: host.store)
                    .resolve(dispute.of(Dispute.self), outcome: outcome, reason: reason, for: record.id)
                try common.output.object(["dispute": "\(dispute.uuid)".lowercased(), "outcome": outcome])
                common.output.message("the dispute is resolved")
            }
        }
    }
}
