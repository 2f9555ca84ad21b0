import Receivables
import Treatment

extension TreatmentDecision.Verdict {
    /// The first day on which the reason to rest no longer holds; `nil` when only a new fact ends it.
    var endsOn: CalendarDate? {
        switch self {
        case .wait(_, let until, let because): because.endsByItself ? until : nil
        case .asleep(let until, _): until
        case .act, .nothing, .locate: nil
        }
    }

    /// Where the reason to rest is written down: a field of the policy, with the law it follows where there is one.
    var source: String {
        switch self {
        case .wait(let step, _, let because):
            because.field.map { "policy, rules: \($0)" } ?? "policy, step \(step)"
        case .locate(let need): "policy, step \(need.step)"
        case .act, .asleep, .nothing: ""
        }
    }
}

extension WaitReason {
    fileprivate var endsByItself: Bool {
        switch self {
        case .rungBefore, .callAttemptsNeeded, .approval: false
        default: true
        }
    }

    /// The field of the policy's rules; `nil` when the step itself says so.
    fileprivate var field: String? {
        switch self {
        case .distanceBetweenMessages: "days-between-messages"
        case .messagesInSevenDays: "messages-in-7-days"
        case .callAttemptsInSevenDays: "call-attempts-in-7-days"
        case .afterConversation: "days-after-conversation; 12 CFR 1006.14(b)(2)(i)(B)"
        case .notBusinessDay: "business-days-for"
        case .quietSeason: "quiet-season"
        case .distanceAfterRung: "days-between-rungs"
        case .notYetDue, .beforeDue, .agreedCallBack, .rungBefore, .callAttemptsNeeded, .stepUnderWay, .fallbackOpens,
            .autopayGrace, .autopayTry, .approval, .lastDayNamed:
            nil
        }
    }
}
