import ArgumentParser
import Operations
import Receivables
import Store

/// Messages of which nobody knows whether they left. Nothing is sent again before a person has said so.
struct DoubtCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doubt", abstract: "Messages of which nobody knows whether they left: list and settle.",
        subcommands: [List.self, Settle.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what is in doubt, oldest first.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let attempts = try await ResolveDoubt(store: host.store).list(record.id)
                try common.output.table(
                    ["Attempt", "Step", "By", "Planned on", "What is known"],
                    attempts.map {
                        ["\($0.id)", $0.stepKey, $0.medium.rawValue, "\($0.plannedOn)", $0.detail]
                    })
            }
        }
    }

    struct Settle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what became of one: it left, or it never did.",
            discussion: "Look at the mail server's log first. What never left may be planned again by the next run.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The attempt, as dunwell doubt list shows it.") var attempt: TypedIdentifier
        @Flag(help: "It left.") var left = false
        @Flag(help: "It never left.") var neverLeft = false
        @Option(help: "The day it left, such as 2026-03-09 (default: the day it was planned).") var on: CalendarDate?

        func validate() throws {
            guard left != neverLeft else { throw ValidationError("say one of --left and --never-left") }
            guard left || on == nil else { throw ValidationError("--on goes with --left") }
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let resolve = ResolveDoubt(store: host.store)
                let id = attempt.of(ContactAttempt.self)
                if left {
                    try await resolve.delivered(id, on: on, for: record.id)
                } else {
                    try await resolve.notDelivered(id, for: record.id)
                }
                try common.output.object(["attempt": "\(id)", "state": left ? "sent" : "refused"])
            }
        }
    }
}
