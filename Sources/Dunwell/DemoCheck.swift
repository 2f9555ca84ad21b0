import Foundation
import Receivables

/// Lives the demo's 150 days, one by one, on the tenant's own clock: what arrives, who pays, who answers, what leaves.
struct DemoCheck {
    let host: Host
    let script: DemoScript
    private let desk: DemoDesk
    private let calendar = BusinessCalendar.standard
    /// Payments the script owes to promises, by the day they come in.
    private var agenda: [CalendarDate: [(customer: String, amount: Money)]] = [:]
    /// Calls answered so far, by customer.
    private var answered: [String: Int] = [:]
    /// Open disputes, by the invoice's reference.
    private var disputes: [String: Identifier<Dispute>] = [:]
    private var hasOptedOut = false
    private var hasReturnedLetter = false

    /// - Parameter desk: Acts for the demo tenant, which is set up on the opening day.
    init(host: Host, script: DemoScript, desk: DemoDesk) {
        self.host = host
        self.script = script
        self.desk = desk
    }

    /// Runs every day and reads the figures back.
    mutating func run(_ tell: (String) -> Void) async throws -> DemoReport {
        disputes = try await desk.dispute(script.disputes(openedOn: DemoScript.opening), on: DemoScript.opening)
        for offset in 1...DemoScript.days {
            let day = DemoScript.opening.adding(days: offset)
            try await live(day)
            if offset.isMultiple(of: 30) { tell("\(day): \(offset) of \(DemoScript.days) days") }
        }
        return try await DemoReport(host: host, tenant: desk.tenant, script: script)
    }

    private mutating func live(_ day: CalendarDate) async throws {
        try await desk.moveClock(to: day, minuteOfDay: DemoScript.morning)
        try await bills(day)
        if calendar.isBusinessDay(day) { try await desk.confirmLetters(before: day) }
        try await returnLetter(day)
        try await desk.runTheBook()
        try await desk.moveClock(to: day, minuteOfDay: DemoScript.minuteOfDay)
        try await payments(day)
        try await desk.sendWhatWaited()
        if calendar.isBusinessDay(day) { try await answerCalls(day) }
        try await optOut(day)
    }

    /// What the dealer's books say in the morning: answered disputes, new invoices, new disputes.
    private mutating func bills(_ day: CalendarDate) async throws {
        for invoice in script.disputes(answeredOn: day) {
            if let dispute = disputes.removeValue(forKey: invoice.reference) { try await desk.answer(dispute) }
        }
        try await desk.importInvoices(script.invoices(billedOn: day), named: "\(day)")
        disputes.merge(try await desk.dispute(script.disputes(openedOn: day), on: day)) { $1 }
    }

    /// The bank's list comes after the morning's run and before its mails leave: who paid today is not written to.
    private mutating func payments(_ day: CalendarDate) async throws {
        try await desk.importPayments(script.payments(on: day), named: "\(day)", knownUntil: day)
        for payment in agenda.removeValue(forKey: day) ?? [] {
            try await desk.pay(payment.amount, from: payment.customer, on: day)
        }
    }

    private mutating func answerCalls(_ day: CalendarDate) async throws {
        for task in try await desk.openTasks() {
            let call = answered[task.reference, default: 0]
            answered[task.reference] = call + 1
            let answer = script.answer(of: task.reference, call: call, on: day, calendar: calendar)
            let promised = try await desk.record(answer, for: task, on: day, call: call)
            guard case .promises(_, let due, true) = answer, let promised, script.isScripted(task.reference) else {
                continue
            }
            agenda[due, default: []].append((task.reference, promised))
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
