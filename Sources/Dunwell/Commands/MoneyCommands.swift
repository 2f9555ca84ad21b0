import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Promises to pay.
struct PromiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promise", abstract: "Record a promise to pay, within the policy's terms.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Option(help: "Reference of the customer.") var customer: String
    @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
    @Option(help: "Amount promised, such as 49.95.") var amount: TypedMoney
    @Option(help: "Last day on which payment keeps it, such as 2026-03-09.") var due: CalendarDate
    @Option(help: "Who takes the promise.") var by: String

    func run() async throws {
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let id = try await RecordPromise(store: host.store).record(
                amount.money, by: due, customer: customer, business: business, madeBy: by, for: record.id)
            try common.output.object(["promise": "\(id)"])
        }
    }
}

/// Money that came in, and entries that are undone.
struct PaymentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payment", abstract: "Record, apply and reverse payments.",
        subcommands: [Record.self, ApplyUnappliedCommand.self, Reverse.self])

    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record a payment: oldest first, or where the customer wants it.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the customer.") var customer: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "Amount, such as 49.95.") var amount: TypedMoney
        @Option(help: "The day the money moved, such as 2026-03-09.") var on: CalendarDate
        @Option(help: "Receivable and amount as reference=amount; may be repeated.") var apply: [String] = []
        @Option(help: "Key of this payment, such as the cheque's number; the same key again records nothing.")
        var key: String

        private struct Applied: Encodable {
            let receivable: String
            let amount: Money
        }

        private struct Shown: Encodable {
            let entry: String
            let isNew: Bool
            let applied: [Applied]
            let unapplied: Money
        }

        func run() async throws {
            var payment = RecordPayment.Payment(
                amount: amount.money, paidOn: on, customerReference: customer, idempotencyKey: key)
            payment.businessReference = business
            payment.directed = try apply.map { try directedAmount($0, option: "--apply") }
            let told = payment
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await RecordPayment(store: host.store).record(told, for: record.id)
                try common.output.object(
                    Shown(
                        entry: "\(done.entry)", isNew: done.isNew,
                        applied: done.applied.map { Applied(receivable: $0.reference, amount: $0.amount) },
                        unapplied: done.unapplied))
            }
        }
    }

    struct Reverse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Undo an entry with its opposite.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The entry, as dunwell customer show lists it.") var entry: TypedIdentifier
        @Option(help: "The day it takes effect, such as 2026-03-09 (default: today).") var on: CalendarDate?
        @Option(help: "A stable word such as returned-cheque.") var reason: String
        @Option(help: "Key of this reversal; the same key again records nothing.") var key: String

        private struct Shown: Encodable {
            let entry: String
            let isNew: Bool
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await ReversePayment(store: host.store).reverse(
                    entry.of(JournalEntry.self), on: on, reason: reason, idempotencyKey: key, for: record.id)
                try common.output.object(Shown(entry: "\(done.entry)", isNew: done.isNew))
            }
        }
    }
}

/// Credits on receivables.
struct CreditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit", abstract: "Credit an amount on a receivable.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Option(help: "Reference of the customer.") var customer: String
    @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
    @Option(help: "Reference of the receivable.") var receivable: String
    @Option(help: "Amount, such as 49.95.") var amount: TypedMoney
    @Option(help: "A stable word such as goodwill.") var reason: String
    @Option(help: "Key of this credit; the same key again records nothing.") var key: String

    private struct Shown: Encodable {
        let entry: String
        let isNew: Bool
    }

    func run() async throws {
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let done = try await GiveCredit(store: host.store).give(
                amount.money, on: receivable, customer: customer, business: business, reason: reason,
                idempotencyKey: key, for: record.id)
            try common.output.object(Shown(entry: "\(done.entry)", isNew: done.isNew))
        }
    }
}
