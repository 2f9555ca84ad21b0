package import Receivables

/// A letter that named a late fee: from which day, on which items. Without it, mailed and not returned, no fee is
/// charged; and it serves for the cycle it was sent in alone. Source: starter policies §2.1 `late-fee` and §5.3.
package struct FeeNotice: Hashable, Sendable {
    package let cycle: CycleKey
    /// The day the letter names.
    package let namedFrom: CalendarDate
    /// The items the letter names.
    package let receivables: Set<Identifier<Receivable>>
    /// The confirmed mailing; `nil` while only printed.
    package let mailedOn: CalendarDate?
    /// The day it came back; `nil` when it has not.
    package let returnedOn: CalendarDate?
    /// What it says is added to each item; `nil` for the policy's own amount.
    package let amount: Money?

    package init(
        cycle: CycleKey, namedFrom: CalendarDate, receivables: Set<Identifier<Receivable>>, mailedOn: CalendarDate?,
        returnedOn: CalendarDate? = nil, amount: Money? = nil
    ) {
        self.amount = amount
        self.cycle = cycle
        self.namedFrom = namedFrom
        self.receivables = receivables
        self.mailedOn = mailedOn
        self.returnedOn = returnedOn
    }

    /// The first day a letter mailed on `day` may name: after its journey and the days to pay.
    package static func earliestDay(mailedOn day: CalendarDate, terms: FeeTerms, calendar: BusinessCalendar)
        -> CalendarDate
    {
        calendar.adding(businessDays: terms.transitBusinessDays, to: day).adding(days: terms.daysAfterArrival)
    }

    /// Whether, as known on `today`, the letter may carry a fee in `cycle`. One mailed too late for the day it names
    /// carries none: a new letter with a new day is needed.
    package func stands(
        in cycle: CycleKey, asOf today: CalendarDate, terms: FeeTerms, calendar: BusinessCalendar
    ) -> Bool {
        guard self.cycle == cycle, let mailedOn, mailedOn <= today else { return false }
        if let returnedOn, returnedOn <= today { return false }
        return namedFrom >= Self.earliestDay(mailedOn: mailedOn, terms: terms, calendar: calendar)
    }
}

extension CaseView {
    /// The letter in force that names the earliest fee of the cycle; `nil` when no fee may be charged.
    func feeNotice(in cycle: CycleKey, on day: CalendarDate) -> FeeNotice? {
        snapshot.feeNotices
            .filter { $0.stands(in: cycle, asOf: day, terms: policy.fees, calendar: calendar) }
            .min { left, right in
                let named = (
                    left.receivables.map(\.description).min() ?? "", right.receivables.map(\.description).min() ?? ""
                )
                return (left.namedFrom, left.mailedOn ?? day, named.0) < (
                    right.namedFrom, right.mailedOn ?? day, named.1
                )
            }
    }
}

extension CaseView {
    /// The last day a final letter of the present cycle gives to pay, be it gone or on its way; `nil` when none stands.
    /// Until it has passed nothing is added to what the letter asks for.
    func lastDayGiven(on day: CalendarDate) -> CalendarDate? {
        guard let cycle = cycle(on: day) else { return nil }
        let onTheirWay = finalLetters.flatMap { step in
            records(of: step.key, in: cycle, on: day).filter { $0.state == .planned || $0.state == .inDoubt }
                .map {
                    $0.namesDay
                        ?? snapshot.lastDay(ofLetterWritten: $0.plannedOn, policy: policy, calendar: calendar)
                }
        }
        return (onTheirWay + [lastDayNamed(on: day)].compactMap(\.self)).max()
    }
}

extension CaseSnapshot {
    /// The last day a final letter gives to pay, as known on `today`: until it has passed no fee falls, whatever day an
    /// earlier letter named; `nil` when none stands.
    package func lastDayGiven(on today: CalendarDate, policy: Policy, calendar: BusinessCalendar) -> CalendarDate? {
        CaseView(self, policy: policy, calendar: calendar).lastDayGiven(on: today)
    }
}
