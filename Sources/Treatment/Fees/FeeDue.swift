package import Receivables

/// One receivable as the fee rules see it.
package struct FeeItem: Hashable, Sendable {
    package let receivable: Identifier<Receivable>
    package let dueOn: CalendarDate
    /// What is open and not disputed.
    package let undisputed: Money
    /// Whether it is itself a fee or interest.
    package let isFee: Bool
    /// Whether a fee was ever charged on it, waived or not: there is one per receivable.
    package let wasCharged: Bool
    /// Whether the agreement it arises from allows a fee.
    package let contractAllows: Bool
    /// Days on which it was disputed, in whole or part, held, covered by a plan, or settled by money that came back.
    /// Source: starter policies §1.4 and §5.3.
    package let stops: [DayInterval]

    package init(
        receivable: Identifier<Receivable>, dueOn: CalendarDate, undisputed: Money, isFee: Bool, wasCharged: Bool,
        contractAllows: Bool, stops: [DayInterval] = []
    ) {
        self.stops = stops
        self.receivable = receivable
        self.dueOn = dueOn
        self.undisputed = undisputed
        self.isFee = isFee
        self.wasCharged = wasCharged
        self.contractAllows = contractAllows
    }

    /// Whether a dispute, hold or plan stood, or nothing was open, on any day from `day` until the end of `today`.
    package func wasStopped(from day: CalendarDate, through today: CalendarDate) -> Bool {
        stops.contains { stop in stop.from <= today && (stop.until.map { $0 > day } ?? true) }
    }
}

/// What the settings of the customer's states allow; the strictest of them.
package enum FeeCeiling: Hashable, Sendable {
    /// No state is known, one of them has no setting, or a setting forbids it.
    case notAllowed
    case upTo(Money)
}

/// Whether one receivable carries a late fee today, and why not.
///
/// Source: starter policies §2.1 `late-fee`, §5.3 and §6; statements 1 and 8 of §7.
package enum FeeDue: Hashable, Sendable {
    /// The amount the letter named.
    case charge(Money)
    case not(Refusal)

    package enum Refusal: String, CaseIterable, Hashable, Sendable {
        /// The policy has no fee.
        case noFeeInPolicy = "no-fee-in-policy"
        /// The agreement does not allow one.
        case contract
        /// No state setting allows one, or not as much as was named.
        case state
        /// Never on fees.
        case onFee = "on-fee"
        /// One per receivable.
        case charged
        /// Nothing undisputed is open, or it is not late.
        case notLate = "not-late"
        /// No letter names the item.
        case notNamed = "not-named"
        /// The letter was never confirmed as mailed.
        case notMailed = "not-mailed"
        case returned
        /// The letter left too late for the day it names.
        case mailedTooLate = "mailed-too-late"
        /// The item was disputed, held, put under a plan or settled since the letter left: a new letter is needed.
        case stopped
        /// The letter is of an earlier time that was late: what was cured since is not charged for it.
        case cured
        /// The day the letter names has not come.
        case tooEarly = "too-early"
        /// A later letter still gives the customer until a named day.
        case laterLetter = "later-letter"
    }

    /// Why no letter may name a fee on the item; `nil` when it may.
    package static func obstacle(
        to item: FeeItem, amount: Money?, ceiling: FeeCeiling, on today: CalendarDate
    ) -> Refusal? {
        guard let amount else { return .noFeeInPolicy }
        if item.isFee { return .onFee }
        if item.wasCharged { return .charged }
        if !item.contractAllows { return .contract }
        guard item.undisputed.isPositive, item.dueOn < today, item.undisputed.currency == amount.currency else {
            return .notLate
        }
        guard case .upTo(let most) = ceiling, most.currency == amount.currency,
            amount.minorUnits <= most.minorUnits
        else { return .state }
        return nil
    }

    /// What the item comes to on `today`.
    ///
    /// - Parameters:
    ///   - notices: Letters that named a fee, whatever became of them.
    ///   - cycle: The past-due cycle that runs; `nil` when nothing is late.
    ///   - givenUntil: The last day to pay a final letter of the cycle names; `nil` when none stands.
    package init(
        on item: FeeItem, notices: [FeeNotice], cycle: CycleKey?, givenUntil: CalendarDate? = nil, terms: FeeTerms,
        ceiling: FeeCeiling, today: CalendarDate, calendar: BusinessCalendar
    ) {
        let policyAmount = terms.amountMinor.map { Money(minorUnits: $0, currency: item.undisputed.currency) }
        if let obstacle = Self.obstacle(to: item, amount: policyAmount, ceiling: ceiling, on: today) {
            self = .not(obstacle)
            return
        }
        let naming = notices.filter { $0.receivables.contains(item.receivable) }
        let answers = naming.map { notice -> FeeDue in
            // What the letter named is what is charged, whatever the policy says now.
            guard let amount = notice.amount ?? policyAmount else { return .not(.noFeeInPolicy) }
            if let refusal = Self.refusal(of: notice, cycle, terms, today, calendar) { return .not(refusal) }
            if let mailed = notice.mailedOn, item.wasStopped(from: mailed, through: today) { return .not(.stopped) }
            if let obstacle = Self.obstacle(to: item, amount: amount, ceiling: ceiling, on: today) {
                return .not(obstacle)
            }
            if let givenUntil, today <= givenUntil { return .not(.laterLetter) }
            return .charge(amount)
        }
        self = answers.first { if case .charge = $0 { true } else { false } } ?? answers.last ?? .not(.notNamed)
    }

    private static func refusal(
        of notice: FeeNotice, _ cycle: CycleKey?, _ terms: FeeTerms, _ today: CalendarDate, _ calendar: BusinessCalendar
    ) -> Refusal? {
        guard let cycle, notice.cycle == cycle else { return .cured }
        guard let mailedOn = notice.mailedOn, mailedOn <= today else { return .notMailed }
        if let returnedOn = notice.returnedOn, returnedOn <= today { return .returned }
        guard notice.stands(in: cycle, asOf: today, terms: terms, calendar: calendar) else { return .mailedTooLate }
        return today < notice.namedFrom ? .tooEarly : nil
    }
}
