import Receivables
import Store
import Treatment

// What a bank's return code calls for beside the message, by one path for whoever brings the failure.

extension TenantTransaction {
    /// Keeps failed automatic payments and does what their codes call for: a death holds the customer at once, and what
    /// only the customer can clear up becomes a task for a person. A repeat of the same try does nothing.
    ///
    /// - Returns: Those that are new.
    func keep(
        _ failures: [AutopayFailureRecord], today: CalendarDate, source: String
    ) throws -> [AutopayFailureRecord] {
        let new = try recordAutopayFailures(failures, today: today)
        for failure in new {
            if AutopayDecline.reportsDeath(code: failure.code) {
                try holdForDeath(told: failure, today: today, source: source)
            } else if AutopayDecline.needsAPerson(code: failure.code) {
                try askForALook(at: failure, today: today, source: source)
            }
        }
        return new
    }

    /// Holds the customer with every business until a person has looked. Source: starter policies §1.4; formats
    /// reference §1.2, R14 and R15.
    private func holdForDeath(told failure: AutopayFailureRecord, today: CalendarDate, source: String) throws {
        guard let customer = try customer(ofCase: failure.caseID) else { return }
        let isHeld = try holds(of: [customer]).contains { $0.reason == .deceased && $0.binds(on: today) }
        guard !isHeld else { return }
        // The hold is found again with the customer.
        _ = try hold(
            NewHold(
                customerID: customer, caseID: nil, reason: .deceased, source: source, from: today, until: nil,
                note: "return \(failure.code) of an automatic payment on \(failure.failedOn)"))
    }

    private func askForALook(at failure: AutopayFailureRecord, today: CalendarDate, source: String) throws {
        let kind = ReasonTask.lookAtTheReturn
        guard try !openCaseTasks(of: failure.caseID, limit: 200).contains(where: { $0.kind == kind.rawValue }) else {
            return
        }
        var task = NewCaseTask(
            caseID: failure.caseID, kind: kind.rawValue, role: kind.role.rawValue, madeOn: today, source: source)
        task.dueOn = try calendar().adding(businessDays: 2, to: today)
        _ = try add(task)  // the list tells it
    }
}
