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
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Option(help: "Reference of the customer.") var customer: String
    @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
    @Option(help: "Receivable whose fee is meant; may be repeated (default: every fee still open).")
    var receivable: [String] = []
    @Option(help: "Whose allowance: collector, manager or owner.") var role: GrantingRole = .collector
    @Option(help: "Who waives.") var by: String
    @Option(help: "Key of this waiver; the same key again waives nothing.") var key: String

    func run() async throws {
        var request = WaiveFees.Request(customerReference: customer, role: role, by: by, idempotencyKey: key)
        request.businessReference = business
        request.receivables = receivable
        let told = request
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let waived = try await WaiveFees(store: host.store).waive(told, for: record.id)
            try common.output.table(
                ["Receivable", "Waived", "Entry", "New"],
                waived.map { [.text($0.receivable), .money($0.amount), "\($0.entry)", .flag($0.isNew)] },
                empty: "no late fee is open, so there is nothing to waive")
        }
    }
}

/// Receivables taken off the books.
struct WriteOffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write-off", abstract: "Take receivables off the books from an approved list.",
        discussion: """
            What the owner decided customer by customer (dunwell decide approve 1001 write-off) is taken off with
              dunwell write-off approved --tenant northwind
            and each account that is closed by it gets one letter. Or receivable by receivable, from a list:
            propose one, let a person shorten and approve it, then post it:
              dunwell write-off propose --tenant northwind --past-due 180 > list.txt
              dunwell write-off post list.txt --tenant northwind --approved-by "Dana Reyes" --reason uncollectable
            The customer still owes what is written off; nobody asks any more. A file that lists it as open does not
            reopen it: only dunwell payment reverse, with the entry, does.
            """,
        subcommands: [Approved.self, Propose.self, Post.self])

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
                        "only reversing its entry reopens a receivable (dunwell payment reverse); --json lists them")
                }
            }
        }
    }

    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what has been past due for long, one receivable a line, oldest first.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Days past due at least.") var pastDue = 180

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let found = try await WriteOffReceivables(store: host.store).propose(
                    pastDueDays: pastDue, for: record.id)
                if common.json { return try common.output.object(found) }
                for item in found {
                    common.output.text(
                        "\(item.receivable) \(item.open)  # \(item.reference), customer \(item.customer), "
                            + "\(item.daysPastDue) days past due")
                }
                if found.isEmpty { common.output.message("nothing is past due for \(pastDue) days or more") }
            }
        }
    }

    struct Post: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write off what an approved list names.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The list: a receivable's id and what is open on it, one a line; # begins a remark.")
        var list: String
        @Option(help: "Who approved the list.") var approvedBy: String
        @Option(help: "A stable word such as uncollectable.") var reason: String

        func run() async throws {
            let approved = try ApprovedList.lines(of: try textOfFile(list))
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let lines = try await WriteOffReceivables(store: host.store).write(
                    off: approved, approval: WriteOffReceivables.Approval(by: approvedBy, reason: reason),
                    for: record.id)
                if common.json { return try common.output.object(lines) }
                try common.output.table(
                    ["Receivable", "Amount", "Outcome", "Why"],
                    lines.map {
                        [
                            .text($0.reference ?? "\($0.receivable)"), .money($0.amount), .text($0.outcome.rawValue),
                            .text($0.words),
                        ]
                    })
            }
        }
    }
}

/// The lines a person approved: `id amount [currency]  # remark`.
enum ApprovedList {
    /// Throws a failure that names the line and how it is written.
    static func lines(of text: String) throws -> [WriteOffReceivables.Approved] {
        try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
            guard !words.isEmpty else { return nil }
            guard (2...3).contains(words.count), let id = TypedIdentifier(argument: words[0]),
                let money = TypedMoney(argument: words.dropFirst().joined(separator: " "))
            else {
                throw CommandFailure(
                    .badData,
                    "line \(index + 1) is not a receivable and its amount: write it as the id and 149.85, or 149.85 USD"
                )
            }
            return WriteOffReceivables.Approved(receivable: id.of(Receivable.self), open: money.money)
        }
    }
}
