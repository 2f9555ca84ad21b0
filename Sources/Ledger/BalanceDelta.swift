import Receivables

/// By how much one entry changes each balance it touches.
///
/// Storage adds these figures to the stored rows in the transaction that records the entry. The lists are ordered by
/// id, so that transactions lock rows in one order and do not deadlock.
package struct BalanceDelta: Hashable, Sendable {
    /// One receivable's change.
    package struct OfReceivable: Hashable, Sendable {
        package let account: ReceivableAccount
        /// May hold figures below zero.
        package let change: ReceivableBalance
    }

    /// One customer's change.
    package struct OfCustomer: Hashable, Sendable {
        package let account: CustomerAccount
        /// May hold figures below zero.
        package let change: CustomerBalance
    }

    /// Each receivable once, ordered by id.
    package let receivables: [OfReceivable]
    /// Each customer once, ordered by id.
    package let customers: [OfCustomer]

    /// Works out what `entry` changes. Throws `overflow` when its own postings add up past what can be counted.
    package init(of entry: LedgerEntry) throws(LedgerError) {
        var receivables: [ReceivableAccount: ReceivableBalance] = [:]
        var customers: [CustomerAccount: CustomerBalance] = [:]
        for posting in entry.postings {
            let currency = posting.amount.currency
            for key in [posting.debit, posting.credit] {
                if let id = key.receivable, let customer = key.customer {
                    let account = ReceivableAccount(id, of: customer, in: key.business)
                    var change = receivables[account] ?? .zero(currency)
                    try change.record(posting)
                    receivables[account] = change
                }
            }
            if let customer = posting.debit.customer ?? posting.credit.customer {
                let account = CustomerAccount(customer, in: posting.debit.business, currency)
                var change = customers[account] ?? .zero(currency)
                try change.record(posting)
                customers[account] = change
            }
        }
        self.receivables = receivables.map { OfReceivable(account: $0.key, change: $0.value) }
            .sorted { $0.account.id.description < $1.account.id.description }
        self.customers = customers.map { OfCustomer(account: $0.key, change: $0.value) }
            .sorted { $0.account.customer.description < $1.account.customer.description }
    }
}

extension LedgerEntry {
    /// By how much this entry changes each balance it touches.
    package func balanceDelta() throws(LedgerError) -> BalanceDelta { try BalanceDelta(of: self) }
}
