import Receivables

/// What one step comes to on one day.
enum StepCandidate {
    case act(StepDecision)
    /// It is due, or will be, and waits.
    case wait(StepWait)
    case locate(LocateNeed)
    case passedOver(PassedOverStep)
    /// Done, or of no concern.
    case done
}

/// A step that waits.
struct StepWait {
    let step: String
    /// First day on which this reason no longer holds; far ahead when only a fact ends it.
    let until: CalendarDate
    let because: WaitReason
    /// Channels the step cannot go by, in order, and why.
    var refusals: [ChannelRefusal] = []
    /// Whether its conditions will not hold on that day, as far as is known: it is not told as what comes next.
    var mayNotApply = false
}

/// A step that is due, with what it would be about.
struct DueStep {
    let step: PolicyStep
    let cycle: CycleKey
    let dueSince: CalendarDate
    /// The policy day, or for what is not past due the days until then as a negative number.
    let policyDay: Int
    let receivables: [OpenReceivable]
    var agreedCallBackOn: CalendarDate?
    /// The day the customer agreed to the call: it is free of the caps for seven days from then.
    var agreedOn: CalendarDate?
}

extension CaseView {
    /// Days ahead that stand for "not before something new is known"; a case is looked at again then all the same.
    static let horizonDays = 31

    /// Chooses the channel of a due step and asks whether it may leave today.
    func candidate(_ due: DueStep, context: ConditionContext, on day: CalendarDate) -> StepCandidate {
        let step = due.step
        let hasAgreement = due.agreedCallBackOn == day
        switch ChannelSelection(
            for: step, in: context, policyDay: due.policyDay, hasAgreement: hasAgreement)
        {
        case .later(let channel, let policyDay, let refusals):
            let until = day.adding(days: max(1, policyDay - due.policyDay))
            return .wait(
                StepWait(
                    step: step.key, until: until, because: .fallbackOpens(channel: channel, policyDay: policyDay),
                    refusals: refusals))
        case .unreachable(let refusals):
            let anyUsable = snapshot.customer.media.values.contains(.usable)
            if step.firmness == .firm || (!anyUsable && step.countsTowardCaps) {
                return .locate(LocateNeed(step: step.key, cycle: due.cycle, refusals: refusals))
            }
            return .passedOver(PassedOverStep(step: step.key, because: .unreachable(refusals)))
        case .chosen(let choice, let refusals):
            return candidate(due, through: choice, after: refusals, hasAgreement: hasAgreement, on: day)
        }
    }

    private func candidate(
        _ due: DueStep, through choice: ChannelChoice, after refusals: [ChannelRefusal], hasAgreement: Bool,
        on day: CalendarDate
    ) -> StepCandidate {
        let step = due.step
        let isFresh = due.agreedOn.map { day.days(since: $0) <= CaseSnapshot.agreedCallDays } ?? true
        let agreed = hasAgreement && isFresh && choice.channel.medium == .telephone
        if let medium = choice.channel.medium, !agreed {
            let spacing = ContactSpacing(self, on: day)
            if let (until, reason) = spacing.obstacle(
                to: medium, counts: step.countsTowardCaps, firmness: step.firmness)
            {
                return .wait(StepWait(step: step.key, until: until, because: reason, refusals: refusals))
            }
        }
        if step.firmness == .firm, choice.channel.medium == nil, choice.channel != .decision,
            let end = ContactSpacing(self, on: day).quietSeasonEnd
        {
            return .wait(StepWait(step: step.key, until: end, because: .quietSeason, refusals: refusals))
        }
        var window: CallWindow?
        if choice.channel == .medium(.telephone), let terms = step.window {
            let task = CallTask(plannedOn: day, terms: terms, calendar: calendar)
            window = CallWindow(lastDay: task.lastDay, attempts: terms.attempts)
        }
        let copyState = step.copy.flatMap { snapshot.customer.media[$0] }
        return .act(
            StepDecision(
                step: step.key, channel: choice.channel, template: choice.template ?? step.template, tone: step.tone,
                firmness: step.firmness, cycle: due.cycle,
                ordinal: nextOrdinal(of: step.key, in: due.cycle, on: day), dueSince: min(due.dueSince, day),
                receivables: due.receivables.map(\.id), fallbacks: refusals,
                copy: copyState == .usable ? step.copy : nil, callWindow: window,
                agreedCallBackOn: agreed ? due.agreedCallBackOn : nil))
    }
}
