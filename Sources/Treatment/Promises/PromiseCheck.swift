package import Receivables

extension CaseSnapshot {
    /// Days after a conversation within which an agreed call is free of the caps, and for which one may be agreed.
    /// Source: starter policies §1.2 rule 7.
    package static let agreedCallDays = 7

    /// Why a promise offered today is not taken as it stands, all reasons at once; empty when it may be taken.
    ///
    /// Open promises of the case count as replaced by the new one: they are not added to what it would promise.
    package func refusals(
        of request: PromiseRequest, on today: CalendarDate, policy: Policy, calendar: BusinessCalendar
    ) -> [PromiseRefusal] {
        var refusals: [PromiseRefusal] = []
        if !request.amount.isPositive { refusals.append(.notPositive) }
        if request.dueOn < today { refusals.append(.inThePast(today: today)) }
        refusals += amountRefusals(of: request, on: today)
        let allowance = policy.allowances.promises(by: request.takenBy, terms: policy.promises)
        let latest = today.adding(days: allowance.days)
        if request.dueOn > latest { refusals.append(.tooFarAhead(latest: latest)) }
        let past = PromiseRecordOfCycle(self, on: today, policy: policy, calendar: calendar)
        if past.broken >= allowance.broken { refusals.append(.tooManyBroken(past.broken)) }
        let together = past.days(with: request.dueOn, on: today)
        if together > allowance.daysTogether { refusals.append(.tooLongTogether(days: together)) }
        if let callBackOn = request.callBackOn {
            let last = max(request.dueOn, today).adding(days: Self.agreedCallDays)
            // Before its grace has run out nothing is broken, and nobody calls about it.
            let grace = calendar.adding(businessDays: policy.promises.graceBusinessDays, to: request.dueOn)
            let first = max(today, grace).adding(days: 1)
            if callBackOn < first || callBackOn > last {
                refusals.append(.callBackOutOfReach(from: first, through: last))
            }
        }
        return refusals
    }

    private func amountRefusals(of request: PromiseRequest, on today: CalendarDate) -> [PromiseRefusal] {
        let open = receivables.filter { $0.open.isPositive && $0.billedOn <= today }
        var named = open
        var refusals: [PromiseRefusal] = []
        if case .receivables(let ids) = request.scope {
            named = open.filter { ids.contains($0.id) }
            if named.count < ids.count { refusals.append(.notOpen(ids.count - named.count)) }
            let disputed = named.filter { isDisputed($0, on: today) }.count
            if disputed > 0 { refusals.append(.disputed(disputed)) }
        }
        let asked = named.filter { !isDisputed($0, on: today) }
        if let other = named.first(where: { $0.open.currency != request.amount.currency }) {
            refusals.append(.otherCurrency(owed: other.open.currency))
        } else {
            let owed = asked.reduce(Int64(0)) { sum, receivable in
                let (next, overflow) = sum.addingReportingOverflow(receivable.undisputed.minorUnits)
                // More than can be counted is above every promise there can be.
                return overflow ? .max : next
            }
            if request.amount.minorUnits > owed {
                refusals.append(.moreThanOwed(Money(minorUnits: owed, currency: request.amount.currency)))
            }
        }
        return refusals
    }

    /// Whether all of it is out: the amount in dispute, or a dispute that holds it.
    private func isDisputed(_ receivable: OpenReceivable, on today: CalendarDate) -> Bool {
        guard receivable.undisputed.isPositive else { return true }
        return holds.contains { hold in
            guard hold.reason == .dispute, hold.days.contains(today) else { return false }
            guard case .receivables(let named) = hold.scope else { return true }
            return named.contains(receivable.id)
        }
    }
}

/// The promises of the cycle that runs: how many were broken, and the days they took.
struct PromiseRecordOfCycle {
    private(set) var broken = 0
    private var taken: [DayInterval] = []

    init(_ snapshot: CaseSnapshot, on today: CalendarDate, policy: Policy, calendar: BusinessCalendar) {
        let view = CaseView(snapshot, policy: policy, calendar: calendar)
        // Before anything is past due there is no cycle: promises made since the oldest bill belong together then.
        let start = view.cycle(on: today)?.startedOn ?? view.open.map(\.billedOn).min() ?? today
        let payments = snapshot.payments.filter { $0.day <= today }
        for promise in snapshot.promises where promise.madeOn >= start && promise.madeOn <= today {
            let outcome = promise.outcome(
                payments: payments, on: today, graceBusinessDays: policy.promises.graceBusinessDays, calendar: calendar)
            let end: CalendarDate
            switch outcome {
            case .broken, .partlyKept:
                broken += 1
                end = promise.dueOn
            case .open: end = min(promise.dueOn, today)
            case .kept(let keptOn): end = min(promise.dueOn, keptOn)
            case .superseded: end = min(promise.dueOn, promise.supersededOn ?? promise.dueOn)
            case .withdrawn: end = min(promise.dueOn, promise.withdrawnOn ?? promise.dueOn)
            case .released(let on): end = min(promise.dueOn, on)
            }
            taken.append(DayInterval(from: promise.madeOn, until: end))
        }
    }

    /// Days on which a promise ran or would run, each counted once.
    func days(with dueOn: CalendarDate, on today: CalendarDate) -> Int {
        let all = taken + [DayInterval(from: today, until: max(today, dueOn))]
        return DaySpans(all).runs.reduce(0) { $0 + $1.count }
    }
}
