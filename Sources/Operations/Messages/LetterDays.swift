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
        deadline(on: policy.lastDay(ofLetterWritten: written, policyDay: policyDay, calendar: calendar))
    }

    /// The same with a last day that a letter has named already.
    package func deadline(on last: CalendarDate) -> DeadlineFacts {
        DeadlineFacts(
            payBy: last, decides: policy.kind == .oneOff ? .bill : .agreement,
            newWorkIsPrepaid: policy.kind == .commercial)
    }

    /// Why a letter that names a day must not leave on `mailed`: the customer would have fewer days than it promises.
    /// `nil` when it may.
    package func obstacle(toMailing mailed: CalendarDate, naming named: CalendarDate) -> String? {
        let first = policy.firstDayToName(mailedOn: mailed, calendar: calendar)
        guard named < first else { return nil }
        return "it names \(named) as the last day, and mailed on \(mailed) it may name none before \(first)"
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
    /// but never before the letter can have been mailed, have arrived and been answered. Always a business day: somebody answers on it.
    package func answerBy(writtenOn written: CalendarDate, nextLetterOn: CalendarDate?) -> CalendarDate {
        let arrives = calendar.adding(businessDays: policy.fees.transitBusinessDays, to: written)
        let usual = calendar.businessDay(onOrAfter: arrives.adding(days: policy.fees.daysAfterArrival))
        guard let nextLetterOn else { return usual }
        let mailed = calendar.adding(businessDays: Treatment.Policy.daysToMail, to: written)
        let least = calendar.businessDay(onOrAfter: policy.firstDayToName(mailedOn: mailed, calendar: calendar))
        return max(least, min(usual, calendar.previousBusinessDay(before: nextLetterOn)))
    }
}
