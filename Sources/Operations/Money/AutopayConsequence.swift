import Receivables
import Store
import Treatment

// What a bank's return code calls for beside the message, by one path for whoever brings the failure.

extension TenantTransaction {
    /// Keeps failed automatic payments and does what their codes call for: what may tell of a death holds the customer at
    /// once, and what only the customer can clear up becomes a task for a person, for which the case rests where they deny
    /// the authorisation. A repeat of the same try does nothing.
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
                note: "return \(failure.code) of an automatic payment on \(failure.failedOn): "
                    + AutopayDecline.deathWords(code: failure.code)))
    }

    private func askForALook(at failure: AutopayFailureRecord, today: CalendarDate, source: String) throws {
        let kind = ReasonTask.lookAtTheReturn
        let standing = try openCaseTasks(of: failure.caseID, limit: 200).filter { $0.kind == kind.rawValue }
        let rests = AutopayDecline.deniesAuthorisation(code: failure.code)
        // A task that stands is enough, unless the case is to rest for it and does not yet.
        let isHeld = try standing.compactMap { try $0.hold.flatMap { try hold($0) } }.contains { $0.binds(on: today) }
        guard standing.isEmpty || rests && !isHeld else { return }
        var task = NewCaseTask(
            caseID: failure.caseID, kind: kind.rawValue, role: kind.role.rawValue, madeOn: today, source: source)
        task.dueOn = try calendar().adding(businessDays: 2, to: today)
        if rests, let customer = try customer(ofCase: failure.caseID) {
            task.hold = try add(
                NewHold(
                    customerID: customer, caseID: failure.caseID, reason: .manual, source: source, from: today,
                    until: nil,
                    note:
                        "return \(failure.code) of an automatic payment on \(failure.failedOn): the customer denies the "
                        + "authorisation or took it back"))
        }
        _ = try add(task)  // the list tells it
    }
}
