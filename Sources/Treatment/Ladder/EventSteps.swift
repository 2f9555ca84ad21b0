import Receivables

extension CaseView {
    /// Days of an event known by `day`, earliest first. Conversations count as events where they say so.
    func eventDays(of event: PolicyEvent, by day: CalendarDate) -> [CalendarDate] {
        let recorded = snapshot.events.filter { $0.kind == event && $0.day <= day }.map(\.day)
        return Set(recorded + derivedDays(of: event).filter { $0 <= day }).sorted()
    }

    /// Days of events that follow from other facts, so that nobody has to record them twice.
    private func derivedDays(of event: PolicyEvent) -> [CalendarDate] {
        switch event {
        case .willLookIntoIt: snapshot.calls.filter(\.asksForCallBack).map(\.day)
        case .promise: snapshot.promises.map(\.madeOn)
        case .promiseReminder:
            snapshot.promises.compactMap {
                $0.reminderOn(payments: snapshot.payments, terms: policy.promises, calendar: calendar)
            }
        case .promiseBroken: snapshot.promises.compactMap(brokenOn)
        case .planAccepted: snapshot.plans.map(\.acceptedOn)
        default: []
        }
    }

    private func brokenOn(_ promise: PromiseFact) -> CalendarDate? {
        // Whether it was broken is decided on one day, the first after its grace, whatever is paid later.
        let grace = policy.promises.graceBusinessDays
        guard let decided = promise.decidedOn(graceBusinessDays: grace, calendar: calendar) else { return nil }
        return promise.brokenOn(payments: snapshot.payments, on: decided, terms: policy.promises, calendar: calendar)
    }

    /// What the steps that follow events come to on `day`, earliest event first.
    func eventCandidates(on day: CalendarDate, askable: [OpenReceivable], cycle: CycleKey?) -> [StepCandidate] {
        eventCandidates(answers: false, on: day, askable: askable, cycle: cycle)
    }

    /// What thanks, receipts and other answers come to on `day`: they ask for nothing, so that they go although the
    /// case sleeps for a reason that allows it, or although nothing is open any more.
    func answerCandidates(on day: CalendarDate, askable: [OpenReceivable], cycle: CycleKey?) -> [StepCandidate] {
        eventCandidates(answers: true, on: day, askable: askable, cycle: cycle)
    }

    private func eventCandidates(
        answers: Bool, on day: CalendarDate, askable: [OpenReceivable], cycle: CycleKey?
    ) -> [StepCandidate] {
        var found: [StepCandidate] = []
        for step in policy.steps where step.answersAnEvent == answers {
            guard case .event(let event, let hours) = step.anchor else { continue }
            // Thanks for the last payment are out of place when something is late again; a reminder of a promised day
            // is worth nothing behind it.
            if event == .paidInFull, cycle != nil { continue }
            for eventDay in eventDays(of: event, by: day)
            where day.days(since: eventDay) <= (event == .promiseReminder ? 1 : policy.rules.eventDays)
                && !snapshot.untold.contains(CaseEvent(kind: event, day: eventDay))
            {
                // What was kept, taken back or replaced needs no confirmation, nor what was to be paid by now.
                if event == .promise, openPromises(madeOn: eventDay, on: day).isEmpty { continue }
                let candidate = eventCandidate(
                    step, event: event, eventDay: eventDay, hours: hours, day: day, askable: askable, cycle: cycle)
                found.append(candidate)
            }
        }
        return found
    }

    private func eventCandidate(
        _ step: PolicyStep, event: PolicyEvent, eventDay: CalendarDate, hours: Int, day: CalendarDate,
        askable: [OpenReceivable], cycle: CycleKey?
    ) -> StepCandidate {
        let eventCycle = CycleKey(kind: .event, startedOn: eventDay)
        if !step.live { return .passedOver(PassedOverStep(step: step.key, because: .notLive)) }
        switch progress(of: step, in: eventCycle, on: day) {
        case .open: break
        case .done: return .done
        case .excused: return .passedOver(PassedOverStep(step: step.key, because: .excused))
        case .inDoubt: return .passedOver(PassedOverStep(step: step.key, because: .inDoubt))
        case .lapsed(let on): return .passedOver(PassedOverStep(step: step.key, because: .lapsed(on)))
        case .underWay(let until):
            if day > until { return .done }
            return .wait(
                StepWait(step: step.key, until: until.adding(days: 1), because: .stepUnderWay(step: step.key)))
        }
        let stopped = step.stoppedBy.first { stop in eventDays(of: stop, by: day).contains { $0 >= eventDay } }
        if let stopped { return .passedOver(PassedOverStep(step: step.key, because: .stopped(by: stopped))) }
        let call = snapshot.calls.filter { $0.day == eventDay && $0.asksForCallBack }
            .max { ($0.agreedCallBackOn?.daysSinceEpoch ?? 0) < ($1.agreedCallBackOn?.daysSinceEpoch ?? 0) }
        let agreement = agreement(to: event, on: eventDay, call: call)
        let agreedOn = agreement?.for
        let dueOn = agreedOn ?? eventDay.adding(days: (hours + 23) / 24)
        if day < dueOn {
            let reason: WaitReason = agreedOn == nil ? .beforeDue(dueOn) : .agreedCallBack
            return .wait(StepWait(step: step.key, until: dueOn, because: reason))
        }
        let late = askable.filter { $0.dueOn <= day }
        let context = ConditionContext(
            view: self, day: day, cycle: cycle, receivables: late.isEmpty ? askable : late, call: call)
        if let failing = context.firstFailing(of: step.onlyIf) {
            return .passedOver(PassedOverStep(step: step.key, because: .condition(failing.words)))
        }
        let due = DueStep(
            step: step, cycle: eventCycle, dueSince: dueOn, policyDay: clock(on: day)?.policyDay ?? 0,
            receivables: askable, agreedCallBackOn: agreedOn, agreedOn: agreement?.given)
        let candidate = candidate(due, context: context, on: day)
        if event == .promise, case .act(let decision) = candidate, decision.channel == .medium(.post),
            !openPromises(madeOn: eventDay, on: day).contains(where: { reachesByPost($0, mailedOn: day) })
        {
            return .passedOver(
                PassedOverStep(
                    step: step.key, because: .condition("a letter would arrive after the day that was promised")))
        }
        return candidate
    }

    /// Promises of one day that stand open on another, and whose own day has not passed: in the grace after it there is
    /// nothing left to confirm.
    private func openPromises(madeOn: CalendarDate, on day: CalendarDate) -> [PromiseFact] {
        snapshot.promises.filter { promise in
            promise.madeOn == madeOn && promise.dueOn >= day
                && promise.outcome(
                    payments: snapshot.payments, on: day, graceBusinessDays: policy.promises.graceBusinessDays,
                    calendar: calendar) == .open
        }
    }

    /// Whether a letter about a promise can be there by the day that was promised.
    private func reachesByPost(_ promise: PromiseFact, mailedOn day: CalendarDate) -> Bool {
        calendar.adding(businessDays: policy.rules.transitBusinessDays, to: day) <= promise.dueOn
    }

    /// The call the customer agreed to because of the event: for which day, and when they did.
    private func agreement(
        to event: PolicyEvent, on eventDay: CalendarDate, call: CallFact?
    ) -> (for: CalendarDate, given: CalendarDate)? {
        switch event {
        case .willLookIntoIt: return call.flatMap { call in call.agreedCallBackOn.map { ($0, call.day) } }
        case .promiseBroken:
            let agreed = snapshot.promises.filter { brokenOn($0) == eventDay }.compactMap { promise in
                promise.callBackOn.flatMap { $0 >= eventDay ? (for: $0, given: promise.madeOn) : nil }
            }
            return agreed.min { ($0.for, $0.given) < ($1.for, $1.given) }
        default: return nil
        }
    }
}

extension PolicyStep {
    /// Whether the step answers something that happened and asks for nothing new: a receipt, thanks, a reminder the
    /// customer wished for, the one call after a missed part of a plan.
    var answersAnEvent: Bool {
        guard case .event(let event, _) = anchor else { return false }
        switch event {
        case .promiseReminder, .planReminder, .planMissed: return true
        default: return !countsTowardCaps
        }
    }
}

extension CallFact {
    /// Whether it leads to another call: the customer looks into it, or agreed to be called back for whatever reason.
    fileprivate var asksForCallBack: Bool { willLookIntoIt || agreedCallBackOn != nil }
}
