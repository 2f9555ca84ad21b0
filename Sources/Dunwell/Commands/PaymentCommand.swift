import ArgumentParser
import Operations
import Receivables
import Store
import Treatment

/// Money that came in or went back, and entries that are undone.
struct PaymentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payment", abstract: "Record, apply, refund and reverse payments, and payments that failed.",
        subcommands: [Record.self, Apply.self, Refund.self, Reverse.self, DeclinedCommand.self])

    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record a payment: oldest first, or where the customer wants it.",
            discussion: "What nothing takes up lies unapplied; while it does the customer is not asked for more.")
        @OptionGroup var whose: MoneyArguments
        @Option(parsing: .unconditional, help: "Amount, such as 49.95.", transform: TypedMoney.typed)
        var amount: TypedMoney
        @Option(help: "The day the money moved, such as 2026-03-09.", transform: typedDay) var on: CalendarDate
        @Option(help: "Receivable and amount as reference=amount; may be repeated.") var apply: [String] = []
        @Option(help: "Who records it.", transform: written) var by: String
        @Option(help: "Key of this payment, such as the cheque's number; the same key again records nothing.")
        var key: String

        func run() async throws {
            var payment = RecordPayment.Payment(
                amount: amount.money, paidOn: on, customerReference: whose.customer, idempotencyKey: key)
            payment.businessReference = whose.business
            payment.by = by
            payment.directed = try apply.map { try directedAmount($0, option: "--apply") }
            let told = payment
            try await whose.act { host, tenant in
                let done = try await RecordPayment(store: host.store).record(told, for: tenant)
                var shown = PostedEntry(done.entry, isNew: done.isNew)
                if done.isNew { shown.add(done.applied) }
                shown.unapplied = done.unapplied
                if !done.givenUp.isEmpty { shown.givenUp = done.givenUp }
                return shown
            }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set money that lies unapplied against what is owed.",
            discussion: "While money of a customer lies unapplied the customer is not asked for more.")
        @OptionGroup var whose: MoneyArguments
        @Option(
            parsing: .unconditional, help: "Amount, such as 49.95 (default: all of it).", transform: TypedMoney.typed)
        var amount: TypedMoney?
        @Option(help: "Receivable and amount as reference=amount; may be repeated (default: oldest first).")
        var to: [String] = []
        @Option(help: "Who applies it.", transform: written) var by: String
        @Option(help: "Key of this act; the same key again applies nothing.") var key: String

        func run() async throws {
            var request = ApplyUnapplied.Request(customerReference: whose.customer, idempotencyKey: key)
            request.businessReference = whose.business
            request.amount = amount?.money
            request.by = by
            request.directed = try to.map { try directedAmount($0, option: "--to") }
            let told = request
            try await whose.act { host, tenant in
                let done = try await ApplyUnapplied(store: host.store).apply(told, for: tenant)
                var shown = PostedEntry(done.entry, isNew: done.isNew)
                if done.isNew { shown.add(done.applied) }
                shown.unapplied = done.left
                return shown
            }
        }
    }

    struct Refund: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record that money which lay unapplied was given back.",
            discussion: "It records the refund; the money itself moves by your bank or card processor.")
        @OptionGroup var whose: MoneyArguments
        @Option(
            parsing: .unconditional, help: "Amount, such as 49.95 (default: all of it).", transform: TypedMoney.typed)
        var amount: TypedMoney?
        @Option(help: "The day the money moved, such as 2026-03-09 (default: today).", transform: typedDay)
        var on: CalendarDate?
        @Option(help: "A stable word such as overpaid.") var reason: String
        @Option(help: "Who gave it back.", transform: written) var by: String
        @Option(help: "Key of this refund; the same key again records nothing.") var key: String

        func run() async throws {
            try await whose.act { host, tenant in
                let done = try await RefundUnapplied(store: host.store).refund(
                    amount?.money, customer: whose.customer, business: whose.business, on: on, reason: reason,
                    by: by, idempotencyKey: key, for: tenant)
                var shown = PostedEntry(done.entry, isNew: done.isNew)
                shown.refunded = done.amount
                shown.unapplied = done.left
                return shown
            }
        }
    }

    struct Reverse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Undo an entry with its opposite.",
            discussion: """
                A returned check, a payment of somebody else's, a credit or write-off that was wrong. The customer is \
                written to when a payment came back: say so in the reason, with a word such as returned-check, \
                ach-return or chargeback.
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The entry, as dunwell customer show lists it.", transform: TypedIdentifier.entry)
        var entry: TypedIdentifier
        @Option(help: "The day it takes effect, such as 2026-03-09 (default: today).", transform: typedDay)
        var on: CalendarDate?
        @Option(help: "A stable word such as returned-check or entered-twice.") var reason: String
        @Option(help: "Who reverses it.", transform: written) var by: String
        @Option(help: "Key of this reversal; the same key again records nothing.") var key: String

        private struct Shown: Encodable {
            let entry: String
            let isNew: Bool
            /// Promises and plans that stand otherwise without the money; none are not printed.
            let promises: [ChangedPromise]?
            let plans: [ChangedPlan]?
            /// What had been given back of the money and is owed again.
            let billed: PostedEntry.Part?
            /// Whether the customer is written to about it.
            let isTold: Bool
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await ReversePayment(store: host.store).reverse(
                    entry.of(JournalEntry.self), on: on, reason: reason, by: by, idempotencyKey: key, for: record.id)
                let showsNone = common.json
                try common.output.object(
                    Shown(
                        entry: "\(done.entry)", isNew: done.isNew,
                        promises: done.promises.isEmpty && !showsNone ? nil : done.promises,
                        plans: done.plans.isEmpty && !showsNone ? nil : done.plans,
                        billed: done.reclaimed.map { .init(receivable: $0.reference, amount: $0.amount) },
                        isTold: done.isTold))
                if done.isTold {
                    common.output.message("the customer is told that the payment came back, and what is open again")
                }
                if let reclaimed = done.reclaimed {
                    common.output.message(
                        "\(reclaimed.amount) of it had been given back: the customer owes that again, as "
                            + "\(reclaimed.reference)")
                }
                for words in done.promises.map(\.words) + done.plans.map(\.words) { common.output.message(words) }
            }
        }
    }
}

/// Credits on receivables.
struct CreditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit", abstract: "Credit an amount on a receivable.")
    @OptionGroup var whose: MoneyArguments
    @Option(help: "Reference of the receivable.") var receivable: String
    @Option(parsing: .unconditional, help: "Amount, such as 49.95.", transform: TypedMoney.typed)
    var amount: TypedMoney
    @Option(help: "A stable word such as goodwill.") var reason: String
    @Option(help: "Whose allowance counts: collector, manager or owner.") var role = GrantingRole.collector
    @Option(help: "Who gives it.", transform: written) var by: String
    @Option(help: "Key of this credit; the same key again records nothing.") var key: String

    func run() async throws {
        try await whose.act { host, tenant in
            let done = try await GiveCredit(store: host.store).give(
                amount.money, on: receivable, customer: whose.customer, business: whose.business, reason: reason,
                role: role, by: by, idempotencyKey: key, for: tenant)
            return PostedEntry(done.entry, isNew: done.isNew)
        }
    }
}
