import Receivables
import Store
import Treatment

extension TenantTransaction {
    /// How a call task stands, by the rules the ladder itself uses.
    func outcome(of task: AttemptRecord, moment: TenantMoment) throws -> CallTask.Outcome {
        let calendar = try calendar()
        let last = task.lapsesAfter ?? task.plannedOn
        let terms = CallTerms(
            within: calendar.businessDays(after: task.plannedOn, through: last), attempts: task.attemptsMax ?? 1)
        // A day earlier, because a call is found by its moment and the day begins elsewhere sooner.
        let calls = try calls(of: [task.customerID], since: task.plannedOn.adding(days: -1))
            .filter { $0.caseID == task.caseID }
            .map { call in
                CallFact(
                    day: call.calledAt.day(in: moment.zone), step: call.attempt == task.id ? task.stepKey : nil,
                    disposition: call.disposition, agreedCallBackOn: call.agreedCallBackOn,
                    willLookIntoIt: call.willLookIntoIt, wasAgreed: call.wasAgreed,
                    isOutbound: call.isOutbound)
            }
        return CallTask(plannedOn: task.plannedOn, terms: terms, calendar: calendar)
            .outcome(step: task.stepKey, calls: calls, on: moment.today)
    }

    /// Closes a call task whose outcome is decided. One that is closed already stays as it is. What nobody was to do on
    /// the last day of its window is called off and not missed: the step is open again when the case wakes.
    ///
    /// - Returns: The state it is in afterwards.
    func settle(_ task: AttemptRecord, moment: TenantMoment) throws -> AttemptState {
        guard task.state == .taskOpen else { return task.state }
        let state: AttemptState
        let detail: String
        switch try outcome(of: task, moment: moment) {
        case .open: return .taskOpen
        case .reached(let day): (state, detail) = (.taskDone, "spoke with the customer on \(day)")
        case .attempted(let day): (state, detail) = (.taskDone, "attempted as often as asked, last on \(day)")
        case .lapsed(let day, let attempts):
            if let why = try whyNobodyWasToCall(task, on: day) {
                (state, detail) = (.cancelled, "nobody was to call on \(day), the last day for it: \(why)")
            } else {
                (state, detail) = (.taskLapsed, "lapsed on \(day) after \(attempts.counted("attempt"))")
            }
        }
        guard try move(task.id, from: [.taskOpen], to: state, detail: detail, at: moment.now) else { return task.state }
        try lowerNextLook(of: [task.caseID], to: moment.today)
        return state
    }

    /// Why nobody was to make a call on the last day of its window; `nil` when somebody was.
    private func whyNobodyWasToCall(_ task: AttemptRecord, on last: CalendarDate) throws -> String? {
        let day = try TenantDay(self)
        guard let facts = try caseFacts([task.caseID], today: day.moment.today).first else { return nil }
        let reading = CaseReading(facts, day: day, liveMedia: [])
        if task.isOfPlan {
            return reading.planMessage(task.templateKey, cycle: CycleKey(task.cycle)) == nil
                ? "the part was paid, or the plan was over or changed" : nil
        }
        let wasOwed = facts.receivables.contains { item in
            (task.asksBeforeDue || item.dueOn < last)
                && (item.open.isPositive || item.settledOn.map { last < $0 } ?? false)
        }
        guard wasOwed else { return "nothing was left to ask for" }
        let policy = try PolicyLibrary(Set([task.policyVersion].compactMap(\.self)), in: self).policy(
            task.policyVersion)
        return reading.snapshot(leavingOut: task.id).rest(
            on: last, policy: try policy ?? PolicyLibrary.starter(), calendar: day.calendar
        ).map { "the case rested, \($0.words)" }
    }

    /// Ends a task whose number turned out to reach nobody it is for: further calls there would be made to a stranger.
    /// The step is open again and goes by its next channel.
    ///
    /// - Returns: The state it is in afterwards; `nil` when the disposition ends no task.
    func end(
        _ task: AttemptRecord, because disposition: CallDisposition, moment: TenantMoment
    ) throws -> AttemptState? {
        guard [.outOfService, .wrongNumber].contains(disposition), task.state == .taskOpen else { return nil }
        let detail = "the number is bad: \(disposition.rawValue)"
        guard try move(task.id, from: [.taskOpen], to: .cancelled, detail: detail, at: moment.now) else { return nil }
        try lowerNextLook(of: [task.caseID], to: moment.today)
        return .cancelled
    }
}
