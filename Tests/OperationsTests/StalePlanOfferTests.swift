import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// An offer to pay in parts stands for its days and no longer: a letter that would arrive too near its end is not mailed,
/// and nobody accepts it afterwards. The customer is reached by post alone; today is Monday, 9 March 2026.
struct StalePlanOfferTests {
    /// Everything softer than the offer is done; its letter lies in the pile.
    private func withOffer(_ body: (LiveBook, AttemptRecord) async throws -> Void) async throws {
        try await LiveBook.with { book in
            try await book.raw(
                """
                UPDATE contact_points SET is_bad = true, bad_reason = 'test' WHERE medium <> 'post';
                INSERT INTO agreements (tenant_id, id, business_id, customer_id, reference, service_kinds, monthly_minor,
                    currency)
                SELECT tenant_id, gen_random_uuid(), business_id, customer_id, 'AG-1', '{burglar}', 4995, 'USD'
                FROM collection_cases
                """)
            for (number, step) in ["statement", "first-call", "satisfaction", "nudge", "second-call"].enumerated() {
                _ = try await book.tenant.attempt(.post, step: step, state: .sent)
                let day = "2026-02-\(10 + 3 * number)"
                try await book.raw(
                    """
                    UPDATE contact_attempts SET planned_on = '\(day)', sent_on = DATE '\(day)', sent_at = '\(day) 17:00Z'
                    WHERE step_key = '\(step)'
                    """)
            }
            try await book.run()
            try await book.work()
            let letter = try #require(try await book.attempts().first { $0.stepKey == "plan-offer" })
            #expect(letter.state == .prepared, "\(letter.detail)")
            try await body(book, letter)
        }
    }

    private func barred(_ book: LiveBook) async throws -> [String] {
        try await book.store.transaction(for: book.id) { tx in
            let today = try TenantDay(tx)
            let facts = try tx.caseFacts([book.tenant.caseID], today: today.moment.today)[0]
            return try MailingGate(day: today, mailedOn: today.moment.today).barred(
                facts.attempts.filter { $0.state == .prepared }, tx
            ).map(\.rule)
        }
    }

    private func quotes(_ book: LiveBook) async throws -> [PlanQuoteRecord] {
        try await book.store.transaction(for: book.id) { try $0.planQuotes(ofCase: book.tenant.caseID) }
    }

    @Test func aLetterThatWouldArriveTooNearTheEndOfItsOfferStaysInThePile() async throws {
        try await withOffer { book, _ in
            #expect(try await barred(book) == [])
            let ends = try #require(try await quotes(book).map(\.expiresOn).min())
            // Five business days on the way, and five days to decide.
            try await book.moveClock(to: ends.adding(days: -6))
            try await book.knowPayments()
            #expect(try await barred(book) == ["offer.ended"])
        }
    }

    @Test func aLetterWhoseFiguresAreOldStaysInThePile() async throws {
        try await withOffer { book, _ in
            _ = try await book.pay(60_00, on: "2026-03-09")
            #expect(try await barred(book) == ["letter.asks-too-much"])
        }
    }

    @Test func anOfferIsAcceptedToItsLastDayAndNotTheDayAfter() async throws {
        for (later, isAccepted) in [(0, true), (1, false)] {
            try await withOffer { book, _ in
                let quote = try #require(try await quotes(book).first)
                try await book.moveClock(to: quote.expiresOn.adding(days: later))
                try await book.knowPayments()
                let refused = await refusal {
                    _ = try await AcceptPlan(book.planAsking()).accept(
                        quote.id, how: "mail", by: "Pat", reviewedBy: nil, for: book.id)
                }
                #expect(refused == (isAccepted ? nil : .notAllowed))
            }
        }
    }
}
