import ArgumentParser
import Foundation
import Operations
import Receivables
import Store
import Treatment

/// Disputes: what a customer says is wrong, what they sent to show it, and what was decided.
struct DisputeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispute", abstract: "Open, list and resolve disputes, and record what customers sent.",
        subcommands: [Open.self, Evidence.self, Resolve.self, List.self, Show.self])

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a dispute on a receivable or part of it; that part rests, the rest goes on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the customer.") var customer: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "Reference of the receivable.") var receivable: String
        @Option(
            parsing: .unconditional, help: "The part objected to (default: all of it).",
            transform: TypedMoney.positive)
        var amount: TypedMoney?
        @Option(help: "amount, double-charge, paid-already, not-mine, work or other.") var claim: DisputeClaim = .other
        @Option(help: "What the customer objects to.") var reason: String
        @Option(help: "Last day for evidence (default: by the policy, where evidence would help).")
        var evidenceBy: CalendarDate?
        @Option(help: "Who records it.", transform: written) var by: String

        func run() async throws {
            var asked = DisputeReceivable.Claim(
                claim, on: receivable, customer: customer, reason: reason, by: by)
            (asked.business, asked.amount, asked.evidenceBy) = (business, amount?.money, evidenceBy)
            let claim = asked
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let raised = try await DisputeReceivable(store: host.store).raise(claim, for: record.id)
                try common.output.object(raised)
                if !raised.isNew { common.output.message("the same is in dispute already: nothing was changed") }
                if let plan = raised.plan {
                    common.output.message(
                        "plan \(plan) covers this item: no part of it counts as missed for what is in dispute"
                            + (raised.planHasMore ? "; to spread the rest anew, see `dunwell plan amend --help`" : ""))
                }
            }
        }
    }

    struct Evidence: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record what the customer sent: what, when, and where it is kept.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The dispute, as dunwell dispute list shows it.") var dispute: TypedIdentifier
        @Option(help: "What it is, such as \"bank statement of March\".") var what: String
        @Option(help: "Day it came (default: today).") var receivedOn: CalendarDate?
        @Option(help: "Where it is kept: folder, mailbox or binder.") var keptAt: String
        @Option(help: "Who records it.", transform: written) var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let isNew = try await DisputeReceivable(store: host.store).addEvidence(
                    to: dispute.of(Dispute.self), what: what, receivedOn: receivedOn, keptAt: keptAt, by: by,
                    for: record.id)
                try common.output.object(["recorded": isNew])
                common.output.message(
                    isNew ? "recorded; the customer is thanked" : "it was recorded before: nothing was changed")
            }
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide a dispute today: credit what is right, and tell the customer what was found.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The dispute, as dunwell dispute list shows it.") var dispute: TypedIdentifier
        @Option(help: "upheld, partly-upheld, rejected or withdrawn.") var outcome: String
        @Option(
            parsing: .unconditional,
            help: "What is taken off (default: all that is disputed when upheld, else nothing).",
            transform: TypedMoney.positive)
        var credit: TypedMoney?
        @Option(help: "What the customer reads, in the customer's language; one line. Not needed for withdrawn.")
        var explanation = ""
        @Option(help: "Why, for the file (default: the explanation).") var reason = ""
        @Option(help: "Who decided.", transform: written) var by: String

        func run() async throws {
            var asked = DisputeReceivable.Decision(
                outcome: outcome, explanation: explanation, reason: reason, by: by)
            asked.credit = credit?.money
            let decision = asked
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let decided = try await DisputeReceivable(store: host.store)
                    .decide(dispute.of(Dispute.self), decision, for: record.id)
                try common.output.object(decided)
                common.output.message(
                    decided.isNew ? "the dispute is resolved" : "it was resolved so before: nothing was changed")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List open disputes, or all of one customer.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of a customer, whose resolved disputes are listed too.") var customer: String?

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let lines = try await DisputeReceivable(store: host.store).list(customer: customer, for: record.id)
                guard !common.json else { return try common.output.object(lines) }
                try common.output.table(
                    ["Dispute", "Item", "Claim", "Since", "Where it stands"],
                    lines.map { line in
                        [
                            "\(line.dispute)", .text(line.itemWords), .text(line.claim), .day(line.openedOn),
                            .text("\(line.evidenceWords); \(line.answerWords)"),
                        ]
                    })
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a dispute with what was sent and decided.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The dispute, as dunwell dispute list shows it.") var dispute: TypedIdentifier

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try common.output.object(
                    try await DisputeReceivable(store: host.store).show(dispute.of(Dispute.self), for: record.id))
            }
        }
    }
}

extension DisputeReceivable.Line {
    /// Whose item it is, and which part of it.
    fileprivate var itemWords: String { "\(customer) \(receivable), " + (part.map { "\($0)" } ?? "all of it") }

    /// What came, or until when it helps.
    fileprivate var evidenceWords: String {
        if !evidence.isEmpty { return "evidence came" + (evidence.count > 1 ? " \(evidence.count) times" : "") }
        return evidenceBy.map { "evidence asked for by \($0)" } ?? "no evidence asked for"
    }

    /// The outcome, or the day of the answer.
    fileprivate var answerWords: String {
        if let outcome { return outcome }
        return answerBy.map { "answer \(isOverdue ? "was due" : "due") \($0)" } ?? "no answer due"
    }
}
