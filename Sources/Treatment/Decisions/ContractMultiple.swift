package import Receivables

/// What the trade pays for one dollar of recurring monthly revenue when contracts are sold or valued.
package struct ContractMultiple: Hashable, Sendable {
    /// In tenths: 330 is 33 times.
    package let tenths: Int

    /// `nil` unless it is from 0.1 to 100 times.
    package init?(tenths: Int) {
        guard (1...1_000).contains(tenths) else { return nil }
        self.tenths = tenths
    }

    /// 33 times, where a business has not said its own.
    /// Source: Monitronics International, purchase multiples of 2010 and 2011 (SEC filings).
    package static let alarmTrade = ContractMultiple(tenths: 330)!  // within the bounds by inspection

    /// What a monthly charge is worth, rounded down; the largest amount there is when it is more.
    package func worth(of monthly: Money) -> Money {
        let (product, overflow) = monthly.minorUnits.multipliedReportingOverflow(by: Int64(tenths))
        return Money(minorUnits: (overflow ? .max : product) / 10, currency: monthly.currency)
    }

    /// `33`, or `33.5`.
    package var text: String { tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)" }
}

/// The day from which the trade counts a customer as lost, whether or not anybody cancelled.
/// Source: alarm trade's attrition rule, more than 90 days past due counts as cancelled.
package enum NinetyDayLine {
    /// Days past due on which the line is reached.
    package static let days = 90
    /// How far ahead of the line the list begins to look: 60 to 89 days past due.
    package static let watchDays = 30
}
