import PluginKit
import Receivables
import Sealing
import Store
import Testing
import Treatment

@testable import Operations

/// A plan in a book that lives: messages leave, days pass, and every case is looked at when it must be.
struct PlanLadderTests {
    /// Owed since 5 March; on the 10th a plan is agreed, due on the 16th, the 30th and 13 April.
    private func agree(_ book: LiveBook) async throws {
        let asking = PlanAsking(
            store: book.store, registry: try TestTenant.plugins(), sealer: Sealer(book.keyring), spool: book.spool,
            logger: TestTenant.quiet)
        var request = QuotePlan.Request(customer: "C-1001", role: .collector, quotedBy: "Pat")
        request.wish = PlanWish(size: .parts(3))
        let quotes = try await QuotePlan(asking).quote(request, for: book.id)
        #expect(quotes[0].offer.installments.map(\.dueOn.description) == ["2026-03-16", "2026-03-30", "2026-04-13"])
        _ = try await AcceptPlan(asking).accept(
            quotes[0].id, how: "call", by: "Pat", reviewedBy: nil, for: book.id)
    }

    /// Lives each day and answers on which ones a contact was planned that asks for something.
    private func live(_ book: LiveBook, from first: String, to last: String) async throws -> [CalendarDate] {
        var today = day(first)
        while today <= day(last) {
            try await book.moveClock(to: today)
            try await book.knowPayments()
            try await book.run()
            try await book.work()
            #expect(try await book.nextLookFindings() == [], "\(today)")
            today = today.adding(days: 1)
        }
        return try await book.tenant.facts().attempts.filter {
            // What answers the customer, and the one call the plan itself announced.
            !["receipt", "plan-agreement", "plan-missed"].contains($0.stepKey)
        }.map(\.plannedOn)
            .filter { $0 >= day(first) }
    }

    @Test func withItsFirstPaymentNothingLeavesUntilThePlanIsBroken() async throws {
        try await LiveBook.with(dueOn: day("2026-03-05")) { book in
            #expect(try await !live(book, from: "2026-03-09", to: "2026-03-10").isEmpty)
            try await agree(book)
            #expect(try await live(book, from: "2026-03-11", to: "2026-03-16").isEmpty)
            _ = try await RecordPayment(store: book.store).record(
                RecordPayment.Payment(
                    amount: .usd(cents: 49_95), paidOn: day("2026-03-16"), customerReference: "C-1001",
                    idempotencyKey: "first part"), for: book.id)
            // The second part is missed on the 31st; its grace ends on 4 April.
            #expect(try await live(book, from: "2026-03-17", to: "2026-04-04").isEmpty)
            #expect(try await !live(book, from: "2026-04-05", to: "2026-04-20").isEmpty)
        }
    }

    /// Starter policies §7, statement 9: on the day the seven are over the ladder is where it was, and the next rung comes
    /// as long after that as it would have without the plan.
    @Test func statement9_withoutItsFirstPaymentTheLadderGoesOnAfterSevenDaysWhereItWas() async throws {
        func asked(agreeing: Bool) async throws -> (steps: [String], days: [CalendarDate], clock: CaseClock?) {
            var found: (steps: [String], days: [CalendarDate], clock: CaseClock?) = ([], [], nil)
            try await LiveBook.with(dueOn: day("2026-03-08")) { book in
                _ = try await live(book, from: "2026-03-09", to: "2026-03-10")
                if agreeing {
                    try await agree(book)
                    #expect(try await live(book, from: "2026-03-11", to: "2026-03-16").isEmpty)
                }
                _ = try await live(book, from: agreeing ? "2026-03-17" : "2026-03-11", to: "2026-03-17")
                found.clock = try await book.clock()
                _ = try await live(book, from: "2026-03-18", to: "2026-04-03")
                let asked = try await book.asked()
                found = (asked.map(\.stepKey), asked.map(\.plannedOn), found.clock)
            }
            return found
        }
        let (with, without) = (try await asked(agreeing: true), try await asked(agreeing: false))
        #expect(with.steps.count >= 4 && Array(without.steps.prefix(with.steps.count)) == with.steps, "\(with.steps)")
        // Agreed on policy day 2; the seven days it slept are not counted.
        #expect(with.clock?.policyDay == 2 && with.clock?.daysPastDue == 9)
        #expect(without.clock?.policyDay == 9)
        #expect(with.steps.prefix(3) == ["statement", "first-call", "satisfaction"])
        #expect(without.days[2] == day("2026-03-18") && with.days[2] == day("2026-03-25"), "\(with.days)")
    }
}
