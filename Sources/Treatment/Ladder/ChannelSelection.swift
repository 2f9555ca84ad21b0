import Receivables

/// Which channel of a step reaches the customer today.
enum ChannelSelection {
    case chosen(ChannelChoice, passedOver: [ChannelRefusal])
    /// A channel opens on a later policy day; the others, each with why it cannot be taken now.
    case later(channel: StepChannel, policyDay: Int, passedOver: [ChannelRefusal])
    /// None does, and no day changes that.
    case unreachable([ChannelRefusal])

    /// Tries the channels of `step` in order. A channel that opens later is waited for only when no other can be taken
    /// now.
    init(for step: PolicyStep, in context: ConditionContext, policyDay: Int, hasAgreement: Bool) {
        var refusals: [ChannelRefusal] = []
        var opensLater: (StepChannel, Int)?
        for choice in step.channels {
            if let cause = Self.refusal(of: choice, step: step, context: context, hasAgreement: hasAgreement) {
                refusals.append(ChannelRefusal(channel: choice.channel, because: cause))
            } else if let from = choice.from, policyDay < from {
                opensLater = opensLater ?? (choice.channel, from)
                refusals.append(ChannelRefusal(channel: choice.channel, because: .notBefore(policyDay: from)))
            } else {
                self = .chosen(choice, passedOver: refusals)
                return
            }
        }
        if let opensLater {
            self = .later(
                channel: opensLater.0, policyDay: opensLater.1,
                passedOver: refusals.filter { $0.channel != opensLater.0 })
        } else {
            self = .unreachable(refusals)
        }
    }

    private static func refusal(
        of choice: ChannelChoice, step: PolicyStep, context: ConditionContext, hasAgreement: Bool
    ) -> ChannelRefusal.Cause? {
        if let medium = choice.channel.medium {
            let state = context.view.snapshot.customer.media[medium] ?? .noAddress
            if state != .usable { return .medium(state) }
            let small = context.view.policy.rules.smallBalance
            // Thanks and receipts ask for nothing, so that no balance is too small for them.
            let asks = !step.answersAnEvent
            if asks, medium == .telephone, context.balanceMinor < small.call { return .smallBalance }
            if asks, medium == .post, context.balanceMinor < small.letter { return .smallBalance }
        }
        if choice.needsAgreement, !hasAgreement { return .noAgreedCallBack }
        return context.firstFailing(of: choice.onlyIf).map { .condition($0.words) }
    }
}
