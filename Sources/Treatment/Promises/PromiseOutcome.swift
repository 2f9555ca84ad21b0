package import Receivables

/// A sum by a date, given by the customer.
package struct PromiseFact: Hashable, Sendable {
    package let id: Identifier<PromiseToPay>
    package let madeOn: CalendarDate
    /// When it was written down; `nil` where nobody knows, and then all money of its day counts.
    package let recordedAt: ServerInstant?
    package let dueOn: CalendarDate
    package let amount: Money
    package let scope: CaseScope
    /// The day a later promise took its place.
    package let supersededOn: CalendarDate?
    /// The day the customer or a person took it back.
    package let withdrawnOn: CalendarDate?
    /// The day on which the customer may be called when the money has not come; `nil` when no call was agreed.
    package let callBackOn: CalendarDate?
    /// Whether the customer asked to be reminded the day before.
    package let wantsReminder: Bool
    /// When it was replaced or taken back; `nil` where nobody knows, and then the day decides.
    package var endedAt: ServerInstant?
    /// Days on which nothing it covers is open and undisputed, in order.
    package var clearDays: [DayInterval] = []
    /// Days on which what it covers rests for another reason: somebody looks into what the customer said, or a rule
    /// holds the case.
    package var restDays: [DayInterval] = []

    package init(
        id: Identifier<PromiseToPay>, madeOn: CalendarDate, dueOn: CalendarDate, amount: Money,
        scope: CaseScope = .wholeCase, supersededOn: CalendarDate? = nil, withdrawnOn: CalendarDate? = nil,
        callBackOn: CalendarDate? = nil, wantsReminder: Bool = false, recordedAt: ServerInstant? = nil
    ) {
        self.id = id
        self.madeOn = madeOn
        self.recordedAt = recordedAt
        self.dueOn = dueOn
        self.amount = amount
        self.scope = scope
        self.supersededOn = supersededOn
        self.withdrawnOn = withdrawnOn
        self.callBackOn = callBackOn
        self.wantsReminder = wantsReminder
    }
}

/// Money that came in on a day, by the receivables it went to.
package struct PaymentFact: Hashable, Sendable {
    package let day: CalendarDate
    package let amount: Money
    /// The receivable it was allocated to; `nil` when it is not allocated, and then it counts for every scope.
    package let receivable: Identifier<Receivable>?
    /// When it came into the books; `nil` where nobody knows.
    package let recordedAt: ServerInstant?

    package init(
        day: CalendarDate, amount: Money, receivable: Identifier<Receivable>? = nil, recordedAt: ServerInstant? = nil
    ) {
        self.recordedAt = recordedAt
        self.day = day
        self.amount = amount
        self.receivable = receivable
    }
}

/// How a promise stands on a day; computed from payments, never typed in.
package enum PromiseOutcome: Hashable, Sendable {
    /// Neither paid in full nor past its grace.
    case open
    /// Paid in full, on that day.
    case kept(on: CalendarDate)
    /// Past its grace with part of it paid.
    case partlyKept(paid: Money)
    /// Past its grace with nothing paid.
    case broken
    /// Replaced before it was decided.
    case superseded
    /// Taken back before it was decided.
    case withdrawn
    /// Nothing of what it covers is open and undisputed any more, by other ways than the money promised: credited,
    /// disputed, or paid for the rest. It is neither kept nor broken, and in no rate.
    case released(on: CalendarDate)
}

extension PromiseFact {
    /// The last day on which money counts: the end of the grace. While what it covers rests nothing is asked for, so a
    /// promise whose days fall into a rest has its grace once that has ended; `nil` while no day for that is known.
    package func lastDay(graceBusinessDays: Int, calendar: BusinessCalendar) -> CalendarDate? {
        var last = calendar.adding(businessDays: graceBusinessDays, to: dueOn)
        for rest in DaySpans(restDays).runs
        where rest.lowerBound <= last.daysSinceEpoch && rest.upperBound > dueOn.daysSinceEpoch {
            guard rest.upperBound < .max else { return nil }
            let ended = CalendarDate(daysSinceEpoch: rest.upperBound)
            last = max(last, calendar.adding(businessDays: graceBusinessDays, to: ended))
        }
        return last
    }

    /// The first day after the grace, on which it is decided; `nil` while what it covers rests without an end.
    package func decidedOn(graceBusinessDays: Int, calendar: BusinessCalendar) -> CalendarDate? {
        lastDay(graceBusinessDays: graceBusinessDays, calendar: calendar)?.adding(days: 1)
    }

    /// How the promise stands on `today`. Money counts that moved after the day of the promise, until the end of the
    /// grace. Of that day itself only what came into the books after the promise counts: the customer promised with the
    /// rest on record. Money that moved before that day never counts, whenever it was recorded: it lowered what was
    /// owed when the promise was given. What is not allocated counts for every promise.
    package func outcome(
        payments: [PaymentFact], on today: CalendarDate, graceBusinessDays: Int, calendar: BusinessCalendar
    ) -> PromiseOutcome {
        // Undecided while it rests: the last day then lies behind every day that can be asked about.
        let lastDay = lastDay(graceBusinessDays: graceBusinessDays, calendar: calendar) ?? max(today, dueOn)
        var paid: Int64 = 0
        let counted = payments.filter { counts($0) && $0.day <= min(today, lastDay) }
        for payment in counted.sorted(by: { ($0.day, $0.amount.minorUnits) < ($1.day, $1.amount.minorUnits) }) {
            let (sum, overflow) = paid.addingReportingOverflow(payment.amount.minorUnits)
            // More than can be counted is certainly more than was promised.
            paid = overflow ? .max : sum
            if paid >= amount.minorUnits { return .kept(on: payment.day) }
        }
        if let withdrawnOn, withdrawnOn <= today, withdrawnOn <= lastDay { return .withdrawn }
        if let supersededOn, supersededOn <= today, supersededOn <= lastDay { return .superseded }
        if let released = releasedOn(by: min(today, lastDay)) { return .released(on: released) }
        if today <= lastDay { return .open }
        return paid > 0 ? .partlyKept(paid: Money(minorUnits: paid, currency: amount.currency)) : .broken
    }

    /// The days the promise lets its receivables sleep: from the day it was made until it is kept, taken back, replaced
    /// or past its grace.
    func sleep(payments: [PaymentFact], terms: PromiseTerms, calendar: BusinessCalendar) -> DayInterval {
        // While what it covers rests without an end, that is what holds it.
        let afterGrace =
            decidedOn(graceBusinessDays: terms.graceBusinessDays, calendar: calendar)
            ?? calendar.adding(businessDays: terms.graceBusinessDays, to: dueOn).adding(days: 1)
        let outcome = outcome(
            payments: payments, on: afterGrace, graceBusinessDays: terms.graceBusinessDays, calendar: calendar)
        let doneOn: CalendarDate? =
            switch outcome {
            case .kept(let day), .released(let day): day
            case .open, .partlyKept, .broken, .superseded, .withdrawn: nil
            }
        let end = [afterGrace, doneOn, withdrawnOn, supersededOn].compactMap { $0 }.min() ?? afterGrace
        return DayInterval(from: madeOn, until: end)
    }

    /// The day the promise turned out broken or partly kept; `nil` when it has not by `today`.
    func brokenOn(
        payments: [PaymentFact], on today: CalendarDate, terms: PromiseTerms, calendar: BusinessCalendar
    ) -> CalendarDate? {
        switch outcome(
            payments: payments, on: today, graceBusinessDays: terms.graceBusinessDays, calendar: calendar)
        {
        case .broken, .partlyKept: decidedOn(graceBusinessDays: terms.graceBusinessDays, calendar: calendar)
        case .open, .kept, .superseded, .withdrawn, .released: nil
        }
    }

    /// The day to remind the customer on: the day before the promised one, when that was wished and the promise is open
    /// then; `nil` for none.
    func reminderOn(
        payments: [PaymentFact], terms: PromiseTerms, calendar: BusinessCalendar
    ) -> CalendarDate? {
        let before = dueOn.adding(days: -1)
        guard wantsReminder, before > madeOn else { return nil }
        let outcome = outcome(
            payments: payments, on: before, graceBusinessDays: terms.graceBusinessDays, calendar: calendar)
        return outcome == .open ? before : nil
    }

    /// Whether it had ended before money came: by the day, and within a day by what was recorded first.
    private func isOver(before payment: PaymentFact) -> Bool {
        [withdrawnOn, supersededOn].compactMap { $0 }.contains { day in
            guard day == payment.day, let endedAt, let paid = payment.recordedAt else { return day < payment.day }
            return endedAt < paid
        }
    }

    private func isAfterPromise(_ payment: PaymentFact) -> Bool {
        guard payment.day == madeOn, let made = recordedAt, let paid = payment.recordedAt else {
            return payment.day >= madeOn
        }
        return paid > made
    }

    private func counts(_ payment: PaymentFact) -> Bool {
        guard payment.amount.currency == amount.currency, isAfterPromise(payment), !isOver(before: payment)
        else { return false }
        guard case .receivables(let named) = scope, let receivable = payment.receivable else { return true }
        return named.contains(receivable)
    }
}
