import Ledger
import Receivables
import Store

/// What somebody asks the books for under a key of their own.
struct KeyedEntry {
    let kind: EntryKind
    let customer: Identifier<Customer>
    let amount: Money
    let effectiveOn: CalendarDate?
    /// The receivable it is for, by its reference; `nil` where it is for none in particular.
    var receivable: String?
}

extension TenantTransaction {
    /// The entry this key asked for before; `nil` for a new key.
    ///
    /// - Throws: `ActRefused` when the key belongs to something else: answering "known already" would lose the money.
    func entry(
        key: String, business: Identifier<Business>, asks: KeyedEntry
    ) throws -> Identifier<JournalEntry>? {
        guard let known = try entry(key: key, business: business), let found = try entry(known)?.entry else {
            return nil
        }
        let amounts = found.postings.map(\.amount)
        let named = try asks.receivable.map { try receivable(named: $0, business: business)?.id }
        guard found.kind == asks.kind, found.customers.contains(asks.customer),
            amounts.allSatisfy({ $0.currency == asks.amount.currency }),
            try amounts.total(in: asks.amount.currency) == asks.amount,
            asks.effectiveOn.map({ $0 == found.effectiveOn }) ?? true,
            named.map({ $0 != nil && found.receivables == [$0] }) ?? true
        else {
            throw ActRefused(
                .notAllowed,
                "key \(key) was used before, for entry \(known) of another kind, customer, day, receivable or amount: "
                    + "give this one a key of its own")
        }
        return known
    }
}

extension LedgerEntry {
    /// The receivables its postings move.
    fileprivate var receivables: Set<Identifier<Receivable>?> {
        Set(postings.flatMap { [$0.debit.receivable, $0.credit.receivable] }.filter { $0 != nil })
    }
}
