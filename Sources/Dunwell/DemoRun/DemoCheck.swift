import Foundation
import Operations
import Receivables
import Store

/// Lives the demo's days, one by one, on the tenant's own clock: what arrives, who pays, who answers, what leaves, what
/// is decided.
struct DemoCheck {
    let host: Host
    let script: DemoScript
    private let desk: DemoDesk
    private let calendar = BusinessCalendar.standard
    /// Payments the script owes to promises and plans, by the day they come in.
    private var agenda: [CalendarDate: [DemoPayment]] = [:]
    /// Holds somebody lifts, by day.
    private var lifts: [CalendarDate: [Identifier<Hold>]] = [:]
    /// What somebody has looked into by a day.
    private var finishes: [CalendarDate: [Identifier<CaseTask>]] = [:]
    /// Calls answered so far, by customer.
    private var answered: [String: Int] = [:]
    /// Open disputes, by the invoice's reference.
    private var disputes: [String: Identifier<Dispute>] = [:]
    /// Customers whose overpayment waits for their next bill, and those who are about to make one.
    private var overpaid: Set<String> = []
    private var waitsToOverpay: Set<String> = []
    private var paidAfterFee: Set<String> = []
    /// Plans somebody has called about.
    private var calledAbout: Set<Identifier<PaymentPlan>> = []
    private var hasOptedOut = false
    private var hasReturnedLetter = false
    private var tally = DemoTally()
    private var endings: DemoEndings

    /// - Parameter desk: Acts for the demo tenant, which is set up on the opening day.
    init(host: Host, script: DemoScript, desk: DemoDesk) {
        self.host = host
        self.script = script
        self.desk = desk
        endings = DemoEndings(desk: desk, script: script)
    }

    /// Runs every day and reads the figures back.
    mutating func run(_ tell: (String) -> Void) async throws -> DemoReport {
        try await object(on: DemoScript.opening)
        for offset in 1...DemoScript.days {
            let day = DemoScript.opening.adding(days: offset)
            try Task.checkCancellation()
            try await live(day)
            if offset.isMultiple(of: 30) { tell("\(day): \(offset) of \(DemoScript.days) days") }
        }
        return try await DemoReport(host: host, tenant: desk.tenant, script: script, tally: tally)
    }

    private mutating func live(_ day: CalendarDate) async throws {
        try await desk.moveClock(to: day, minuteOfDay: DemoScript.morning)
        try await bills(day)
        if calendar.isBusinessDay(day) { try await desk.confirmLetters(before: day) }
        try await returnLetter(day)
        for hold in lifts.removeValue(forKey: day) ?? [] { try await desk.lift(hold) }
        for task in finishes.removeValue(forKey: day) ?? [] { try await desk.finish(task) }
        tally.lapsedCalls += try await desk.runTheBook()
        try await desk.moveClock(to: day, minuteOfDay: DemoScript.minuteOfDay)
        try await payments(day)
        try await desk.sendWhatWaited()
        if calendar.isBusinessDay(day) {
            try await answerCalls(day)
            try await callAboutMissedParts()
            try await payAfterFees(day)
            try await endings.decide(on: day, &tally).forEach { owe($0) }
        }
        try await optOut(day)
    }

    /// What the dealer's books say in the morning: answered disputes, new invoices, new disputes, failed payments.
    private mutating func bills(_ day: CalendarDate) async throws {
        for invoice in script.disputes(answeredOn: day) {
            guard let dispute = disputes.removeValue(forKey: invoice.reference) else { continue }
            let answer = script.answer(to: invoice)
            let credit = try await desk.answer(dispute, with: answer)
            tally.disputesResolved[answer.rawValue, default: 0] += 1
            if let credit { tally.credits.add(credit) }
        }
        try await desk.importInvoices(script.invoices(billedOn: day), named: "\(day)")
        try await object(on: day)
        applyOverpayments(on: day)
        if day == DemoScript.autopayFailedOn.adding(days: 1) { try await desk.importAutopayFailures() }
        if day == DemoScript.autopayRenewedOn { try await desk.renewAutopay(of: DemoScript.autopayCustomer) }
    }

    /// What was paid too much is set against the customer's next bill by the import itself.
    private mutating func applyOverpayments(on day: CalendarDate) {
        for invoice in script.invoices(billedOn: day) where overpaid.remove(invoice.customer) != nil {
            tally.appliedLater.add(
                .usd(cents: min(invoice.amount.minorUnits, DemoScript.overpayment.minorUnits)))
        }
    }

    private mutating func object(on day: CalendarDate) async throws {
        let opened = try await desk.dispute(script.disputes(openedOn: day), on: day)
        tally.disputesOpened += opened.count
        disputes.merge(opened) { $1 }
    }

    /// The bank's list comes after the morning's run and before its mails leave: who paid today is not written to.
    private mutating func payments(_ day: CalendarDate) async throws {
        try await desk.importPayments(script.payments(on: day), named: "\(day)", knownUntil: day)
        for payment in agenda.removeValue(forKey: day) ?? [] {
            try await desk.pay(payment)
            if waitsToOverpay.remove(payment.customer) != nil { overpaid.insert(payment.customer) }
            tally.payments.add(payment.amount)
        }
    }

    private mutating func answerCalls(_ day: CalendarDate) async throws {
        for task in try await desk.openTasks() where !DemoStory(of: task.reference).isNotCalled(on: day) {
            let call = answered[task.reference, default: 0]
            answered[task.reference] = call + 1
            let answer = script.answer(of: task.reference, call: call, on: day, calendar: calendar)
            let outcome = try await desk.record(answer, for: task, on: day, call: call)
            tally.count(answer, outcome)
            if let hold = outcome.toLift { lifts[day.adding(days: 7), default: []].append(hold) }
            if let finish = outcome.toFinish { finishes[finish.by, default: []].append(finish.task) }
            guard script.isScripted(task.reference) else { continue }
            if case .promises(_, let due, true) = answer, let promised = outcome.promised {
                owe(DemoPayment(customer: task.reference, amount: promised, dueOn: due, why: "promise"))
            }
            if case .acceptsPlan(_, let paid) = answer {
                outcome.parts.prefix(paid).forEach { owe($0) }
            }
        }
    }

    private mutating func owe(_ payment: DemoPayment) { agenda[payment.dueOn, default: []].append(payment) }

    /// One call about each missed part, unless the policy gave somebody the task.
    private mutating func callAboutMissedParts() async throws {
        let asked = Set(try await desk.openTasks().map(\.reference))
        for plan in try await desk.plans() where plan.standing == "missed" {
            guard !calledAbout.contains(plan.plan), !asked.contains(plan.customer) else { continue }
            calledAbout.insert(plan.plan)
            if try await desk.callAboutMissedPart(of: plan, call: 0) { tally.calls += 1 }
        }
    }

    /// Who pays once a fee stands on the account: the fee is waived, and more is paid than is owed.
    private mutating func payAfterFees(_ day: CalendarDate) async throws {
        for customer in script.scripted where DemoStory(of: customer) == .paysAfterTheFee {
            guard !paidAfterFee.contains(customer), try await desk.hasOpenFee(customer) else { continue }
            paidAfterFee.insert(customer)
            let waived = try await desk.waiveFirstFee(of: customer, on: day)
            tally.calls += 1
            tally.callsByReason[NonpaymentReason.forgot.rawValue, default: 0] += 1
            waived.forEach { tally.feesWaived.add($0) }
            let amount = try await desk.owed(by: customer).adding(DemoScript.overpayment)
            owe(DemoPayment(customer: customer, amount: amount, dueOn: day.adding(days: 1), why: "fee"))
            waitsToOverpay.insert(customer)
            tally.overpaid.add(DemoScript.overpayment)
        }
    }

    /// One customer uses the stop link of an e-mail.
    private mutating func optOut(_ day: CalendarDate) async throws {
        guard !hasOptedOut, day >= DemoScript.optOutFrom else { return }
        hasOptedOut = try await desk.useStopLink(ofMailSentOn: day)
    }

    /// The first letter ever mailed comes back.
    private mutating func returnLetter(_ day: CalendarDate) async throws {
        guard !hasReturnedLetter else { return }
        hasReturnedLetter = try await desk.returnLetter(mailedOn: day.adding(days: -DemoScript.returnAfterDays))
    }
}

extension DemoTally {
    /// Counts one recorded call with what followed.
    mutating func count(_ answer: DemoScript.Answer, _ outcome: DemoDesk.Outcome) {
        calls += 1
        if let reason = answer.reason { callsByReason[reason.rawValue, default: 0] += 1 }
        if outcome.promised != nil { promises += 1 }
        if !outcome.parts.isEmpty { plansAccepted += 1 }
        if let reason = outcome.heldFor { holds[reason.rawValue, default: 0] += 1 }
    }
}

extension DemoScript.Answer {
    /// The reason the customer tells; `nil` when nobody was reached.
    fileprivate var reason: NonpaymentReason? {
        switch self {
        case .noAnswer, .leftVoicemail: nil
        case .promises(let reason, _, _), .tellsReason(let reason): reason
        case .agreesToCallBack: .confusingInvoice
        case .acceptsPlan: .otherDebtsFirst
        case .hasNoMeans: .changeOfMeans
        }
    }
}
