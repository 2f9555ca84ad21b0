import Ledger
import Receivables
import Store

/// What somebody asks the books for under a key of their own.
struct KeyedEntry {
    let kind: EntryKind
    let customer: Identifier<Customer>
    let amount: Money
    let effectiveOn: CalendarDate?
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
        guard found.kind == asks.kind, found.customers.contains(asks.customer),
            amounts.allSatisfy({ $0.currency == asks.amount.currency }),
            try amounts.total(in: asks.amount.currency) == asks.amount,
            asks.effectiveOn.map({ $0 == found.effectiveOn }) ?? true
        else {
            throw ActRefused(
                .notAllowed,
                "key \(key) was used before, for entry \(known) of another kind, customer, day or amount: "
                    + "give this one a key of its own")
        }
        return known
    }
}
