package import Receivables

/// A call somebody is asked to make, and the window it has.
package struct CallTask: Sendable {
    /// The day the task was made.
    package let plannedOn: CalendarDate
    package let terms: CallTerms
    private let calendar: BusinessCalendar

    package init(plannedOn: CalendarDate, terms: CallTerms, calendar: BusinessCalendar) {
        self.plannedOn = plannedOn
        self.terms = terms
        self.calendar = calendar
    }

    /// How the task stands.
    package enum Outcome: Hashable, Sendable {
        /// In its window, with so many attempts made.
        case open(attempts: Int)
        /// The customer was spoken with, on that day.
        case reached(on: CalendarDate)
        /// Attempted as often as the policy asks, the last time on that day.
        case attempted(on: CalendarDate)
        /// Nobody made the attempts in time; the task ended with its last day.
        case lapsed(on: CalendarDate, attempts: Int)
    }

    /// Last day of the window.
    package var lastDay: CalendarDate { calendar.adding(businessDays: terms.businessDays, to: plannedOn) }

    /// How the task stands on `today`. Any conversation since it was made completes it; attempts count only for
    /// `step`, those after the window too, because a late call is still a call.
    package func outcome(step: String, calls: [CallFact], on today: CalendarDate) -> Outcome {
        let known = calls.filter { $0.day >= plannedOn && $0.day <= today }
        if let spoke = known.filter({ $0.disposition == .spoke }).map(\.day).min() { return .reached(on: spoke) }
        let attempts = known.filter { $0.step == step && $0.isAttempt }.map(\.day).sorted()
        if attempts.count >= terms.attempts, let last = attempts.dropFirst(terms.attempts - 1).first {
            return .attempted(on: last)
        }
        return today > lastDay ? .lapsed(on: lastDay, attempts: attempts.count) : .open(attempts: attempts.count)
    }

    func progress(step: String, calls: [CallFact], on today: CalendarDate, isClosed: Bool) -> StepProgress {
        switch outcome(step: step, calls: calls, on: today) {
        case .open: isClosed ? .lapsed(on: lastDay) : .underWay(until: lastDay)
        case .reached(let day), .attempted(let day): .done(on: day, medium: .telephone)
        case .lapsed(let day, _): .lapsed(on: day)
        }
    }
}
