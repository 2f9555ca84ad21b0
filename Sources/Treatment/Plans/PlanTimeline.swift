package import Receivables

/// What happened to a plan, and what will unless more is paid: computed from what was agreed and what moved.
///
/// | from | to | when |
/// | --- | --- | --- |
/// | provisional | begun | the first part is paid in full |
/// | provisional | never begun | its grace, and the days the ladder rests for it, passed without it |
/// | begun | missed | a due day passed with the part unpaid, or a payment that covered it was taken back |
/// | missed | begun | paid within the grace: cured; or what is unpaid of it is disputed |
/// | missed | broken | the grace passed |
/// | begun | completed | everything is paid |
/// | completed | begun or missed | a payment was taken back |
/// | any that is not over | cancelled | by agreement |
///
/// Never begun, broken and cancelled are over: money that comes later is money, and asks for a new plan.
package struct PlanTimeline: Hashable, Sendable {
    /// In the order of their days. Those after the day the facts are known through lie ahead and come true unless
    /// another fact is added.
    package let events: [PlanEvent]
    private let history: PlanHistory
    private let paid: PaidByDay

    /// - Parameter today: Movements after it are not known yet.
    package init(_ history: PlanHistory, knownThrough today: CalendarDate) {
        self.history = history
        paid = PaidByDay(history, through: today)
        var walk = PlanWalk(history: history, paid: paid)
        for day in Self.days(of: history, through: today) where !walk.isOver { walk.enter(day) }
        events = walk.events
    }

    /// Every day on which something may change, in order.
    private static func days(of history: PlanHistory, through today: CalendarDate) -> [CalendarDate] {
        let grace = history.graceDays
        var days: Set<CalendarDate> = [
            history.acceptedOn, history.acceptedOn.adding(days: history.provisionalDays),
        ]
        for version in history.versions {
            days.insert(max(version.agreedOn, history.acceptedOn))
            for part in version.installments {
                let missed = max(part.dueOn.adding(days: 1), version.agreedOn)
                days.formUnion([missed, missed.adding(days: grace)])
            }
        }
        for movement in history.movements where movement.day <= today {
            let day = max(movement.day, history.acceptedOn)
            days.formUnion([day, day.adding(days: grace)])
        }
        for dispute in history.disputes {
            for day in [dispute.days.from, dispute.days.until].compactMap({ $0 }) where day <= today {
                days.formUnion([day, day.adding(days: grace)])
            }
        }
        if let cancelled = history.cancelledOn { days.insert(cancelled) }
        return days.filter { $0 >= history.acceptedOn }.sorted()
    }

    /// The day the first part was paid in full; `nil` while it was not.
    package var begunOn: CalendarDate? { events.first { $0.kind == .begun }?.day }

    /// Whether the first part was paid in full on `day` or before, whatever became of that payment.
    package func hasBegun(by day: CalendarDate) -> Bool { begunOn.map { $0 <= day } ?? false }

    /// The day from which the plan no longer holds: over, or everything is paid.
    package var endedOn: CalendarDate? {
        guard let last = events.last, last.kind.ends || last.kind == .completed else { return nil }
        return last.day
    }

    /// What the case's decision needs. Its end may lie ahead.
    package var fact: PlanFact {
        PlanFact(
            scope: .receivables(history.receivables), acceptedOn: history.acceptedOn, firstPaidOn: begunOn,
            endedOn: endedOn, provisionalDays: history.provisionalDays)
    }

    /// How the plan stands on a day.
    package func standing(on day: CalendarDate) -> PlanStanding {
        var standing = PlanStanding.provisional(until: history.acceptedOn.adding(days: history.provisionalDays))
        for event in events where event.day <= day {
            switch event.kind {
            case .accepted, .amended, .firstPaymentLate: break
            case .begun, .cured, .reopened: standing = .current
            case .missed, .disputed: break
            case .completed: standing = .completed(on: event.day)
            case .broken: standing = .broken(on: event.day)
            case .neverBegun: standing = .neverBegun(on: event.day)
            case .cancelled: standing = .cancelled(on: event.day)
            }
        }
        // The call is for a plan that runs: without its first payment the ladder itself goes on.
        if hasBegun(by: day), let since = missedParts(on: day).values.min() {
            return .missed(since: since, callBy: since.adding(days: max(0, history.graceDays - 1)))
        }
        if case .provisional(let until) = standing, day >= until { return .awaitingFirstPayment }
        return standing
    }

    /// Parts that are missed on a day, with the day since when; empty once the plan is over.
    package func missedParts(on day: CalendarDate) -> [PlanPartKey: CalendarDate] {
        var missed: [PlanPartKey: CalendarDate] = [:]
        for event in events where event.day <= day {
            switch event.kind {
            case .missed(let key): missed[key] = event.day
            case .cured(let key), .disputed(let key): missed[key] = nil
            case .amended, .broken, .neverBegun, .cancelled: missed = [:]
            case .accepted, .firstPaymentLate, .begun, .completed, .reopened: break
            }
        }
        return missed
    }

    /// What is still to be paid on a day of a part of the version in force then.
    package func unpaid(of part: PlanInstallmentFact, on day: CalendarDate) -> Money {
        let version = history.version(on: day)
        let needed = version.needed(through: part.ordinal)
        let (lacking, overflow) = needed.subtractingReportingOverflow(paid.amount(on: day, for: version))
        let minor = overflow ? part.amount.minorUnits : min(part.amount.minorUnits, max(0, lacking))
        return Money(minorUnits: minor, currency: part.amount.currency)
    }

    /// Each part of the version in force on `day`, in order.
    package func installments(on day: CalendarDate) -> [(part: PlanInstallmentFact, standing: InstallmentStanding)] {
        let version = history.version(on: day)
        let end = events.first { $0.kind.ends }?.day
        let disputed = history.disputed(on: day, of: version)
        return version.installments.map { part in
            let needed = version.needed(through: part.ordinal)
            let amount = paid.amount(on: day, for: version)
            if amount >= needed, let on = paid.reached(needed, by: day, for: version) {
                return (part, on <= part.dueOn ? .paid(on: on) : .paidLate(on: on))
            }
            if let end, end <= day { return (part, .unpaid) }
            if disputed > 0, needed.subtractingReportingOverflow(amount).partialValue <= disputed {
                return (part, .disputed)
            }
            if day < part.dueOn { return (part, .upcoming) }
            if day == part.dueOn { return (part, .due) }
            return (part, .missed)
        }
    }

    /// Days on which somebody should call because a part was missed: the first of each, whether cured since or not.
    package func missedDays(through day: CalendarDate) -> [CalendarDate] {
        events.filter { if case .missed = $0.kind { $0.day <= day } else { false } }.map(\.day)
    }
}

/// One part of one version.
package struct PlanPartKey: Hashable, Sendable {
    package let version: Int
    package let ordinal: Int
}

/// Something that happened to a plan on a day.
package struct PlanEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case accepted
        /// The ladder waited its days for the first payment and goes on.
        case firstPaymentLate
        case begun
        case amended(version: Int)
        case missed(PlanPartKey)
        case cured(PlanPartKey)
        /// A missed part rests: what is unpaid of it is in dispute.
        case disputed(PlanPartKey)
        case completed
        /// Everything was paid and something was taken back.
        case reopened
        case broken
        case neverBegun
        case cancelled

        /// Whether nothing can follow.
        var ends: Bool { self == .broken || self == .neverBegun || self == .cancelled }
    }

    package let day: CalendarDate
    package let kind: Kind
}

/// How a plan stands on a day.
package enum PlanStanding: Hashable, Sendable {
    /// Accepted; the ladder sleeps until that day while the first payment is awaited.
    case provisional(until: CalendarDate)
    /// Accepted, and the ladder goes on; the first payment would still start it.
    case awaitingFirstPayment
    case current
    /// A part is unpaid; one call, up to and with that day, before the plan is broken.
    case missed(since: CalendarDate, callBy: CalendarDate)
    case completed(on: CalendarDate)
    case broken(on: CalendarDate)
    case neverBegun(on: CalendarDate)
    case cancelled(on: CalendarDate)

    /// Whether the customer may still keep the plan.
    package var isStanding: Bool {
        switch self {
        case .provisional, .awaitingFirstPayment, .current, .missed: true
        case .completed, .broken, .neverBegun, .cancelled: false
        }
    }

    /// A stable word.
    package var word: String {
        switch self {
        case .provisional: "provisional"
        case .awaitingFirstPayment: "awaiting-first-payment"
        case .current: "current"
        case .missed: "missed"
        case .completed: "completed"
        case .broken: "broken"
        case .neverBegun: "never-begun"
        case .cancelled: "cancelled"
        }
    }
}

/// How one part stands on a day.
package enum InstallmentStanding: Hashable, Sendable {
    case upcoming
    /// Today is its last day.
    case due
    /// Past its day and within the grace.
    case missed
    /// What is unpaid of it is in dispute: it is not asked for until that is decided.
    case disputed
    case paid(on: CalendarDate)
    /// Missed and cured.
    case paidLate(on: CalendarDate)
    /// The plan was over before it was paid.
    case unpaid

    /// A stable word, with its day.
    package var word: String {
        switch self {
        case .upcoming: "upcoming"
        case .due: "due today"
        case .missed: "missed"
        case .disputed: "disputed"
        case .paid(let on): "paid \(on)"
        case .paidLate(let on): "paid late \(on)"
        case .unpaid: "unpaid"
        }
    }
}
