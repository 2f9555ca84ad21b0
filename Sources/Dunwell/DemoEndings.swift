import Operations
import PluginKit
import Receivables
import Store

/// What the demo's owner decides about customers nobody can reach, and what is done about it: a file for an agency, a
/// write-off with its entry.
struct DemoEndings: Sendable {
    let desk: DemoDesk
    let script: DemoScript
    private var hasPlaced = false

    static let agency = "HARBOR"
    /// The first day on which the owner looks at the list.
    static let from = DemoScript.opening.adding(days: 127)

    init(desk: DemoDesk, script: DemoScript) {
        self.desk = desk
        self.script = script
    }

    /// Customers whose story ends so.
    private func customers(_ ending: DemoEnding) -> [String] {
        script.scripted.filter { DemoStory(of: $0) == .avoids(ending) }
    }

    mutating func decide(on day: CalendarDate, _ tally: inout DemoTally) async throws {
        guard day >= Self.from, !hasPlaced else { return }
        hasPlaced = true
        let placing = desk.host.placing
        // The number of lines is that of the customers.
        _ = try await placing.approve(
            customers: customers(.agency), agency: Self.agency, agencyName: "Harbor Recovery", business: nil,
            by: "Dana", for: desk.tenant)
        let exported = try await placing.export(agency: Self.agency, business: nil, dryRun: false, for: desk.tenant)
        tally.placed.count = exported.placed.count
        tally.placed.amountMinor = exported.totals?.balance.minorUnits ?? 0
        let writeOff = WriteOffReceivables(store: desk.host.store)
        let gone = Set(customers(.writeOff))
        let list = try await writeOff.propose(pastDueDays: 0, for: desk.tenant).filter { gone.contains($0.customer) }
        let lines = try await writeOff.write(
            off: list.map { .init(receivable: $0.receivable, open: $0.open) },
            approval: .init(by: "Dana", reason: "uncollectable"), for: desk.tenant)
        for line in lines where line.outcome == .writtenOff { tally.writeOffs.add(line.amount) }
    }
}
