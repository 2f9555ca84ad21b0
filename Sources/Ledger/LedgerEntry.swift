package import Receivables

/// What every entry carries beside its postings.
package struct EntryHeading: Hashable, Sendable {
    package let id: Identifier<JournalEntry>
    /// The day the money moved for the customer: the payment's date, the invoice's date.
    package let effectiveOn: CalendarDate
    /// Made by whoever asks, before asking, and the same on every retry. Unique within a business.
    package let idempotencyKey: String
    /// A stable key that says more than the kind, such as `goodwill`; never free text about a person.
    package let memo: String?
    /// Who wrote it by hand; `nil` for a file or the program itself.
    package let recordedBy: String?

    /// Makes a heading; a new entry usually takes a new `id`.
    package init(
        id: Identifier<JournalEntry> = Identifier(), effectiveOn: CalendarDate, idempotencyKey: String,
        memo: String? = nil, recordedBy: String? = nil
    ) {
        self.id = id
        self.effectiveOn = effectiveOn
        self.idempotencyKey = idempotencyKey
        self.memo = memo
        self.recordedBy = recordedBy
    }
}

/// Postings that belong together: the value behind an `Identifier<JournalEntry>`. Never changed once recorded.
///
/// The static functions in `EntryBuilders.swift` make one for each thing that can happen.
package struct LedgerEntry: Hashable, Sendable {
    package let heading: EntryHeading
    package let kind: EntryKind
    /// At least one, in the order they were made; all of one business and one currency.
    package let postings: [Posting]
    /// The entry this one undoes; set exactly when `kind` is `reversed`.
    package let reverses: Identifier<JournalEntry>?

    package var id: Identifier<JournalEntry> { heading.id }
    package var effectiveOn: CalendarDate { heading.effectiveOn }
    package var business: Identifier<Business> { postings[0].debit.business }
    package var currency: Currency { postings[0].amount.currency }

    /// Checks an entry made or read back from storage.
    ///
    /// Throws `noPostings`, `idempotencyKeyEmpty`, `reversalWithoutOriginal`, `kindDoesNotFit`, `businessDiffers` or
    /// `currencyDiffers`. Limits on balances are checked where balances are known: `Balances.apply(_:)`.
    package init(
        _ heading: EntryHeading, kind: EntryKind, postings: [Posting], reverses: Identifier<JournalEntry>? = nil
    ) throws(LedgerError) {
        guard let first = postings.first else { throw .noPostings }
        guard !heading.idempotencyKey.isEmpty else { throw .idempotencyKeyEmpty }
        guard (reverses != nil) == (kind == .reversed) else { throw .reversalWithoutOriginal }
        for posting in postings {
            guard kind.permits(posting) else {
                throw .kindDoesNotFit(kind, debit: posting.debit.kind, credit: posting.credit.kind)
            }
            guard posting.debit.business == first.debit.business else { throw .businessDiffers }
            guard posting.amount.currency == first.amount.currency else {
                throw .currencyDiffers(expected: first.amount.currency, found: posting.amount.currency)
            }
        }
        self.heading = heading
        self.kind = kind
        self.postings = postings
        self.reverses = reverses
    }

    /// Every receivable the entry touches, each once, in the order of first mention.
    package var receivables: [ReceivableAccount] {
        var seen: Set<ReceivableAccount> = []
        return accounts.compactMap { key in
            guard let id = key.receivable, let customer = key.customer else { return nil }
            let account = ReceivableAccount(id, of: customer, in: key.business)
            return seen.insert(account).inserted ? account : nil
        }
    }

    /// Every customer the entry touches, each once, in the order of first mention.
    package var customers: [Identifier<Customer>] {
        var seen: Set<Identifier<Customer>> = []
        return accounts.compactMap(\.customer).filter { seen.insert($0).inserted }
    }

    /// Every account the entry moves, both sides, with repeats.
    private var accounts: [LedgerAccountKey] { postings.flatMap { [$0.debit, $0.credit] } }
}
