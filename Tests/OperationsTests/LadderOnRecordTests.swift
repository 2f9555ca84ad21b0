import Correspondence
import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// The ladder as it runs: what is stored each day decides what is planned the next. Source: starter policies §1.1–1.2.
struct LadderOnRecordTests {
    private static let ladders: [(PolicyKind, [String])] = [
        (
            .residential,
            [
                "statement", "first-call", "satisfaction", "nudge", "second-call", "formal-letter", "third-call",
                "final-demand", "owner-call",
            ]
        ),
        (.commercial, ["statement", "payables-call", "signer-call", "formal-letter", "final-demand"]),
        (.oneOff, ["statement", "first-call", "nudge", "formal-letter", "owner-call", "final-demand"]),
    ]

    @Test(arguments: ladders) func anUnreachedCustomerGoesUpEveryRungOnce(kind: PolicyKind, steps: [String])
        async throws
    {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.adopt(try StarterPolicies.text(for: kind))
            try await book.live(from: day("2026-03-09"), to: day("2026-05-29"), answer: nobodyAnswers)
            let asked = try await book.asked()
            #expect(asked.map(\.stepKey) == steps)
            #expect(asked.map(\.tone) == asked.map(\.tone).sorted())
            for (earlier, later) in zip(asked, asked.dropFirst()) where later.tone >= .clear {
                let gone = earlier.sentOn ?? earlier.plannedOn
                if later.medium == .post {
                    #expect(later.plannedOn.days(since: gone) >= 5, "\(earlier.stepKey), \(later.stepKey)")
                }
            }
            let written = asked.filter { $0.medium != .telephone }.compactMap(\.sentOn)
            for (earlier, later) in zip(written, written.dropFirst()) { #expect(later.days(since: earlier) >= 2) }
            let (calls, days) = try await book.store.transaction(for: book.id) { tx in
                let calls = try tx.calls(of: [book.tenant.customer], since: day("2026-03-01"))
                return (calls.count, Set(calls.map { $0.calledAt.day(in: .gmt) }).count)
            }
            #expect(calls >= 4 && days >= 3)
        }
    }

    @Test func aCallNobodyMakesLapsesIsToldAsNotMadeAndTheNextSoftStepGoes() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-03-25"))
            let asked = try await book.asked()
            #expect(asked.map(\.stepKey).prefix(3) == ["statement", "first-call", "satisfaction"])
            #expect(asked[1].state == .taskLapsed)
            let calls = try await book.store.transaction(for: book.id) { tx in
                let period = ReportPeriod(day("2026-03-09")...day("2026-03-25"), in: try tx.moment().zone)
                return try tx.adherenceCounts(in: period, attempts: CallDisposition.attempts).filter {
                    $0.work == .call
                }
            }
            #expect(calls.map(\.step).contains("first-call"))
            #expect(calls.first?.notMade == 1 && calls.first?.done == 0)
        }
    }

    @Test func withoutEnoughCallsNothingSeriousGoes() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-05-20"))
            #expect(try await book.asked().contains { $0.stepKey == "formal-letter" && $0.state == .sent })
            #expect(try await !book.asked().contains { $0.tone >= .serious })
            #expect(try await book.line()?.words.contains("needs 4 call attempts on 3 days") == true)
        }
    }

    /// Without an e-mail address the statement goes by post, from the fourth day; a call without a usable number goes
    /// as an e-mail that asks for one.
    @Test func whatCannotGoByItsFirstChannelGoesByTheNext() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.raw("UPDATE contact_points SET is_bad = true, bad_reason = 'bounced' WHERE medium = 'email'")
            try await book.live(from: day("2026-03-09"), to: day("2026-03-13"))
            let first = try #require(try await book.asked().first)
            #expect(first.stepKey == "statement" && first.medium == .post && first.plannedOn == day("2026-03-12"))
        }
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE medium = 'telephone'")
            try await book.live(from: day("2026-03-09"), to: day("2026-03-12"))
            #expect(try await book.asked().map(\.stepKey) == ["statement", "first-call"])
            #expect(try await book.asked().map(\.medium) == [.email, .email])
        }
    }

    /// Starter policies §7, statement 11.
    @Test func whoHasOnlyAPostalAddressGetsEveryNoticeByPostUpToTheFinalOne() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.raw("DELETE FROM contact_points WHERE medium <> 'post'")
            try await book.live(from: day("2026-03-09"), to: day("2026-05-14"))
            let asked = try await book.asked()
            #expect(asked.map(\.stepKey) == ["statement", "satisfaction", "nudge", "formal-letter", "final-demand"])
            #expect(asked.allSatisfy { $0.medium == .post })
        }
    }

    @Test func whoCanBeReachedNoWayIsLookedForAndGetsNothing() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.raw("UPDATE contact_points SET is_bad = true")
            for offset in stride(from: 0, through: 110, by: 5) {
                try await book.live(book.tenant.today.adding(days: offset))
                #expect(try await book.line()?.verdict == "locate", "day \(offset)")
            }
            #expect(try await book.attempts().isEmpty)
            #expect(try await book.count("journal_entries", where: "kind = 'fee-charged'") == 0)
        }
    }

    @Test func nothingFirmLeavesInTheQuietSeason() async throws {
        // Policy day 30 is 21 December.
        try await LiveBook.with(today: day("2025-12-12"), billedOn: day("2025-11-01"), dueOn: day("2025-11-21")) {
            book in
            try await book.live(from: day("2025-12-12"), to: day("2026-01-08"), answer: nobodyAnswers)
            let letter = try #require(try await book.asked().first { $0.stepKey == "formal-letter" })
            #expect(letter.plannedOn >= day("2026-01-03"))
            #expect(try await book.asked().contains { $0.plannedOn < day("2026-01-03") && $0.tone < .clear })
        }
    }

    private func giveEverybodyATelephone(_ book: LiveBook) async throws {
        try await book.raw(
            """
            INSERT INTO contact_points (tenant_id, id, customer_id, medium, value)
            SELECT tenant_id, gen_random_uuid(), id, 'telephone', '+1718555016' || right(reference, 1)
            FROM customers WHERE reference LIKE 'C-2%'
            """)
    }

    @Test func aDayHasRoomForSoManyCallsAndTheRestWaitsByWhatIsAtStake() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08"), furtherCustomers: 3) { book in
            let text = try StarterPolicies.residential().replacing("calls-per-day: 20", with: "calls-per-day: 2")
            try await book.adopt(text)
            try await giveEverybodyATelephone(book)
            try await book.live(from: day("2026-03-09"), to: day("2026-03-11"))
            let list = {
                try await WaitingCalls(store: book.store, registry: try TestTenant.plugins()).list(for: book.id)
            }
            let calls = try await list()
            #expect(calls.count == 4 && calls.allSatisfy(\.mayCall))
            #expect(calls.map(\.isForToday) == [true, true, false, false])
            // The first customer owes most.
            #expect(calls.first?.customer.reference == "C-1001")
            #expect(calls.last?.words.contains("more than 2 calls a day") == true)
            let plan = try await PlanTheDay(store: book.store, registry: try TestTenant.plugins())
                .plan(for: try await book.store.transaction(for: book.id) { try $0.tenant() }, minutes: 1_440)
            #expect(plan.items.count { $0.kind == .call } == 2)
            #expect(plan.notNow.count { $0.why.contains("more than 2 calls a day") } == 2)
            for call in calls.prefix(1) {
                var report = RecordCall.Report(disposition: .noAnswer, recordedBy: "Pat", idempotencyKey: "c")
                report.task = call.task.id
                _ = try await RecordCall(store: book.store).record(report, for: book.id)
            }
            // A call made uses the day up.
            #expect(try await list().count { $0.mayCall && $0.isForToday } == 1)
            try await book.live(from: day("2026-03-12"), to: day("2026-03-19"))
            #expect(try await book.count("contact_attempts", where: "state = 'task-lapsed'") == 4)
        }
    }

    @Test func anAgreedCallIsKeptBeyondTheRoomOfTheDay() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08"), furtherCustomers: 1) { book in
            try await book.adopt(
                try StarterPolicies.residential().replacing("calls-per-day: 20", with: "calls-per-day: 1"))
            try await giveEverybodyATelephone(book)
            try await book.live(day("2026-03-09"))
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "talk")
            report.customerReference = "C-20"
            report.willLookIntoIt = true
            report.agreedCallBackOn = day("2026-03-11")
            _ = try await RecordCall(store: book.store).record(report, for: book.id)
            try await book.live(from: day("2026-03-10"), to: day("2026-03-11"))
            let calls = try await WaitingCalls(store: book.store, registry: try TestTenant.plugins()).list(for: book.id)
            #expect(calls.filter(\.isForToday).map(\.customer.reference) == ["C-20"])
            #expect(calls.filter { !$0.isForToday }.map(\.customer.reference) == ["C-1001"])
        }
    }

    @Test func theToneAnEarlierVersionSpokeInIsNotSteppedBackFrom() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.adopt(try StarterPolicies.residential().replacing("tone: warm", with: "tone: helpful"))
            try await book.live(day("2026-03-09"))
            #expect(try await book.asked().map(\.tone) == [.helpful])
            try await book.adopt(try StarterPolicies.residential())
            try await book.live(from: day("2026-03-10"), to: day("2026-03-26"), answer: nobodyAnswers)
            let asked = try await book.asked()
            #expect(asked.count > 1 && asked.allSatisfy { $0.tone >= .helpful })
            #expect(!asked.contains { $0.stepKey == "first-call" })
        }
    }

    private let bills = "no,customer,billed,due,amount,currency,agreement,disputed\n"

    @Test func aBillImportedIntoAnOpenCaseJoinsItsNextMessageAndStartsNothingAnew() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-03-14"))
            try await ImportFixture(of: book.tenant, book.database)
                .take(bills + "I2,C-1001,2026-03-01,2026-03-15,60.00,USD,,\n", .testReceivables)
            #expect(try await book.count("collection_cases") == 1)
            try await book.live(from: day("2026-03-15"), to: day("2026-03-24"))
            let asked = try await book.asked()
            #expect(asked.map(\.stepKey) == ["statement", "first-call", "satisfaction", "nudge"])
            #expect(Set(asked.map(\.cycle)).count == 1)
            let items = { (step: String) in
                try await book.count(
                    "attempt_items",
                    where: "attempt_id IN (SELECT id FROM contact_attempts WHERE step_key = '\(step)')")
            }
            #expect(try await items("statement") == 1)
            #expect(try await items("nudge") == 2)
        }
    }

    @Test func aSmallBalanceIsNamedIsLeftAloneAndIsAskedForWithTheNextBill() async throws {
        try await LiveBook.with(dueOn: day("2026-03-05")) { book in
            let pay = RecordPayment.Payment(
                amount: .usd(cents: 149_85 - 14_99), paidOn: day("2026-03-09"), customerReference: "C-1001",
                idempotencyKey: "p")
            _ = try await RecordPayment(store: book.store).record(pay, for: book.id)
            try await book.live(from: day("2026-03-09"), to: day("2026-03-20"))
            #expect(try await book.asked().isEmpty)
            let line = try #require(try await book.line())
            #expect(line.verdict == "done" && line.words.contains("14.99") && line.words.contains("next bill"))
            try await book.live(from: day("2026-06-03"), to: day("2026-06-04"))
            #expect(try await book.asked().isEmpty)
            #expect(try await book.line()?.words.contains("to write it off is proposed") == true)
            try await ImportFixture(of: book.tenant, book.database)
                .take(bills + "I2,C-1001,2026-05-20,2026-06-04,40.00,USD,,\n", .testReceivables)
            try await book.live(from: day("2026-06-05"), to: day("2026-06-05"))
            #expect(try await book.asked().map(\.stepKey) == ["statement"])
            #expect(try await book.count("attempt_items") >= 2)
        }
    }

    @Test func aNewVersionLeavesASleepingCaseWithItsOwnAndWhyTellsSo() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-03-12"))
            let hold = try await HoldCustomer(store: book.store).add(
                .hardship, customer: "C-1001", business: nil, until: nil, note: "", source: "Pat", for: book.id)
            try await book.live(day("2026-03-13"))
            let version = try await book.asked()[0].policyVersion
            let changed = try StarterPolicies.residential().replacing("at: past-due 10", with: "at: past-due 9")
            _ = try await PublishPolicy(
                store: book.store, registry: try TestTenant.plugins(), templates: try .builtIn()
            ).publish(changed, note: "", for: book.id, business: nil)
            try await book.live(from: day("2026-03-14"), to: day("2026-03-16"))
            #expect(try await book.asked().count == 2)
            try await HoldCustomer(store: book.store).lift(hold, reason: "over", source: "Pat", for: book.id)
            let clock = try #require(try await book.clock())
            #expect(clock.daysPastDue == 8 && clock.policyDay <= 5)
            try await book.live(from: day("2026-03-16"), to: day("2026-03-26"))
            let asked = try await book.asked()
            #expect(asked.count >= 3 && asked.allSatisfy { $0.policyVersion == version })
            // Policy day 10 of the old version, not day 9 of the new one.
            let satisfaction = asked.first { $0.stepKey == "satisfaction" }?.plannedOn
            #expect(satisfaction.map { $0 >= day("2026-03-22") } == true)
            let told = try await ExplainContact(store: book.store).explain(
                customer: "C-1001", upTo: nil, for: book.id)
            #expect(told.policies.count == 1)
            #expect(told.policies.first?.contains("residential 1, asleep or not; residential 2 is for") == true)
        }
    }
}
