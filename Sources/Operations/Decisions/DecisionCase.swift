import PluginKit
import Receivables
import Store
import Treatment

/// One case as it is laid before whoever decides: its facts, its policy and its sheet, read at one moment.
struct DecisionCase {
    let reading: CaseReading
    let policy: Treatment.Policy
    let snapshot: CaseSnapshot
    let inputs: DecisionInputs
    /// `nil` when nothing is past due that may be asked for.
    let sheet: DecisionSheet?

    var facts: CaseFacts { reading.facts }
    var today: CalendarDate { reading.day.moment.today }

    /// What is past due today in one currency: what a decision is about.
    func pastDue(in currency: Currency) -> Money {
        let due = facts.pastDue(on: today, in: currency)
        return Money(minorUnits: due.reduce(0) { $0 + $1.open.minorUnits }, currency: currency)
    }

    /// The decision that stands and was taken in the present round; `nil` when nobody has decided yet.
    var standing: CaseDecisionRecord? {
        guard let cycle = snapshot.cycle(on: today, policy: policy, calendar: reading.day.calendar) else { return nil }
        return reading.standingDecisions.last { $0.decidedOn >= cycle.startedOn }
    }

    /// The last day the final letter leaves the customer, while it has not passed; `nil` when none stands in the way.
    var lastDayOpen: CalendarDate? {
        snapshot.lastDayOpen(on: today, policy: policy, calendar: reading.day.calendar)
    }

    /// The last decision, when it could not be carried out and somebody has to decide again.
    var leftOut: CaseDecisionRecord? { facts.decisions.last.flatMap { $0.ending == .leftOut ? $0 : nil } }

    /// Reads the given cases, those with a policy, in the order of their ids. At most 1,000 at a time.
    static func read(
        _ ids: [Identifier<CollectionCase>], day: TenantDay, registry: PluginRegistry, _ tx: TenantTransaction
    ) throws -> [DecisionCase] {
        let facts = try tx.caseFacts(ids, today: day.moment.today)
        let library = try PolicyLibrary(Set(facts.compactMap(\.policyVersion)), in: tx)
        let media = LiveChannels(registry: registry, enabled: day.enabledPlugins).media
        let notes = Dictionary(grouping: try tx.decisionNotes(ofCases: ids), by: \.caseID)
        let multiples = try tx.contractMultiples()
        return facts.compactMap { facts in
            guard let policy = library.policy(facts.policyVersion) else { return nil }
            let reading = CaseReading(facts, day: day, liveMedia: media)
            let inputs = reading.decisionInputs(notes: notes[facts.id] ?? [], multiple: multiples[facts.business])
            let snapshot = reading.snapshot()
            return DecisionCase(
                reading: reading, policy: policy, snapshot: snapshot, inputs: inputs,
                sheet: snapshot.decisionSheet(
                    inputs, on: day.moment.today, policy: policy, calendar: day.calendar))
        }
    }

    /// Why somebody has to decide, in one sentence; `nil` while nobody has to.
    var why: String? {
        guard let sheet else { return nil }
        guard let leftOut else { return sheet.cause?.words }
        let words = "\(leftOut.path.rawValue) could not be carried out: \(leftOut.endingWords)"
        if sheet.cause != nil { return words }
        // The ladder may have gone back to an earlier rung since, when a letter of it was left out for example.
        guard let cycle = snapshot.cycle(on: today, policy: policy, calendar: reading.day.calendar),
            leftOut.decidedOn >= cycle.startedOn, !isAsleep
        else { return nil }
        return "\(words); the ladder goes on meanwhile"
    }

    /// A case that sleeps is left alone until it wakes.
    private var isAsleep: Bool {
        let decision = policy.decision(for: snapshot, on: today, calendar: reading.day.calendar)
        if case .asleep = decision.verdict { return true }
        return false
    }

    /// The whole sheet in lines, with what was decided before; no name in it.
    var lines: [String] {
        guard let sheet else { return [] }
        var lines = sheet.lines
        if let last = facts.decisions.last {
            let end = last.ending.map { ", \($0.rawValue)" } ?? ""
            lines.append("decided before: \(last.path.rawValue) on \(last.decidedOn) as \(last.role.rawValue)\(end)")
        }
        return lines
    }

    /// Minor units by which one case comes before another: what is at stake, or owed where nothing is known of that.
    var weight: Int64 {
        guard let sheet else { return 0 }
        let owed = sheet.owed.map(\.minorUnits).max() ?? 0
        return max(owed, sheet.valueAtStake.worth?.minorUnits ?? 0)
    }
}
