import Foundation
import JobQueue
import PluginKit
import Receivables
import Sealing
import Store
import Treatment

@testable import Operations

// Days of a book that lives: what a test about weeks of one customer needs.
extension LiveBook {
    /// Lives each day: noon, payments known, a run, and what it planned is delivered; the run and its delivery as often
    /// as told.
    func deliver(from first: CalendarDate, to last: CalendarDate, runsADay: Int = 1) async throws {
        var today = first
        while today <= last {
            try await moveClock(to: today)
            try await knowPayments()
            for _ in 0..<runsADay {
                try await run()
                try await work()
            }
            today = today.adding(days: 1)
        }
    }

    /// What the starter policy says of the first customer's case today.
    func decision() async throws -> TreatmentDecision {
        let document = PolicyDocument.parse(try StarterPolicies.residential())
        guard let policy = document.policy else { throw ActRefused(.configuration, "the starter does not parse") }
        return try await store.transaction(for: id) { tx in
            let today = try TenantDay(tx)
            let facts = try tx.caseFacts([tenant.caseID], today: today.moment.today)[0]
            let reading = CaseReading(facts, day: today, liveMedia: [.email, .post, .telephone])
            return policy.decision(for: reading.snapshot(), on: today.moment.today, calendar: today.calendar)
        }
    }

    /// What went out for a step of the first customer, oldest first.
    func messages(_ step: String) async throws -> [OutboundMessage] {
        try await attempts().filter { $0.stepKey == step }.compactMap(\.contentJSON).map {
            try JSONDecoder().decode(OutboundMessage.self, from: Data($0.utf8))
        }
    }

    /// All words of a message on one line, as the customer or the caller reads them.
    func words(_ message: OutboundMessage) -> String {
        let text =
            switch message.content {
            case .email(let email): email.subject + " " + email.text
            case .letter(let letter):
                ([letter.title] + letter.opening + letter.items.map { "\($0.reference) \($0.amount)" } + letter.total
                    + letter.closing).joined(separator: " ")
            case .call(let script):
                ([script.purpose] + script.parts.flatMap { [$0.heading] + $0.lines }).joined(separator: " ")
            case .text(let text): text.body
            }
        return text.split(whereSeparator: { $0.isWhitespace || $0 == "\u{A0}" }).joined(separator: " ")
    }

    func pay(_ cents: Int64, on text: String) async throws -> Identifier<JournalEntry> {
        try await RecordPayment(store: store).record(
            RecordPayment.Payment(
                amount: .usd(cents: cents), paidOn: day(text), customerReference: "C-1001",
                idempotencyKey: "paid \(text)"), for: id
        ).entry
    }

    /// Plans as a collector asks for them.
    func planAsking() throws -> PlanAsking {
        PlanAsking(
            store: store, registry: try TestTenant.plugins(), sealer: Sealer(keyring), spool: spool,
            logger: TestTenant.quiet)
    }

    /// Agrees on a plan of three parts today.
    func agree(reminds: Bool = false) async throws -> Identifier<PaymentPlan> {
        var request = QuotePlan.Request(customer: "C-1001", role: .collector, quotedBy: "Pat")
        request.wish = PlanWish(size: .parts(3))
        let quotes = try await QuotePlan(planAsking()).quote(request, for: id)
        return try await AcceptPlan(planAsking()).accept(
            quotes[0].id, how: "call", by: "Pat", reviewedBy: nil, reminds: reminds, for: id
        ).plan
    }

    /// Asks for the delivery of an attempt at once.
    func deliver(_ attempts: [Identifier<ContactAttempt>]) async throws {
        try await store.transaction(for: id) { tx in
            let day = try TenantDay(tx)
            let jobs = try attempts.map { attempt in
                try NewJob(
                    SendContact.self, SendContact.Arguments(attempt: attempt), tenant: id,
                    at: .business(day.moment.now, offset: day.tenant.offset),
                    unique: .init("send-contact:\(attempt)"))
            }
            _ = try tx.connection.enqueue(jobs)  // the ids are not needed
        }
        try await work()
    }
}
