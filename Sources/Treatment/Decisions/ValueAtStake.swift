package import Receivables

/// Whether somebody else's money hangs on the contract, so that losing the customer costs more than the customer.
package enum ContractFunding: Hashable, Sendable {
    case none
    /// Sold to a funder; until the guarantee ends the business has to replace or refund a lost account.
    case sold(guaranteeEnds: CalendarDate?, refund: Money?)
    /// Pledged for a loan: a lost account lowers what may be borrowed.
    case collateral
}

/// What the business stands to lose with the customer, as against what is owed.
package struct ValueAtStake: Hashable, Sendable {
    /// One month's recurring charge; `nil` when not known.
    package let monthly: Money?
    package let multiple: ContractMultiple
    /// Days until the customer counts as lost; 0 or less when that day has come.
    package let daysToLoss: Int
    package let funding: ContractFunding
    /// What a funder could ask back on the day of the sheet.
    package let refund: Money?

    package init(
        monthly: Money?, multiple: ContractMultiple, daysPastDue: Int, funding: ContractFunding, on today: CalendarDate
    ) {
        self.monthly = monthly
        self.multiple = multiple
        daysToLoss = NinetyDayLine.days - daysPastDue
        self.funding = funding
        if case .sold(let ends, let refund) = funding, ends.map({ today <= $0 }) ?? true {
            self.refund = refund
        } else {
            refund = nil
        }
    }

    /// Monthly charge times the multiple, rounded down, and what a funder could ask back; `nil` when neither is known.
    package var worth: Money? {
        let monthlyWorth = monthly.map(multiple.worth)
        guard let refund else { return monthlyWorth }
        guard let monthlyWorth, monthlyWorth.currency == refund.currency else { return monthlyWorth ?? refund }
        let (sum, overflow) = monthlyWorth.minorUnits.addingReportingOverflow(refund.minorUnits)
        return Money(minorUnits: overflow ? .max : sum, currency: refund.currency)
    }
}
