import Compliance
package import PluginKit
package import Receivables
package import Store
import Treatment

/// The calls that wait for a person, each with whether it may be made at this moment.
///
/// A task was planned days ago; since then the customer may have paid, objected or been called by somebody else.
package struct WaitingCalls: Sendable {
    let store: Store
    let registry: PluginRegistry

    package init(store: Store, registry: PluginRegistry) {
        self.store = store
        self.registry = registry
    }

    /// One call task as it stands now.
    package struct Call: Sendable {
        package let task: AttemptRecord
        package let customer: CustomerRecord
        /// Whether the gate lets it be made now.
        package let mayCall: Bool
        /// Why not, or not today, in a sentence; empty when it may be made.
        package internal(set) var words: String
        /// Whether it is among those a day has room for; one beyond may be made, and nobody is asked to.
        package internal(set) var isForToday = true
        /// The hour the customer agreed to be called at; empty when none was agreed on.
        package let agreed: String
    }

    /// Open tasks: those that may be called now first, of each business as many as a day has room for by what is at
    /// stake, then the others that may be called.
    package func list(for tenant: Identifier<Tenant>, limit: Int = 200) async throws -> [Call] {
        try await store.transaction(for: tenant) { tx in
            let day = try TenantDay(tx)
            let tasks = try tx.openCallTasks(limit: limit)
            let live = LiveChannels(registry: registry, enabled: day.enabledPlugins).media
            let cases = try tx.caseFacts(Array(Set(tasks.map(\.caseID))), today: day.moment.today)
            let readings = Dictionary(
                uniqueKeysWithValues: cases.map { ($0.id, CaseReading($0, day: day, liveMedia: live)) })
            let library = try PolicyLibrary(Set(tasks.compactMap(\.policyVersion)), in: tx)
            let calls: [Call] = tasks.compactMap { task in
                guard let reading = readings[task.caseID] else { return nil }
                let words = Self.objection(to: task, reading, library.policy(task.policyVersion))
                return Call(
                    task: task, customer: reading.facts.customer, mayCall: words == nil, words: words ?? "",
                    agreed: reading.agreedHour(of: task)?.words ?? "")
            }
            let candidates = tasks.compactMap { task in
                readings[task.caseID].map { (task.id, $0.callCandidate(for: task)) }
            }
            let capacities = tasks.compactMap { task in
                library.policy(task.policyVersion).map { (task.businessID, $0.rules.callsPerDay) }
            }
            return Self.fit(
                calls, Dictionary(uniqueKeysWithValues: candidates),
                callsPerDay: Dictionary(capacities, uniquingKeysWith: min),
                made: try tx.callsMade(since: day.moment.today.instant(minuteOfDay: 0, in: day.moment.zone)),
                on: day.moment.today)
        }
    }

    /// Why the call may not be made now; `nil` when it may.
    private static func objection(
        to task: AttemptRecord, _ reading: CaseReading, _ policy: Treatment.Policy?
    ) -> String? {
        let today = reading.day.moment.today
        if let last = task.lapsesAfter, last < today { return "its window ended on \(last)" }
        let items: [ReceivableRecord]
        if task.isOfPlan {
            guard let plan = reading.planMessage(task.templateKey, cycle: CycleKey(task.cycle)) else {
                return "the part was paid, or the plan is over or was changed since"
            }
            items = reading.items(of: plan).map(\.receivable)
        } else {
            items = reading.facts.receivables.filter { item in
                item.open.isPositive && reading.isAbout(item, task)
                    && reading.disputed(item).minorUnits < item.open.minorUnits
            }
        }
        guard !items.isEmpty else { return "nothing is left to ask for" }
        guard let point = reading.facts.contactPoints.first(where: { $0.id == task.contactPoint }) else {
            return "the number is no longer in use"
        }
        if let hour = reading.agreedHour(of: task), hour.minute != nil {
            let now = reading.day.moment.now
            if now < hour.from { return "agreed for \(hour.words): call then and not before" }
            if now >= hour.until { return "agreed for \(hour.words), which has passed" }
        }
        let agreed =
            reading.isPromisedCall(task)
            || reading.facts.calls.contains { $0.agreedCallBackOn.map { $0 >= task.plannedOn } ?? false }
        let intent = ContactIntent(
            medium: .telephone, contactPoint: point, receivables: items.map(\.id), isFirm: task.tone >= .clear,
            isAgreedCallBack: agreed, isOfPlan: task.isOfPlan, attempt: task.id)
        let rules = policy?.rules ?? LadderRules()
        let request = reading.gateRequest(
            intent, promiseGraceDays: (policy?.promises ?? PromiseTerms()).graceBusinessDays, caps: rules.caps)
        let decision = Gate.decide(request, pack: .federalFirstParty)
        if decision.verdict == .allow { return nil }
        // Nothing but the hour and the spacing is in the way, and the customer named an hour.
        let others = RulePack.federalFirstParty.keeping { $0.group < .time }
        if let hour = reading.callBackAhead, Gate.decide(request, pack: others).verdict == .allow {
            return "agreed for \(hour.words): call then and not before"
        }
        return decision.explanation()
    }
}
