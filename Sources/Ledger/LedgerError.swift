package import Receivables

/// Why an entry or posting was refused. Nothing was changed.
package enum LedgerError: Error, Hashable, CustomStringConvertible {
    case amountNotPositive
    case sameAccount(LedgerAccountKind)
    case currencyDiffers(expected: Currency, found: Currency)
    case businessDiffers
    case customerDiffers
    case accountIncomplete(LedgerAccountKind)
    case accountsNeverMeet(debit: LedgerAccountKind, credit: LedgerAccountKind)
    case noPostings
    case kindDoesNotFit(EntryKind, debit: LedgerAccountKind, credit: LedgerAccountKind)
    case idempotencyKeyEmpty
    case reversalWithoutOriginal
    case alreadyReversed(Identifier<JournalEntry>, by: Identifier<JournalEntry>)
    case reversalOfReversal(Identifier<JournalEntry>)
    case reversalBeforeOriginal(Identifier<JournalEntry>)
    /// `by` is how far below nothing the figure would fall; above nothing.
    case belowZero(BalanceFigure, Identifier<Receivable>, by: Money)
    case customerBelowZero(CustomerFigure, Identifier<Customer>, by: Money)
    case overflow

    package var description: String {
        switch self {
        case .amountNotPositive: "a posting moves an amount above zero; reverse the entry to move money back"
        case .sameAccount(let kind): "both sides of the posting are the same \(kind.rawValue) account; name two"
        case .currencyDiffers(let expected, let found):
            "the account is kept in \(expected) and the amount is in \(found); post it to an account in \(found)"
        case .businessDiffers: "the two accounts belong to different businesses, whose books never mix"
        case .customerDiffers: "the two accounts belong to different customers; move the money by a refund"
        case .accountIncomplete(let kind):
            "a \(kind.rawValue) account names exactly the customer and receivable its kind calls for"
        case .accountsNeverMeet(let debit, let credit):
            "no entry moves money from \(credit.rawValue) to \(debit.rawValue)"
        case .noPostings: "an entry has at least one posting"
        case .kindDoesNotFit(let kind, let debit, let credit):
            "an entry of kind \(kind.rawValue) does not move money from \(credit.rawValue) to \(debit.rawValue)"
        case .idempotencyKeyEmpty: "an entry carries a key, made by whoever asks for it, that is not empty"
        case .reversalWithoutOriginal: "a reversal, and only a reversal, points to the entry it undoes"
        case .alreadyReversed(let entry, let reversal):
            "entry \(entry) was already reversed by \(reversal); nothing is left to undo"
        case .reversalOfReversal(let entry):
            "entry \(entry) is itself a reversal; record what happened as a new entry"
        case .reversalBeforeOriginal(let entry):
            "the reversal of entry \(entry) takes effect before the entry did; date it later"
        case .belowZero(let figure, let receivable, let excess):
            "\(figure.rawValue) of receivable \(receivable) would fall below zero by \(excess); lower the amount"
        case .customerBelowZero(let figure, let customer, let excess):
            "\(figure.rawValue) of customer \(customer) would fall below zero by \(excess); lower the amount"
        case .overflow: MoneyOverflow().description
        }
    }
}
