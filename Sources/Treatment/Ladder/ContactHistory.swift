package import Receivables

/// What became of one step of one cycle.
package struct StepRecord: Hashable, Sendable {
    package let step: String
    package let cycle: CycleKey
    /// 1 for the first; a resend after a return, or by a person's wish, is the next.
    package let ordinal: Int
    /// `nil` for a step that reaches nobody, such as a fee or a decision.
    package let medium: ContactMedium?
    package let state: StepState
    /// The day of the decision that planned it.
    package let plannedOn: CalendarDate
    /// The day it was gone: accepted by the relay, or the batch confirmed mailed; `nil` until then.
    package let goneOn: CalendarDate?
    /// How it sounded; counts whatever the policy of today says of the step. `nil` when not known.
    package let tone: Tone?
    /// The words it was written from; another version of the policy may call a step with the same words otherwise. `nil`
    /// when not known.
    package let template: String?
    /// The last day it names to pay or to agree how; `nil` when it names none, and when that is not known.
    package let namesDay: CalendarDate?

    package init(
        step: String, cycle: CycleKey, ordinal: Int, medium: ContactMedium?, state: StepState,
        plannedOn: CalendarDate, goneOn: CalendarDate?, tone: Tone? = nil, template: String? = nil,
        namesDay: CalendarDate? = nil
    ) {
        self.step = step
        self.cycle = cycle
        self.ordinal = ordinal
        self.medium = medium
        self.state = state
        self.plannedOn = plannedOn
        self.goneOn = goneOn
        self.tone = tone
        self.template = template
        self.namesDay = namesDay
    }
}

/// Where a planned step stands. Whether a call is attempted often enough or has lapsed is computed from the calls.
package enum StepState: String, CaseIterable, Hashable, Sendable {
    /// Planned and not gone yet; a call task nobody has closed.
    case planned
    /// Handed over with an unknown outcome: never repeated by itself, never taken as done.
    case inDoubt = "in-doubt"
    /// Gone, or for a task: done.
    case sent
    /// Not made within its window.
    case lapsed
    /// Left out for a reason that is recorded: no address, a hold's rule, an opted-out channel.
    case excused
    /// Bounced or came back: counts as not given.
    case returned
    /// Certainly never left: refused by the gate or by the channel. Counts as if it had not been planned.
    case cancelled
}

/// A step the process before Dunwell already took.
package struct PriorStep: Hashable, Sendable {
    package let step: String
    package let day: CalendarDate

    package init(step: String, day: CalendarDate) {
        self.step = step
        self.day = day
    }
}

/// A message outside the policy's steps.
package struct MessageFact: Hashable, Sendable {
    package let day: CalendarDate
    package let medium: ContactMedium
    /// `false` for receipts, answers and whatever else the caps leave out.
    package let counts: Bool

    package init(day: CalendarDate, medium: ContactMedium, counts: Bool) {
        self.day = day
        self.medium = medium
        self.counts = counts
    }
}

/// One call and what came of it.
package struct CallFact: Hashable, Sendable {
    package let day: CalendarDate
    /// The step it was made for; `nil` for a call of the customer's or one made by hand.
    package let step: String?
    package let disposition: CallDisposition
    /// The day the customer agreed to be called back; at most seven days ahead.
    package let agreedCallBackOn: CalendarDate?
    /// The customer said "I will look into it".
    package let willLookIntoIt: Bool
    /// Whether the customer had agreed to this very call, which frees it from the caps.
    package let wasAgreed: Bool
    /// Whether the business called. A call of the customer's is a conversation and no attempt to reach anybody.
    package let isOutbound: Bool

    package init(
        day: CalendarDate, step: String?, disposition: CallDisposition, agreedCallBackOn: CalendarDate? = nil,
        willLookIntoIt: Bool = false, wasAgreed: Bool = false, isOutbound: Bool = true
    ) {
        self.isOutbound = isOutbound
        self.day = day
        self.step = step
        self.disposition = disposition
        self.agreedCallBackOn = agreedCallBackOn
        self.willLookIntoIt = willLookIntoIt
        self.wasAgreed = wasAgreed
    }

    /// Whether the call counts as an attempt to reach the customer. Source: 12 CFR 1006.14(b)(3).
    package var isAttempt: Bool {
        switch disposition {
        case .noAnswer, .leftVoicemail, .spoke, .someoneElse: isOutbound
        case .busy, .outOfService, .wrongNumber: false
        }
    }
}
