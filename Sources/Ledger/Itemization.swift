package import Receivables

/// What a customer owed on one day and everything since, adding up to what they owe now.
///
/// It speaks of what is owed, on the books or off: a write-off changes nothing in it, a settlement's discount counts as
/// a credit. An entry that was reversed is left out together with its reversal, so a payment that bounced was never
/// made. Source: 12 CFR 1006.34(c)(2)(vi) to (ix).
package struct Itemization: Hashable, Sendable {
    package let itemizationOn: CalendarDate
    package let asOf: CalendarDate
    package let amountOnItemizationDate: Money
    /// Since the itemization date, like the following; zero or more.
    package let interest: Money
    package let fees: Money
    package let payments: Money
    package let credits: Money
    /// `amountOnItemizationDate + interest + fees - payments - credits`, proven against the balances.
    package let current: Money

    /// Computes the itemization of some receivables from their entries.
    ///
    /// - Parameters:
    ///   - receivables: What is itemized together; at least one.
    ///   - entries: Every entry that touches them, in any order; others are ignored.
    ///   - itemizationOn: The reference day; what happened on it is part of the amount.
    ///   - asOf: The last day counted, not before `itemizationOn`.
    package init(
        of receivables: Set<Identifier<Receivable>>, entries: some Sequence<LedgerEntry>, currency: Currency,
        itemizationOn: CalendarDate, asOf: CalendarDate
    ) throws(ItemizationError) {
        guard itemizationOn <= asOf else { throw .dateAfterToday }
        let known = entries.filter { $0.effectiveOn <= asOf }
        let reversed = Set(known.compactMap(\.reverses))
        var before = ReceivableBalance.zero(currency)
        var since = before
        var all = before
        do {
            for entry in known {
                let standing = entry.kind != .reversed && !reversed.contains(entry.id)
                for part in try entry.balanceDelta().receivables where receivables.contains(part.account.id) {
                    all = try all.adding(part.change)
                    guard standing else { continue }
                    if entry.effectiveOn <= itemizationOn {
                        before = try before.adding(part.change)
                    } else {
                        since = try since.adding(part.change)
                    }
                }
            }
            guard since.billed.isZero else { throw ItemizationError.billedSince(since.billed) }
            let credits = try since.credited.adding(since.discounted)
            let parts = [before.owed, since.interest, since.fees, since.paid, credits]
            guard parts.allSatisfy({ !$0.isNegative }) else { throw ItemizationError.partBelowZero }
            let sum = try before.owed.adding(since.interest).adding(since.fees)
                .subtracting(since.paid).subtracting(credits)
            guard sum == all.owed else { throw ItemizationError.doesNotAddUp(itemized: sum, owed: all.owed) }
            self.credits = credits
            current = sum
        } catch let error as ItemizationError {
            throw error
        } catch {
            throw .notCountable
        }
        self.itemizationOn = itemizationOn
        self.asOf = asOf
        amountOnItemizationDate = before.owed
        interest = since.interest
        fees = since.fees
        payments = since.paid
    }
}

/// Why a debt cannot be itemized from that day. Each leaves the row out of an export, with this reason.
package enum ItemizationError: Error, Hashable, CustomStringConvertible {
    case dateAfterToday
    /// The form has no place for what was billed after the itemization date.
    case billedSince(Money)
    case partBelowZero
    case doesNotAddUp(itemized: Money, owed: Money)
    /// A sum leaves the range of `Int64`, or receivables of two currencies are mixed.
    case notCountable

    package var description: String {
        switch self {
        case .dateAfterToday: "the itemization date lies after the day it is computed for; choose an earlier one"
        case .billedSince(let amount): "\(amount) was billed after the itemization date; choose a later one"
        case .partBelowZero:
            "money paid before the itemization date was taken off again after it; choose a later itemization date"
        case .doesNotAddUp(let itemized, let owed): "the itemization gives \(itemized) and the ledger \(owed)"
        case .notCountable: "amounts of two currencies, or past what can be counted, cannot be itemized together"
        }
    }
}
