import Receivables
import Store
import Treatment

extension CaseReading {
    /// The task among the calls of a day: what is at stake, what was agreed, how long it waits. What is owed stands for
    /// what is at stake where no monthly charge is known.
    func callCandidate(for task: AttemptRecord) -> CallCandidate {
        let today = day.moment.today
        let late = facts.receivables.filter {
            $0.open.isPositive && isAbout($0, task) && disputed($0).minorUnits < $0.open.minorUnits
        }
        let daysPastDue = late.first.map { today.days(since: $0.dueOn) } ?? 0
        let owed = late.filter { $0.open.currency == late.first?.open.currency }
            .reduce(Int64(0)) { sum, item in
                sum.addingReportingOverflow(item.open.minorUnits - disputed(item).minorUnits).partialValue
            }
        let stake = ValueAtStake(
            monthly: facts.agreements.compactMap(\.monthly).max { $0.minorUnits < $1.minorUnits },
            multiple: .alarmTrade, daysPastDue: daysPastDue, funding: .none, on: today)
        return CallCandidate(
            caseID: facts.id, valueAtStake: stake.worth?.minorUnits ?? owed, daysPastDue: daysPastDue,
            isAgreed: agreedHour(of: task).map { $0.day == today } ?? false,
            lastDay: task.lapsesAfter ?? task.plannedOn)
    }
}

extension WaitingCalls {
    /// Marks the calls a day has no room for, business by business, most at stake kept; calls made today are taken off
    /// what may still be made. Source: starter policies §6, call capacity.
    static func fit(
        _ calls: [Call], _ candidates: [Identifier<ContactAttempt>: CallCandidate],
        callsPerDay: [Identifier<Business>: Int], made: [Identifier<Business>: Int], on today: CalendarDate
    ) -> [Call] {
        let byBusiness = Dictionary(grouping: calls.filter(\.mayCall), by: \.task.businessID)
        var fitting: [Call] = []
        var beyond: [Call] = []
        for (business, calls) in byBusiness.sorted(by: { $0.key.description < $1.key.description }) {
            let capacity = callsPerDay[business] ?? LadderRules().callsPerDay
            let list = CallList(
                calls.compactMap { candidates[$0.task.id] }, callsPerDay: max(0, capacity - (made[business] ?? 0)),
                on: today)
            let order = Dictionary(
                uniqueKeysWithValues: (list.today + list.later).enumerated().map { ($0.element.caseID, $0.offset) })
            for call in calls.sorted(by: { order[$0.task.caseID] ?? 0 < order[$1.task.caseID] ?? 0 }) {
                var call = call
                if let place = order[call.task.caseID], place >= list.today.count {
                    call.isForToday = false
                    let lapses = (call.task.lapsesAfter ?? today) <= today
                    call.words =
                        "more than \(capacity) calls a day, and more is at stake elsewhere"
                        + (lapses ? "; it lapses today" : "")
                    beyond.append(call)
                } else {
                    fitting.append(call)
                }
            }
        }
        return fitting + beyond + calls.filter { !$0.mayCall }
    }
}
