/// The books of one business: who owes what, and why.
///
/// Money moves by postings, each a positive amount from one account to another, so nothing can be out of balance.
/// Postings that belong together are one entry. Entries are never changed or removed; a mistake is corrected by a
/// reversal that points to the first. Every balance is a fold over entries and can be rebuilt from them.
///
/// The module holds values and arithmetic. It must not know how entries are stored, what a case or a policy is, what
/// day it is, or how a payment arrived.
///
/// ## Accounts
///
/// | kind | one for each | normal side | holds |
/// | --- | --- | --- | --- |
/// | `receivable` | receivable | debit | what is still on the books to be paid |
/// | `unapplied-cash` | customer | credit | the customer's money not yet set against a receivable |
/// | `cash` | business | debit | money received |
/// | `settled-elsewhere` | business | debit | payments known only because an item is no longer open |
/// | `agency-clearing` | business | debit | collected by an agency, not yet passed on |
/// | `agency-commission` | business | debit | what agencies kept |
/// | `service-revenue` | business | credit | billed |
/// | `late-fee-revenue` | business | credit | fees charged |
/// | `interest-revenue` | business | credit | interest charged |
/// | `credits-given` | business | debit | credits, waivers and concessions |
/// | `settlement-discount` | business | debit | the part given up in a settlement |
/// | `bad-debt` | business | debit | written off, less what was recovered |
/// | `opening-balance` | business | credit | the other side of balances brought forward |
///
/// ## Entries
///
/// | kind | debit | credit |
/// | --- | --- | --- |
/// | `invoiced` | receivable (and service revenue) | service revenue (and unapplied cash) |
/// | `opening-balance` | receivable (or opening balance) | opening balance (or unapplied cash) |
/// | `payment-received` | cash or agency clearing | receivable, the rest unapplied cash |
/// | `settled-elsewhere` | settled elsewhere | receivable |
/// | `applied` | unapplied cash | receivable |
/// | `unapplied` | receivable | unapplied cash |
/// | `refunded` | unapplied cash | cash |
/// | `credited` | credits given | receivable, or unapplied cash |
/// | `fee-charged` | receivable | late fee revenue |
/// | `interest-charged` | receivable | interest revenue |
/// | `discounted` | settlement discount | receivable |
/// | `written-off` | bad debt | receivable |
/// | `recovered` | receivable, then cash or agency clearing | bad debt, then receivable |
/// | `agency-remitted` | cash and agency commission | agency clearing |
/// | `reversed` | the sides of the entry it points to, swapped | |
///
/// A write-off takes a debt off the books; the customer still owes it. So `open` leaves it out and `owed` keeps it in.
/// A debt forgiven is a credit.
package enum LedgerAccountKind: String, CaseIterable, Sendable, Codable {
    case receivable
    case unappliedCash = "unapplied-cash"
    case cash
    case settledElsewhere = "settled-elsewhere"
    case agencyClearing = "agency-clearing"
    case agencyCommission = "agency-commission"
    case serviceRevenue = "service-revenue"
    case lateFeeRevenue = "late-fee-revenue"
    case interestRevenue = "interest-revenue"
    case creditsGiven = "credits-given"
    case settlementDiscount = "settlement-discount"
    case badDebt = "bad-debt"
    case openingBalance = "opening-balance"

    /// The side on which the account grows.
    package var normalSide: PostingSide {
        switch self {
        case .receivable, .cash, .settledElsewhere, .agencyClearing, .agencyCommission, .creditsGiven,
            .settlementDiscount, .badDebt:
            .debit
        case .unappliedCash, .serviceRevenue, .lateFeeRevenue, .interestRevenue, .openingBalance: .credit
        }
    }
}

/// One of the two sides of a posting.
package enum PostingSide: String, CaseIterable, Sendable, Codable {
    case debit
    case credit
}
