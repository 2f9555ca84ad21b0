import Correspondence
import Foundation
import JobQueue
import PluginKit
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// One customer nobody reaches, through the program as it runs: bill, reminders, calls, letters, decision.
struct WholeSequenceTests {
    private static let billed = day("2026-04-06")

    private func due(_ kind: PolicyKind) -> CalendarDate {
        Self.billed.adding(days: kind == .commercial ? 30 : 20)
    }

    private func book(
        _ kind: PolicyKind, _ language: Language, _ body: (LiveBook) async throws -> Void
    ) async throws {
        try await LiveBook.with(today: Self.billed, billedOn: Self.billed, dueOn: due(kind)) { book in
            _ = try await book.tenant.bill("INV-2", .usd(cents: 60_00), billedOn: Self.billed, dueOn: due(kind))
            try await book.raw(
                """
                UPDATE customers SET language = '\(language.rawValue)';
                UPDATE businesses SET bills_here = true;
                INSERT INTO agreements (tenant_id, id, business_id, customer_id, reference, service_kinds, monthly_minor,
                    currency)
                SELECT tenant_id, gen_random_uuid(), business_id, customer_id, 'NW-10001', '{burglar}', 49_95, 'USD'
                FROM collection_cases;
                UPDATE collection_cases SET policy_version_id = NULL, next_look_on = '\(Self.billed)';
                """.replacing("49_95", with: "4995"))
            _ = try await PublishPolicy(
                store: book.store, registry: try TestTenant.plugins(), templates: try TemplateCatalog.builtIn()
            ).publish(try StarterPolicies.text(for: kind), note: "", for: book.id, business: nil)
            try await body(book)
        }
    }

    /// One day of a careful dealer: run, send, print and mail, and try each open call every other day.
    private func live(_ book: LiveBook, on today: CalendarDate, number: Int) async throws {
        try await book.moveClock(to: today)
        try await book.knowPayments()
        _ = try await LapseCallTasks(store: book.store).run(for: book.id)
        try await book.run()
        try await book.work()
        if try await ProduceMailBatch.produceOpenBatches(of: book.id, store: book.store) > 0 {
            try await book.work()
            let mailing = ConfirmMailing(store: book.store)
            for batch in try await mailing.list(book.id) where batch.state == "produced" {
                _ = try await mailing.confirm(batch.id, mailedOn: today, by: "Pat", for: book.id)
            }
            try await book.work()
        }
        guard number % 2 == 0, (1...5).contains(today.weekday) else { return }
        let calls = RecordCall(store: book.store)
        for open in try await calls.openTasks(of: book.id) {
            var report = RecordCall.Report(
                disposition: .noAnswer, recordedBy: "Pat", idempotencyKey: "\(number) \(open.task.id)")
            report.task = open.task.id
            _ = try await calls.record(report, for: book.id)
        }
    }

    private func steps(_ kind: PolicyKind) -> [String] {
        switch kind {
        case .residential:
            [
                "bill", "courtesy", "statement", "first-call", "satisfaction", "nudge", "second-call", "plan-offer",
                "formal-letter", "formal-letter-copy", "third-call", "final-demand", "final-demand-copy", "owner-call",
            ]
        case .commercial:
            [
                "bill", "received", "statement", "payables-call", "signer-call", "formal-letter", "formal-letter-copy",
                "plan-offer", "final-demand", "final-demand-copy",
            ]
        case .oneOff:
            [
                "bill-and-verify", "all-well-call", "statement", "first-call", "nudge", "plan-offer", "formal-letter",
                "owner-call", "final-demand",
            ]
        }
    }

    /// Source: starter policies §7, statement 12; every step of §§2 to 4 a customer nobody reaches comes to.
    @Test(arguments: PolicyKind.allCases, Language.allCases)
    func everyStepIsSentToTheDecisionAndReadsWellInOrder(kind: PolicyKind, language: Language) async throws {
        try await book(kind, language) { book in
            let policy = try #require(PolicyDocument.parse(try StarterPolicies.text(for: kind)).policy)
            let last = due(kind).adding(days: policy.decision.day + 8)
            var today = Self.billed
            var number = 0
            while today <= last {
                try await live(book, on: today, number: number)
                today = today.adding(days: 1)
                number += 1
            }
            let attempts = try await book.attempts()
            #expect(attempts.map(\.stepKey) == steps(kind))
            for attempt in attempts where ![.sent, .taskDone].contains(attempt.state) {
                Issue.record("\(attempt.stepKey) by \(attempt.medium): \(attempt.state.rawValue) \(attempt.detail)")
            }
            let decided = try await book.store.transaction(for: book.id) { tx in
                try tx.decisions(about: book.tenant.customer, onOrBefore: last, limit: 500).first
            }
            #expect(decided?.stepKey == "decision" && decided?.verdict == .wait)
            #expect(try await book.nextLookFindings() == [])
            try readInOrder(attempts, policy)
            try check(copies: attempts)
        }
    }

    private func message(_ attempt: AttemptRecord) throws -> OutboundMessage {
        let json = try #require(attempt.contentJSON, "\(attempt.stepKey)")
        return try JSONDecoder().decode(OutboundMessage.self, from: Data(json.utf8))
    }

    private func readInOrder(_ attempts: [AttemptRecord], _ policy: Treatment.Policy) throws {
        // A copy is its letter, in another envelope.
        let messages = try attempts.filter { $0.copiedStep == nil }.map { attempt in
            SequenceCheck.Message(
                produced: try message(attempt).content, in: attempt.language, day: attempt.sentOn ?? attempt.plannedOn,
                step: attempt.stepKey, template: attempt.templateKey, tone: attempt.tone)
        }
        #expect(SequenceCheck(daysBetween: policy.rules.daysBetweenMessages).findings(in: messages) == [])
    }

    /// Copies leave with their mailed letter; the first reminder carries statement and bills under harmless names.
    private func check(copies attempts: [AttemptRecord]) throws {
        for copy in attempts {
            guard let step = copy.copiedStep else { continue }
            let letter = try #require(attempts.first { $0.stepKey == step })
            #expect(copy.sentOn == letter.sentOn && copy.medium == .email)
        }
        let reminder = try #require(attempts.first { $0.stepKey == "statement" })
        #expect(try message(reminder).enclosures.map(\.fileName) == ["statement.pdf", "copy-1.pdf", "copy-2.pdf"])
        let nudge = try #require(attempts.first { $0.stepKey == "formal-letter" })
        #expect(try message(nudge).enclosures.isEmpty)
    }
}
