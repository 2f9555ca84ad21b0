package import Receivables

/// The figures kept for each receivable. All are zero or more.
package enum BalanceFigure: String, CaseIterable, Sendable, Codable {
    case billed
    case fees
    case interest
    case paid
    /// Credits, waivers and concessions.
    case credited
    /// Given up in a settlement.
    case discounted
    /// Off the books and still owed, less what was recovered.
    case writtenOff = "written-off"
    /// Not a sum of its own: what is on the books to be paid.
    case open
}

/// Figures of one receivable, or by how much an entry changes them.
package struct ReceivableBalance: Hashable, Sendable {
    package let currency: Currency
    package private(set) var billed: Money
    package private(set) var fees: Money
    package private(set) var interest: Money
    package private(set) var paid: Money
    package private(set) var credited: Money
    package private(set) var discounted: Money
    package private(set) var writtenOff: Money
    /// `billed + fees + interest - paid - credited - discounted - writtenOff`.
    package private(set) var open: Money
    /// What the customer owes, on the books or off: `open + writtenOff`.
    package private(set) var owed: Money

    /// Nothing, in `currency`.
    package static func zero(_ currency: Currency) -> ReceivableBalance { ReceivableBalance(zero: currency) }

    private init(zero currency: Currency) {
        self.currency = currency
        billed = .zero(currency)
        fees = .zero(currency)
        interest = .zero(currency)
        paid = .zero(currency)
        credited = .zero(currency)
        discounted = .zero(currency)
        writtenOff = .zero(currency)
        open = .zero(currency)
        owed = .zero(currency)
    }

    /// Figures read back from storage, in minor units of `currency`; `open` and `owed` follow from them.
    ///
    /// Throws `overflow` when they cannot all be counted.
    package init(
        currency: Currency, billedMinor: Int64, feesMinor: Int64, interestMinor: Int64, paidMinor: Int64,
        creditedMinor: Int64, discountedMinor: Int64, writtenOffMinor: Int64
    ) throws(LedgerError) {
        self.currency = currency
        billed = Money(minorUnits: billedMinor, currency: currency)
        fees = Money(minorUnits: feesMinor, currency: currency)
        interest = Money(minorUnits: interestMinor, currency: currency)
        paid = Money(minorUnits: paidMinor, currency: currency)
        credited = Money(minorUnits: creditedMinor, currency: currency)
        discounted = Money(minorUnits: discountedMinor, currency: currency)
        writtenOff = Money(minorUnits: writtenOffMinor, currency: currency)
        open = .zero(currency)
        owed = .zero(currency)
        try derive()
    }

    /// One figure by name.
    package subscript(figure: BalanceFigure) -> Money {
        switch figure {
        case .billed: billed
        case .fees: fees
        case .interest: interest
        case .paid: paid
        case .credited: credited
        case .discounted: discounted
        case .writtenOff: writtenOff
        case .open: open
        }
    }

    /// Figure by figure sum. Throws `overflow` or `currencyDiffers`.
    package func adding(_ other: ReceivableBalance) throws(LedgerError) -> ReceivableBalance {
        guard currency == other.currency else { throw .currencyDiffers(expected: currency, found: other.currency) }
        return try ReceivableBalance(
            currency: currency, billedMinor: sum(billed, other.billed), feesMinor: sum(fees, other.fees),
            interestMinor: sum(interest, other.interest), paidMinor: sum(paid, other.paid),
            creditedMinor: sum(credited, other.credited), discountedMinor: sum(discounted, other.discounted),
            writtenOffMinor: sum(writtenOff, other.writtenOff))
    }

    /// The first figure below zero, if any. In figures of a change this may be; in a balance it may not.
    package var figureBelowZero: BalanceFigure? { BalanceFigure.allCases.first { self[$0].isNegative } }

    /// Adds one posting's effect on the receivable it touches.
    mutating func record(_ posting: Posting) throws(LedgerError) {
        let isDebit = posting.debit.kind == .receivable
        let counterpart = isDebit ? posting.credit.kind : posting.debit.kind
        let raised = isDebit ? posting.amount.minorUnits : -posting.amount.minorUnits
        switch counterpart {
        case .serviceRevenue, .openingBalance: billed = try moved(billed, by: raised)
        case .lateFeeRevenue: fees = try moved(fees, by: raised)
        case .interestRevenue: interest = try moved(interest, by: raised)
        case .cash, .agencyClearing, .settledElsewhere, .unappliedCash: paid = try moved(paid, by: -raised)
        case .creditsGiven: credited = try moved(credited, by: -raised)
        case .settlementDiscount: discounted = try moved(discounted, by: -raised)
        case .badDebt: writtenOff = try moved(writtenOff, by: -raised)
        case .receivable, .agencyCommission: preconditionFailure("a posting refuses accounts that never meet")
        }
        try derive()
    }

    private func sum(_ left: Money, _ right: Money) throws(LedgerError) -> Int64 {
        try moved(left, by: right.minorUnits).minorUnits
    }

    private func moved(_ amount: Money, by minorUnits: Int64) throws(LedgerError) -> Money {
        let (sum, overflow) = amount.minorUnits.addingReportingOverflow(minorUnits)
        if overflow { throw .overflow }
        return Money(minorUnits: sum, currency: currency)
    }

    /// Works out `open` and `owed` in 128 bits, so that only a result out of range is refused.
    private mutating func derive() throws(LedgerError) {
        let asked = Int128(billed.minorUnits) + Int128(fees.minorUnits) + Int128(interest.minorUnits)
        let given = Int128(paid.minorUnits) + Int128(credited.minorUnits) + Int128(discounted.minorUnits)
        let off = Int128(writtenOff.minorUnits)
        guard let open = Int64(exactly: asked - given - off), let owed = Int64(exactly: asked - given) else {
            throw .overflow
        }
        self.open = Money(minorUnits: open, currency: currency)
        self.owed = Money(minorUnits: owed, currency: currency)
    }
}
