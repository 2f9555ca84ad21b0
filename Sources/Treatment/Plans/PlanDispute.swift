package import Receivables

/// An objection to something a plan covers. What is in dispute is not asked for, so no part is missed for it.
package struct PlanDispute: Hashable, Sendable {
    package let receivable: Identifier<Receivable>
    package let days: DayInterval
    /// `nil` for all that is open on the item.
    package let amount: Money?
    /// The last version agreed before it was raised, 0 for none. A later one leaves out what was in dispute then.
    package let version: Int
    /// What is open on the item after all of `movements`.
    package let open: Money
    /// What moved on this item alone, in any order.
    package let movements: [PlanMovement]

    package init(
        on receivable: Identifier<Receivable>, days: DayInterval, amount: Money?, version: Int, open: Money,
        movements: [PlanMovement]
    ) {
        self.receivable = receivable
        self.days = days
        self.amount = amount
        self.version = version
        self.open = open
        self.movements = movements
    }

    /// What was open on the item at the end of `day`, in minor units.
    fileprivate func open(on day: CalendarDate) -> Int64 {
        movements.filter { $0.day > day }.reduce(open.minorUnits) { $0.addingOrMost($1.amount.minorUnits) }
    }
}

extension PlanHistory {
    /// What of a version's parts is in dispute on `day`, in minor units: so much of what is unpaid is not missed.
    func disputed(on day: CalendarDate, of version: PlanVersionFact) -> Int64 {
        let standing = disputes.filter { $0.version >= version.number && $0.days.contains(day) }
        return Dictionary(grouping: standing, by: \.receivable).values.reduce(0) { sum, ofItem in
            let open = max(0, ofItem[0].open(on: day))
            let claimed = ofItem.reduce(Int64(0)) { $0.addingOrMost($1.amount?.minorUnits ?? open) }
            return sum.addingOrMost(min(open, claimed))
        }
    }
}

extension Int64 {
    /// The sum, or the most there is: more than can be counted is certainly more than any plan.
    fileprivate func addingOrMost(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
