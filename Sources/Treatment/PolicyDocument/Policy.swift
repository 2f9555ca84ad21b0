package import Receivables

/// One version of how a business treats what is late: the whole ladder, its bounds and its terms.
///
/// Made by `PolicyDocument.parse`. Two policies are equal when they say the same, whatever their layout and comments.
package struct Policy: Hashable, Sendable {
    /// Stable name within a business, such as `residential`.
    package let key: String
    /// What people call it.
    package let title: String
    /// The title in Spanish; `nil` where the business has only one.
    package let titleInSpanish: String?
    package let kind: PolicyKind
    /// Languages every template must exist in.
    package let languages: [Language]
    package let rules: LadderRules
    package let promises: PromiseTerms
    package let plans: PlanTerms
    package let fees: FeeTerms
    package let decision: DecisionTerms
    package let allowances: Allowances
    /// Effects of the events of starter policies §1.4; an event that is not named has no effect.
    package let events: [PolicyEvent: EventEffect]
    /// In ladder order. Keys are unique.
    package let steps: [PolicyStep]

    /// The step of that key.
    package func step(_ key: String) -> PolicyStep? { steps.first { $0.key == key } }
}

/// Which kind of customer and billing a policy is written for.
package enum PolicyKind: String, CaseIterable, Hashable, Sendable {
    case residential
    case commercial
    case oneOff = "one-off"
}

/// The rules all steps share. Source: starter policies §1.2 and §6.
package struct LadderRules: Hashable, Sendable {
    /// Days between two outbound messages.
    package var daysBetweenMessages = 2
    /// Messages and conversations of any channel within seven days.
    package var messagesInSevenDays = 2
    /// Call attempts within seven days.
    package var callAttemptsInSevenDays = 3
    /// Voicemails within seven days.
    package var voicemailsInSevenDays = 1
    /// Days without a call after a conversation, unless one was agreed.
    package var daysAfterConversation = 7
    /// Days between a firm step and the rung before it.
    package var daysBetweenRungs = 5
    /// Days in which a bounce may still come; only then an e-mail counts as done for a firm step.
    package var bounceDays = 3
    /// Business days a letter travels after its confirmed mailing.
    package var transitBusinessDays = 5
    /// Business days after which payments on file are too old to write on.
    package var freshDataBusinessDays = 3
    /// Call tasks a day; the rest wait by value at stake.
    package var callsPerDay = 20
    /// Days after which an event, such as a declined payment, no longer starts its step.
    package var eventDays = 14
    /// Days a planned message may take to leave before the ladder goes on without it.
    package var plannedDays = 7
    package var smallBalance = SmallBalance()
    package var quietSeason: QuietSeason? = QuietSeason()
    /// Media that leave on business days only.
    package var businessDayMedia: Set<ContactMedium> = [.post, .telephone]
    package var catchUp = CatchUp.softestRung

    package init() {}
}

/// Balances too small for some steps. In minor units of the case's currency; compared with `below`.
package struct SmallBalance: Hashable, Sendable {
    /// Below this nothing is asked for: it is carried on the next bill.
    package var remind: Int64 = 15_00
    /// Below this no letter.
    package var letter: Int64 = 15_00
    /// Below this no call.
    package var call: Int64 = 15_00
    /// Below this write-off is proposed instead of placement.
    package var placement: Int64 = 50_00

    package init() {}
}

/// Days of the year on which nothing firm leaves, both ends included; may span the turn of the year.
package struct QuietSeason: Hashable, Sendable {
    package var fromMonth = 12
    package var fromDay = 20
    package var toMonth = 1
    package var toDay = 2

    package init() {}

    /// Whether `day` lies in the season.
    package func contains(_ day: CalendarDate) -> Bool {
        let at = (day.parts.month, day.parts.day)
        let (from, to) = ((fromMonth, fromDay), (toMonth, toDay))
        return from <= to ? at >= from && at <= to : at >= from || at <= to
    }
}

/// Where a backlog enters the ladder.
package enum CatchUp: String, CaseIterable, Hashable, Sendable {
    /// At the softest rung that has not been done; nothing is skipped.
    case softestRung = "softest-rung"
}

/// Promises to pay. Source: starter policies §1.4 and §6.
package struct PromiseTerms: Hashable, Sendable {
    /// Days ahead a promise may lie.
    package var daysMax = 14
    /// Days all promises of a cycle may take together.
    package var daysTogetherMax = 21
    /// Broken promises in a cycle after which only a manager may accept another.
    package var brokenMax = 2
    /// Business days after the date before a promise counts as broken.
    package var graceBusinessDays = 2

    package init() {}
}

/// Payment plans. Source: starter policies §1.4.
package struct PlanTerms: Hashable, Sendable {
    /// Days the ladder sleeps after acceptance while the first payment is awaited.
    package var provisionalDays = 7
    /// Days after a missed part before the plan is broken.
    package var graceDays = 5
    /// Days a plan offer stands.
    package var offerDays = 10

    package init() {}
}

/// The late fee. Source: starter policies §6.
package struct FeeTerms: Hashable, Sendable {
    /// The fee on each named receivable, once, in minor units; `nil` for none.
    package var amountMinor: Int64?
    /// Business days of transit after the confirmed mailing.
    package var transitBusinessDays = 5
    /// Days after the expected arrival before the fee may begin.
    package var daysAfterArrival = 10

    package init() {}
}

/// What a person decides, and when it is laid before them.
package struct DecisionTerms: Hashable, Sendable {
    /// Policy day of the decision sheet.
    package var day = 72
    /// Policy day the final letter names as the last one to pay or arrange; `nil` for that of the decision itself.
    package var lastDay: Int?
    /// Days from the arrival of a withdrawal notice to the withdrawal.
    package var noticeDays = 10
    /// The same where service guards life.
    package var lifeSafetyNoticeDays = 30

    package init() {}
}

/// Who may grant what alone. Source: starter policies §2.4.
package struct Allowances: Hashable, Sendable {
    package var collector = Allowance(
        promiseDays: 14, planParts: 3, planDays: 60, feeWaiver: .firstInTwelveMonths, dueDateMovesPerYear: 1)
    package var manager = Allowance(
        promiseDays: 30, planParts: 6, planDays: 180, feeWaiver: .cycle, dueDateMovesPerYear: 1, creditMonths: 1,
        promisesBeyondMax: 1)
    package var owner = Allowance(
        promiseDays: 30, planParts: 36, planDays: 1_095, feeWaiver: .any, dueDateMovesPerYear: 12, creditMonths: 12,
        promisesBeyondMax: 12, settlement: true, pauseOfService: true, writeOff: true)

    package init() {}
}

/// What one role may grant without asking.
package struct Allowance: Hashable, Sendable {
    /// How much of the late fees may be waived.
    package enum FeeWaiver: String, CaseIterable, Hashable, Sendable {
        case none
        case firstInTwelveMonths = "first-in-12-months"
        case cycle
        case any
    }

    package var promiseDays: Int
    package var planParts: Int
    package var planDays: Int
    package var feeWaiver: FeeWaiver
    package var dueDateMovesPerYear: Int
    package var creditMonths = 0
    /// Promises accepted after the broken ones reached their limit.
    package var promisesBeyondMax = 0
    package var settlement = false
    package var pauseOfService = false
    package var writeOff = false
}
