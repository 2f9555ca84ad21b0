package import Receivables

/// What is done about a balance because of its size. Source: starter policies §1.2 rule 9.
package enum BalanceTreatment: String, CaseIterable, Hashable, Sendable {
    /// Large enough to be asked for.
    case asked
    /// Too small for a call or a letter: it stands as a line on the next bill.
    case carried
    /// Small and old: closing it is proposed instead of giving it to somebody.
    case writeOffProposal = "write-off-proposal"
}

extension CaseSnapshot {
    /// What the size of the undisputed past-due balance asks for; `nil` when nothing is past due.
    package func balanceTreatment(on today: CalendarDate, policy: Policy, calendar: BusinessCalendar)
        -> BalanceTreatment?
    {
        let view = CaseView(self, policy: policy, calendar: calendar)
        guard let clock = view.clock(on: today) else { return nil }
        let late = view.open.filter { $0.dueOn < today && $0.undisputed.isPositive }
        let balance = ConditionContext(view: view, day: today, cycle: nil, receivables: late).balanceMinor
        let small = policy.rules.smallBalance
        if clock.daysPastDue >= NinetyDayLine.days, balance < small.placement { return .writeOffProposal }
        return balance < small.remind ? .carried : .asked
    }
}
