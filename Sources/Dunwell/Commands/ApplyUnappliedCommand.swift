import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Money that lies unapplied, set against what is owed.
struct ApplyUnappliedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Set money that lies unapplied against what is owed.",
        discussion: "While money of a customer lies unapplied the customer is not asked for more.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Option(help: "Reference of the customer.") var customer: String
    @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
    @Option(help: "Amount, such as 49.95 (default: all of it).") var amount: TypedMoney?
    @Option(help: "Receivable and amount as reference=amount; may be repeated (default: oldest first).")
    var to: [String] = []
    @Option(help: "Key of this act; the same key again applies nothing.") var key: String

    private struct Part: Encodable {
        let receivable: String
        let amount: Money
    }

    private struct Shown: Encodable {
        let entry: String
        let isNew: Bool
        let applied: [Part]
        let unapplied: Money
    }

    func run() async throws {
        var request = ApplyUnapplied.Request(customerReference: customer, idempotencyKey: key)
        request.businessReference = business
        request.amount = amount?.money
        request.directed = try to.map { try directedAmount($0, option: "--to") }
        let told = request
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let done = try await ApplyUnapplied(store: host.store).apply(told, for: record.id)
            try common.output.object(
                Shown(
                    entry: "\(done.entry)", isNew: done.isNew,
                    applied: done.applied.map { Part(receivable: $0.reference, amount: $0.amount) },
                    unapplied: done.left))
        }
    }
}
