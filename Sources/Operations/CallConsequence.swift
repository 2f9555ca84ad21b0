package import Receivables
import Store
import Treatment

/// What follows when a customer gives a reason on a call, kept in the same commit as the call.
package struct CallConsequence: Sendable, Encodable {
    /// What holds the case from then on; `nil` when the ladder goes on.
    package let hold: Identifier<Hold>?
    package let heldFor: HoldReason?
    /// First day it no longer holds by itself; `nil` until a person lifts it.
    package let heldUntil: CalendarDate?
    /// What somebody of the business has to do, with its dates; empty when nothing is.
    package let task: String
}

extension TenantTransaction {
    /// Opens the hold a reason calls for. Source: starter policies §1.4.
    ///
    /// A change of means opens none: it is agreed on in the same call, as a promise or with `dunwell hold add`.
    func follow(
        _ reason: NonpaymentReason, saidOn day: CalendarDate, to by: String, customer: Identifier<Customer>,
        caseID: Identifier<CollectionCase>, agreedCallBackOn: CalendarDate?, policy: Treatment.Policy?,
        calendar: BusinessCalendar
    ) throws -> CallConsequence {
        let path = ReasonPath(for: reason)
        let duties = policy?.duties(for: reason, saidOn: day, calendar: calendar)
        let answerBy =
            duties.map(\.answerBy)
            ?? (path.answerBusinessDays > 0 ? calendar.adding(businessDays: path.answerBusinessDays, to: day) : nil)
        let evidenceBy =
            duties.map(\.evidenceBy) ?? (path.evidenceDays > 0 ? day.adding(days: path.evidenceDays) : nil)
        var task = path.task?.words ?? ""
        if !task.isEmpty, let answerBy { task += "; answer by \(answerBy)" }
        if let evidenceBy { task += "; evidence asked for by \(evidenceBy)" }
        // While the case rests no call is planned: who wrote the call down keeps the word given.
        if path.restsAtOnce, let agreedCallBackOn { task += "; the customer expects a call on \(agreedCallBackOn)" }
        guard path.restsAtOnce, let rests = path.hold else {
            return CallConsequence(hold: nil, heldFor: nil, heldUntil: nil, task: task)
        }
        let until =
            rests.endsByAPerson ? nil : duties?.hold?.days.until ?? rests.length.end(from: day, calendar: calendar)
        let hold = try add(
            NewHold(
                customerID: customer, caseID: caseID, reason: rests.kind, source: "call", from: day, until: until,
                note: "said \(reason.rawValue) to \(by): \(task)"))
        return CallConsequence(hold: hold, heldFor: rests.kind, heldUntil: until, task: task)
    }
}

extension ReasonPath {
    /// Whether a word on the telephone is enough for the case to rest.
    fileprivate var restsAtOnce: Bool {
        switch event {
        case .claimsPaid, .dispute, .cancellationClaim, .dissatisfied, .openTicket: true
        default: false
        }
    }
}

extension ReasonHold {
    /// Whether it lasts until the work is done and the customer was asked again, which only a person knows.
    fileprivate var endsByAPerson: Bool { kind == .complaint || kind == .openTicket }
}
