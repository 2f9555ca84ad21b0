/// What happened in business terms. `Ledger.swift` shows which accounts each kind moves.
package enum EntryKind: String, CaseIterable, Sendable, Codable {
    /// A receivable was billed, or money owed again that went back to the customer of a payment that did not hold.
    case invoiced
    /// What a customer owed, or had to their credit, when the books were opened.
    case openingBalance = "opening-balance"
    /// Money came in, by the business or by an agency.
    case paymentReceived = "payment-received"
    /// A snapshot of open items no longer holds the receivable: it was settled on a day we do not know.
    case settledElsewhere = "settled-elsewhere"
    /// Money that lay unapplied was set against receivables.
    case applied
    /// Money set against a receivable was taken off it and lies unapplied again.
    case unapplied
    /// Unapplied money went back to the customer.
    case refunded
    /// The business gave up part of what it asked: a correction, a waiver, goodwill.
    case credited
    case feeCharged = "fee-charged"
    case interestCharged = "interest-charged"
    /// The part a settlement gave up.
    case discounted
    /// Taken off the books; the customer still owes it.
    case writtenOff = "written-off"
    /// Money for what had been written off.
    case recovered
    /// An agency passed on what it had collected, less its commission.
    case agencyRemitted = "agency-remitted"
    /// Undoes one earlier entry.
    case reversed

    /// The moves an entry of this kind is made of. A reversal makes those of the entry it undoes, swapped.
    var moves: [AccountMove] {
        switch self {
        case .invoiced:
            [
                AccountMove(debit: .receivable, credit: .serviceRevenue),
                AccountMove(debit: .serviceRevenue, credit: .unappliedCash),
            ]
        case .openingBalance:
            [
                AccountMove(debit: .receivable, credit: .openingBalance),
                AccountMove(debit: .openingBalance, credit: .unappliedCash),
            ]
        case .paymentReceived:
            [
                AccountMove(debit: .cash, credit: .receivable),
                AccountMove(debit: .cash, credit: .unappliedCash),
                AccountMove(debit: .agencyClearing, credit: .receivable),
                AccountMove(debit: .agencyClearing, credit: .unappliedCash),
            ]
        case .settledElsewhere: [AccountMove(debit: .settledElsewhere, credit: .receivable)]
        case .applied: [AccountMove(debit: .unappliedCash, credit: .receivable)]
        case .unapplied: [AccountMove(debit: .receivable, credit: .unappliedCash)]
        case .refunded: [AccountMove(debit: .unappliedCash, credit: .cash)]
        case .credited:
            [
                AccountMove(debit: .creditsGiven, credit: .receivable),
                AccountMove(debit: .creditsGiven, credit: .unappliedCash),
            ]
        case .feeCharged: [AccountMove(debit: .receivable, credit: .lateFeeRevenue)]
        case .interestCharged: [AccountMove(debit: .receivable, credit: .interestRevenue)]
        case .discounted: [AccountMove(debit: .settlementDiscount, credit: .receivable)]
        case .writtenOff: [AccountMove(debit: .badDebt, credit: .receivable)]
        case .recovered:
            [
                AccountMove(debit: .receivable, credit: .badDebt),
                AccountMove(debit: .cash, credit: .receivable),
                AccountMove(debit: .agencyClearing, credit: .receivable),
            ]
        case .agencyRemitted:
            [
                AccountMove(debit: .cash, credit: .agencyClearing),
                AccountMove(debit: .agencyCommission, credit: .agencyClearing),
            ]
        case .reversed: []
        }
    }

    /// Whether a person may undo an entry of this kind: money that moved and what the business gave up. What was billed
    /// stays; what is wrong with it is credited.
    package var mayBeReversed: Bool {
        switch self {
        case .paymentReceived, .settledElsewhere, .applied, .refunded, .credited, .discounted, .writtenOff, .recovered,
            .agencyRemitted:
            true
        case .invoiced, .openingBalance, .unapplied, .feeCharged, .interestCharged, .reversed: false
        }
    }

    /// Whether a posting may stand in an entry of this kind.
    func permits(_ posting: Posting) -> Bool {
        self == .reversed ? AccountMove.known.contains(posting.move.swapped) : moves.contains(posting.move)
    }
}
