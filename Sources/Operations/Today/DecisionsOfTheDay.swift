import PluginKit
import Receivables
import Store
import Treatment

extension PlanTheDay {
    /// Decisions asked for, each again on every day until it is taken, and decisions that wait to be carried out.
    static func decisions(
        _ day: TenantDay, _ slug: String, _ registry: PluginRegistry, _ tx: TenantTransaction
    ) throws -> [DayItem] {
        let asked = try ShowDecisions.waiting(day, registry: registry, tx, limit: ShowDecisions.listMax).map {
            waiting in
            let worth = waiting.atStake.map { ", \($0) at stake" } ?? ""
            let owed = waiting.owed.map(\.description).joined(separator: " and ")
            return DayItem(
                .decide, customer: waiting.customer, name: waiting.name,
                why: "\(waiting.why): \(owed) for \(waiting.daysPastDue.counted("day"))\(worth)",
                command: "dunwell decide show \(typed(waiting.customer)) --tenant \(slug)")
        }
        var waiting: [DayItem] = []
        let writeOffs = try tx.decisionsToCarryOut(.writeOff, limit: CloseAccounts.most)
        let held = try DecisionCase.read(Array(Set(writeOffs.map(\.caseID))), day: day, registry: registry, tx)
            .count { $0.holdsUpClosing != nil }
        if writeOffs.count > held {
            waiting.append(
                DayItem(
                    .carryOut,
                    why: "write-offs that were decided: \(writeOffs.count - held)"
                        + (held == 0 ? "" : ", and \(held) held, which wait"),
                    command: "dunwell write-off approved --tenant \(slug)"))
        }
        for batch in try tx.batchesToExport() {
            waiting.append(
                DayItem(
                    .carryOut, why: "cases decided to go to \(batch.agency): \(batch.cases)",
                    command: "dunwell place export --agency \(batch.agency) --dry-run --tenant \(slug)"))
        }
        // Nothing is sent while the case is away, so that nobody waits for what was never asked.
        waiting += try tx.billsOfPlacedCases(limit: 200).map { one in
            DayItem(
                .billOfPlaced, customer: one.customer,
                why:
                    "\(one.open) that \(one.agency) was not given with the case (\(one.bills.joined(separator: ", "))) stays "
                    + "ours, and nothing about it is sent while the case is away: ask for the case back, or see to it "
                    + "by hand",
                command:
                    "dunwell place recall \(typed(one.customer)) --reason new-bills --by '<your name>' --tenant \(slug)"
            )
        }
        return asked + waiting
    }
}
