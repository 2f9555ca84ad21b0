import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Holds: dated reasons why nothing may be sent or placed.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Add, lift and list a customer's holds.",
        subcommands: [Add.self, Lift.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Hold a customer from every channel and exporter.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the customer.") var customer: String
        @Option(help: "Bind the case with this business only.") var business: String?
        @Option(help: "Such as hardship, bankruptcy, attorney, complaint, manual.") var reason: HoldReason
        @Option(help: "First day it no longer binds, such as 2026-03-09 (default: until it is lifted).") var until:
            CalendarDate?
        @Option(help: "Anything worth remembering.") var note = ""
        @Option(help: "Who or what raised it.") var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let id = try await HoldCustomer(store: host.store).add(
                    reason, customer: customer, business: business, until: until, note: note, source: by,
                    for: record.id)
                try common.output.object(["hold": "\(id)"])
                if reason == .hardship, until == nil {
                    common.output.message(
                        "held for \(HoldCustomer.hardshipDays) days; dunwell task list names the day to look again")
                }
            }
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lift a hold from today on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The hold, as dunwell hold list shows it.") var hold: TypedIdentifier
        @Option(help: "Why it no longer binds.") var reason: String
        @Option(help: "Who lifts it.") var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let isLifted = try await HoldCustomer(store: host.store)
                    .lift(hold.of(Hold.self), reason: reason, source: by, for: record.id)
                try common.output.object(["lifted": isLifted])
                common.output.message(
                    isLifted ? "the hold is lifted" : "the hold had ended already: nothing was changed")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what holds customers today, or all holds of one customer.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of a customer, whose past holds are listed too.") var customer: String?
        @Option(help: "Most holds of today, 1 to 10000.") var limit = 1_000

        func validate() throws {
            if !(1...10_000).contains(limit) { throw ValidationError("--limit is from 1 to 10000") }
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let desk = HoldCustomer(store: host.store)
                let holds: [(customer: String, hold: HoldRecord)] =
                    if let customer {
                        try await desk.list(customer: customer, for: record.id).map { (customer, $0) }
                    } else {
                        try await desk.inForce(for: record.id, limit: limit)
                    }
                try common.output.table(
                    ["Hold", "Customer", "Reason", "From", "Until", "Source", "Note"],
                    holds.map { customer, hold in
                        [
                            "\(hold.id)", .text(customer), .text(hold.reason.rawValue), .day(hold.heldFrom),
                            .day(hold.heldUntil), .text(hold.source), .text(hold.note),
                        ]
                    },
                    empty: customer == nil ? "nothing holds anybody today" : "nothing ever held this customer")
                if customer == nil, holds.count == limit {
                    common.output.message("there may be more: ask with a larger --limit")
                }
            }
        }
    }
}
