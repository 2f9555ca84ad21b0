import Receivables
import Store
import Treatment

// What goes with a hold somebody adds or lifts by hand.

extension TenantTransaction {
    /// Refuses what stands already: two holds for one thing are lifted one by one, and each makes its own work.
    func refuseIfStanding(_ new: NewHold) throws {
        let same = try holds(of: [new.customerID]).first { hold in
            hold.binds(on: new.from) && hold.reason == new.reason && hold.receivableID == new.receivableID
                && (hold.caseID == nil || hold.caseID == new.caseID)
                && (hold.heldUntil.map { end in new.until.map { $0 <= end } ?? false } ?? true)
        }
        guard let same else { return }
        throw ActRefused(
            .notAllowed,
            "a hold for \(new.reason.rawValue) binds the same since \(same.heldFrom) already, "
                + (same.heldUntil.map { "until \($0)" } ?? "until it is lifted")
                + ": hold \(same.id); nothing was added")
    }

    /// A claim that the service was cancelled rests as one told on a call, and the owner looks for the request.
    /// Source: starter policies §1.4.
    func holdForCancellation(_ new: inout NewHold, reviewOn: CalendarDate?) throws -> Identifier<Hold> {
        guard let caseID = try new.caseID ?? caseIDs(of: new.customerID).first else {
            return try hold(new, reviewOn: reviewOn)
        }
        let duties = try (pinnedPolicy(of: caseID) ?? PolicyLibrary.starter()).duties(
            for: .cancelled, saidOn: new.from, calendar: calendar())
        let id = try hold(new, reviewOn: reviewOn)
        let kind = ReasonTask.findTheCancellation
        let stands = try openCaseTasks(of: caseID, limit: 200).contains { $0.kind == kind.rawValue }
        guard !stands else { return id }
        var task = NewCaseTask(
            caseID: caseID, kind: kind.rawValue, role: kind.role.rawValue, madeOn: new.from, source: new.source)
        (task.reason, task.hold, task.dueOn) = (.cancelled, id, duties.answerBy)
        (task.evidence, task.evidenceBy) = (duties.evidence.map(\.rawValue), duties.evidenceBy)
        _ = try add(task)  // the list tells it
        return id
    }

    /// Why the hold of a case that an agency has is lifted by nobody: two would ask for the same money.
    func refusalToLiftPlaced(_ hold: HoldRecord, on day: CalendarDate) throws -> ActRefused {
        let customer = try caseFacts(hold.caseID.map { [$0] } ?? [], today: day).first?.customer.reference
        return ActRefused(
            .notAllowed,
            "an agency has the case: its hold ends only when the agency confirms that it gave the case back. Ask for it: "
                + "`dunwell place recall \(customer.map(PlanTheDay.typed) ?? "'<customer>'") --reason placed-in-error "
                + "--by '<your name>' --tenant \(try tenant().slug)`")
    }

    /// Ends the task to look at a hold that is lifted: whoever lifts it has looked.
    func endLooks(at hold: HoldRecord, on day: CalendarDate, words: String, by person: String) throws {
        let cases = try hold.caseID.map { [$0] } ?? caseIDs(of: hold.customerID)
        for task in try cases.flatMap({ try openCaseTasks(of: $0, limit: 200) })
        where task.hold == hold.id && task.kind == ReasonTask.lookAtTheHold.rawValue {
            _ = try end(task, on: day, words: String(words.prefix(1_000)), by: person)  // it waited
        }
    }
}
