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

    /// Closes a call task whose outcome is decided. One that is closed already stays as it is.
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
            (state, detail) = (.taskLapsed, "lapsed on \(day) after \(attempts) attempts")
        }
        guard try move(task.id, from: [.taskOpen], to: state, detail: detail, at: moment.now) else { return task.state }
        try lowerNextLook(of: [task.caseID], to: moment.today)
        return state
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
