package import Receivables

/// Everything a decision needs to know about one case: dated facts, nothing counted or concluded beforehand.
///
/// The order of the lists does not matter. Facts dated after the day of the decision are allowed and are taken as not
/// known yet, except an agreed call-back, the end of a hold and a due date, which lie ahead by nature.
package struct CaseSnapshot: Hashable, Sendable {
    /// What is open, disputed parts included. Receivables settled in full are not listed here.
    package var receivables: [OpenReceivable]
    /// When receivables that are settled now were past due. Needed to tell which cycle today belongs to, so list those
    /// settled after the oldest open due date and whatever chains on to them; listing all is always right.
    package var settledPastDue: [DayInterval]
    package var customer: CustomerFacts
    /// What was planned, sent, lapsed or excused under the policy, in every cycle of the case.
    package var steps: [StepRecord]
    /// What the process before Dunwell already sent; each counts as done in the cycle its day falls in.
    package var priorSteps: [PriorStep]
    /// Messages to this customer outside the policy's steps, those of other cases of the same person included.
    package var otherMessages: [MessageFact]
    /// Calls with their disposition, whichever step or person they came from.
    package var calls: [CallFact]
    package var holds: [HoldFact]
    package var promises: [PromiseFact]
    package var plans: [PlanFact]
    /// Payments that count for promises, reversed ones left out.
    package var payments: [PaymentFact]
    /// The last day on which money arrived that stayed, promised or not; `nil` when none is known.
    package var lastPaidOn: CalendarDate?
    /// What happened to the case on a day.
    package var events: [CaseEvent]
    /// Events about which nothing is said any more: what they began was over, or another took its place, before their
    /// message left. They go on stopping steps.
    package var untold: Set<CaseEvent> = []
    /// Tries of the automatic payment told beforehand.
    package var announcedTries: [AnnouncedTry] = []
    /// Days on which the tenant was muted.
    package var tenantMuted: [DayInterval]
    /// The withdrawal moment of the notice in force; `nil` when none is out.
    package var withdrawalOn: CalendarDate?
    /// Letters that named a fee, its day and its items, whatever became of them.
    package var feeNotices: [FeeNotice]
    /// What the customer said for a reason, however and whenever in the life of the case.
    package var reasons: [ReasonFact]
    /// What persons decided on the sheets laid before them; the latest of a cycle counts.
    package var decisions: [DecisionFact]
    /// The day a write-off or a settlement was undone, while nobody has decided anew; `nil` when none was.
    package var reopenedOn: CalendarDate?

    /// A case with receivables and a customer, and no history yet.
    package init(receivables: [OpenReceivable], customer: CustomerFacts) {
        self.receivables = receivables
        self.customer = customer
        settledPastDue = []
        steps = []
        priorSteps = []
        otherMessages = []
        calls = []
        holds = []
        promises = []
        plans = []
        payments = []
        events = []
        tenantMuted = []
        withdrawalOn = nil
        feeNotices = []
        reasons = []
        decisions = []
    }
}

/// One receivable with something open.
package struct OpenReceivable: Hashable, Sendable {
    package let id: Identifier<Receivable>
    package let billedOn: CalendarDate
    package let dueOn: CalendarDate
    /// What is owed now, the disputed part included.
    package let open: Money
    /// The part of `open` the customer questions; it is out of every message and every clock.
    package let disputed: Money
    /// The tenant's word for the service billed, compared with `service-kind` conditions; empty when not known.
    package let serviceKind: String

    package init(
        id: Identifier<Receivable>, billedOn: CalendarDate, dueOn: CalendarDate, open: Money, disputed: Money,
        serviceKind: String = ""
    ) {
        self.id = id
        self.billedOn = billedOn
        self.dueOn = dueOn
        self.open = open
        self.disputed = disputed
        self.serviceKind = serviceKind
    }

    /// What may be asked for: never negative, nothing when all of it is disputed.
    package var undisputed: Money {
        Money(minorUnits: max(0, open.minorUnits - max(0, disputed.minorUnits)), currency: open.currency)
    }
}

/// A failed automatic payment that is tried again on a day told beforehand.
package struct AnnouncedTry: Hashable, Sendable {
    /// The day it failed, from which on the next try was known.
    package let failedOn: CalendarDate
    package let tryOn: CalendarDate
    /// What is tried; what was paid or failed once more since is not listed.
    package let receivables: Set<Identifier<Receivable>>

    package init(failedOn: CalendarDate, tryOn: CalendarDate, receivables: Set<Identifier<Receivable>>) {
        self.failedOn = failedOn
        self.tryOn = tryOn
        self.receivables = receivables
    }
}

/// Which receivables a hold, promise or plan covers.
package enum CaseScope: Hashable, Sendable {
    /// The case as a whole: it sleeps.
    case wholeCase
    /// Only these; the case sleeps when nothing else is past due.
    case receivables(Set<Identifier<Receivable>>)
}

/// A dated reason why nothing may be sent.
package struct HoldFact: Hashable, Sendable {
    package let reason: HoldReason
    package let scope: CaseScope
    /// First day held, and the first day no longer held.
    package let days: DayInterval

    package init(reason: HoldReason, scope: CaseScope, days: DayInterval) {
        self.reason = reason
        self.scope = scope
        self.days = days
    }
}

/// A plan the customer accepted. It sleeps the case provisionally, and fully from its first payment on.
package struct PlanFact: Hashable, Sendable {
    package let scope: CaseScope
    package let acceptedOn: CalendarDate
    package let firstPaidOn: CalendarDate?
    /// The day it was completed, or broken after its grace; `nil` while it runs. May lie ahead: the day it will be
    /// broken unless more is paid.
    package let endedOn: CalendarDate?
    /// Days the ladder waits for the first payment; `nil` for the policy's.
    package let provisionalDays: Int?

    package init(
        scope: CaseScope, acceptedOn: CalendarDate, firstPaidOn: CalendarDate?, endedOn: CalendarDate?,
        provisionalDays: Int? = nil
    ) {
        self.scope = scope
        self.acceptedOn = acceptedOn
        self.firstPaidOn = firstPaidOn
        self.endedOn = endedOn
        self.provisionalDays = provisionalDays
    }

    /// Days on which it holds what it covers while the first payment is awaited, and once it was made.
    package func holds(_ terms: PlanTerms) -> (provisional: DayInterval, full: DayInterval?) {
        let waited = acceptedOn.adding(days: provisionalDays ?? terms.provisionalDays)
        let ends = [waited, firstPaidOn, endedOn].compactMap { $0 }
        return (
            DayInterval(from: acceptedOn, until: ends.min()),
            firstPaidOn.map { DayInterval(from: $0, until: endedOn) }
        )
    }
}

/// What was decided about a case, and by whom. Without one nothing happens.
package struct DecisionFact: Hashable, Sendable {
    package let path: DecisionPath
    package let decidedOn: CalendarDate
    /// Who approved it.
    package let approvedBy: Set<ApprovalRole>
    /// The day on which it is asked about again; `nil` for never. To go on until then puts the ladder to sleep.
    package let until: CalendarDate?

    package init(
        path: DecisionPath, decidedOn: CalendarDate, approvedBy: Set<ApprovalRole>, until: CalendarDate? = nil
    ) {
        self.path = path
        self.decidedOn = decidedOn
        self.approvedBy = approvedBy
        self.until = until
    }
}

/// Why the customer has not paid, as they said on a day.
package struct ReasonFact: Hashable, Sendable {
    package let reason: NonpaymentReason
    package let saidOn: CalendarDate

    package init(reason: NonpaymentReason, saidOn: CalendarDate) {
        self.reason = reason
        self.saidOn = saidOn
    }
}

/// Something §1.4 of the starter policies gives an effect to, on its day.
package struct CaseEvent: Hashable, Sendable {
    package let kind: PolicyEvent
    package let day: CalendarDate

    package init(kind: PolicyEvent, day: CalendarDate) {
        self.kind = kind
        self.day = day
    }
}
