package import Correspondence
package import Receivables
package import Treatment

/// The days a letter of the ladder names: the same for a letter that goes out and for one that is only shown.
package struct LetterDays: Sendable {
    private let policy: Treatment.Policy
    private let calendar: BusinessCalendar

    /// Days under one version of a policy and a business's calendar.
    package init(policy: Treatment.Policy, calendar: BusinessCalendar) {
        self.policy = policy
        self.calendar = calendar
    }

    /// What the final letter names: its last day and what comes after it.
    ///
    /// - Parameter policyDay: That of the day the letter is written.
    package func deadline(writtenOn written: CalendarDate, policyDay: Int) -> DeadlineFacts {
        DeadlineFacts(
            payBy: policy.lastDay(ofLetterWritten: written, policyDay: policyDay, calendar: calendar),
            decides: policy.kind == .oneOff ? .bill : .agreement, newWorkIsPrepaid: policy.kind == .commercial)
    }

    /// The first day on which the next letter of the ladder may leave; `nil` when none is live.
    package func nextLetterOn(from day: CalendarDate, policyDay: Int) -> CalendarDate? {
        let ahead = policy.steps.compactMap { step -> Int? in
            guard step.live, case .pastDue(let from, _) = step.anchor, from > policyDay,
                step.channels.first?.channel == .medium(.post)
            else { return nil }
            return from
        }
        return ahead.min().map { next in
            let nominal = day.adding(days: next - policyDay)
            return policy.rules.businessDayMedia.contains(.post) ? calendar.businessDay(onOrAfter: nominal) : nominal
        }
    }

    /// The day a formal letter without a fee names: as long as a fee would leave, or the day before the next letter,
    /// but never before the letter can have arrived and been answered. Always a business day: somebody answers on it.
    package func answerBy(writtenOn written: CalendarDate, nextLetterOn: CalendarDate?) -> CalendarDate {
        let arrives = calendar.adding(businessDays: policy.fees.transitBusinessDays, to: written)
        let usual = calendar.businessDay(onOrAfter: arrives.adding(days: policy.fees.daysAfterArrival))
        guard let nextLetterOn else { return usual }
        let least = calendar.businessDay(onOrAfter: arrives.adding(days: 3))
        return max(least, min(usual, calendar.previousBusinessDay(before: nextLetterOn)))
    }
}
