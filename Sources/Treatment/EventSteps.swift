import Receivables

extension CaseView {
    /// Days of an event known by `day`, earliest first. Conversations count as events where they say so.
    func eventDays(of event: PolicyEvent, by day: CalendarDate) -> [CalendarDate] {
        var days = snapshot.events.filter { $0.kind == event && $0.day <= day }.map(\.day)
        if event == .willLookIntoIt {
            days += snapshot.calls.filter { $0.asksForCallBack && $0.day <= day }.map(\.day)
        }
        return Set(days).sorted()
    }

    /// What the steps that follow events come to on `day`, earliest event first.
    func eventCandidates(on day: CalendarDate, askable: [OpenReceivable], cycle: CycleKey?) -> [StepCandidate] {
        var found: [StepCandidate] = []
        for step in policy.steps {
            guard case .event(let event, let hours) = step.anchor else { continue }
            for eventDay in eventDays(of: event, by: day)
            where day.days(since: eventDay) <= policy.rules.eventDays {
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
        let agreedOn = event == .willLookIntoIt ? call?.agreedCallBackOn : nil
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
            receivables: askable, agreedCallBackOn: agreedOn)
        return candidate(due, context: context, on: day)
    }
}

extension CallFact {
    /// Whether it leads to another call: the customer looks into it, or agreed to be called back for whatever reason.
    fileprivate var asksForCallBack: Bool { willLookIntoIt || agreedCallBackOn != nil }
}
