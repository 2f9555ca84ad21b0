package import Receivables

/// Moves a positive amount from one ledger account (credit) to another (debit).
///
/// One row carries both sides, so the books balance whatever is posted.
package struct Posting: Hashable, Sendable {
    package let debit: LedgerAccountKey
    package let credit: LedgerAccountKey
    /// Above nothing, in the currency of both accounts.
    package let amount: Money

    /// Checks that the two accounts can meet.
    ///
    /// Throws `amountNotPositive`, `sameAccount`, `currencyDiffers`, `businessDiffers`, `customerDiffers` (a customer's
    /// money never pays another's receivable) or `accountsNeverMeet`.
    package init(debit: LedgerAccountKey, credit: LedgerAccountKey, amount: Money) throws(LedgerError) {
        guard amount.isPositive else { throw .amountNotPositive }
        guard debit != credit else { throw .sameAccount(debit.kind) }
        guard debit.currency == amount.currency else {
            throw .currencyDiffers(expected: debit.currency, found: amount.currency)
        }
        guard credit.currency == amount.currency else {
            throw .currencyDiffers(expected: credit.currency, found: amount.currency)
        }
        guard debit.business == credit.business else { throw .businessDiffers }
        if let first = debit.customer, let second = credit.customer, first != second { throw .customerDiffers }
        let move = AccountMove(debit: debit.kind, credit: credit.kind)
        guard AccountMove.known.contains(move) || AccountMove.known.contains(move.swapped) else {
            throw .accountsNeverMeet(debit: debit.kind, credit: credit.kind)
        }
        self.init(checkedDebit: debit, credit, amount)
    }

    private init(checkedDebit debit: LedgerAccountKey, _ credit: LedgerAccountKey, _ amount: Money) {
        self.debit = debit
        self.credit = credit
        self.amount = amount
    }

    /// The same amount back again.
    package var swapped: Posting { Posting(checkedDebit: credit, debit, amount) }

    var move: AccountMove { AccountMove(debit: debit.kind, credit: credit.kind) }
}

/// The kinds of the two accounts of a posting.
struct AccountMove: Hashable, Sendable {
    let debit: LedgerAccountKind
    let credit: LedgerAccountKind

    var swapped: AccountMove { AccountMove(debit: credit, credit: debit) }

    /// Every move some kind of entry makes.
    static let known = Set(EntryKind.allCases.flatMap(\.moves))
}
