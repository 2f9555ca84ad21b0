import Receivables
import Store
package import Treatment

extension CaseReading {
    /// Promises of the case as the rules see them.
    package var promises: [PromiseFact] { facts.promises.map(fact) }

    /// A promise with the days on which nothing it covers is open and undisputed, and those on which it all rests: whoever
    /// owes nothing has broken nothing, and nobody breaks a word while the business looks into theirs. What was billed
    /// after a promise for the whole case is no part of it.
    func fact(of promise: PromiseRecord) -> PromiseFact {
        var fact = promise.fact
        let covered = facts.receivables.filter {
            promise.items.isEmpty ? $0.billedOn <= promise.madeOn : promise.items.contains($0.id)
        }
        fact.clearDays = DayInterval.common(to: covered.map(clearDays))
        fact.restDays = covered.isEmpty ? [] : DayInterval.common(to: covered.map(restDays))
        return fact
    }

    /// Days on which an item rests, alone or with the case, for another reason than what was agreed on paying it.
    private func restDays(of item: ReceivableRecord) -> [DayInterval] {
        facts.holds.filter { hold in
            hold.receivableID.map { $0 == item.id } ?? true && ![.promise, .plan, .placed].contains(hold.reason)
        }.map { DayInterval(from: $0.heldFrom, until: $0.heldUntil) }
    }

    /// Days on which an item is settled, or disputed in full.
    private func clearDays(of item: ReceivableRecord) -> [DayInterval] {
        let disputes = facts.disputes.filter { $0.receivableID == item.id }
        var days = disputes.filter { $0.amount == nil }.map { DayInterval(from: $0.openedOn, until: $0.resolvedOn) }
        if item.open.isZero {
            days.append(DayInterval(from: item.settledOn ?? item.billedOn, until: nil))
        } else if disputed(item) == item.open,
            let last = disputes.filter({ $0.resolvedOn == nil }).map(\.openedOn).max()
        {
            // Parts that together are all of it: since the last of them, or since the rest was paid.
            let paid = facts.payments.filter { $0.receivable == item.id }.map(\.day).max()
            days.append(DayInterval(from: max(last, paid ?? last), until: nil))
        }
        return days
    }
}

extension PromiseRecord {
    /// Whether a promise asked for is this one again, word for word.
    func isTheSame(as request: PromiseRequest, items: [Identifier<Receivable>]) -> Bool {
        amount == request.amount && dueOn == request.dueOn && Set(self.items) == Set(items)
            && way == request.way?.rawValue ?? "" && callBackOn == request.callBackOn
            && wantsReminder == request.wantsReminder
    }
}

extension TenantTransaction {
    /// The days on which nothing was left to ask for of what each of these promises covers, as the books stood at the
    /// end of a day. What was billed after a promise for the whole case is no part of it.
    func clearDays(
        ofPromises ids: [Identifier<PromiseToPay>], through day: CalendarDate
    ) throws -> [Identifier<PromiseToPay>: [DayInterval]] {
        try promisedItems(of: ids, through: day).mapValues { items in
            DayInterval.common(
                to: items.map {
                    DayInterval.clear(moved: $0.moved, disputes: $0.disputes)
                })
        }
    }

    /// The days on which what the promises of these cases cover rested: holds are dated, so that one placed later
    /// changes no earlier day. At most 1,000 cases.
    func restDays(
        ofPromisesIn cases: Set<Identifier<CollectionCase>>
    ) throws -> [Identifier<PromiseToPay>: [DayInterval]] {
        guard !cases.isEmpty else { return [:] }
        let day = try TenantDay(self)
        let facts = try caseFacts(Array(cases), today: day.moment.today)
        let promises = facts.flatMap { CaseReading($0, day: day, liveMedia: []).promises }
        return Dictionary(uniqueKeysWithValues: promises.map { ($0.id, $0.restDays) })
    }
}
