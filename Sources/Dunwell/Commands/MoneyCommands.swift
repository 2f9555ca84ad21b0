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
