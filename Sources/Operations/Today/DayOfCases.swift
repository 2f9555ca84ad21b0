import PluginKit
import Receivables
import Store
import Treatment

/// What the cases themselves ask of a person today: promises due and broken, missed parts of plans, addresses
/// to find, and settings nobody has made. Computed anew from the dated facts, so that what is done is gone.
struct DayOfCases {
    let day: TenantDay
    let slug: String
    let registry: PluginRegistry

    private var today: CalendarDate { day.moment.today }
    /// Cases looked at, the oldest debt first: more than one person has a day for.
    private static let casesMax = 2_000
    /// Days a broken promise stays on the list while nobody has spoken with the customer.
    private static let brokenDays = 7

    func items(_ tx: TenantTransaction) throws -> [DayItem] {
        let ids = try tx.casesToTalkAbout(on: today, limit: Self.casesMax)
        let live = LiveChannels(registry: registry, enabled: day.enabledPlugins).media
        var items: [DayItem] = []
        var unsaid: [String: Int] = [:]
        for start in stride(from: 0, to: ids.count, by: 500) {
            let facts = try tx.caseFacts(Array(ids[start..<min(start + 500, ids.count)]), today: today)
            let library = try PolicyLibrary(Set(facts.compactMap(\.policyVersion)), in: tx)
            for facts in facts {
                let reading = CaseReading(facts, day: day, liveMedia: live)
                let policy = library.policy(facts.policyVersion)
                items += promises(reading, policy)
                items += missedParts(reading)
                guard let policy else { continue }
                if let unreachable = unreachable(reading, policy) { items.append(unreachable) }
                for state in statesUnsaid(reading, policy) { unsaid[state, default: 0] += 1 }
            }
        }
        return items.sorted { ($0.by ?? today, $0.customer) < ($1.by ?? today, $1.customer) }
            + feeSettings(unsaid)
    }

    private func item(
        _ kind: DayItem.Kind, _ reading: CaseReading, _ why: String, by: CalendarDate? = nil, command: String
    ) -> DayItem {
        DayItem(
            kind, customer: reading.facts.customer.reference, name: reading.facts.customer.displayName, why: why,
            by: by,
            command: command + " --tenant \(slug)")
    }

    private func typed(_ reading: CaseReading) -> String { PlanTheDay.typed(reading.facts.customer.reference) }

    /// Money that should come today, and promises that broke in the last days and nobody has talked about since.
    private func promises(_ reading: CaseReading, _ policy: Treatment.Policy?) -> [DayItem] {
        let grace = (policy?.promises ?? PromiseTerms()).graceBusinessDays
        return reading.promises.compactMap { promise in
            func outcome(_ on: CalendarDate) -> PromiseOutcome {
                promise.outcome(
                    payments: reading.facts.payments, on: on, graceBusinessDays: grace, calendar: day.calendar)
            }
            let now = outcome(today)
            if now == .open, promise.dueOn <= today {
                let until = promise.lastDay(graceBusinessDays: grace, calendar: day.calendar)
                return item(
                    .promiseDue, reading,
                    "\(promise.amount) is promised by \(promise.dueOn) and not here yet: import payments, or record it",
                    by: until,
                    command:
                        "dunwell payment record --customer \(typed(reading)) --amount '<amount>' --on '<day it came>' "
                        + "--by '<your name>' --key '<its number at the bank>'")
            }
            guard now.isBroken, outcome(today.adding(days: -Self.brokenDays)) == .open else { return nil }
            let brokenOn =
                (1...Self.brokenDays).map { today.adding(days: -$0) }.first { !outcome($0).isBroken }
                .map { $0.adding(days: 1) } ?? today
            let isTalkedAbout = reading.facts.calls.contains { call in
                call.disposition == .spoke && call.calledAt.day(in: day.moment.zone) >= brokenOn
            }
            if isTalkedAbout || reading.promises.contains(where: { $0.madeOn >= brokenOn }) { return nil }
            let inFull = now == .broken ? "" : " in full"
            let known = day.freshness[reading.facts.business]
            let last = promise.lastDay(graceBusinessDays: grace, calendar: day.calendar)
            let isUnknown = known.flatMap { known in last.map { known < $0 } } ?? false
            return item(
                .brokenPromise, reading,
                isUnknown
                    ? "\(promise.amount) promised by \(promise.dueOn) is not known to have come\(inFull): payments are known "
                        + "to \(known.map { "\($0)" } ?? "no day") only, import them before you call"
                    : "\(promise.amount) promised by \(promise.dueOn) did not come\(inFull)",
                by: brokenOn, command: "dunwell customer show \(typed(reading))")
        }
    }

    private func missedParts(_ reading: CaseReading) -> [DayItem] {
        reading.facts.plans.compactMap { plan in
            let timeline = plan.timeline(on: today)
            guard case .missed(let since, let callBy) = timeline.standing(on: today) else { return nil }
            let missed = timeline.installments(on: today).first { $0.standing == .missed }?.part
            let what = missed.map { "\(timeline.unpaid(of: $0, on: today)) by \($0.dueOn)" } ?? "a part"
            return item(
                .missedPart, reading,
                "\(what) of the plan is missed since \(since): one call, and after \(callBy) the plan is broken",
                by: callBy, command: "dunwell plan show \(plan.id)")
        }
    }

    /// Somebody whom the step that is due reaches by no channel, or whom the ladder went past a step of for that.
    private func unreachable(_ reading: CaseReading, _ policy: Treatment.Policy) -> DayItem? {
        let decision = policy.decision(for: reading.snapshot(), on: today, calendar: day.calendar)
        if case .locate(let need) = decision.verdict {
            return missing(need.step, "reaches nobody", need.refusals, reading)
        }
        // The latest says what the others say: it is one address to find.
        let passed = decision.passedOver.last { passed in
            guard case .unreachable(let refusals) = passed.because else { return false }
            return refusals.contains(where: \.isOfTheAddress)
        }
        guard let passed, case .unreachable(let refusals) = passed.because else { return nil }
        return missing(passed.step, "was left out", refusals, reading)
    }

    private func missing(
        _ step: String, _ what: String, _ refusals: [ChannelRefusal], _ reading: CaseReading
    ) -> DayItem {
        item(
            .findAddress, reading, "\(step) \(what): \(refusals.map(\.words).joined(separator: ", "))",
            command: "dunwell customer edit \(typed(reading)) \(Self.option(for: refusals)) --by '<your name>'")
    }

    /// What to put in place of the first address that is bad or missing; the number where none is.
    private static func option(for refusals: [ChannelRefusal]) -> String {
        let medium = refusals.first(where: \.isOfTheAddress)?.channel.medium
        return switch medium {
        case .post: "--line1 '<street and number>' --city '<city>' --state '<state>' --zip '<ZIP>'"
        case .email: "--email '<address>'"
        case .telephone, .text, nil: "--phone '<number>'"
        }
    }

    /// States of the customer nobody has said anything about, where the policy would charge a late fee.
    private func statesUnsaid(_ reading: CaseReading, _ policy: Treatment.Policy) -> Set<String> {
        let charges = policy.steps.contains { step in
            if case .feeDate = step.anchor { step.live } else { false }
        }
        guard charges, policy.fees.amountMinor != nil else { return [] }
        let said = Set(day.feeSettings.filter { $0.business == reading.facts.business }.map(\.state))
        return Set(reading.facts.contactPoints.compactMap(\.state)).subtracting(said)
    }

    /// One thing, however many states there are: the state of most customers has the command.
    private func feeSettings(_ unsaid: [String: Int]) -> [DayItem] {
        let states = unsaid.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard let first = states.first else { return [] }
        let named = states.prefix(Self.statesMax).map { "\($0.key) (\($0.value.counted("customer")))" }
        let more = states.count - named.count
        return [
            DayItem(
                .feeSetting,
                why: "nobody has said whether late fees are allowed, so none is named, in "
                    + named.joined(separator: ", ") + (more > 0 ? " and \(more.counted("more state"))" : "")
                    + "; or forbid it, as `dunwell fee forbid --help` says",
                command:
                    "dunwell fee allow --state \(first.key) --max '<amount>' --clause '<where the agreement says so>' "
                    + "--source '<statute>' --by '<your name>' "
                    + "--tenant \(slug)")
        ]
    }

    /// Most states named.
    private static let statesMax = 5
}

extension ChannelRefusal {
    /// Whether an address that is bad or missing is why, and not what the customer or the policy wants.
    fileprivate var isOfTheAddress: Bool {
        switch because {
        case .medium(.bad), .medium(.noAddress): true
        case .medium, .notBefore, .noAgreedCallBack, .smallBalance, .condition: false
        }
    }
}

extension PromiseOutcome {
    /// Whether the grace ended without all of the money.
    var isBroken: Bool {
        switch self {
        case .broken, .partlyKept: true
        case .kept, .open, .superseded, .withdrawn, .released: false
        }
    }

    /// As a stable word.
    var word: String {
        switch self {
        case .open: "open"
        case .kept: "kept"
        case .partlyKept: "partly-kept"
        case .broken: "broken"
        case .superseded: "superseded"
        case .withdrawn: "withdrawn"
        case .released: "released"
        }
    }
}
