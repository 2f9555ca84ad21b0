package import Receivables

/// What should happen next for one case, as seen on one day.
package struct TreatmentDecision: Hashable, Sendable {
    /// What to do.
    package enum Verdict: Hashable, Sendable {
        /// Plan this step today. The gate is still to be asked.
        case act(StepDecision)
        /// A step is due or the next one lies ahead, and this is what it waits for. `until` is the first day on which
        /// that reason no longer holds; another reason may hold then.
        case wait(step: String, until: CalendarDate, because: WaitReason)
        /// Nothing runs while this lasts; no end means that a new fact must come first.
        case asleep(until: CalendarDate?, because: SleepReason)
        /// There is nothing to do, and no day changes that.
        case nothing(because: NothingReason)
        /// Nobody can be reached: a person must look for an address.
        case locate(LocateNeed)
    }

    package let verdict: Verdict
    /// No decision on an earlier day could act unless a fact is added. The day itself when the verdict is to act.
    package let nextLookOn: CalendarDate
    /// The past-due cycle today belongs to; `nil` when nothing is past due.
    package let cycle: CycleKey?
    /// Days past due of the oldest unpaid, undisputed receivable; `nil` when there is none past due.
    package let daysPastDue: Int?
    /// The policy day; `nil` when `daysPastDue` is.
    package let policyDay: Int?
    /// Steps passed over, in ladder order, with the reason.
    package let passedOver: [PassedOverStep]
    /// Of a due step that waits: the channels it cannot go by, in order, and why.
    package let refusals: [ChannelRefusal]
    /// The step at which the ladder waits for a person's decision, whatever else goes that day; `nil` while it waits for
    /// none.
    package var decisionStep: String?
}

/// A step to be planned.
package struct StepDecision: Hashable, Sendable {
    package let step: String
    /// How it is carried out, after fallback.
    package let channel: StepChannel
    /// The template to render; `nil` for a step without words.
    package let template: String?
    package let tone: Tone
    package let firmness: Firmness
    package let cycle: CycleKey
    package let ordinal: Int
    /// First day on which the step was due by the policy.
    package let dueSince: CalendarDate
    /// The receivables the message is about, oldest first, disputed and held ones left out.
    package let receivables: [Identifier<Receivable>]
    /// Channels tried before this one, in order, and why each was passed over.
    package let fallbacks: [ChannelRefusal]
    /// Medium of a copy that goes with it, when the customer can be reached there.
    package let copy: ContactMedium?
    /// For a call: the last day of its window and the attempts that complete it.
    package let callWindow: CallWindow?
    /// The day the customer agreed to be called; the call is then free of the caps, not of the hours.
    package let agreedCallBackOn: CalendarDate?
}

/// Until when and how often a call is tried.
package struct CallWindow: Hashable, Sendable {
    /// Last business day of the window; the task lapses on the day after.
    package let lastDay: CalendarDate
    /// Attempts after which the step counts as done though nobody was reached.
    package let attempts: Int
}

/// A channel that was not taken.
package struct ChannelRefusal: Hashable, Sendable {
    package let channel: StepChannel
    package let because: Cause

    /// Why a channel was passed over.
    package enum Cause: Hashable, Sendable {
        /// State of the medium.
        case medium(MediumState)
        /// Only open from this policy day on.
        case notBefore(policyDay: Int)
        /// The customer did not agree to a call.
        case noAgreedCallBack
        /// The balance is too small for a call or a letter.
        case smallBalance
        /// A condition of the channel does not hold; in words.
        case condition(String)
    }
}

/// A step the ladder went past.
package struct PassedOverStep: Hashable, Sendable {
    package let step: String
    package let because: Cause

    /// Why it was passed over.
    package enum Cause: Hashable, Sendable {
        /// The step is in the policy and not live.
        case notLive
        /// Its conditions do not hold, in the order of the policy; the first that failed.
        case condition(String)
        /// No channel of the step reaches the customer.
        case unreachable([ChannelRefusal])
        /// A call nobody made within its window, which ended on that day.
        case lapsed(CalendarDate)
        /// Another step stood in for it.
        case replaced(by: String)
        /// Recorded as left out.
        case excused
        /// An event of this cycle stopped it.
        case stopped(by: PolicyEvent)
        /// Something of a later tone has gone already, and tone never steps back.
        case softerThanDone(step: String)
        /// Handed over with unknown outcome.
        case inDoubt
        /// What may be asked for is less than is worth asking for; it stands as a line on the next bill.
        case smallBalance
    }
}

/// Why a step does not go today.
package enum WaitReason: Hashable, Sendable {
    /// The policy day has not come.
    case notYetDue(policyDay: Int)
    /// A due day ahead of us decides.
    case beforeDue(CalendarDate)
    /// Messages keep a distance.
    case distanceBetweenMessages(days: Int)
    /// Enough messages and conversations in seven days.
    case messagesInSevenDays(Int)
    /// Enough call attempts in seven days.
    case callAttemptsInSevenDays(Int)
    /// No call so soon after a conversation.
    case afterConversation(days: Int)
    /// The day the customer agreed to.
    case agreedCallBack
    /// Post and calls leave on business days.
    case notBusinessDay
    /// Nothing firm in the quiet season.
    case quietSeason
    /// A firm step keeps its distance from the rung before it.
    case distanceAfterRung(step: String, days: Int)
    /// A firm step needs this rung done first.
    case rungBefore(step: String)
    /// Not enough call attempts on record.
    case callAttemptsNeeded(attempts: Int, days: Int)
    /// The step before is planned and not gone.
    case stepUnderWay(step: String)
    /// A fallback channel opens later.
    case fallbackOpens(channel: StepChannel, policyDay: Int)
    /// The declined automatic payment is given time.
    case autopayGrace(days: Int)
    /// The automatic payment is tried again on a day the customer was told.
    case autopayTry(on: CalendarDate)
    /// A person has not approved it.
    case approval
    /// The final letter leaves the customer until that day; what comes after it comes after that day.
    case lastDayNamed(CalendarDate)
}

/// Why a case sleeps.
package enum SleepReason: Hashable, Sendable {
    case hold(HoldReason)
    case promise(dueOn: CalendarDate)
    /// A plan accepted, first payment outstanding.
    case planProvisional
    case plan
    case tenantMuted
    /// Something that happened puts the ladder to sleep for a time.
    case event(PolicyEvent)
    /// A person decided to go on until that day.
    case decided(until: CalendarDate)
    /// All that is past due is disputed.
    case allDisputed
}

/// Why there is nothing to do.
package enum NothingReason: Hashable, Sendable {
    /// Nothing is open.
    case nothingOpen
    /// Every step of the policy is done or passed over.
    case ladderEnded
    /// No step of the policy concerns the case as it stands.
    case noStepApplies
    /// What may be asked for is below the limit: no call and no letter, it is carried on the next bill.
    case balanceTooSmall(Money, below: Money)
    /// Old, and below what is worth placing: to close it is proposed to a person.
    case writeOffProposed(Money, below: Money)
}

/// What a locate task is for.
package struct LocateNeed: Hashable, Sendable {
    /// The step that could not go; the task is one per case and cycle.
    package let step: String
    package let cycle: CycleKey
    /// Every channel tried and why it was passed over.
    package let refusals: [ChannelRefusal]
}
