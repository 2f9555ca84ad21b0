import Operations
import PluginKit
import Receivables
import Store
import Treatment

/// What the demo's owner decides about customers nobody can reach, and what is done about it: a file for an agency, a
/// write-off with its entry.
struct DemoEndings: Sendable {
    let desk: DemoDesk
    let script: DemoScript
    /// Customers whose story ends so, and about whom nothing is decided yet.
    private var waiting: [String: DemoEnding]

    static let agency = "HARBOR"
    /// The first day on which the owner looks at the list.
    static let from = DemoScript.opening.adding(days: 127)

    init(desk: DemoDesk, script: DemoScript) {
        self.desk = desk
        self.script = script
        waiting = [:]
        for ending in [DemoEnding.agency, .writeOff] {
            for customer in script.scripted where DemoStory(of: customer) == .avoids(ending) {
                waiting[customer] = ending
            }
        }
    }

    /// Decides about those somebody has to decide about by now, hands over and closes what was decided.
    mutating func decide(on day: CalendarDate, _ tally: inout DemoTally) async throws {
        guard day >= Self.from, !waiting.isEmpty else { return }
        let host = desk.host
        try await host.placing.addAgency(Self.agency, name: "Harbor Recovery")
        let choices = waiting.sorted { $0.key < $1.key }.map { customer, ending in
            var choice = ApproveDecisions.Choice(customer: customer, path: ending == .agency ? .agency : .writeOff)
            choice.reason = "nobody could be reached"
            choice.agency = ending == .agency ? Self.agency : nil
            return choice
        }
        let lines = try await ApproveDecisions(store: host.store, registry: host.registry).approve(
            choices, ApproveDecisions.Approval(by: "Dana", role: .owner), business: nil, for: desk.tenant)
        // One that is refused today is asked about again tomorrow: the ladder has not come to it yet.
        let settled = lines.filter { $0.outcome != .refused }
        for line in settled { waiting[line.customer] = nil }
        if settled.contains(where: { $0.outcome == .approved && $0.decision == DecisionPath.agency.rawValue }) {
            let exported = try await host.placing.export(
                agency: Self.agency, business: nil, dryRun: false, for: desk.tenant)
            tally.placed.count += exported.placed.count
            tally.placed.amountMinor += exported.totals?.balance.minorUnits ?? 0
        }
        let closed = try await CloseAccounts(store: host.store, registry: host.registry).closeApproved(
            for: desk.tenant)
        for line in closed where line.outcome == .writtenOff { tally.writeOffs.add(line.amount) }
    }
}
