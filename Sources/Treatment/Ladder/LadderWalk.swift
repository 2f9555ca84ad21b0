import Receivables

/// One walk up the past-due ladder on one day: rung before rung, from the softest.
struct LadderWalk {
    let view: CaseView
    let day: CalendarDate
    let cycle: CycleKey
    let clock: CaseClock
    /// All that may be asked for; past due or not, one message lists it all.
    let askable: [OpenReceivable]

    private(set) var passedOver: [PassedOverStep] = []
    private(set) var waits: [StepWait] = []
    private var highestTone: (tone: Tone, step: String)?
    /// The nearest rung before the one looked at, and how it stands.
    private var rungBefore: (step: String, progress: StepProgress)?
    private var doneRungs: [String: (day: CalendarDate, medium: ContactMedium?)] = [:]
    private var excusedRungs: Set<String> = []

    init(view: CaseView, day: CalendarDate, cycle: CycleKey, clock: CaseClock, askable: [OpenReceivable]) {
        self.view = view
        self.day = day
        self.cycle = cycle
        self.clock = clock
        self.askable = askable
    }

    /// The first step that goes or needs an address; `nil` when all wait, are done or were passed over.
    mutating func first() -> StepCandidate? {
        noteTones()
        var isHeldUp = false
        var isTold = false
        var doubtful: StepWait?
        for step in view.policy.steps {
            if isHeldUp, step.anchor.isRung {
                // What comes next is told, though nothing goes before what holds it up.
                if !isTold, let wait = comingUp(step) {
                    waits.append(wait)
                    isTold = true
                }
                continue
            }
            switch look(at: step) {
            case nil, .done?: continue
            case .passedOver(let passed)?: passedOver.append(passed)
            case .wait(let wait)?:
                if wait.mayNotApply { doubtful = doubtful ?? wait } else { waits.append(wait) }
                isTold = isTold || (step.anchor.isRung && !wait.mayNotApply)
                // Rung before rung: what is not a rung, such as a fee on its date, does not wait with the ladder.
                isHeldUp = isHeldUp || step.anchor.isRung
            case .act(let decision)?: return .act(decision)
            case .locate(let need)?: return .locate(need)
            }
        }
        if waits.isEmpty, let doubtful { waits.append(doubtful) }
        return nil
    }

    /// The wait for a rung whose day lies ahead and that will be taken then, as far as is known; `nil` for every other.
    private func comingUp(_ step: PolicyStep) -> StepWait? {
        guard step.live, let stepCycle = cycleKey(for: step),
            view.progress(of: step, in: stepCycle, on: day) == .open,
            case .not(let wait?) = due(step, context: context(on: day)), wait.because.isAhead,
            context(on: wait.until).firstFailing(of: step.onlyIf) == nil
        else { return nil }
        return wait
    }

    private func context(on day: CalendarDate) -> ConditionContext {
        ConditionContext(view: view, day: day, cycle: cycle, receivables: askable.filter { $0.dueOn < day })
    }

    /// Tone never steps back, whatever the order in which things were sent.
    private mutating func noteTones() {
        for step in view.policy.steps where step.anchor.isRung && step.tone != .grateful {
            switch view.progress(of: step, in: cycle, on: day) {
            case .done, .inDoubt, .underWay:
                // Another version may have said the same step in a firmer tone.
                let said = view.firmestTone(of: step, in: cycle, on: day)
                let tone = max(step.tone, said ?? step.tone)
                if highestTone.map({ $0.tone < tone }) ?? true { highestTone = (tone, step.key) }
            case .open, .lapsed, .excused: continue
            }
        }
        // Another version of the policy may have sent what this one does not know.
        for record in view.strangeRecords(in: cycle, on: day) {
            guard let tone = record.tone, tone != .grateful else { continue }
            if highestTone.map({ $0.tone < tone }) ?? true { highestTone = (tone, record.step) }
        }
    }

    private mutating func look(at step: PolicyStep) -> StepCandidate? {
        guard let stepCycle = cycleKey(for: step) else { return nil }
        if !step.live { return .passedOver(PassedOverStep(step: step.key, because: .notLive)) }
        let progress = view.progress(of: step, in: stepCycle, on: day)
        if let settled = settle(step, progress: progress) { return settled }
        // Nothing is asked for any more on the way to somebody else, or to being closed.
        if lastWord.map(\.path.endsAsking) ?? false, step.anchor.isOfTheLadder {
            excusedRungs.insert(step.key)
            return .passedOver(PassedOverStep(step: step.key, because: .excused))
        }
        if let replacement = replacement(of: step) {
            excusedRungs.insert(step.key)
            return .passedOver(PassedOverStep(step: step.key, because: .replaced(by: replacement)))
        }
        if let event = stoppingEvent(of: step) {
            excusedRungs.insert(step.key)
            return .passedOver(PassedOverStep(step: step.key, because: .stopped(by: event)))
        }
        let context = context(on: day)
        // Whatever climbs the ladder, by whichever channel: a small balance is asked for with the next bill alone.
        if step.anchor.climbs, context.balanceMinor < view.policy.rules.smallBalance.remind {
            excusedRungs.insert(step.key)
            return .passedOver(PassedOverStep(step: step.key, because: .smallBalance))
        }
        switch due(step, context: context) {
        case .not(let wait):
            guard var wait else { return nil }
            wait.mayNotApply =
                wait.because.isAhead && self.context(on: wait.until).firstFailing(of: step.onlyIf) != nil
            return .wait(wait)
        case .since(let dueSince):
            if let failing = context.firstFailing(of: step.onlyIf) {
                excusedRungs.insert(step.key)
                return .passedOver(PassedOverStep(step: step.key, because: .condition(failing.words)))
            }
            if step.anchor.isRung, let highest = highestTone, step.template != nil, step.tone < highest.tone {
                excusedRungs.insert(step.key)
                return .passedOver(PassedOverStep(step: step.key, because: .softerThanDone(step: highest.step)))
            }
            if let wait = requirementWait(of: step) { return .wait(wait) }
            let about = receivables(of: step)
            guard !about.isEmpty else { return nil }
            let candidate = view.candidate(
                DueStep(
                    step: step, cycle: stepCycle, dueSince: dueSince, policyDay: clock.policyDay, receivables: about),
                context: context, on: day)
            if case .passedOver = candidate { excusedRungs.insert(step.key) }
            if case .act = candidate, step.anchor.isRung, let wait = autopayWait(of: step) { return .wait(wait) }
            return candidate
        }
    }

    /// A rung waits while a declined automatic payment is given time, and until the try is over that the customer was
    /// told of: nobody is asked for what is about to be taken. A bill that is late and not tried again keeps the ladder
    /// going when it is the older one. Source: starter policies §1.4, autopay failed.
    private func autopayWait(of step: PolicyStep) -> StepWait? {
        let oldest = askable.first { $0.dueOn < day }
        let tries = view.snapshot.announcedTries.filter { announced in
            announced.failedOn <= day && day <= announced.tryOn
                && (oldest.map { announced.receivables.contains($0.id) } ?? false)
        }
        let grace = view.sleep.delay(on: day).map { delay in
            let until = delay.until ?? day.adding(days: 1)
            return StepWait(
                step: step.key, until: until, because: .autopayGrace(days: until.days(since: delay.from)))
        }
        guard let last = tries.map(\.tryOn).max() else { return grace }
        let next = StepWait(step: step.key, until: last.adding(days: 1), because: .autopayTry(on: last))
        return grace.map { $0.until > next.until ? $0 : next } ?? next
    }

    /// What is settled already, remembered for the firm steps above; `nil` when the step is open.
    private mutating func settle(_ step: PolicyStep, progress: StepProgress) -> StepCandidate? {
        switch progress {
        case .open: return nil
        case .done(let doneOn, let medium):
            doneRungs[step.key] = (doneOn, medium)
            if step.anchor.isRung { rungBefore = (step.key, progress) }
            return .done
        case .lapsed(let lapsedOn):
            if step.anchor.isRung { rungBefore = (step.key, progress) }
            return .passedOver(PassedOverStep(step: step.key, because: .lapsed(lapsedOn)))
        case .excused:
            excusedRungs.insert(step.key)
            return .passedOver(PassedOverStep(step: step.key, because: .excused))
        case .inDoubt:
            if step.anchor.isRung { rungBefore = (step.key, progress) }
            return .passedOver(PassedOverStep(step: step.key, because: .inDoubt))
        case .underWay(let until):
            if step.anchor.isRung { rungBefore = (step.key, progress) }
            if day > until { return .done }
            let wait = StepWait(
                step: step.key, until: until.adding(days: 1), because: .stepUnderWay(step: step.key))
            return .wait(wait)
        }
    }

    /// The cycle a step of the ladder is counted in; `nil` for steps the ladder does not carry.
    private func cycleKey(for step: PolicyStep) -> CycleKey? {
        switch step.anchor {
        case .billDay, .due, .event: nil
        case .pastDue, .after, .feeDate, .approval: cycle
        case .withdrawal: view.snapshot.withdrawalOn.map { CycleKey(kind: .withdrawal, startedOn: $0) }
        }
    }

    /// One message for all that may be asked for; a fee only on what its letter named.
    private func receivables(of step: PolicyStep) -> [OpenReceivable] {
        guard case .feeDate = step.anchor, let notice = view.feeNotice(in: cycle, on: day) else { return askable }
        return askable.filter { $0.dueOn < day && notice.receivables.contains($0.id) }
    }

    private enum DueAnswer {
        case since(CalendarDate)
        case not(StepWait?)
    }

    private func due(_ step: PolicyStep, context: ConditionContext) -> DueAnswer {
        switch step.anchor {
        case .billDay, .due, .event: return .not(nil)
        case .pastDue(let from, _):
            let starts = [from] + step.earlier.filter { context.firstFailing(of: $0.onlyIf) == nil }.map(\.from)
            let first = starts.min() ?? from
            guard clock.policyDay >= first else {
                let until = day.adding(days: first - clock.policyDay)
                return .not(StepWait(step: step.key, until: until, because: .notYetDue(policyDay: first)))
            }
            return .since(view.day(reaching: first, by: day))
        case .after(let other, let hours):
            guard let done = doneRungs[other] else { return .not(nil) }
            return answer(step, dueOn: done.day.adding(days: (hours + 23) / 24))
        case .feeDate(let floor):
            guard view.policy.fees.amountMinor != nil, clock.policyDay >= floor,
                let notice = view.feeNotice(in: cycle, on: day)
            else { return .not(nil) }
            // What a later letter still gives time for is not made dearer meanwhile.
            let given = view.lastDayGiven(on: day)?.adding(days: 1)
            return answer(step, dueOn: max(notice.namedFrom, given ?? notice.namedFrom))
        case .withdrawal(let offset):
            guard let withdrawalOn = view.snapshot.withdrawalOn else { return .not(nil) }
            return answer(step, dueOn: withdrawalOn.adding(days: offset))
        case .approval:
            guard let approvedOn = approval(for: step) else { return .not(nil) }
            return answer(step, dueOn: approvedOn)
        }
    }

    private func answer(_ step: PolicyStep, dueOn: CalendarDate) -> DueAnswer {
        if day >= dueOn { return .since(dueOn) }
        return .not(StepWait(step: step.key, until: dueOn, because: .beforeDue(dueOn)))
    }

    /// What was decided last in the cycle; `nil` while nothing was, or when two words of one day disagree.
    private var lastWord: (path: DecisionPath, on: CalendarDate, by: Set<ApprovalRole>)? {
        let made = view.snapshot.decisions.filter { $0.decidedOn >= cycle.startedOn && $0.decidedOn <= day }
        guard let last = made.map(\.decidedOn).max() else { return nil }
        // Two on one day that say different things are no decision.
        let word = made.filter { $0.decidedOn == last }
        guard let path = word.first?.path, word.allSatisfy({ $0.path == path }) else { return nil }
        return (path, last, word.reduce(into: Set()) { $0.formUnion($1.approvedBy) })
    }

    /// The day somebody decided what the step does; `nil` while nobody did, or when the last word was another.
    private func approval(for step: PolicyStep) -> CalendarDate? {
        guard let word = lastWord else { return nil }
        let wanted = step.requires.decided
        let isMeant = wanted.isEmpty ? word.path != .carryOn && word.path != .plan : wanted.contains(word.path)
        return isMeant && word.by.isSuperset(of: step.requires.approvals) ? word.on : nil
    }

    /// What went in the step's place: told of any bill that is late now, however long before its due day.
    private func replacement(of step: PolicyStep) -> String? {
        let since = askable.filter { $0.dueOn < day }.map(\.billedOn).min() ?? cycle.startedOn
        for (event, effect) in view.policy.events.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard effect.insteadOf == step.key, let key = effect.step, let other = view.policy.step(key) else {
                continue
            }
            let days = view.eventDays(of: event, by: day).filter { $0 >= since }
            for eventDay in days {
                let eventCycle = CycleKey(kind: .event, startedOn: eventDay)
                switch view.progress(of: other, in: eventCycle, on: day) {
                case .done, .underWay, .inDoubt: return key
                case .open, .lapsed, .excused: continue
                }
            }
        }
        return nil
    }

    private func stoppingEvent(of step: PolicyStep) -> PolicyEvent? {
        step.stoppedBy.first { event in
            view.eventDays(of: event, by: day).contains { $0 >= cycle.startedOn }
        }
    }

    /// What a step still needs on record; only firm steps and those that name requirements need anything.
    private func requirementWait(of step: PolicyStep) -> StepWait? {
        let never = day.adding(days: CaseView.horizonDays)
        let requires = step.requires
        for rung in requires.rungs where doneRungs[rung] == nil && !excusedRungs.contains(rung) {
            return StepWait(step: step.key, until: never, because: .rungBefore(step: rung))
        }
        let others = doneRungs.keys.filter { !requires.rungs.contains($0) && $0 != step.key }
        if others.count < requires.otherRungs {
            let named = rungBefore?.step ?? requires.rungs.last ?? step.key
            return StepWait(step: step.key, until: never, because: .rungBefore(step: named))
        }
        if requires.callAttempts > 0, view.snapshot.customer.media[.telephone] == .usable {
            let attempts = view.snapshot.calls.filter {
                $0.isAttempt && $0.day >= cycle.startedOn && $0.day <= day
            }
            if attempts.count < requires.callAttempts || Set(attempts.map(\.day)).count < requires.callDays {
                let reason = WaitReason.callAttemptsNeeded(attempts: requires.callAttempts, days: requires.callDays)
                return StepWait(step: step.key, until: never, because: reason)
            }
        }
        let needsPerson = !requires.approvals.isEmpty || !requires.decided.isEmpty || requires.interlock
        if needsPerson, approval(for: step) == nil {
            return StepWait(step: step.key, until: never, because: .approval)
        }
        // The letter says that the business decides after its last day.
        if step.channels.contains(where: { $0.channel == .decision }), let last = view.lastDayOpen(on: day) {
            return StepWait(step: step.key, until: last.adding(days: 1), because: .lastDayNamed(last))
        }
        guard step.firmness == .firm else { return nil }
        return firmWait(of: step, never: never)
    }

    private func firmWait(of step: PolicyStep, never: CalendarDate) -> StepWait? {
        if step.requires.rungs.isEmpty, step.requires.otherRungs == 0, let rung = rungBefore {
            guard case .done = rung.progress else {
                return StepWait(step: step.key, until: never, because: .rungBefore(step: rung.step))
            }
        }
        let rules = view.policy.rules
        let strange = view.strangeRecords(in: cycle, on: day).map {
            (key: $0.step, value: ($0.day(by: day), $0.medium))
        }
        let before = doneRungs.map { (key: $0.key, value: ($0.value.day, $0.value.medium)) } + strange
        for (rung, (doneOn, medium)) in before.sorted(by: { ($0.value.0, $0.key) > ($1.value.0, $1.key) }) {
            let distance = max(rules.daysBetweenRungs, medium == .email ? rules.bounceDays : 0)
            if day.days(since: doneOn) < distance {
                return StepWait(
                    step: step.key, until: doneOn.adding(days: distance),
                    because: .distanceAfterRung(step: rung, days: distance))
            }
        }
        return nil
    }
}

extension StepAnchor {
    /// Whether the step is a rung of the ladder: what comes after it waits for it.
    var isRung: Bool { if case .pastDue = self { true } else { false } }

    /// Whether the ladder takes it by itself, as against what a person decided and what a notice set.
    fileprivate var isOfTheLadder: Bool {
        switch self {
        case .pastDue, .after, .feeDate: true
        case .billDay, .due, .event, .withdrawal, .approval: false
        }
    }

    /// Whether the step goes because time passes and nothing is paid.
    var climbs: Bool {
        switch self {
        case .pastDue, .after: true
        case .billDay, .due, .event, .feeDate, .withdrawal, .approval: false
        }
    }
}

extension DecisionPath {
    /// Whether the business asks for nothing more once it is decided.
    fileprivate var endsAsking: Bool {
        switch self {
        case .counsel, .agency, .writeOff: true
        case .carryOn, .plan, .settle, .withdraw: false
        }
    }
}
