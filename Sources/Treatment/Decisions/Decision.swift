package import Receivables

extension Policy {
    /// What should happen next for the case, as seen on `today`. Pure: the same facts, policy and day always give the
    /// same answer. Ask again on `nextLookOn`, or as soon as a fact is added.
    package func decision(
        for snapshot: CaseSnapshot, on today: CalendarDate, calendar: BusinessCalendar
    ) -> TreatmentDecision {
        let view = CaseView(snapshot, policy: self, calendar: calendar)
        let glance = view.glance(on: today)
        return TreatmentDecision(
            verdict: glance.verdict, nextLookOn: view.nextLook(after: glance, on: today),
            cycle: view.cycle(on: today), daysPastDue: glance.clock?.daysPastDue, policyDay: glance.clock?.policyDay,
            passedOver: glance.passedOver, refusals: glance.refusals, decisionStep: glance.decisionStep)
    }
}

/// What one day looks like.
struct Glance {
    let verdict: TreatmentDecision.Verdict
    let clock: CaseClock?
    let passedOver: [PassedOverStep]
    /// Channels the step that waits cannot go by.
    var refusals: [ChannelRefusal] = []
    /// The step at which the ladder waits for a person's decision, whatever else goes on the day.
    var decisionStep: String?

    /// What must not be missed between two looks: acting, an address to find, a call that lapses.
    func calls(forLookAfter earlier: Glance) -> Bool {
        switch verdict {
        case .act: return true
        case .locate: if verdict != earlier.verdict { return true }
        // A person is to be asked about a small and old balance on the day it becomes one.
        case .nothing(.writeOffProposed): if !earlier.proposesWriteOff { return true }
        case .wait, .asleep, .nothing: break
        }
        return lapsed != earlier.lapsed
    }

    private var proposesWriteOff: Bool { if case .nothing(.writeOffProposed) = verdict { true } else { false } }

    private var lapsed: Set<String> {
        Set(passedOver.compactMap { if case .lapsed = $0.because { $0.step } else { nil } })
    }
}

extension CaseView {
    /// The first day after `today` that may not be skipped. Found by looking at each day in turn, so that it is right
    /// whatever rules the policy combines; bounded, so that a case nothing will happen to costs one look a month.
    func nextLook(after glance: Glance, on today: CalendarDate) -> CalendarDate {
        if case .act = glance.verdict { return today }
        let last = today.adding(days: Self.horizonDays)
        guard !open.isEmpty || !snapshot.events.isEmpty else { return last }
        for offset in 1..<Self.horizonDays {
            let day = today.adding(days: offset)
            if self.glance(on: day).calls(forLookAfter: glance) { return day }
        }
        return last
    }

    /// The verdict of one day, without regard to the days after it.
    func glance(on day: CalendarDate) -> Glance {
        let clock = clock(on: day)
        let spell = sleep.wholeCaseSpell(on: day)
        let askable = askable(on: day)
        let cycle = cycle(on: day)
        var passedOver: [PassedOverStep] = []
        var waits: [StepWait] = []
        var locate: LocateNeed?
        if sleep.allowsAnswers(on: day) {
            for candidate in answerCandidates(on: day, askable: askable, cycle: cycle) {
                guard case .act(let decision) = candidate else { continue }
                return Glance(verdict: .act(decision), clock: clock, passedOver: [])
            }
        }
        guard !open.isEmpty else { return Glance(verdict: .nothing(because: .nothingOpen), clock: nil, passedOver: []) }
        if let spell {
            let verdict = TreatmentDecision.Verdict.asleep(until: spell.days.until, because: spell.reason)
            return Glance(verdict: verdict, clock: clock, passedOver: [])
        }
        guard !askable.isEmpty else { return Glance(verdict: silence(on: day), clock: clock, passedOver: []) }

        for candidate in eventCandidates(on: day, askable: askable, cycle: cycle) {
            if let decision = sort(candidate, &passedOver, &waits, &locate) {
                return Glance(verdict: .act(decision), clock: clock, passedOver: passedOver)
            }
        }
        // What the customer agreed to comes first; a call under way holds the rest.
        let held = waits.contains { wait in
            switch wait.because {
            case .agreedCallBack, .stepUnderWay: true
            default: false
            }
        }
        var sheet: StepDecision?
        if !held, let cycle, let clock, askable.contains(where: { $0.dueOn < day }) {
            var walk = LadderWalk(view: self, day: day, cycle: cycle, clock: clock, askable: askable)
            let first = walk.first()
            passedOver += walk.passedOver
            waits += walk.waits
            if let first, let decision = sort(first, &passedOver, &waits, &locate) {
                guard decision.channel == .decision else {
                    return Glance(verdict: .act(decision), clock: clock, passedOver: passedOver)
                }
                sheet = decision
            }
        }
        // Nothing but a person's word moves the ladder then, and new bills do not wait for it.
        let billing = held ? [] : billingCandidates(on: day, askable: askable, cycle: sheet == nil ? cycle : nil)
        for candidate in billing {
            if let decision = sort(candidate, &passedOver, &waits, &locate) {
                return Glance(
                    verdict: .act(decision), clock: clock, passedOver: passedOver, decisionStep: sheet?.step)
            }
        }
        if let sheet {
            return Glance(verdict: .act(sheet), clock: clock, passedOver: passedOver, decisionStep: sheet.step)
        }
        let late = askable.filter { $0.dueOn < day }
        let size =
            late.isEmpty ? nil : clock.flatMap { sizeReason(askable: late, daysPastDue: $0.daysPastDue, on: day) }
        let awaited = awaited(waits)
        let verdict = rest(awaited, locate: locate, size: size, cycle: cycle)
        let refusals = locate == nil ? awaited?.refusals ?? [] : []
        return Glance(verdict: verdict, clock: clock, passedOver: passedOver, refusals: refusals)
    }

    private func sort(
        _ candidate: StepCandidate, _ passedOver: inout [PassedOverStep], _ waits: inout [StepWait],
        _ locate: inout LocateNeed?
    ) -> StepDecision? {
        switch candidate {
        case .act(let decision): return decision
        case .wait(let wait): waits.append(wait)
        case .locate(let need): locate = locate ?? need
        case .passedOver(let passed): passedOver.append(passed)
        case .done: break
        }
        return nil
    }

    /// What is due and waits, then what lies ahead; of either the first to end.
    private func awaited(_ waits: [StepWait]) -> StepWait? {
        let due = waits.filter { !$0.because.isAhead }
        return (due.isEmpty ? waits : due).min { $0.until < $1.until }
    }

    /// The verdict when no step goes: an address to find, then what is waited for.
    private func rest(_ awaited: StepWait?, locate: LocateNeed?, size: NothingReason?, cycle: CycleKey?)
        -> TreatmentDecision.Verdict
    {
        if let locate { return .locate(locate) }
        if let awaited { return .wait(step: awaited.step, until: awaited.until, because: awaited.because) }
        return .nothing(because: size ?? (cycle != nil ? .ladderEnded : .noStepApplies))
    }

    /// Why nothing that is open may be asked for.
    private func silence(on day: CalendarDate) -> TreatmentDecision.Verdict {
        let known = open.filter { $0.billedOn <= day }
        let spells = known.filter { $0.undisputed.isPositive }.compactMap { sleep.spell(on: $0.id, day: day) }
        if let first = spells.min(by: { ends($0) < ends($1) }) {
            return .asleep(until: first.days.until, because: first.reason)
        }
        if let next = open.map(\.billedOn).min(), next > day { return .nothing(because: .noStepApplies) }
        return .asleep(until: nil, because: .allDisputed)
    }

    private func ends(_ spell: CaseSleep.Spell) -> Int { spell.days.until?.daysSinceEpoch ?? .max }
}

extension WaitReason {
    /// Whether the step's own day has not come, as against a due step that is held up.
    var isAhead: Bool {
        switch self {
        case .notYetDue, .beforeDue: true
        default: false
        }
    }
}
