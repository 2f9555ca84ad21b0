package import Receivables

/// Promises of a period by what became of them, in one currency.
///
/// The population of the rates are promises whose date and grace ended in the period. Those replaced, taken back or
/// released because nothing was left to ask for leave the rates and are counted beside them; one kept in part counts as broken by number and for its part by amount.
/// Source: field reference §7.3, promises kept by count and by amount.
package struct PromiseTally: Hashable, Sendable {
    /// Promises with one outcome.
    package struct Sum: Hashable, Sendable {
        package private(set) var count = 0
        package private(set) var promised: Money
        /// What came in for them in time, at most what was promised each.
        package private(set) var received: Money

        init(_ currency: Currency) {
            promised = .zero(currency)
            received = .zero(currency)
        }

        fileprivate mutating func add(_ promised: Money, received: Money) throws(MoneyOverflow) {
            count += 1
            self.promised = try self.promised.adding(promised)
            self.received = try self.received.adding(received)
        }
    }

    package private(set) var kept: Sum
    /// Kept on a day before its date and grace ended, which lies after the period; in no rate yet.
    package private(set) var keptEarly: Sum
    package private(set) var partlyKept: Sum
    package private(set) var broken: Sum
    /// Past its grace and not paid in full as far as is known, while payments are not known to the end of it; in no rate.
    package private(set) var unsettled: Sum
    /// Neither paid nor past its grace on the last day; in no rate.
    package private(set) var open: Sum
    package private(set) var superseded: Sum
    package private(set) var withdrawn: Sum
    package private(set) var released: Sum
    private let currency: Currency

    package init(_ currency: Currency) {
        self.currency = currency
        (kept, keptEarly, partlyKept, broken) = (Sum(currency), Sum(currency), Sum(currency), Sum(currency))
        (open, superseded, withdrawn, released) = (Sum(currency), Sum(currency), Sum(currency), Sum(currency))
        unsettled = Sum(currency)
    }

    /// Adds a promise as it stands at the end of `days`; one decided before them or made after them is left out.
    ///
    /// - Parameter knownTo: The day to which payments are known; `nil` where nothing more is waited for. Only what came
    ///   in by then can break a promise. Source: field reference §7.3, broken after pending settlements are known.
    package mutating func add(
        _ promise: PromiseFact, payments: [PaymentFact], in days: ClosedRange<CalendarDate>, graceBusinessDays: Int,
        calendar: BusinessCalendar, knownTo: CalendarDate? = nil
    ) throws(MoneyOverflow) {
        guard promise.amount.currency == currency, promise.madeOn <= days.upperBound else { return }
        // One that rests is not decided yet: it is open at the end of every period.
        let lastDay =
            promise.lastDay(graceBusinessDays: graceBusinessDays, calendar: calendar)
            ?? max(promise.dueOn, days.upperBound.adding(days: 1))
        guard lastDay >= days.lowerBound else { return }
        let outcome = promise.outcome(
            payments: payments, on: days.upperBound, graceBusinessDays: graceBusinessDays, calendar: calendar)
        let nothing = Money.zero(currency)
        let isUnknown = knownTo.map { $0 < lastDay } ?? false
        switch outcome {
        case .kept:
            if lastDay > days.upperBound {
                try keptEarly.add(promise.amount, received: promise.amount)
            } else {
                try kept.add(promise.amount, received: promise.amount)
            }
        case .partlyKept(let paid) where isUnknown: try unsettled.add(promise.amount, received: paid)
        case .broken where isUnknown: try unsettled.add(promise.amount, received: nothing)
        case .partlyKept(let paid): try partlyKept.add(promise.amount, received: paid)
        case .broken: try broken.add(promise.amount, received: nothing)
        case .open: try open.add(promise.amount, received: nothing)
        case .superseded: try superseded.add(promise.amount, received: nothing)
        case .withdrawn: try withdrawn.add(promise.amount, received: nothing)
        case .released: try released.add(promise.amount, received: nothing)
        }
    }

    /// Promises the rates are about.
    package var decidedCount: Int { kept.count + partlyKept.count + broken.count }

    /// What was promised and what came in of it, over the promises the rates are about.
    package func decided() throws(MoneyOverflow) -> (promised: Money, received: Money) {
        (
            try kept.promised.adding(partlyKept.promised).adding(broken.promised),
            try kept.received.adding(partlyKept.received)
        )
    }
}
