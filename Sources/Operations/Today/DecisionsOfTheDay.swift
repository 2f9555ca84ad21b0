import PluginKit
import Receivables
import Store
import Treatment

extension PlanTheDay {
    /// Decisions asked for, each again on every day until it is taken, and decisions that wait to be carried out.
    static func decisions(
        _ day: TenantDay, _ slug: String, _ registry: PluginRegistry, _ tx: TenantTransaction
    ) throws -> [DayItem] {
        let asked = try ShowDecisions.waiting(day, registry: registry, tx, limit: 200).map { waiting in
            let worth = waiting.atStake.map { ", \($0) at stake" } ?? ""
            let owed = waiting.owed.map(\.description).joined(separator: " and ")
            return DayItem(
                .decide, customer: waiting.customer, name: waiting.name,
                why: "\(waiting.why): \(owed) for \(waiting.daysPastDue) days\(worth)",
                command: "dunwell decide show \(typed(waiting.customer)) --tenant \(slug)")
        }
        var waiting: [DayItem] = []
        let writeOffs = try tx.decisionsToCarryOut(.writeOff, limit: CloseAccounts.most).count
        if writeOffs > 0 {
            waiting.append(
                DayItem(
                    .carryOut, why: "write-offs that were decided: \(writeOffs)",
                    command: "dunwell write-off approved --tenant \(slug)"))
        }
        for batch in try tx.batchesToExport() {
            waiting.append(
                DayItem(
                    .carryOut, why: "cases decided to go to \(batch.agency): \(batch.cases)",
                    command: "dunwell place export --agency \(batch.agency) --dry-run --tenant \(slug)"))
        }
        return asked + waiting
    }
}
