package import Receivables

/// The figures kept for each customer of a business in a currency. Both are zero or more.
package enum CustomerFigure: String, CaseIterable, Sendable, Codable {
    case open
    case unapplied
}

/// Figures of one customer, or by how much an entry changes them.
package struct CustomerBalance: Hashable, Sendable {
    /// What all the customer's receivables have open together.
    package private(set) var open: Money
    /// The customer's money not yet set against a receivable.
    package private(set) var unapplied: Money

    package var currency: Currency { open.currency }

    /// Figures read back from storage, in minor units of `currency`.
    package init(currency: Currency, openMinor: Int64, unappliedMinor: Int64) {
        open = Money(minorUnits: openMinor, currency: currency)
        unapplied = Money(minorUnits: unappliedMinor, currency: currency)
    }

    /// Nothing, in `currency`.
    package static func zero(_ currency: Currency) -> CustomerBalance {
        CustomerBalance(currency: currency, openMinor: 0, unappliedMinor: 0)
    }

    /// One figure by name.
    package subscript(figure: CustomerFigure) -> Money {
        switch figure {
        case .open: open
        case .unapplied: unapplied
        }
    }

    /// Figure by figure sum. Throws `overflow` or `currencyDiffers`.
    package func adding(_ other: CustomerBalance) throws(LedgerError) -> CustomerBalance {
        guard currency == other.currency else { throw .currencyDiffers(expected: currency, found: other.currency) }
        var result = self
        result.open = try sum(open, other.open.minorUnits)
        result.unapplied = try sum(unapplied, other.unapplied.minorUnits)
        return result
    }

    /// Adds one posting's effect on the customer it touches.
    mutating func record(_ posting: Posting) throws(LedgerError) {
        for (kind, sign) in [(posting.debit.kind, Int64(1)), (posting.credit.kind, -1)] {
            let raised = sign * posting.amount.minorUnits
            if kind == .receivable { open = try sum(open, raised) }
            if kind == .unappliedCash { unapplied = try sum(unapplied, -raised) }
        }
    }

    private func sum(_ amount: Money, _ minorUnits: Int64) throws(LedgerError) -> Money {
        let (sum, overflow) = amount.minorUnits.addingReportingOverflow(minorUnits)
        if overflow { throw .overflow }
        return Money(minorUnits: sum, currency: currency)
    }
}
