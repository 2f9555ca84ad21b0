import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// What to do today.
struct TodayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "today", abstract: "What to do today, in order and with why: twenty minutes for one person.",
        discussion: "Each thing stands with the command that does it or shows more, to be copied as it is.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Option(help: "Minutes there are.") var minutes = 20

    func run() async throws {
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let plan = try await PlanTheDay(store: host.store, registry: host.registry).plan(
                for: record, minutes: minutes)
            if common.json { return try common.output.object(plan) }
            common.output.text(DayPage(plan: plan, name: record.name, typed: .ofThisCall).text)
        }
    }
}
