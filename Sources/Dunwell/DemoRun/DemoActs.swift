import Foundation
import Ledger
import Operations
import Receivables
import Store
import Treatment

// What customers and the dealer's people do.
extension DemoDesk {
    /// A call task that waits for a person.
    struct Task: Sendable {
        let attempt: Identifier<ContactAttempt>
        let business: Identifier<Business>
        let customer: Identifier<Customer>
        let reference: String
    }

    /// Open call tasks in the order of their customers.
    func openTasks() async throws -> [Task] {
        try await RecordCall(store: host.store).openTasks(of: tenant)
            .map { Task(attempt: $0.id, business: $0.businessID, customer: $1.id, reference: $1.reference) }
            .sorted { $0.reference < $1.reference }
    }

    /// What a call led to.
    struct Outcome: Sendable {
        /// What was promised, when a promise was given and the policy took it.
        var promised: Money?
        /// Days and amounts of the parts agreed on.
        var parts: [DemoPayment] = []
        /// A hold a person has to lift, with its reason.
        var toLift: Identifier<Hold>?
        /// What somebody looks into, and by when they have.
        var toFinish: (task: Identifier<CaseTask>, by: CalendarDate)?
        /// Why the case rests since.
        var heldFor: HoldReason?
    }

    /// Records how a call ended, and does in the same call what the customer agreed to.
    func record(_ answer: DemoScript.Answer, for task: Task, on day: CalendarDate, call: Int) async throws -> Outcome {
        var report = RecordCall.Report(
            disposition: .spoke, recordedBy: by, idempotencyKey: "demo:\(task.reference):\(call)")
        report.task = task.attempt
        switch answer {
        case .noAnswer: report.disposition = .noAnswer
        case .leftVoicemail: report.disposition = .leftVoicemail
        case .tellsReason(let reason): report.reason = reason
        case .agreesToCallBack(let callBack):
            report.reason = .confusingInvoice
            report.willLookIntoIt = true
            report.agreedCallBackOn = callBack
        case .acceptsPlan: report.reason = .otherDebtsFirst
        case .hasNoMeans: report.reason = .changeOfMeans
        case .promises(let reason, let due, _):
            report.reason = reason
            let overdue = try await overdue(of: task, on: day)
            if overdue.isPositive { report.promise = (overdue, due) }
        }
        var outcome = try await keep(report)
        if case .acceptsPlan(let parts, _) = answer {
            let first = BusinessCalendar.standard.adding(businessDays: 3, to: day)
            outcome.parts = try await agreeOnParts(parts, with: task.reference, firstOn: first)
        }
        return outcome
    }

    private func keep(_ asked: RecordCall.Report) async throws -> Outcome {
        var report = asked
        let recording = RecordCall(store: host.store)
        let recorded: RecordCall.Recorded
        do {
            recorded = try await recording.record(report, for: tenant)
        } catch let refusal as ActRefused where refusal.kind == .notAllowed && report.promise != nil {
            // The policy takes no further promise of this customer; the conversation is kept all the same.
            report.promise = nil
            recorded = try await recording.record(report, for: tenant)
        }
        var outcome = Outcome()
        outcome.promised = recorded.promise == nil ? nil : report.promise?.amount
        outcome.heldFor = recorded.consequence?.heldFor
        guard let consequence = recorded.consequence, let hold = consequence.hold else { return outcome }
        if [.complaint, .openTicket].contains(consequence.heldFor) {
            outcome.toLift = hold
        } else if let task = consequence.taskID, let by = consequence.answerBy {
            outcome.toFinish = (task, by)
        }
        return outcome
    }

    /// Somebody has done what a customer's words asked for, and tells them what was found where they wait for that.
    func finish(_ id: Identifier<CaseTask>) async throws {
        let (task, language) = try await host.store.transaction(for: tenant) { tx in
            let task = try tx.caseTask(id)
            let facts = try tx.caseFacts(task.map { [$0.caseID] } ?? [], today: try tx.moment().today)
            return (task, facts.first?.customer.language ?? .english)
        }
        guard task.flatMap({ ReasonTask(rawValue: $0.kind) })?.endsWhatRests == true else {
            _ = try await CaseTaskDesk(store: host.store).done(
                id, words: "parts were offered; no answer", answer: nil, by: by, for: tenant)
            return
        }
        let found =
            language == .english
            ? "We looked, and what we billed is what was agreed."
            : "Lo revisamos, y lo que facturamos es lo que se acordó."
        _ = try await CaseTaskDesk(store: host.store).done(
            id, words: "billed as agreed", answer: found, by: by, for: tenant)
    }

    /// The technician was there and the customer was asked again.
    func lift(_ hold: Identifier<Hold>) async throws {
        try await HoldCustomer(store: host.store).lift(
            hold, reason: "put right, and asked again", source: by, for: tenant)
    }

    /// What a customer owes past its day and does not dispute.
    private func overdue(of task: Task, on day: CalendarDate) async throws -> Money {
        try await openItems(of: task.reference).filter { $0.dueOn < day }
            .map { try $0.open.subtracting($0.disputed) }.total(in: .usd)
    }

    /// Customers object to whole invoices.
    ///
    /// - Returns: The disputes by reference of the invoice; one that is paid already is not in it.
    func dispute(_ invoices: [DemoInvoice], on day: CalendarDate) async throws -> [String: Identifier<Dispute>] {
        var opened: [String: Identifier<Dispute>] = [:]
        let evidence = BusinessCalendar.standard.adding(businessDays: 10, to: day)
        for invoice in invoices {
            do {
                var claim = DisputeReceivable.Claim(
                    .amount, on: invoice.reference, customer: invoice.customer,
                    reason: "the amount is not what was agreed", by: by)
                claim.evidenceBy = evidence
                opened[invoice.reference] = try await DisputeReceivable(store: host.store).raise(claim, for: tenant)
                    .dispute
            } catch let refusal as ActRefused where refusal.kind == .unknown {
                continue  // paid by a kept promise before it fell due
            }
        }
        return opened
    }

    /// The dealer has looked and answers: with a credit, with an explanation, or so that the customer lets it go.
    ///
    /// - Returns: What was taken off; `nil` for nothing.
    func answer(_ dispute: Identifier<Dispute>, with answer: DemoScript.DisputeAnswer) async throws -> Money? {
        let language = try await host.store.transaction(for: tenant) { tx -> Language in
            let today = try tx.moment().today
            guard let record = try tx.dispute(dispute) else { return .english }
            return try tx.caseFacts([record.caseID], today: today).first?.customer.language ?? .english
        }
        return try await DisputeReceivable(store: host.store).decide(
            dispute,
            DisputeReceivable.Decision(
                outcome: answer.rawValue, explanation: answer.words(language), reason: answer.reason, by: by),
            for: tenant
        ).credited
    }

    /// A customer of the story pays what was promised or agreed on, and says what it is for where that was agreed.
    func pay(_ asked: DemoPayment) async throws {
        var payment = RecordPayment.Payment(
            amount: asked.amount, paidOn: asked.dueOn, customerReference: asked.customer,
            idempotencyKey: "demo:\(asked.why):\(asked.customer):\(asked.dueOn)")
        var left = asked.amount
        for item in try await openItems(of: asked.customer) where asked.towards.contains(item.reference) {
            let part = min(left.minorUnits, item.open.minorUnits)
            guard part > 0 else { continue }
            payment.directed.append((item.reference, .usd(cents: part)))
            left = .usd(cents: left.minorUnits - part)
        }
        // What it was set against is read back at the end.
        _ = try await RecordPayment(store: host.store).record(payment, for: tenant)
    }

    /// The batches of earlier days were put in the mail this morning.
    func confirmLetters(before day: CalendarDate) async throws {
        let waiting = try await host.store.transaction(for: tenant) { tx in
            try tx.mailBatches(limit: 1_000).filter { $0.state == "produced" && $0.lettersOf < day }
        }
        for batch in waiting {
            let leaving = LeaveOutLetter(store: host.store)
            for one in try await leaving.barred(in: batch.id, for: tenant) {
                // It lay in the pile a moment ago.
                _ = try await leaving.leaveOut(one.letter.id, reason: "barred", by: by, for: tenant)
            }
            // How many letters a batch holds is read from its manifest.
            _ = try await ConfirmMailing(store: host.store).confirm(batch.id, mailedOn: day, by: by, for: tenant)
        }
    }

    /// The first letter, by customer, of those mailed on a day comes back.
    ///
    /// - Returns: Whether any was mailed then.
    func returnLetter(mailedOn day: CalendarDate) async throws -> Bool {
        let letter = try await host.store.transaction(for: tenant) { tx -> Identifier<ContactAttempt>? in
            let mailed = try tx.mailBatches(limit: 1_000).filter { $0.mailedOn == day }
            let letters = try mailed.flatMap { try tx.attempts(inBatch: $0.id) }.filter { $0.state == .sent }
            return try letters.min { try tx.reference(of: $0) < tx.reference(of: $1) }?.id
        }
        guard let letter else { return false }
        // What follows from the reason shows in later figures.
        _ = try await ConfirmMailing(store: host.store).returned(letter, reason: .noSuchNumber, by: by, for: tenant)
        return true
    }

    /// The first customer, by reference, who got an e-mail on a day uses the link in it.
    ///
    /// - Returns: Whether any e-mail was sent then.
    func useStopLink(ofMailSentOn day: CalendarDate) async throws -> Bool {
        let messageID = try await host.store.transaction(for: tenant) { tx -> String? in
            let customers = try tx.customers(after: nil, limit: 10_000).map(\.customer.id)
            let mails = try tx.attempts(of: customers, since: day.adding(days: -7))
                .filter { $0.medium == .email && $0.state == .sent && $0.sentOn == day }
            return try mails.min { try tx.reference(of: $0) < tx.reference(of: $1) }?.messageID
        }
        guard let messageID, let link = try DemoFiles.stopLink(inMail: messageID, below: host.spool) else {
            return false
        }
        return try await host.stopEmail(link.lastPathComponent)
    }
}

extension TenantTransaction {
    fileprivate func reference(of attempt: AttemptRecord) throws -> String {
        try customer(attempt.customerID)?.reference ?? ""
    }
}
