import ArgumentParser
import Foundation
import Operations
import Receivables
import Store
import Treatment

/// How a promise was given, beside its amount and its day.
struct PromiseTermsOptions: ParsableArguments {
    @Option(help: "Receivable the promise covers; may be repeated (default: all that is open).")
    var promiseItem: [String] = []
    @Option(help: "How they mean to pay: card, bank-transfer, check, cash, automatic or link.")
    var way: PaymentWay?
    @Option(help: "Day they agreed to be called on if the money has not come: after its grace, within 7 days.")
    var promiseCallOn: CalendarDate?
    @Flag(help: "They want to be reminded the day before.") var remind = false
    @Option(help: "By whose allowance it is taken: collector, manager or owner.") var role: GrantingRole = .collector

    /// Whether anything is said that only means something together with a promise.
    var saysAnything: Bool { !promiseItem.isEmpty || way != nil || promiseCallOn != nil || remind }

    var given: PromiseTermsGiven {
        var given = PromiseTermsGiven()
        given.items = promiseItem
        (given.way, given.callBackOn) = (way, promiseCallOn)
        (given.wantsReminder, given.takenBy) = (remind, role)
        return given
    }
}

/// Promises to pay.
struct PromiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promise", abstract: "Record, list and take back promises to pay.",
        subcommands: [Record.self, List.self, Withdraw.self], defaultSubcommand: Record.self)

    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record a promise to pay, within the policy's terms; an open one is replaced by it.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the customer.") var customer: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(
            parsing: .unconditional, help: "Amount promised, such as 49.95.", transform: TypedMoney.positive)
        var amount: TypedMoney
        @Option(help: "Last day on which payment keeps it, such as 2026-03-09.") var due: CalendarDate
        @OptionGroup var terms: PromiseTermsOptions
        @Option(help: "Who takes the promise.", transform: written) var by: String

        func run() async throws {
            let (amount, given) = (amount.money, terms.given)
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let id = try await RecordPromise(store: host.store).record(
                    amount, by: due, customer: customer, business: business, terms: given, madeBy: by,
                    for: record.id)
                try common.output.object(["promise": "\(id)"])
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List promises as they stand today, computed from the books.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of a customer (default: all).") var customer: String?

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let items = try await RecordPromise(store: host.store).list(customer: customer, for: record.id)
                if common.json { return try common.output.object(items) }
                try common.output.table(
                    ["Customer", "Amount", "Made", "Due", "State", "Paid", "Call on", "For", "How", "By"],
                    items.map { item in
                        [
                            .text(item.customer), .money(item.amount), .day(item.madeOn), .day(item.dueOn),
                            .text(item.state), .money(item.paid), .day(item.callBackOn),
                            .text(item.items.joined(separator: ", ")), .text(item.how), .text(item.madeBy),
                        ]
                    },
                    empty: "no promise was made")
                for item in items where item.state == "open" {
                    common.output.message("open: \(item.customer) \(item.id)")
                }
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back an open promise at the customer's word; the ladder goes on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The promise, as dunwell promise list shows it.") var promise: TypedIdentifier
        @Option(help: "Why.") var reason: String
        @Option(help: "Who takes it back.", transform: written) var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await RecordPromise(store: host.store).withdraw(
                    promise.of(PromiseToPay.self), reason: reason, by: by, for: record.id)
                try common.output.object(["withdrawn": done.isNew])
                if !done.isNew { common.output.message("it was taken back before: nothing was changed") }
                let next = try await NextStepOfCase(store: host.store, registry: host.registry)(
                    done.caseID, for: record.id)
                if let next { common.output.tell(next) }
            }
        }
    }
}
