package import Receivables

/// What identifies a ledger account, so that storage can find it or make it without knowing its row.
package struct LedgerAccountKey: Hashable, Sendable {
    /// The business whose books hold the account.
    package let business: Identifier<Business>
    package let kind: LedgerAccountKind
    /// Set for `receivable` and `unappliedCash`, otherwise `nil`.
    package let customer: Identifier<Customer>?
    /// Set for `receivable`, otherwise `nil`.
    package let receivable: Identifier<Receivable>?
    /// Every posting on the account is in this currency.
    package let currency: Currency

    /// A key from its stored parts.
    ///
    /// Throws `accountIncomplete` when the kind needs a customer or receivable that is missing, or has one too many.
    package init(
        business: Identifier<Business>, kind: LedgerAccountKind, customer: Identifier<Customer>?,
        receivable: Identifier<Receivable>?, currency: Currency
    ) throws(LedgerError) {
        let needsCustomer = kind == .receivable || kind == .unappliedCash
        guard (customer != nil) == needsCustomer, (receivable != nil) == (kind == .receivable) else {
            throw .accountIncomplete(kind)
        }
        self.init(unchecked: business, kind, customer, receivable, currency)
    }

    private init(
        unchecked business: Identifier<Business>, _ kind: LedgerAccountKind, _ customer: Identifier<Customer>?,
        _ receivable: Identifier<Receivable>?, _ currency: Currency
    ) {
        self.business = business
        self.kind = kind
        self.customer = customer
        self.receivable = receivable
        self.currency = currency
    }

    /// The account of one receivable.
    package static func receivable(_ account: ReceivableAccount, _ currency: Currency) -> LedgerAccountKey {
        LedgerAccountKey(unchecked: account.business, .receivable, account.customer, account.id, currency)
    }

    /// The customer's money that is not yet set against a receivable.
    package static func unappliedCash(of account: CustomerAccount) -> LedgerAccountKey {
        LedgerAccountKey(unchecked: account.business, .unappliedCash, account.customer, nil, account.currency)
    }

    /// An account the business has once in each currency. Asking for a customer's kind is a programmer's mistake.
    package static func once(
        _ kind: LedgerAccountKind, in business: Identifier<Business>, _ currency: Currency
    ) -> LedgerAccountKey {
        precondition(kind != .receivable && kind != .unappliedCash, "this kind belongs to a customer")
        return LedgerAccountKey(unchecked: business, kind, nil, nil, currency)
    }
}

/// One receivable, the customer who owes it and the business it is owed to.
package struct ReceivableAccount: Hashable, Sendable {
    package let id: Identifier<Receivable>
    package let customer: Identifier<Customer>
    package let business: Identifier<Business>

    /// Names a receivable for posting.
    package init(
        _ id: Identifier<Receivable>, of customer: Identifier<Customer>, in business: Identifier<Business>
    ) {
        self.id = id
        self.customer = customer
        self.business = business
    }

    /// The customer's account with the same business.
    package func customerAccount(_ currency: Currency) -> CustomerAccount {
        CustomerAccount(customer, in: business, currency)
    }
}

/// One customer of one business in one currency.
package struct CustomerAccount: Hashable, Sendable {
    package let customer: Identifier<Customer>
    package let business: Identifier<Business>
    package let currency: Currency

    /// Names a customer's account.
    package init(_ customer: Identifier<Customer>, in business: Identifier<Business>, _ currency: Currency) {
        self.customer = customer
        self.business = business
        self.currency = currency
    }
}
