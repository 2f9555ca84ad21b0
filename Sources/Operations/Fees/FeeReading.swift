import Correspondence
import Receivables
import Store
import Treatment

// Late fees of one case: what the rules look at, what a letter may name, what is charged.

extension CaseReading {
    private var settings: [FeeSettingRecord] { day.feeSettings.filter { $0.business == facts.business } }

    /// Every state the records point to.
    private var states: Set<String> { Set(facts.contactPoints.compactMap(\.state)) }

    /// The strictest setting among the states the customer may be in.
    func feeCeiling(_ currency: Currency) -> FeeCeiling {
        guard !states.isEmpty else { return .notAllowed }
        var least: Money?
        for state in states {
            guard let max = settings.first(where: { $0.state == state })?.max, max.currency == currency else {
                return .notAllowed
            }
            if least.map({ max.minorUnits < $0.minorUnits }) ?? true { least = max }
        }
        return least.map { .upTo($0) } ?? .notAllowed
    }

    /// Where the customer finds that a fee was agreed, in the message's language; `nil` when a state names none.
    func feeClause(_ language: Language) -> String? {
        let clauses = Set(
            settings.filter { states.contains($0.state) }
                .map { language == .english ? $0.clauseEnglish : $0.clauseSpanish })
        guard clauses.count == 1, let clause = clauses.first, !clause.isEmpty else { return nil }
        return clause
    }

    func feeItem(_ item: ReceivableRecord) -> FeeItem {
        // The disputed part is at most what is open.
        let undisputed = Money(
            minorUnits: max(0, item.open.minorUnits - disputed(item).minorUnits), currency: item.open.currency)
        let allows = item.agreementAllows ?? Array(Set(facts.agreements.flatMap(\.allows)))
        return FeeItem(
            receivable: item.id, dueOn: item.dueOn, undisputed: undisputed, isFee: item.isFee,
            wasCharged: item.fees.isPositive, contractAllows: allows.contains(ContractRight.fee.rawValue),
            stops: feeStops(item.id))
    }

    /// When a dispute, a hold or a plan stood on the item, or nothing of it was open: each ends what a letter announced
    /// for it.
    private func feeStops(_ item: Identifier<Receivable>) -> [DayInterval] {
        let disputes = facts.disputes.filter { $0.receivableID == item }.map {
            DayInterval(from: $0.openedOn, until: $0.resolvedOn)
        }
        let holds = facts.holds.filter { $0.receivableID.map { $0 == item } ?? true }.map {
            DayInterval(from: $0.heldFrom, until: $0.heldUntil)
        }
        let plans = plans.map(\.timeline.fact).filter { plan in
            guard case .receivables(let named) = plan.scope else { return true }
            return named.contains(item)
        }.map { DayInterval(from: $0.acceptedOn, until: $0.endedOn) }
        let settled = facts.settledTimes.filter { $0.receivable == item }.map(\.days)
        return disputes + holds + plans + settled
    }

    /// Letters that named a fee, without the items that may carry none: so the ladder never waits for nothing.
    var feeNotices: [FeeNotice] {
        let items = Dictionary(uniqueKeysWithValues: facts.receivables.map { ($0.id, $0) })
        return facts.feeNotices.compactMap { record in
            guard let cycle = CycleKey(record.cycle) else { return nil }
            let chargeable = record.receivables.filter { id in
                guard let item = items[id] else { return false }
                let mailedOn = record.mailedOn ?? day.moment.today
                if feeItem(item).wasStopped(from: mailedOn, through: day.moment.today) { return false }
                return FeeDue.obstacle(
                    to: feeItem(item), amount: record.amount, ceiling: feeCeiling(record.amount.currency),
                    on: day.moment.today) == nil
            }
            guard !chargeable.isEmpty else { return nil }
            return FeeNotice(
                cycle: cycle, namedFrom: record.feeFrom, receivables: Set(chargeable), mailedOn: record.mailedOn,
                returnedOn: record.returnedAt?.day(in: day.moment.zone), amount: record.amount)
        }
    }

    /// What is charged today on the items of a due fee step.
    func feesDue(
        on receivables: [Identifier<Receivable>], policy: Treatment.Policy
    ) -> [(item: ReceivableRecord, amount: Money)] {
        let snapshot = snapshot()
        let cycle = snapshot.cycle(on: day.moment.today, policy: policy, calendar: day.calendar)
        let givenUntil = snapshot.lastDayGiven(on: day.moment.today, policy: policy, calendar: day.calendar)
        return facts.receivables.filter { receivables.contains($0.id) }.compactMap { item in
            let due = FeeDue(
                on: feeItem(item), notices: snapshot.feeNotices, cycle: cycle, givenUntil: givenUntil,
                terms: policy.fees, ceiling: feeCeiling(item.open.currency), today: day.moment.today,
                calendar: day.calendar)
            guard case .charge(let amount) = due else { return nil }
            return (item, amount)
        }
    }

    /// Whether the figures are fresh enough, and the tenant's own, to charge anything on them.
    var mayCharge: Bool {
        guard !day.tenant.isMuted, !(facts.unapplied?.isPositive ?? false),
            let fresh = day.freshness[facts.business]
        else { return false }
        return day.calendar.businessDays(after: fresh, through: day.moment.today) <= day.tenant.freshDataLimitDays
    }
}

/// A fee one letter names.
struct FeeOffer {
    let amount: Money
    let beginsOn: CalendarDate
    let arrivesOn: CalendarDate
    let clause: String
    let items: [ReceivableRecord]

    /// Business days a letter may lie before it is mailed without losing its date.
    private static let daysToMail = 3

    /// The fee the letter of `step` names on `items`; `nil` when it may name none.
    init?(step: String, items: [ReceivableRecord], language: Language, reading: CaseReading, policy: Treatment.Policy) {
        guard let minor = policy.fees.amountMinor, let currency = items.first?.open.currency,
            let feeStep = policy.steps.first(where: { $0.announcedFloor(by: step) != nil }),
            let floor = feeStep.announcedFloor(by: step), let clause = reading.feeClause(language)
        else { return nil }
        let amount = Money(minorUnits: minor, currency: currency)
        let today = reading.day.moment.today
        let calendar = reading.day.calendar
        let ceiling = reading.feeCeiling(currency)
        let chargeable = items.filter {
            // A letter names nothing that is disputed or held while it is written.
            !reading.feeItem($0).wasStopped(from: today, through: today)
                && FeeDue.obstacle(to: reading.feeItem($0), amount: amount, ceiling: ceiling, on: today) == nil
        }
        guard !chargeable.isEmpty else { return nil }
        let mailed = calendar.adding(businessDays: Self.daysToMail, to: today)
        // One day more than the least, so that whole days to pay lie between arrival and the fee.
        let least = FeeNotice.earliestDay(mailedOn: mailed, terms: policy.fees, calendar: calendar).adding(days: 1)
        let policyDay = reading.snapshot().clock(on: today, policy: policy, calendar: calendar)?.policyDay ?? 0
        self.amount = amount
        // The last day without the fee is one on which somebody takes a payment or a question.
        let lastFree = max(least, today.adding(days: max(0, floor - policyDay))).adding(days: -1)
        beginsOn = calendar.businessDay(onOrAfter: lastFree).adding(days: 1)
        arrivesOn = calendar.adding(businessDays: policy.fees.transitBusinessDays, to: mailed)
        self.clause = clause
        self.items = chargeable
    }

    /// As the letter states it.
    func facts(noneSoFar: Bool) -> LateFeeFacts {
        LateFeeFacts(
            charge: .each(amount), beginsOn: beginsOn, payBy: beginsOn.adding(days: -1), arrivesOn: arrivesOn,
            items: items.map(\.reference), clause: clause, noneSoFar: noneSoFar)
    }
}

extension PolicyStep {
    /// The policy day before which the step charges no fee, when the letter of `step` is what announces it.
    fileprivate func announcedFloor(by step: String) -> Int? {
        guard live, case .feeDate(let floor) = anchor, requires.rungs.contains(step) else { return nil }
        return floor
    }
}
