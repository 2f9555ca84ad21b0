import DatabaseTesting
import PluginKit
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// What a dispute's answer says and does. Owed: INV-1 over 149.85 since 5 March 2026; today is Monday, 9 March.
struct DisputeAnswerTests {
    private func withBook(_ body: (LiveBook, DisputeReceivable) async throws -> Void) async throws {
        try await LiveBook.with(dueOn: day("2026-03-05")) { book in
            try await body(book, DisputeReceivable(store: book.store))
        }
    }

    private func claim(
        _ claim: DisputeClaim, amount: Money? = nil, evidenceBy: CalendarDate? = nil, on item: String = "INV-1"
    )
        -> DisputeReceivable.Claim
    {
        var asked = DisputeReceivable.Claim(claim, on: item, customer: "C-1001", reason: "said so", by: "Pat")
        (asked.amount, asked.evidenceBy) = (amount, evidenceBy)
        return asked
    }

    private func decision(_ outcome: String, _ explanation: String, credit: Money? = nil) -> DisputeReceivable.Decision
    {
        var decision = DisputeReceivable.Decision(
            outcome: outcome, explanation: explanation, reason: "checked", by: "Lee")
        decision.credit = credit
        return decision
    }

    @Test(arguments: [
        "Pay, or the police will come.", "You must immediately pay or we take legal action against you.",
        "An agency will ask for it if you do not pay this bill.", "PLEASE pay this bill as it stands.",
    ])
    func aThreatIsRefusedBeforeAnythingIsDecided(words: String) async throws {
        try await withBook { book, dispute in
            let raised = try await dispute.raise(claim(.work), for: book.id)
            let asked = decision("rejected", words)
            let found = await refusal { _ = try await dispute.decide(raised.dispute, asked, for: book.id) }
            #expect(found == .badInput)
            #expect(try await book.tenant.facts().disputes.map(\.outcome) == [nil])
            let again = decision("rejected", "The visit of May 3 was made as agreed.")
            #expect(try await dispute.decide(raised.dispute, again, for: book.id).isNew)
        }
    }

    @Test(arguments: ["rejected", "withdrawn", "partly-upheld"])
    func moneyThatWaitedGoesToWhatIsOwedAfterAll(outcome: String) async throws {
        try await withBook { book, dispute in
            let raised = try await dispute.raise(claim(.work), for: book.id)
            _ = try await book.pay(149_85, on: "2026-03-06")
            #expect(try await book.tenant.owed() == 149_85)
            let credit: Money? = outcome == "partly-upheld" ? .usd(cents: 20_00) : nil
            let asked = decision(outcome, "The visit of May 3 was made as agreed.", credit: credit)
            _ = try await dispute.decide(raised.dispute, asked, for: book.id)
            #expect(try await book.tenant.owed() == 0)
            let left = try await book.tenant.facts().unapplied?.minorUnits ?? 0
            #expect(left == (credit?.minorUnits ?? 0))
        }
    }

    @Test func aPartOfWhatWasDisputedIsNotCalledAllOfIt() async throws {
        try await withBook { book, dispute in
            let raised = try await dispute.raise(claim(.amount, amount: .usd(cents: 20_00)), for: book.id)
            let other = decision("partly-upheld", "We take $10 off for the visit.", credit: .usd(cents: 5_00))
            #expect(
                await refusal { _ = try await dispute.decide(raised.dispute, other, for: book.id) } == .badInput)
            let asked = decision("partly-upheld", "Of the $20.00 we take $5.00 off.", credit: .usd(cents: 5_00))
            _ = try await dispute.decide(raised.dispute, asked, for: book.id)
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-11"))
            let answer = book.words(try #require(try await book.messages("dispute-answer").first))
            #expect(answer.contains("We found that part of it was wrong, and we have taken $5.00 off"), "\(answer)")
            #expect(answer.contains("The rest stands as it was billed"), "\(answer)")
        }
    }

    @Test func aCallTheRecordDoesNotShowIsNotClaimed() async throws {
        try await withBook { book, dispute in
            let raised = try await dispute.raise(claim(.work), for: book.id)
            let asked = decision("rejected", "We called you five times about the visit of May 3.")
            #expect(await refusal { _ = try await dispute.decide(raised.dispute, asked, for: book.id) } == .badInput)
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "1")
            report.customerReference = "C-1001"
            _ = try await RecordCall(store: book.store).record(report, for: book.id)
            #expect(try await dispute.decide(raised.dispute, asked, for: book.id).isNew)
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-11"))
            let sent = try await book.attempts().filter { $0.stepKey == "dispute-answer" }
            #expect(sent.map(\.state) == [.sent])
        }
    }

    /// What is in question elsewhere is not called open, and nobody reads that nothing is.
    @Test(arguments: Language.allCases)
    func anAnswerAsksNothingForAnotherItemInDispute(language: Language) async throws {
        try await withBook { book, dispute in
            try await book.raw("UPDATE customers SET language = '\(language.rawValue)'")
            for (reference, cents) in [("INV-2", Int64(60_00)), ("INV-3", 25_00)] {
                _ = try await book.tenant.bill(
                    reference, .usd(cents: cents), billedOn: day("2026-02-01"), dueOn: day("2026-03-06"))
            }
            let decided = try await dispute.raise(claim(.work), for: book.id)
            _ = try await dispute.raise(claim(.work, on: "INV-2"), for: book.id)
            _ = try await dispute.raise(claim(.amount, amount: .usd(cents: 5_00), on: "INV-3"), for: book.id)
            let found = decision("upheld", "The visit of May 3 was billed twice.", credit: .usd(cents: 149_85))
            _ = try await dispute.decide(decided.dispute, found, for: book.id)
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-11"))
            let answer = book.words(try #require(try await book.messages("dispute-answer").first))
            let isEnglish = language == .english
            #expect(
                answer.contains(
                    isEnglish ? "$65.00 is in question and still being" : "Todavía revisamos $65.00 que están en duda"),
                "\(answer)")
            #expect(
                answer.contains(
                    isEnglish ? "Apart from that, $20.00 is still open" : "Aparte de eso, siguen pendientes $20.00"),
                "\(answer)")
            #expect(!answer.contains("INV-2") && !answer.contains("$60.00") && !answer.contains("$85.00"), "\(answer)")
        }
    }

    @Test func whereOnlyWhatIsInQuestionIsLeftNothingElseIsOpen() async throws {
        try await withBook { book, dispute in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 60_00), billedOn: day("2026-02-01"), dueOn: day("2026-03-06"))
            let decided = try await dispute.raise(claim(.work), for: book.id)
            _ = try await dispute.raise(claim(.work, on: "INV-2"), for: book.id)
            let found = decision("upheld", "The visit of May 3 was billed twice.")
            _ = try await dispute.decide(decided.dispute, found, for: book.id)
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-11"))
            let answer = book.words(try #require(try await book.messages("dispute-answer").first))
            #expect(answer.contains("$60.00 is in question"), "\(answer)")
            #expect(answer.contains("Nothing else is open now") && !answer.contains("Nothing is open"), "\(answer)")
        }
    }

    @Test func evidenceIsAskedForBeforeTheDayOfTheAnswer() async throws {
        try await withBook { book, dispute in
            let late = claim(.work, evidenceBy: day("2099-01-01"))
            let found = await refusal { _ = try await dispute.raise(late, for: book.id) }
            #expect(found == .badInput)
        }
    }

    @Test func evidenceComesNoEarlierThanItsDispute() async throws {
        try await withBook { book, dispute in
            let raised = try await dispute.raise(claim(.work), for: book.id)
            let found = await refusal {
                _ = try await dispute.addEvidence(
                    to: raised.dispute, what: "letter", receivedOn: day("2026-03-01"), keptAt: "D-1", by: "Pat",
                    for: book.id)
            }
            #expect(found == .badInput)
        }
    }

    @Test func whatWasNeverAskedForIsAskedWhenTheDisputeIsOpenedAgain() async throws {
        try await withBook { book, dispute in
            let first = try await dispute.raise(claim(.doubleCharge), for: book.id)
            _ = try await dispute.decide(first.dispute, decision("withdrawn", ""), for: book.id)
            let again = try await dispute.raise(claim(.doubleCharge), for: book.id)
            #expect(again.isNew && again.evidenceBy == day("2026-03-19"))
        }
    }

    @Test func theWorkOfAClaimEndsWithIt() async throws {
        try await withBook { book, dispute in
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "1")
            (report.customerReference, report.reason, report.items) = ("C-1001", .doubleCharge, ["INV-1"])
            _ = try await RecordCall(store: book.store).record(report, for: book.id)
            let desk = CaseTaskDesk(store: book.store)
            #expect(try await desk.list(for: book.id).map(\.kind) == ["find-the-double-charge"])
            let open = try #require(try await dispute.list(customer: nil, for: book.id).first)
            _ = try await dispute.decide(
                open.dispute, decision("rejected", "There is one charge, of March 3."), for: book.id)
            #expect(try await desk.list(for: book.id).isEmpty)
        }
    }

    @Test func aRefusedMessageIsOnTheDaysList() async throws {
        try await withBook { book, _ in
            try await book.run()
            try await book.raw(
                "UPDATE contact_attempts SET state = 'refused', detail = 'message: a word', closed_at = now()")
            let record = try await book.store.transaction(for: book.id) { try $0.tenant() }
            let plan = try await PlanTheDay(store: book.store, registry: try TestTenant.plugins()).plan(for: record)
            let item = (plan.items + plan.ifThereIsTime).first { $0.kind == .refusedMessage }
            #expect(item?.customer == "C-1001" && item?.why.contains("message: a word") == true)
        }
    }
}
