import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Statements of starter policies §7 on stored facts; `Tests/Statements.md` lists every test of each.
struct StatementsOnRecordTests {
    @Test func statement1_withNothingRecordedNoTextClaimsACallAndNothingCountsFromAnUnmailedLetter() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            // A talk of long ago is no call of this time.
            try await book.raw(
                """
                INSERT INTO calls (tenant_id, id, customer_id, case_id, direction, disposition, called_at, recorded_by,
                    idempotency_key)
                SELECT tenant_id, gen_random_uuid(), customer_id, id, 'out', 'spoke', '2025-10-01 15:00Z', 'Pat', 'old'
                FROM collection_cases
                """)
            try await book.live(from: day("2026-03-09"), to: day("2026-05-28"), mailed: false)
            let asked = try await book.asked()
            #expect(asked.contains { $0.stepKey == "formal-letter" && $0.state == .prepared })
            #expect(!asked.contains { $0.stepKey == "final-demand" })
            let texts = asked.filter { $0.medium != .telephone }.compactMap(\.contentJSON)
            #expect(texts.count >= 3)
            for words in ["we called", "tried to call", "our call", "we spoke", "we tried to reach"] {
                #expect(!texts.contains { $0.lowercased().contains(words) }, "\(words)")
            }
            let reading = try await book.store.transaction(for: book.id) { tx in
                let day = try TenantDay(tx)
                return CaseReading(
                    try tx.caseFacts([book.tenant.caseID], today: day.moment.today)[0], day: day, liveMedia: [])
            }
            let policy = try #require(PolicyDocument.parse(try StarterPolicies.residential()).policy)
            #expect(!reading.contactsOnRecord(under: policy).contains(.telephone))
            #expect(!reading.contactsOnRecord(under: policy).contains(.post))
            #expect(try await book.count("journal_entries", where: "kind = 'fee-charged'") == 0)
        }
    }

    /// However it ends, and unless nothing is left to ask for.
    @Test(arguments: ["withdrawn", "rejected", "partly-upheld"])
    func statement3_aDisputeOfFiftyDaysWakesTheCaseWhereItSlept(outcome: String) async throws {
        try await disputed(outcome) { book, before in
            let clock = try #require(try await book.clock())
            #expect(clock.daysPastDue == 70)
            #expect((19...20).contains(clock.policyDay))
            // The call it fell asleep on is made now, and its successor is the letter of day 30: ten days from here.
            try await book.live(from: day("2026-05-17"), to: day("2026-05-28"))
            let next = try await book.asked().dropFirst(before.count)
            #expect(next.map(\.stepKey) == ["second-call", "formal-letter"])
            #expect(next.map(\.plannedOn) == [day("2026-05-18"), day("2026-05-27")])
        }
    }

    @Test func statement3_aDisputeTheCustomerWasRightAboutEndsTheLadder() async throws {
        try await disputed("upheld") { book, before in
            #expect(try await book.clock() == nil)
            #expect(try await book.tenant.owed() == 0)
            try await book.live(from: day("2026-05-17"), to: day("2026-06-15"))
            #expect(try await book.asked().map(\.stepKey) == before)
        }
    }

    /// Twenty days of the ladder, fifty of a dispute over all of it, and the answer on 17 May.
    private func disputed(
        _ outcome: String, _ then: (LiveBook, [String]) async throws -> Void
    ) async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-03-27"))
            // A call that waits is called off while the case sleeps.
            let before = try await book.asked().filter { $0.state != .taskOpen }.map(\.stepKey)
            try await book.moveClock(to: day("2026-03-28"))
            let desk = DisputeReceivable(store: book.store)
            let raised = try await desk.raise(
                .init(.work, on: "INV-1", customer: "C-1001", reason: "dissatisfied", by: "Pat"), for: book.id)
            for text in ["2026-03-28", "2026-04-10", "2026-05-16"] { try await book.live(day(text)) }
            #expect(try await book.asked().map(\.stepKey) == before)
            try await book.moveClock(to: day("2026-05-17"))
            var decision = DisputeReceivable.Decision(
                outcome: outcome, explanation: outcome == "withdrawn" ? "" : "The visit of May 3 was made as agreed.",
                reason: "checked", by: "Lee")
            if outcome == "partly-upheld" { decision.credit = .usd(cents: 20_00) }
            _ = try await desk.decide(raised.dispute, decision, for: book.id)
            try await then(book, before)
        }
    }

    @Test func statement4_aPartPaymentThatLowersTheDaysSendsNothingTwiceAndNothingFirmer() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-03-20"))
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 60_00), billedOn: day("2026-03-20"), dueOn: day("2026-04-07"))
            try await book.live(from: day("2026-03-21"), to: day("2026-04-21"))
            let before = try await book.asked()
            #expect(before.contains { $0.stepKey == "formal-letter" })
            try await book.moveClock(to: day("2026-04-22"))
            _ = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 149_85), paidOn: day("2026-04-22"), customerReference: "C-1001",
                    idempotencyKey: "p"), for: book.id)
            #expect(try await book.clock()?.daysPastDue == 15)
            try await book.live(from: day("2026-04-22"), to: day("2026-05-20"))
            #expect(try await book.asked().map(\.id) == before.map(\.id))
        }
    }

    /// A cycle lasts as long as something is late, and what was done in it is remembered as long.
    @Test func whatWasSentMoreThanAYearAgoInTheSameCycleIsNotSentAgain() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-03-12"))
            #expect(try await book.asked().map(\.stepKey) == ["statement", "first-call"])
            for text in ["2027-06-14", "2027-06-15", "2027-06-18", "2027-06-25"] { try await book.live(day(text)) }
            let steps = try await book.asked().map(\.stepKey)
            #expect(steps.count > 2 && Set(steps).count == steps.count, "\(steps)")
        }
    }

    /// The clock goes on and back, and a week is missed: nothing is done twice, and nothing is stacked.
    @Test func aClockThatLeapsAndReturnsSendsNothingTwice() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            for offset in [0, 3, 2, 10, 4, 12, 11, 25, 20, 26, 33, 34] {
                try await book.live(book.tenant.today.adding(days: offset))
                let keys = try await book.asked().map { "\($0.stepKey) \($0.cycle)" }
                #expect(Set(keys).count == keys.count, "\(keys)")
            }
            let tones = try await book.asked().map(\.tone)
            #expect(tones == tones.sorted() && tones.count >= 4)
        }
    }
}
