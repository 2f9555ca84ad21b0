import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// A letter is asked about again before it is printed and before it counts as mailed. The customer C-1001 owes since
/// 1 February and is reached by post alone; today is Monday, 9 March 2026.
struct MailingGateTests {
    /// What came up since the letter was written.
    enum Change: String, CaseIterable, Sendable {
        case writtenOff, paid, partPaid, bankruptcy, carryOn, agency, stopped

        /// The beginning of the rule that bars the letter.
        var rule: String {
            switch self {
            case .writtenOff, .paid: "debt.paid"
            case .partPaid: "letter.asks-too-much"
            case .bankruptcy: "hold.bankruptcy"
            case .carryOn: "policy.asleep"
            case .agency: "policy.not-due-any-more"
            case .stopped: "channel.bad-address"
            }
        }

        func make(_ book: LiveBook) async throws {
            switch self {
            case .writtenOff:
                _ = try await book.tenant.writeOff(book.tenant.receivable)
            case .paid: try await pay(149_85, book)
            case .partPaid: try await pay(20_00, book)
            case .bankruptcy: try await book.hold(.bankruptcy)
            case .carryOn:
                #expect(try await book.decision(.carryOn, until: day("2026-03-30")).outcome == .approved)
            case .agency:
                try await book.refuseToPay()
                #expect(try await book.decide(.agency) == .approved)
            case .stopped:
                try await book.raw(
                    """
                    UPDATE contact_points SET is_bad = true
                    WHERE medium = 'post' AND customer_id = '\(book.tenant.customer)'
                    """)
            }
        }

        private func pay(_ cents: Int64, _ book: LiveBook) async throws {
            _ = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: cents), paidOn: book.tenant.today, customerReference: "C-1001",
                    idempotencyKey: "p:\(cents)"), for: book.id)
        }
    }

    /// A book whose letters of the day are written and wait in an open batch.
    private func written(_ further: Int = 1, _ body: (LiveBook) async throws -> Void) async throws {
        try await LiveBook.with(furtherCustomers: further) { book in
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE medium <> 'post'")
            try await book.run()
            try await book.work()
            #expect(try await book.attempts().map(\.state) == [.prepared])
            try await body(book)
        }
    }

    private func printed(_ further: Int = 1, _ body: (LiveBook, MailBatchRecord) async throws -> Void) async throws {
        try await written(further) { book in
            try await produce(book)
            try await body(book, try await batch(book))
        }
    }

    private func produce(_ book: LiveBook) async throws {
        _ = try await ProduceMailBatch.produceOpenBatches(of: book.id, store: book.store)
        try await book.work()
    }

    private func batch(_ book: LiveBook) async throws -> MailBatchRecord {
        try #require(try await ConfirmMailing(store: book.store).list(book.id).first)
    }

    private func today(_ book: LiveBook) async throws -> [DayItem] {
        let record = try await book.store.transaction(for: book.id) { try $0.tenant() }
        return try await PlanTheDay(store: book.store, registry: try TestTenant.plugins()).plan(for: record).items
    }

    private func confirm(
        _ book: LiveBook, _ batch: MailBatchRecord, on day: CalendarDate? = nil,
        gone: Set<Identifier<ContactAttempt>> = []
    ) async throws -> Int {
        try await ConfirmMailing(store: book.store).confirm(
            batch.id, mailedOn: day ?? book.tenant.today, gone: gone, by: "Pat", for: book.id)
    }

    @Test(arguments: Change.allCases)
    func whatCameUpSinceKeepsALetterFromBeingPrintedAndIsTold(change: Change) async throws {
        try await written { book in
            try await change.make(book)
            try await produce(book)
            let letter = try #require(try await book.attempts().first { $0.batch != nil })
            #expect(letter.state == .cancelled && letter.detail.hasPrefix(change.rule), "\(letter.detail)")
            #expect(try await batch(book).letterCount == 1)
            let told = try await book.sendingDecisions().first { $0.ruleID.hasPrefix(change.rule) }
            #expect(told?.verdict == .block && told?.words.hasPrefix("written and not mailed") == true)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test(arguments: Change.allCases)
    func aBarredLetterInThePileIsNamedAndCountsAsMailedOnlyWhenItWas(change: Change) async throws {
        try await printed { book, batch in
            try await change.make(book)
            let letter = try #require(try await book.attempts().first { $0.batch != nil })
            let named = try #require(try await today(book).first { $0.kind == .leaveOutLetter })
            #expect(named.customer == "C-1001" && named.command.contains("dunwell mail leave-out \(letter.id)"))
            do {
                _ = try await confirm(book, batch)
                Issue.record("a letter that must not be mailed was confirmed")
            } catch let refusal as ActRefused {
                #expect(refusal.description.contains("customer C-1001"))
                #expect(refusal.description.contains("dunwell mail leave-out \(letter.id) --reason"))
            }
            #expect(try await book.attempts().first { $0.id == letter.id }?.state == .prepared)
            let leaving = LeaveOutLetter(store: book.store)
            #expect(try await leaving.leaveOut(letter.id, reason: "barred", by: "Pat", for: book.id))
            #expect(try await leaving.leaveOut(letter.id, reason: "barred", by: "Pat", for: book.id) == false)
            #expect(try await confirm(book, batch) == 1)
            let after = try #require(try await book.attempts().first { $0.id == letter.id })
            #expect(after.state == .cancelled && after.sentOn == nil)
            #expect(try await today(book).allSatisfy { $0.kind != .leaveOutLetter && $0.kind != .confirmMailing })
        }
    }

    @Test func aLetterThatLeftAllTheSameIsToldAsMailedWithWhy() async throws {
        try await printed(0) { book, batch in
            try await Change.bankruptcy.make(book)
            let letter = try #require(try await book.attempts().first)
            #expect(try await confirm(book, batch, gone: [letter.id]) == 1)
            #expect(try await book.attempts().first?.state == .sent)
            #expect(try await book.sendingDecisions().contains { $0.ruleID == "person.had-mailed" })
        }
    }

    /// Mailed on Monday, 9 March it arrives about the 16th, and three days are left to answer.
    @Test(arguments: [("2026-03-18", true), ("2026-03-19", false)])
    func aLetterThatLeavesTooLateForTheDayItNamesIsNotMailed(named: String, isBarred: Bool) async throws {
        try await printed(0) { book, batch in
            try await book.raw("UPDATE contact_attempts SET names_day = '\(named)'")
            let letter = try #require(try await book.attempts().first)
            guard isBarred else {
                #expect(try await confirm(book, batch) == 1)
                return
            }
            do {
                _ = try await confirm(book, batch)
                Issue.record("a letter without the days it promises was confirmed")
            } catch let refusal as ActRefused {
                #expect(refusal.description.contains("it names \(named) as the last day"), "\(refusal)")
                #expect(refusal.description.contains("it may name none before 2026-03-19"), "\(refusal)")
            }
            let items = try await today(book)
            #expect(items.contains { $0.kind == .leaveOutLetter && $0.customer == "C-1001" })
            // One that has left all the same has left.
            #expect(try await confirm(book, batch, gone: [letter.id]) == 1)
        }
    }

    /// Source: starter policies §1.2 rules 2 and 6.
    @Test(arguments: [("clear", 4, true), ("clear", 5, false), ("warm", 0, true), ("warm", 2, false)])
    func twoLettersToOneCaseKeepTheirDistanceAtTheMailing(tone: String, daysAfter: Int, isBarred: Bool) async throws {
        try await printed(0) { book, batch in
            let waiting = try #require(try await book.attempts().first)
            _ = try await book.tenant.attempt(.post, step: "formal-letter", state: .sent)
            try await book.raw(
                """
                UPDATE contact_attempts SET tone = '\(tone)', planned_on = '2026-02-20',
                    sent_on = DATE '2026-03-09' - \(daysAfter) WHERE step_key = 'formal-letter'
                """)
            let barred = try await LeaveOutLetter(store: book.store).barred(in: batch.id, for: book.id)
            #expect(barred.map(\.letter.id) == (isBarred ? [waiting.id] : []))
            #expect(barred.first.map { $0.rule == "letter.too-near" } ?? true)
            guard isBarred else { return }
            let words = barred.first?.words ?? ""
            #expect(words.contains("formal-letter is mailed to the customer on"), "\(words)")
            #expect(await refusal { _ = try await confirm(book, batch) } == .notAllowed)
        }
    }

    @Test func whatCameUpAfterTheMailingBarsNothing() async throws {
        try await printed(0) { book, batch in
            try await book.moveClock(to: book.tenant.today.adding(days: 2))
            try await book.knowPayments()
            try await book.hold(.bankruptcy)
            #expect(try await confirm(book, batch, on: book.tenant.today) == 1)
        }
    }

    @Test func aLetterLeftOutIsAskedForAgainOnceTheHoldHasEnded() async throws {
        try await printed(0) { book, batch in
            try await book.hold(.bankruptcy)
            let letter = try #require(try await book.attempts().first)
            _ = try await LeaveOutLetter(store: book.store).leaveOut(
                letter.id, reason: "barred", by: "Pat", for: book.id)
            try await book.raw("UPDATE holds SET held_until = '2026-03-10'")
            try await book.moveClock(to: day("2026-03-10"))
            try await book.knowPayments()
            try await book.raw("UPDATE collection_cases SET next_look_on = '2026-03-01'")
            try await book.run()
            try await book.work()
            let again = try #require(try await book.attempts().last)
            #expect(again.id != letter.id && again.stepKey == letter.stepKey && again.state == .prepared)
            #expect(batch.state == "produced")
        }
    }

    @Test func aBatchWhoseLettersWereAllLeftOutIsNotListed() async throws {
        try await written(0) { book in
            let before = try await ConfirmMailing(store: book.store).list(book.id).count
            try await Change.paid.make(book)
            try await produce(book)
            let states = try await book.attempts().map(\.state)
            let after = try await ConfirmMailing(store: book.store).list(book.id).count
            #expect(before == 1 && states == [.cancelled] && after == 0)
        }
    }

    @Test func aMutedTenantsBatchWaitsWithAllItsLetters() async throws {
        try await written(0) { book in
            try await MuteTenant(store: book.store).mute(book.id, reason: "a look")
            try await produce(book)
            #expect(try await batch(book).state == "open")
            #expect(try await book.attempts().map(\.state) == [.prepared])
        }
    }

    @Test func aMailedLetterCannotBeLeftOut() async throws {
        try await printed(0) { book, batch in
            #expect(try await confirm(book, batch) == 1)
            let letter = try #require(try await book.attempts().first)
            #expect(
                await refusal {
                    _ = try await LeaveOutLetter(store: book.store).leaveOut(
                        letter.id, reason: "barred", by: "Pat", for: book.id)
                } == .notAllowed)
        }
    }
}

extension LiveBook {
    /// Something that binds the first customer from today on.
    func hold(_ reason: HoldReason, until: CalendarDate? = nil) async throws {
        try await store.transaction(for: id) { tx in
            _ = try tx.add(
                NewHold(
                    customerID: tenant.customer, caseID: nil, reason: reason, source: "test", from: tx.moment().today,
                    until: until))
        }
    }
}
