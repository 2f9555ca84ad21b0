public import Receivables

/// How the balance came about since a date the customer can recognise.
///
/// Source: 12 CFR 1006.34(b)(3) and (c)(2)(vi) to (viii).
public struct PlacementItemization: Hashable, Sendable, Codable {
    /// Which of the five dates was chosen. Source: 12 CFR 1006.34(b)(3)(i) to (v).
    public enum DateKind: String, CaseIterable, Sendable, Codable {
        case lastStatement = "last-statement"
        case chargeOff = "charge-off"
        case lastPayment = "last-payment"
        case transaction
        case judgment
    }

    /// Says what happened on `date`.
    public let kind: DateKind
    /// The itemization date; not after the batch's day.
    public let date: CalendarDate
    /// What was owed on that date.
    public let amount: Money
    /// Added since, never negative.
    public let interest: Money
    /// Added since, never negative.
    public let fees: Money
    /// Paid since, never negative.
    public let payments: Money
    /// Credited since, never negative.
    public let credits: Money
    /// What is owed now, by the ledger.
    public let balance: Money

    /// States an itemization; whether it proves is asked with `isProved`.
    public init(
        kind: DateKind, date: CalendarDate, amount: Money, interest: Money, fees: Money, payments: Money,
        credits: Money, balance: Money
    ) {
        self.kind = kind
        self.date = date
        self.amount = amount
        self.interest = interest
        self.fees = fees
        self.payments = payments
        self.credits = credits
        self.balance = balance
    }

    /// Every amount, in the layout's order.
    public var amounts: [Money] { [amount, interest, fees, payments, credits, balance] }

    /// Whether amount + interest + fees - payments - credits is the balance, to the cent, in one currency.
    public var isProved: Bool {
        guard Set(amounts.map(\.currency)).count == 1 else { return false }
        do {
            let owed = try amount.adding(interest).adding(fees).subtracting(payments).subtracting(credits)
            return owed == balance
        } catch {
            return false  // a sum past what can be counted proves nothing
        }
    }
}
