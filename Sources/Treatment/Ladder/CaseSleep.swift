package import Receivables

/// When, why and how much of a case sleeps, from its holds, promises, plans and events.
struct CaseSleep: Sendable {
    /// One reason with its days.
    struct Spell: Hashable, Sendable {
        let reason: SleepReason
        let scope: CaseScope
        let days: DayInterval
    }

    let spells: [Spell]
    /// Days on which the case as a whole slept, the tenant was muted or the ladder's start was put off.
    private let wholeCase: DaySpans
    private let delays: DaySpans
    private let scoped: [Identifier<Receivable>: DaySpans]

    init(_ snapshot: CaseSnapshot, policy: Policy, calendar: BusinessCalendar) {
        var spells: [Spell] = []
        var delays: [DayInterval] = []
        for muted in snapshot.tenantMuted {
            spells.append(Spell(reason: .tenantMuted, scope: .wholeCase, days: muted))
        }
        for hold in snapshot.holds {
            spells.append(Spell(reason: .hold(hold.reason), scope: hold.scope, days: hold.days))
        }
        for promise in snapshot.promises {
            let days = promise.sleep(payments: snapshot.payments, terms: policy.promises, calendar: calendar)
            spells.append(Spell(reason: .promise(dueOn: promise.dueOn), scope: promise.scope, days: days))
        }
        spells += Self.spells(of: snapshot.decisions)
        for plan in snapshot.plans { spells += Self.spells(of: plan, terms: policy.plans) }
        for event in snapshot.events {
            guard let effect = policy.events[event.kind] else { continue }
            // The hold opened with the event, or before it for the same, carries its days: ending it early wakes the case.
            let isHeld = snapshot.holds.contains {
                $0.reason.event == event.kind && ($0.days.from == event.day || $0.days.contains(event.day))
            }
            if !isHeld, let until = Self.end(of: effect.sleeps, from: event.day, calendar: calendar) {
                let days = DayInterval(from: event.day, until: until)
                spells.append(Spell(reason: .event(event.kind), scope: .wholeCase, days: days))
            }
            if effect.delayDays > 0 {
                delays.append(DayInterval(from: event.day, until: event.day.adding(days: effect.delayDays)))
            }
        }
        self.spells = spells
        self.delays = DaySpans(delays)
        let whole = spells.filter { $0.scope == .wholeCase }.map(\.days) + delays
        wholeCase = DaySpans(whole)
        var byReceivable: [Identifier<Receivable>: [DayInterval]] = [:]
        for spell in spells {
            guard case .receivables(let named) = spell.scope else { continue }
            for receivable in named { byReceivable[receivable, default: []].append(spell.days) }
        }
        scoped = byReceivable.mapValues { DaySpans($0 + whole) }
    }

    /// The spell that binds the whole case on `day`: the one that lasts longest.
    func wholeCaseSpell(on day: CalendarDate) -> Spell? {
        Self.longest(spells.filter { $0.scope == .wholeCase && $0.days.contains(day) })
    }

    /// Whether receipts, thanks and answers may go on `day`: what the customer agreed to or asked for does not silence
    /// them, a hold by law does.
    func allowsAnswers(on day: CalendarDate) -> Bool {
        !spells.contains { $0.scope == .wholeCase && $0.days.contains(day) && !$0.reason.allowsAnswers }
    }

    /// The spell that takes one receivable out on `day`.
    func spell(on receivable: Identifier<Receivable>, day: CalendarDate) -> Spell? {
        Self.longest(
            spells.filter { spell in
                guard case .receivables(let named) = spell.scope else { return false }
                return named.contains(receivable) && spell.days.contains(day)
            })
    }

    /// The run of days by which the ladder's start is put off, when `day` lies in one.
    func delay(on day: CalendarDate) -> DayInterval? { delays.run(containing: day) }

    /// Policy day of one receivable.
    func policyDay(of receivable: OpenReceivable, on day: CalendarDate) -> Int {
        let slept = scoped[receivable.id] ?? wholeCase
        return day.days(since: receivable.dueOn) - slept.count(after: receivable.dueOn, through: day)
    }

    /// Of several spells the one with the latest end, an open one before all; ties by reason, so that the order in
    /// which facts arrive never shows.
    private static func longest(_ spells: [Spell]) -> Spell? {
        spells.max { left, right in
            let ends = (left.days.until?.daysSinceEpoch ?? .max, right.days.until?.daysSinceEpoch ?? .max)
            return ends.0 == ends.1 ? left.reason.sortKey < right.reason.sortKey : ends.0 < ends.1
        }
    }

    /// To go on until a day is to leave the customer in peace until then, or until somebody decides otherwise.
    private static func spells(of decisions: [DecisionFact]) -> [Spell] {
        decisions.compactMap { decision in
            guard decision.path == .carryOn, let until = decision.until, until > decision.decidedOn else { return nil }
            let next = decisions.filter { $0.decidedOn > decision.decidedOn }.map(\.decidedOn).min()
            let end = min(until, next ?? until)
            return Spell(
                reason: .decided(until: until), scope: .wholeCase,
                days: DayInterval(from: decision.decidedOn, until: end))
        }
    }

    private static func spells(of plan: PlanFact, terms: PlanTerms) -> [Spell] {
        let holds = plan.holds(terms)
        var spells = [Spell(reason: .planProvisional, scope: plan.scope, days: holds.provisional)]
        if let full = holds.full { spells.append(Spell(reason: .plan, scope: plan.scope, days: full)) }
        return spells
    }

    /// `untilReleased` has no end of its own: the hold that goes with it carries the days.
    private static func end(
        of sleep: EventSleep?, from day: CalendarDate, calendar: BusinessCalendar
    ) -> CalendarDate? {
        switch sleep {
        case .days(let days): day.adding(days: days)
        case .businessDays(let days): calendar.adding(businessDays: days, to: day)
        case .untilReleased, nil: nil
        }
    }
}

extension HoldReason {
    /// The event that opening such a hold is to the policy; `nil` for none.
    package var event: PolicyEvent? {
        switch self {
        case .dispute: .dispute
        case .paymentInFlight: .claimsPaid
        case .cancellationClaim: .cancellationClaim
        case .complaint: .dissatisfied
        case .openTicket: .openTicket
        case .hardship: .hardship
        case .bankruptcy, .deceased, .attorney, .activeDuty, .identityTheft, .cease: .legalHold
        case .promise, .plan, .refusal, .disasterArea, .litigation, .placed, .manual: nil
        }
    }
}

extension SleepReason {
    /// Whether an answer to what the customer did may go meanwhile.
    fileprivate var allowsAnswers: Bool {
        switch self {
        case .promise, .planProvisional, .plan, .event, .decided, .allDisputed: true
        case .hold(.promise), .hold(.plan), .hold(.dispute), .hold(.hardship), .hold(.openTicket), .hold(.complaint),
            .hold(.cancellationClaim), .hold(.paymentInFlight):
            true
        case .hold, .tenantMuted: false
        }
    }

    /// Orders reasons that end on the same day.
    fileprivate var sortKey: String { String(describing: self) }
}
