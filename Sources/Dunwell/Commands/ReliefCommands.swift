import ArgumentParser
import Foundation
import Operations
import Receivables
import Store
import Treatment

/// Late fees taken off again.
struct WaiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waive", abstract: "Take late fees off, as far as a role's allowance goes.")
    @OptionGroup var whose: MoneyArguments
    @Option(help: "Receivable whose fee is meant; may be repeated (default: every fee still open).")
    var receivable: [String] = []
    @Option(help: "Whose allowance: collector, manager or owner.") var role: GrantingRole = .collector
    @Option(help: "Who waives.", transform: written) var by: String
    @Option(help: "Key of this waiver; the same key again waives nothing.") var key: String

    func run() async throws {
        var request = WaiveFees.Request(customerReference: whose.customer, role: role, by: by, idempotencyKey: key)
        request.businessReference = whose.business
        request.receivables = receivable
        let told = request
        try await whose.common.withHost { host in
            let record = try await host.tenant(whose.tenant)
            let waived = try await WaiveFees(store: host.store).waive(told, for: record.id)
            try whose.common.output.table(
                ["Receivable", "Waived", "Entry", "New"],
                waived.map { [.text($0.receivable), .money($0.amount), "\($0.entry)", .flag($0.isNew)] },
                empty: "no late fee is open, so there is nothing to waive")
        }
    }
}

/// Receivables taken off the books.
struct WriteOffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write-off", abstract: "Take off the books what the owner decided to write off.",
        discussion: """
            What the owner decided customer by customer (dunwell decide approve 1001 write-off --role owner) is taken off \
            with
              dunwell write-off approved --tenant northwind
            and each account that is closed by it gets one letter. dunwell decide list shows what waits to be decided. \
            The customer still owes what is written off; nobody asks any more. A file that lists it as open does not \
            reopen it: only dunwell payment reverse, with the entry, does, and then it is decided about anew.
            """,
        subcommands: [Approved.self])

    struct Approved: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write off what the owner decided, and send each closed account its letter.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Flag(help: "Say what would be written off and change nothing.") var dryRun = false

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let lines = try await CloseAccounts(store: host.store, registry: host.registry).closeApproved(
                    dryRun: dryRun, for: record.id)
                if common.json { return try common.output.object(lines) }
                try common.output.table(
                    ["Customer", "Amount", "Outcome", "Letter", "Why"],
                    lines.map {
                        [$0.customer, "\($0.amount)", $0.outcome.rawValue, $0.letter?.rawValue ?? "", $0.words]
                    })
                if lines.contains(where: { !$0.entries.isEmpty }) {
                    common.output.message(
                        "only reversing its entry reopens a receivable (see `dunwell payment reverse --help`); --json lists them"
                    )
                }
            }
        }
    }
}
