import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// What to do today.
struct TodayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "today", abstract: "What to do today, in order and with why: twenty minutes for one person.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Option(help: "Minutes there are.") var minutes = 20

    func run() async throws {
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let plan = try await PlanTheDay(store: host.store, registry: host.registry).plan(
                for: record, minutes: minutes)
            if common.json { return try common.output.object(plan) }
            let sum = plan.items.map(\.minutes).reduce(0, +)
            common.output.text("\(record.name), \(plan.day): \(plan.items.count) things, about \(sum) minutes")
            try Self.show(plan.items, common.output)
            if !plan.ifThereIsTime.isEmpty {
                common.output.text("\nIf there is time:")
                try Self.show(plan.ifThereIsTime, common.output)
            }
            if !plan.notNow.isEmpty {
                common.output.text("\nNot to be called now:")
                try common.output.table(
                    ["Customer", "Why not", "Until"],
                    plan.notNow.map { [$0.customer, $0.why, $0.by.map { "\($0)" } ?? ""] })
            }
            if let first = plan.items.first { common.output.message("begin: \(first.command)") }
        }
    }

    private static func show(_ items: [DayItem], _ output: Output) throws {
        try output.table(
            ["Do", "Customer", "Why", "By", "Min"],
            items.map { [$0.kind.words, $0.customer, $0.why, $0.by.map { "\($0)" } ?? "", "\($0.minutes)"] })
    }
}
