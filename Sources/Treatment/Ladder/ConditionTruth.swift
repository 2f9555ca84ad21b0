import Receivables

/// What a condition is asked about: the case on one day, in one cycle, for the receivables a step would name.
struct ConditionContext {
    let view: CaseView
    let day: CalendarDate
    let cycle: CycleKey?
    /// What the step asks money for.
    let receivables: [OpenReceivable]
    /// The conversation a step answers, for steps that follow one.
    var call: CallFact?

    /// The first condition that does not hold; `nil` when all do.
    func firstFailing(of conditions: [PolicyCondition]) -> PolicyCondition? { conditions.first { !holds($0) } }

    /// Whether `condition` holds. Something that is not known never meets a condition.
    func holds(_ condition: PolicyCondition) -> Bool {
        switch condition {
        case .balance(let comparison, let measure):
            guard let limit = minorUnits(of: measure) else { return false }
            return comparison.holds(balanceMinor, limit)
        case .number(let field, let comparison, let number):
            guard let value = value(of: field) else { return false }
            return comparison.holds(value, number)
        case .flag(let field, let wanted): return value(of: field) == wanted
        case .word(let field, let words): return !words.isDisjoint(with: self.words(of: field))
        case .reached(let wanted, let withinDays): return isReached(withinDays: withinDays) == wanted
        case .promiseBroken(let withinDays):
            return promises.contains { promise in
                guard
                    let broken = promise.brokenOn(
                        payments: payments, on: day, terms: view.policy.promises, calendar: view.calendar)
                else { return false }
                return day.days(since: broken) <= withinDays
            }
        case .any(let conditions): return conditions.contains { holds($0) }
        case .none(let conditions): return !conditions.contains { holds($0) }
        }
    }

    /// What is asked for, in minor units; of several currencies the largest, because limits are never converted.
    var balanceMinor: Int64 {
        var sums: [Currency: Int64] = [:]
        for receivable in receivables {
            let amount = receivable.undisputed
            let (sum, overflow) = sums[amount.currency, default: 0].addingReportingOverflow(amount.minorUnits)
            // More than can be counted is above every limit there can be.
            sums[amount.currency] = overflow ? .max : sum
        }
        return sums.values.max() ?? 0
    }

    private var customer: CustomerFacts { view.snapshot.customer }
    private var payments: [PaymentFact] { view.snapshot.payments.filter { $0.day <= day } }
    private var promises: [PromiseFact] { view.snapshot.promises.filter { $0.madeOn <= day } }
    private var callsInCycle: [CallFact] {
        guard let cycle else { return [] }
        return view.snapshot.calls.filter { $0.day >= cycle.startedOn && $0.day <= day }
    }

    private func minorUnits(of measure: BalanceMeasure) -> Int64? {
        switch measure {
        case .minorUnits(let amount): return amount
        case .small: return view.policy.rules.smallBalance.remind
        case .months(let months):
            guard let monthly = customer.monthlyAmount, monthly.isPositive else { return nil }
            let (product, overflow) = monthly.minorUnits.multipliedReportingOverflow(by: Int64(months))
            return overflow ? .max : product
        }
    }

    private func value(of field: NumberField) -> Int? {
        switch field {
        case .oldest: return view.clock(on: day)?.daysPastDue ?? 0
        case .openCount: return receivables.count
        case .lateCount12: return customer.lateCount12
        case .attempts: return callsInCycle.count { $0.isAttempt }
        case .promisesOpen: return count { $0 == .open }
        case .promisesKept: return count { if case .kept = $0 { true } else { false } }
        case .promisesBroken:
            return count { outcome in
                switch outcome {
                case .broken, .partlyKept: true
                case .open, .kept, .superseded, .withdrawn, .released: false
                }
            }
        case .noticePeriod: return customer.noticePeriodDays
        }
    }

    private func count(_ matches: (PromiseOutcome) -> Bool) -> Int {
        guard let cycle else { return 0 }
        let grace = view.policy.promises.graceBusinessDays
        return promises.filter { $0.madeOn >= cycle.startedOn }.count { promise in
            matches(
                promise.outcome(
                    payments: payments, on: day, graceBusinessDays: grace, calendar: view.calendar))
        }
    }

    private func value(of field: FlagField) -> Bool {
        switch field {
        case .firstBill: customer.isFirstBill
        case .lifeSafety: customer.lifeSafety
        case .openTicket: customer.hasOpenTicket
        case .plan:
            view.snapshot.plans.contains { DayInterval(from: $0.acceptedOn, until: $0.endedOn).contains(day) }
        case .willLookIntoIt: call?.willLookIntoIt ?? callsInCycle.contains { $0.willLookIntoIt }
        case .agreedCallBack: (call?.agreedCallBackOn ?? view.agreedCallBack(on: day)) != nil
        }
    }

    private func words(of field: WordField) -> Set<String> {
        switch field {
        case .autopay: [customer.autopay.rawValue]
        case .billing: [customer.billing.rawValue]
        case .serviceKind: Set(receivables.map(\.serviceKind))
        case .reason: reasons.isEmpty ? ["none"] : Set(reasons.map(\.rawValue))
        case .satisfaction: [customer.satisfaction.rawValue]
        case .contractAllows: Set(customer.contractAllows.map(\.rawValue))
        case .language: [customer.language.rawValue]
        case .customerKind: [customer.kind.rawValue]
        case .cooperation: [view.cooperation(on: day).rawValue]
        }
    }

    /// What was said for a reason since the cycle began, or the oldest open bill when nothing is past due.
    private var reasons: Set<NonpaymentReason> {
        let start = view.cycle(on: day)?.startedOn ?? view.open.map(\.billedOn).min() ?? day
        let said = view.snapshot.reasons.filter { $0.saidOn >= start && $0.saidOn <= day }.map(\.reason)
        return customer.reasons.union(said)
    }

    private func isReached(withinDays: Int?) -> Bool {
        let spoken = view.snapshot.calls.filter { $0.disposition == .spoke && $0.day <= day }
        if let withinDays { return spoken.contains { day.days(since: $0.day) <= withinDays } }
        guard let cycle else { return false }
        return spoken.contains { $0.day >= cycle.startedOn }
    }
}
