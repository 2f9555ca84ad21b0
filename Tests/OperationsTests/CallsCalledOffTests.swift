import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// A call nobody was to make at the end of its window is called off and not missed. The window of the task ends on the
/// third day from today.
struct CallsCalledOffTests {
    private func afterItsWindow(
        _ change: (TestTenant) async throws -> Void
    ) async throws -> (state: AttemptState, detail: String, counts: (lapsed: Int, done: Int)) {
        var found: (AttemptState, String, (lapsed: Int, done: Int)) = (.planned, "", (0, 0))
        try await TestTenant.with { tenant, _ in
            let task = try await tenant.attempt(.telephone, step: "first-call", state: .taskOpen)
            try await change(tenant)
            _ = try await MoveClock(store: tenant.store).move(tenant.id, to: .by(seconds: 4 * 86_400))
            let counts = try await LapseCallTasks(store: tenant.store).run(for: tenant.id)
            let attempt = try await tenant.store.transaction(for: tenant.id) { try $0.attempt(task) }
            let kept = try #require(attempt)
            found = (kept.state, kept.detail, counts)
        }
        return (found.0, found.1, found.2)
    }

    private func hold(_ tenant: TestTenant, until: CalendarDate?) async throws {
        _ = try await HoldCustomer(store: tenant.store).add(
            .hardship, customer: tenant.customerReference, business: nil, until: until, note: "", source: "call",
            for: tenant.id)
    }

    @Test func whileTheCaseSleepsItIsCalledOffAndSaysWhy() async throws {
        let found = try await afterItsWindow { try await hold($0, until: nil) }
        #expect(found.state == .cancelled && found.counts == (0, 0))
        #expect(found.detail.contains("the case rested, hold for hardship"), "\(found.detail)")
    }

    @Test func afterEverythingWasPaidItIsCalledOffAndSaysSo() async throws {
        let found = try await afterItsWindow { tenant in
            _ = try await RecordPayment(store: tenant.store).record(
                .init(
                    amount: .usd(cents: 149_85), paidOn: tenant.today, customerReference: tenant.customerReference,
                    idempotencyKey: "all"), for: tenant.id)
        }
        #expect(found.state == .cancelled && found.counts == (0, 0))
        #expect(found.detail.contains("nothing was left to ask for"), "\(found.detail)")
    }

    @Test func aSleepThatEndedBeforeTheLastDayLeavesItMissed() async throws {
        let found = try await afterItsWindow { try await hold($0, until: $0.today.adding(days: 2)) }
        #expect(found.state == .taskLapsed && found.counts == (1, 0))
        #expect(found.detail.hasSuffix("after 0 attempts"))
    }

    /// The report leaves out what was called off; the step waits for the case to wake.
    @Test func theAdherenceOfATenantDoesNotCountItAndTheStepComesAgain() async throws {
        try await LiveBook.with { book in
            try await book.raw(
                "UPDATE contact_points SET is_bad = true, bad_reason = 'bounced' WHERE medium <> 'telephone'")
            try await book.run()
            try await book.work()
            let task = try #require(try await book.attempts().first { $0.state == .taskOpen })
            let desk = HoldCustomer(store: book.store)
            let hold = try await desk.add(
                .hardship, customer: "C-1001", business: nil, until: nil, note: "", source: "call", for: book.id)
            try await book.moveClock(to: day("2026-04-06"))
            try await book.knowPayments()
            _ = try await LapseCallTasks(store: book.store).run(for: book.id)
            let counts = try await book.store.transaction(for: book.id) { tx in
                let period = ReportPeriod(day("2026-03-01")...day("2026-04-06"), in: try tx.moment().zone)
                return try tx.adherenceCounts(in: period, attempts: CallDisposition.attempts)
            }
            #expect(counts.filter { $0.work == .call }.isEmpty, "\(counts)")
            try await desk.lift(hold, reason: "over", source: "Pat", for: book.id)
            try await book.run()
            try await book.work()
            let again = try await book.attempts().filter { $0.stepKey == task.stepKey }
            #expect(again.map(\.state) == [.cancelled, .taskOpen])
        }
    }
}
