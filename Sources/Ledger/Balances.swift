import Receivables

/// Balances of receivables and customers as they follow from entries.
package struct Balances: Hashable, Sendable {
    /// Only receivables some entry has touched.
    package private(set) var receivables: [ReceivableAccount: ReceivableBalance] = [:]
    /// Only customers some entry has touched.
    package private(set) var customers: [CustomerAccount: CustomerBalance] = [:]

    /// Empty books.
    package init() {}

    /// Balances read back from storage, to be compared with those that follow from the entries.
    package init(
        receivables: [ReceivableAccount: ReceivableBalance], customers: [CustomerAccount: CustomerBalance]
    ) {
        self.receivables = receivables
        self.customers = customers
    }

    /// Folds entries in any order, without limits: what was recorded is what counts.
    package static func rebuild(from entries: some Sequence<LedgerEntry>) throws(LedgerError) -> Balances {
        var balances = Balances()
        for entry in entries { try balances.fold(BalanceDelta(of: entry)) }
        return balances
    }

    /// Applies a new entry, or throws and leaves every balance as it was.
    ///
    /// Throws `belowZero` or `customerBelowZero` when the entry would take away more than there is, `currencyDiffers`
    /// when a receivable is kept in another currency, or `overflow`.
    package mutating func apply(_ entry: LedgerEntry) throws(LedgerError) {
        let delta = try BalanceDelta(of: entry)
        var receivables: [(ReceivableAccount, ReceivableBalance)] = []
        var customers: [(CustomerAccount, CustomerBalance)] = []
        for part in delta.receivables {
            receivables.append((part.account, try part.applied(to: self.receivables[part.account])))
        }
        for part in delta.customers {
            customers.append((part.account, try part.applied(to: self.customers[part.account])))
        }
        for (account, balance) in receivables { self.receivables[account] = balance }
        for (account, balance) in customers { self.customers[account] = balance }
    }

    mutating func fold(_ delta: BalanceDelta) throws(LedgerError) {
        for part in delta.receivables {
            let balance = receivables[part.account] ?? .zero(part.change.currency)
            receivables[part.account] = try balance.adding(part.change)
        }
        for part in delta.customers {
            let balance = customers[part.account] ?? .zero(part.change.currency)
            customers[part.account] = try balance.adding(part.change)
        }
    }
}

extension BalanceDelta.OfReceivable {
    /// The balance after this change, checked against the limits.
    ///
    /// - Parameter balance: The balance as stored, or `nil` when no entry has touched the receivable yet.
    package func applied(to balance: ReceivableBalance?) throws(LedgerError) -> ReceivableBalance {
        let result = try (balance ?? .zero(change.currency)).adding(change)
        if let figure = result.figureBelowZero {
            throw .belowZero(figure, account.id, by: try result[figure].magnitude)
        }
        return result
    }
}

extension BalanceDelta.OfCustomer {
    /// The balance after this change, checked against the limits.
    ///
    /// - Parameter balance: The balance as stored, or `nil` when no entry has touched the customer yet.
    package func applied(to balance: CustomerBalance?) throws(LedgerError) -> CustomerBalance {
        let result = try (balance ?? .zero(change.currency)).adding(change)
        for figure in CustomerFigure.allCases where result[figure].isNegative {
            throw .customerBelowZero(figure, account.customer, by: try result[figure].magnitude)
        }
        return result
    }
}

extension Money {
    /// The amount without its sign.
    var magnitude: Money {
        get throws(LedgerError) {
            guard let units = Int64(exactly: minorUnits.magnitude) else { throw .overflow }
            return Money(minorUnits: units, currency: currency)
        }
    }
}
