package import Receivables

extension TreatmentDecision {
    /// The reason in one plain English sentence, with dates; holds no personal data.
    package var words: String {
        guard let skipped = skippedInWords else { return verdictInWords }
        return "\(verdictInWords); \(skipped)"
    }

    /// Due steps that reach nobody or are too small to ask for, while something else is waited for or nothing is left.
    private var skippedInWords: String? {
        switch verdict {
        case .nothing: break
        case .wait(_, _, let because): guard because.isAhead else { return nil }
        case .act, .asleep, .locate: return nil
        }
        if passedOver.contains(where: { $0.because == .smallBalance }) {
            if case .nothing = verdict { return nil }
            return "the ladder rests: the balance is too small for a call or a letter and is carried on the next bill"
        }
        let skipped = passedOver.filter { passed in
            switch passed.because {
            case .unreachable: true
            case .condition(let condition): condition.hasPrefix(PolicyCondition.balanceWord)
            default: false
            }
        }
        return skipped.isEmpty ? nil : "passed over: " + skipped.map(\.words).joined(separator: "; ")
    }

    private var verdictInWords: String {
        switch verdict {
        case .act(let step): step.words
        case .wait(let step, let until, let because):
            because.isAhead
                ? "\(step) is next, \(because.words), on \(until.plain)"
                : "\(step) is due; waits until \(until.plain): \(because.words)"
                    + (refusals.isEmpty ? "" : "; not by " + refusals.map(\.words).joined(separator: ", nor by "))
        case .asleep(let until, let because):
            "asleep\(until.map { " until \($0.plain)" } ?? " until released"): \(because.words)"
        case .nothing(let because): because.words
        case .locate(let need):
            "\(need.step) reaches nobody: "
                + need.refusals.map(\.words).joined(separator: ", ") + "; an address has to be found"
        }
    }
}

extension StepDecision {
    /// `statement by email, due since 3 Jul 2026`.
    package var words: String {
        var text = "\(step) by \(channel.word), due since \(dueSince.plain)"
        if let agreedCallBackOn { text += "; call agreed for \(agreedCallBackOn.plain)" }
        if !fallbacks.isEmpty { text += "; not by " + fallbacks.map(\.words).joined(separator: ", nor by ") }
        if let callWindow { text += "; to be made by \(callWindow.lastDay.plain)" }
        return text
    }
}

extension PassedOverStep {
    /// `first-call: nobody called by 10 Jul 2026`.
    package var words: String {
        switch because {
        case .notLive: "\(step): not live"
        case .condition(let condition): "\(step): only if \(condition)"
        case .unreachable(let refusals):
            "\(step): reaches nobody (" + refusals.map(\.words).joined(separator: ", ") + ")"
        case .lapsed(let day): "\(step): not made by \(day.plain)"
        case .replaced(let other): "\(step): \(other) went instead"
        case .excused: "\(step): left out, as recorded"
        case .inDoubt: "\(step): handed over, outcome unknown"
        case .smallBalance: "\(step): balance too small"
        case .stopped(let event): "\(step): stopped by \(event.rawValue)"
        case .softerThanDone(let other): "\(step): softer than \(other), which has gone"
        }
    }
}

extension ChannelRefusal {
    /// `email (bounced)`.
    package var words: String {
        switch because {
        case .medium(.noAddress): "\(channel.word) (no address)"
        case .medium(.optedOut): "\(channel.word) (opted out)"
        case .medium(.bad): "\(channel.word) (address is bad)"
        case .medium(.noConsent): "\(channel.word) (no consent)"
        case .medium(.notLive): "\(channel.word) (not switched on)"
        case .medium(.usable): channel.word
        case .notBefore(let policyDay): "\(channel.word) (not before policy day \(policyDay))"
        case .noAgreedCallBack: "\(channel.word) (no call agreed for the day)"
        case .smallBalance: "\(channel.word) (balance too small)"
        case .condition(let words): "\(channel.word) (only if \(words))"
        }
    }
}

extension WaitReason {
    /// Why, as it stands after a colon.
    package var words: String {
        switch self {
        case .notYetDue(let policyDay): "due on policy day \(policyDay)"
        case .beforeDue: "whose day comes"
        case .distanceBetweenMessages(let days): days == 1 ? "one contact a day" : "\(days) days between messages"
        case .messagesInSevenDays(let count): "at most \(count) messages or conversations in 7 days"
        case .callAttemptsInSevenDays(let count): "at most \(count) call attempts in 7 days"
        case .afterConversation(let days): "no call for \(days) days after a conversation unless one was agreed"
        case .agreedCallBack: "the customer agreed to a call that day"
        case .notBusinessDay: "post and calls go on business days"
        case .quietSeason: "nothing firm in the quiet season"
        case .distanceAfterRung(let step, let days): "\(days) days after \(step)"
        case .rungBefore(let step): "\(step) has to be done first"
        case .callAttemptsNeeded(let attempts, let days): "needs \(attempts) call attempts on \(days) days"
        case .stepUnderWay(let step): "\(step) is under way"
        case .fallbackOpens(let channel, let policyDay): "\(channel.word) opens on policy day \(policyDay)"
        case .autopayGrace(let days): "\(days) days for the automatic payment"
        case .autopayTry(let on): "the automatic payment is tried again on \(on.plain)"
        case .approval: "a person has to approve it"
        case .lastDayNamed(let last): "the final letter names \(last.plain) as the last day to pay or to agree how"
        }
    }
}

extension SleepReason {
    /// Why, as it stands after a colon.
    package var words: String {
        switch self {
        case .hold(let reason): "hold for \(reason.rawValue)"
        case .promise(let dueOn): "promise to pay by \(dueOn.plain)"
        case .planProvisional: "plan accepted, first payment awaited"
        case .plan: "plan running"
        case .tenantMuted: "the tenant is muted"
        case .event(let event): "after \(event.rawValue)"
        case .decided(let until): "a person decided to go on until \(until.plain)"
        case .allDisputed: "all that is open is disputed"
        }
    }
}

extension NothingReason {
    /// The whole sentence.
    package var words: String {
        switch self {
        case .nothingOpen: "nothing is open"
        case .ladderEnded: "every step of the policy is done or passed over"
        case .noStepApplies: "no step of the policy concerns the case as it stands"
        case .balanceTooSmall(let balance, let limit):
            "the balance of \(balance) is under \(limit): no call and no letter, it is carried on the next bill"
        case .writeOffProposed(let balance, let limit):
            "the balance of \(balance) is under \(limit) after \(NinetyDayLine.days) days: "
                + "to write it off is proposed, and a person decides"
        }
    }
}

extension CalendarDate {
    /// `3 Jul 2026`.
    package var plain: String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(parts.day) \(names[parts.month - 1]) \(parts.year)"
    }
}
