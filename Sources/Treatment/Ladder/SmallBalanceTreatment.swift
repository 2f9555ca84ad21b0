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
        return view.treatment(of: view.lateBalance(on: today), daysPastDue: clock.daysPastDue)
    }
}

extension CaseView {
    /// What is past due and not disputed, asleep or not; of several currencies the largest.
    func lateBalance(on day: CalendarDate) -> Money {
        balance(of: open.filter { $0.dueOn < day && $0.undisputed.isPositive }, on: day)
    }

    /// What the size of a balance asks for that has been late for so many days.
    func treatment(of balance: Money, daysPastDue: Int) -> BalanceTreatment {
        let small = policy.rules.smallBalance
        if daysPastDue >= NinetyDayLine.days, balance.minorUnits < small.placement { return .writeOffProposal }
        return balance.minorUnits < small.remind ? .carried : .asked
    }

    /// Why nothing more is asked for because of the size of the balance; `nil` when its size is no reason.
    ///
    /// - Parameter askable: What may be asked for and is late; the part that sleeps is no part of it.
    func sizeReason(askable: [OpenReceivable], daysPastDue: Int, on day: CalendarDate) -> NothingReason? {
        let whole = lateBalance(on: day)
        let limits = policy.rules.smallBalance
        if treatment(of: whole, daysPastDue: daysPastDue) == .writeOffProposal {
            return .writeOffProposed(whole, below: Money(minorUnits: limits.placement, currency: whole.currency))
        }
        let asked = balance(of: askable, on: day)
        guard asked.minorUnits < limits.remind else { return nil }
        return .balanceTooSmall(asked, below: Money(minorUnits: limits.remind, currency: asked.currency))
    }

    private func balance(of receivables: [OpenReceivable], on day: CalendarDate) -> Money {
        let context = ConditionContext(view: self, day: day, cycle: nil, receivables: receivables)
        let minor = context.balanceMinor
        let main = Dictionary(grouping: receivables, by: \.undisputed.currency).max { left, right in
            let sums = [left, right].map { $0.value.reduce(Int64(0)) { $0 &+ $1.undisputed.minorUnits } }
            return (sums[0], right.key.code) < (sums[1], left.key.code)
        }
        return Money(minorUnits: minor, currency: main?.key ?? .usd)
    }
}
