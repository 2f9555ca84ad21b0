package import Receivables

/// How a customer means to pay.
package enum PaymentWay: String, CaseIterable, Hashable, Sendable {
    case card
    case bankTransfer = "bank-transfer"
    case check
    case cash
    case automatic
    case link
}

/// A promise a customer offers, before anybody has taken it.
package struct PromiseRequest: Hashable, Sendable {
    package var amount: Money
    package var dueOn: CalendarDate
    package var scope: CaseScope
    package var way: PaymentWay?
    /// The day on which the customer may be called when the money has not come.
    package var callBackOn: CalendarDate?
    /// Whether the customer would like to be reminded the day before.
    package var wantsReminder: Bool
    /// Who takes it, and by whose allowance it is judged.
    package var takenBy: GrantingRole

    package init(
        amount: Money, dueOn: CalendarDate, scope: CaseScope = .wholeCase, way: PaymentWay? = nil,
        callBackOn: CalendarDate? = nil, wantsReminder: Bool = false, takenBy: GrantingRole = .collector
    ) {
        self.amount = amount
        self.dueOn = dueOn
        self.scope = scope
        self.way = way
        self.callBackOn = callBackOn
        self.wantsReminder = wantsReminder
        self.takenBy = takenBy
    }
}

/// Why a promise is not taken as it was offered.
package enum PromiseRefusal: Error, Hashable, Sendable {
    case notPositive
    case inThePast(today: CalendarDate)
    /// What is owed is in another currency.
    case otherCurrency(owed: Currency)
    /// It names something that is not open.
    case notOpen(Int)
    /// All of what it names is disputed: nothing is asked for, so nothing need be promised.
    case disputed(Int)
    case moreThanOwed(Money)
    case tooFarAhead(latest: CalendarDate)
    case tooManyBroken(Int)
    case tooLongTogether(days: Int)
    case callBackOutOfReach(from: CalendarDate, through: CalendarDate)

    /// The least senior role that may take it all the same; `nil` when no role may.
    package func allowed(by allowances: Allowances, terms: PromiseTerms, request: PromiseRequest, today: CalendarDate)
        -> GrantingRole?
    {
        let needed: (PromiseAllowance) -> Bool
        switch self {
        case .tooFarAhead: needed = { request.dueOn <= today.adding(days: $0.days) }
        case .tooManyBroken(let broken): needed = { broken < $0.broken }
        case .tooLongTogether(let days): needed = { days <= $0.daysTogether }
        case .notPositive, .inThePast, .otherCurrency, .notOpen, .disputed, .moreThanOwed, .callBackOutOfReach:
            return nil
        }
        return GrantingRole.allCases.first { needed(allowances.promises(by: $0, terms: terms)) }
    }

    /// What is wrong and what would do, in one sentence.
    package var words: String {
        switch self {
        case .notPositive: "a promise is for an amount above zero"
        case .inThePast(let today): "the promised day has passed: today is \(today.plain), agree on it or a later day"
        case .otherCurrency(let owed): "the customer owes in \(owed.code): promise that"
        case .notOpen(let count): "\(count) of the items named are not open: leave them out"
        case .disputed(let count):
            "\(count) of the items named are disputed: leave them out until the dispute is decided"
        case .moreThanOwed(let owed): "more than the \(owed) that may be asked for: lower the amount"
        case .tooFarAhead(let latest): "the day lies too far ahead: agree on a day up to \(latest.plain)"
        case .tooManyBroken(let count):
            "\(count) promises were broken already: offer a payment plan, or ask who may take another"
        case .tooLongTogether(let days): "the promises would take \(days) days together: agree on a nearer day"
        case .callBackOutOfReach(let from, let through):
            "a call is agreed for a day from \(from.plain) to \(through.plain)"
        }
    }
}

/// What one role may take in promises.
package struct PromiseAllowance: Hashable, Sendable {
    /// Days ahead the promised day may lie.
    package let days: Int
    /// Broken promises in the cycle from which on no further one is taken.
    package let broken: Int
    /// Days all promises of the cycle may take together.
    package let daysTogether: Int
}

extension Allowances {
    /// What the role may take in promises: the policy's terms, and for each promise the role may take beyond them the
    /// days that come with it.
    package func promises(by role: GrantingRole, terms: PromiseTerms) -> PromiseAllowance {
        let own = allowance(of: role)
        let days = role == .collector ? min(terms.daysMax, own.promiseDays) : max(terms.daysMax, own.promiseDays)
        return PromiseAllowance(
            days: days, broken: terms.brokenMax + own.promisesBeyondMax,
            daysTogether: terms.daysTogetherMax + own.promisesBeyondMax * own.promiseDays)
    }
}
