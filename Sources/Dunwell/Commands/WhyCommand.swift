import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Why a customer did or did not hear from us.
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Tell the decisions about a customer up to a day, in words.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Option(help: "Reference of the customer.") var customer: String
    @Option(help: "The day asked about, such as 2026-03-09 (default: today).") var on: CalendarDate?

    func run() async throws {
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let told = try await ExplainContact(store: host.store).explain(customer: customer, upTo: on, for: record.id)
            let zone = try record.timeZone()
            if told.reasons.isEmpty {
                common.output.message("nothing was decided about this customer up to \(told.day): was the book run?")
            }
            if !common.json, told.reasons.isEmpty { return }
            try common.output.table(
                ["Day", "Step", "Verdict", "Why", "Rule", "Source", "Until"],
                told.reasons.map { reason in
                    let decision = reason.decision
                    return [
                        "\(decision.decidedOn)", decision.stepKey, decision.verdict.rawValue, decision.words,
                        decision.ruleID, decision.citation, decision.until.map { "\($0.day(in: zone))" } ?? "",
                    ]
                })
        }
    }
}
