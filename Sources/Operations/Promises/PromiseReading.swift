import Compliance
import Correspondence
import Receivables
import Store
import Treatment

extension CaseReading {
    /// Receivables an open promise names, out of every message until it is decided.
    func heldByPromise(graceBusinessDays: Int) -> Set<Identifier<Receivable>> {
        facts.promises.filter { !$0.items.isEmpty && isOpen(fact(of: $0), graceBusinessDays) }
            .reduce(into: []) { $0.formUnion($1.items) }
    }

    /// Open promises as the gate sees them: a hold on what each covers.
    func promiseHolds(graceBusinessDays: Int) -> [GateHold] {
        let midnight = { (day: CalendarDate) in day.instant(minuteOfDay: 0, in: self.day.moment.zone) }
        return facts.promises.filter { isOpen(fact(of: $0), graceBusinessDays) }.flatMap { promise -> [GateHold] in
            let end = fact(of: promise).decidedOn(graceBusinessDays: graceBusinessDays, calendar: day.calendar)
            let scopes: [GateHold.Scope] =
                promise.items.isEmpty ? [.collectionCase(facts.id)] : promise.items.map { .receivable($0) }
            return scopes.map {
                GateHold(
                    reason: .promise, scope: $0, from: midnight(promise.madeOn), until: end.map(midnight),
                    source: "promise")
            }
        }
    }

    /// The promise a message is about: the one to be reminded of, or the one that was broken; `nil` for every other
    /// message, and when that promise is no longer as it was.
    func promise(answeredBy attempt: AttemptRecord, graceBusinessDays: Int) -> PromiseRecord? {
        guard let cycle = CycleKey(attempt.cycle), cycle.kind == .event else { return nil }
        switch attempt.templateKey {
        case "promise-confirmation":
            return facts.promises.last { promise in
                promise.madeOn == cycle.startedOn && promise.dueOn >= day.moment.today
                    && isOpen(fact(of: promise), graceBusinessDays)
                    // A letter that lies in the pile was written before a promise recorded since.
                    && (attempt.state != .prepared || (promise.recordedAt.map { $0 <= attempt.recordedAt } ?? true))
            }
        case "promise-reminder":
            return facts.promises.last { promise in
                promise.wantsReminder && promise.dueOn.adding(days: -1) == cycle.startedOn
                    && promise.dueOn >= day.moment.today && isOpen(fact(of: promise), graceBusinessDays)
            }
        case "promise-call":
            return facts.promises.last { promise in
                let fact = fact(of: promise)
                return fact.decidedOn(graceBusinessDays: graceBusinessDays, calendar: day.calendar) == cycle.startedOn
                    && outcome(of: fact, on: day.moment.today, graceBusinessDays).isBroken
            }
        default: return nil
        }
    }

    /// Whether the customer agreed, when they promised, to be called on the day an attempt was planned for: such a call
    /// is free of the caps for seven days from then. Source: 12 CFR 1006.14(b)(3)(i).
    func isPromisedCall(_ attempt: AttemptRecord) -> Bool {
        attempt.templateKey == "promise-call" && facts.promises.contains { $0.agreesToCall(on: attempt.plannedOn) }
    }

    /// Calls agreed on with a promise, as the gate sees them.
    var promisedCallBacks: [AgreedCallBack] {
        let zone = customersClock
        return facts.promises.compactMap { promise in
            guard let on = promise.callBackOn, promise.agreesToCall(on: on) else { return nil }
            let hour = AgreedHour(day: on, minute: nil, zone: zone)
            let talk = facts.calls.first { $0.id == promise.call }?.calledAt
            return AgreedCallBack(
                agreedAt: talk ?? promise.madeOn.instant(minuteOfDay: 0, in: day.moment.zone), from: hour.from,
                until: hour.until)
        }
    }

    func outcome(of promise: PromiseFact, on day: CalendarDate, _ graceBusinessDays: Int) -> PromiseOutcome {
        promise.outcome(
            payments: facts.payments, on: day, graceBusinessDays: graceBusinessDays, calendar: self.day.calendar)
    }

    private func isOpen(_ promise: PromiseFact, _ graceBusinessDays: Int) -> Bool {
        outcome(of: promise, on: day.moment.today, graceBusinessDays) == .open
    }
}

extension PromiseRecord {
    /// As the rules see it, on its own: what became of the items it covers is the case's to say.
    var fact: PromiseFact {
        var fact = PromiseFact(
            id: id, madeOn: madeOn, dueOn: dueOn, amount: amount,
            scope: items.isEmpty ? .wholeCase : .receivables(Set(items)), supersededOn: supersededOn,
            withdrawnOn: withdrawnOn, callBackOn: callBackOn, wantsReminder: wantsReminder,
            recordedAt: recordedAt)
        fact.endedAt = endedAt
        return fact
    }

    /// As a message states it.
    ///
    /// - Parameter reminds: Whether a reminder reaches the customer.
    func messageFacts(_ language: Language, today: CalendarDate, reminds: Bool) -> PromiseFacts {
        PromiseFacts(
            amount: amount, dueOn: dueOn, way: PaymentWay(rawValue: way)?.words(language),
            callBackOn: callBackOn.flatMap { $0 >= today ? $0 : nil },
            reminds: reminds && wantsReminder && dueOn.adding(days: -1) > madeOn)
    }

    fileprivate func agreesToCall(on day: CalendarDate) -> Bool {
        callBackOn == day && day.days(since: madeOn) <= CaseSnapshot.agreedCallDays
    }
}
