package import Receivables

/// An amount set against one receivable.
package struct AppliedAmount: Hashable, Sendable {
    package let receivable: ReceivableAccount
    /// Above nothing.
    package let amount: Money

    /// Names how much goes to which receivable.
    package init(_ receivable: ReceivableAccount, _ amount: Money) {
        self.receivable = receivable
        self.amount = amount
    }
}

/// Who physically received a payment.
package enum PaymentReceiver: String, CaseIterable, Sendable, Codable {
    case business
    case agency

    var account: LedgerAccountKind { self == .business ? .cash : .agencyClearing }
}

extension LedgerEntry {
    /// Bills a receivable.
    package static func invoice(
        _ receivable: ReceivableAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        try charge(.invoiced, .serviceRevenue, receivable, amount, heading)
    }

    /// Bills money that was given back of a payment which did not hold, so that it lies there to be taken back with the
    /// payment. Nothing is earned by it.
    package static func reclaim(
        _ receivable: ReceivableAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let revenue = LedgerAccountKey.once(.serviceRevenue, in: receivable.business, amount.currency)
        let customer = receivable.customerAccount(amount.currency)
        return try LedgerEntry(
            heading, kind: .invoiced,
            postings: [
                try Posting(debit: .receivable(receivable, amount.currency), credit: revenue, amount: amount),
                try Posting(debit: revenue, credit: .unappliedCash(of: customer), amount: amount),
            ])
    }

    /// Brings forward what a receivable still had open when the books began.
    package static func openingBalance(
        _ receivable: ReceivableAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        try charge(.openingBalance, .openingBalance, receivable, amount, heading)
    }

    /// Brings forward money a customer had to their credit when the books began.
    package static func openingCredit(
        _ customer: CustomerAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let source = LedgerAccountKey.once(.openingBalance, in: customer.business, customer.currency)
        let posting = try Posting(debit: source, credit: .unappliedCash(of: customer), amount: amount)
        return try LedgerEntry(heading, kind: .openingBalance, postings: [posting])
    }

    /// Charges a late fee on a receivable.
    package static func fee(
        _ receivable: ReceivableAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        try charge(.feeCharged, .lateFeeRevenue, receivable, amount, heading)
    }

    /// Charges interest on a receivable.
    package static func interest(
        _ receivable: ReceivableAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        try charge(.interestCharged, .interestRevenue, receivable, amount, heading)
    }

    /// Records money received: each part of `applied` to its receivable, `remainder` to the customer's unapplied cash.
    ///
    /// - Parameter remainder: Nothing or more. With nothing applied it is the whole payment.
    package static func payment(
        of customer: CustomerAccount, applied: [AppliedAmount], remainder: Money,
        receivedBy receiver: PaymentReceiver = .business, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let source = LedgerAccountKey.once(receiver.account, in: customer.business, customer.currency)
        var postings = try settle(applied, of: customer, from: source)
        if !remainder.isZero {
            postings.append(try Posting(debit: source, credit: .unappliedCash(of: customer), amount: remainder))
        }
        return try LedgerEntry(heading, kind: .paymentReceived, postings: postings)
    }

    /// Sets money that lay unapplied against receivables.
    package static func applyUnapplied(
        of customer: CustomerAccount, to applied: [AppliedAmount], _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let postings = try settle(applied, of: customer, from: .unappliedCash(of: customer))
        return try LedgerEntry(heading, kind: .applied, postings: postings)
    }

    /// Takes paid money off a receivable so that it lies unapplied, as before a correction of what was billed.
    package static func unapply(
        _ receivable: ReceivableAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let customer = receivable.customerAccount(amount.currency)
        let posting = try Posting(
            debit: .receivable(receivable, amount.currency), credit: .unappliedCash(of: customer), amount: amount)
        return try LedgerEntry(heading, kind: .unapplied, postings: [posting])
    }

    /// Gives unapplied money back to the customer.
    package static func refund(
        to customer: CustomerAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let cash = LedgerAccountKey.once(.cash, in: customer.business, customer.currency)
        let posting = try Posting(debit: .unappliedCash(of: customer), credit: cash, amount: amount)
        return try LedgerEntry(heading, kind: .refunded, postings: [posting])
    }

    /// Gives up part of what is asked. The reason's stable key goes in the heading's `memo`.
    package static func credit(
        _ receivable: ReceivableAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        try relief(.credited, .creditsGiven, receivable, amount, heading)
    }

    /// Gives a customer a credit that no receivable takes up yet.
    package static func credit(
        to customer: CustomerAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let source = LedgerAccountKey.once(.creditsGiven, in: customer.business, customer.currency)
        let posting = try Posting(debit: source, credit: .unappliedCash(of: customer), amount: amount)
        return try LedgerEntry(heading, kind: .credited, postings: [posting])
    }

    /// Gives up the rest after a settlement was paid.
    package static func discount(
        _ receivable: ReceivableAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        try relief(.discounted, .settlementDiscount, receivable, amount, heading)
    }

    /// Takes an amount off the books. The customer still owes it.
    package static func writeOff(
        _ receivable: ReceivableAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        try relief(.writtenOff, .badDebt, receivable, amount, heading)
    }

    /// Records an item that a snapshot of open items no longer holds: paid, on a day nobody told us.
    ///
    /// The heading's day is the snapshot's, the last by which it can have been paid.
    package static func openItemSettled(
        _ receivable: ReceivableAccount, _ amount: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        try relief(.settledElsewhere, .settledElsewhere, receivable, amount, heading)
    }

    /// Records money for what had been written off: puts it back on the books and sets the payment against it.
    package static func recovery(
        _ receivable: ReceivableAccount, _ amount: Money, receivedBy receiver: PaymentReceiver = .business,
        _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let owed = LedgerAccountKey.receivable(receivable, amount.currency)
        let badDebt = LedgerAccountKey.once(.badDebt, in: receivable.business, amount.currency)
        let source = LedgerAccountKey.once(receiver.account, in: receivable.business, amount.currency)
        let postings = [
            try Posting(debit: owed, credit: badDebt, amount: amount),
            try Posting(debit: source, credit: owed, amount: amount),
        ]
        return try LedgerEntry(heading, kind: .recovered, postings: postings)
    }

    /// Records what an agency passed on of the money it had collected.
    ///
    /// - Parameters:
    ///   - received: What reached the business; nothing or more.
    ///   - commission: What the agency kept, in the same currency; nothing or more, but not both nothing.
    package static func agencyRemittance(
        to business: Identifier<Business>, received: Money, commission: Money, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let clearing = LedgerAccountKey.once(.agencyClearing, in: business, received.currency)
        var postings: [Posting] = []
        for (kind, amount) in [(LedgerAccountKind.cash, received), (.agencyCommission, commission)] where !amount.isZero
        {
            let account = LedgerAccountKey.once(kind, in: business, received.currency)
            postings.append(try Posting(debit: account, credit: clearing, amount: amount))
        }
        return try LedgerEntry(heading, kind: .agencyRemitted, postings: postings)
    }

    /// Undoes an entry by swapping the sides of each posting. Each entry is undone at most once.
    ///
    /// - Parameter reversal: The entry that already undid `original`, if there is one.
    /// - Throws: `alreadyReversed`, `reversalOfReversal`, `reversalBeforeOriginal`.
    package static func reversal(
        of original: LedgerEntry, alreadyReversedBy reversal: Identifier<JournalEntry>?, _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        if let reversal { throw .alreadyReversed(original.id, by: reversal) }
        guard original.kind != .reversed else { throw .reversalOfReversal(original.id) }
        guard heading.effectiveOn >= original.effectiveOn else { throw .reversalBeforeOriginal(original.id) }
        return try LedgerEntry(
            heading, kind: .reversed, postings: original.postings.map(\.swapped), reverses: original.id)
    }

    private static func charge(
        _ kind: EntryKind, _ revenue: LedgerAccountKind, _ receivable: ReceivableAccount, _ amount: Money,
        _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let posting = try Posting(
            debit: .receivable(receivable, amount.currency),
            credit: .once(revenue, in: receivable.business, amount.currency), amount: amount)
        return try LedgerEntry(heading, kind: kind, postings: [posting])
    }

    private static func relief(
        _ kind: EntryKind, _ source: LedgerAccountKind, _ receivable: ReceivableAccount, _ amount: Money,
        _ heading: EntryHeading
    ) throws(LedgerError) -> LedgerEntry {
        let posting = try Posting(
            debit: .once(source, in: receivable.business, amount.currency),
            credit: .receivable(receivable, amount.currency), amount: amount)
        return try LedgerEntry(heading, kind: kind, postings: [posting])
    }

    private static func settle(
        _ applied: [AppliedAmount], of customer: CustomerAccount, from source: LedgerAccountKey
    ) throws(LedgerError) -> [Posting] {
        var postings: [Posting] = []
        for part in applied {
            guard part.receivable.customer == customer.customer else { throw .customerDiffers }
            let account = LedgerAccountKey.receivable(part.receivable, customer.currency)
            postings.append(try Posting(debit: source, credit: account, amount: part.amount))
        }
        return postings
    }
}
