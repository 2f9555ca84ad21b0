import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// What was found about something the customer told us of no item in particular, as they read it. Told on Monday 9 March
/// 2026; 149.85 is open since 1 February.
struct ClaimAnswerTests {
    private func say(_ reason: NonpaymentReason, _ book: LiveBook) async throws -> Identifier<CaseTask> {
        var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "\(reason)")
        (report.customerReference, report.reason, report.isAnother) = ("C-1001", reason, true)
        return try #require(try await RecordCall(store: book.store).record(report, for: book.id).consequence?.taskID)
    }

    @discardableResult
    private func answer(
        _ task: Identifier<CaseTask>, _ words: String, _ book: LiveBook
    ) async throws -> CaseTaskDesk.Done {
        try await CaseTaskDesk(store: book.store).done(task, words: "looked", answer: words, by: "Lee", for: book.id)
    }

    private func told(_ book: LiveBook) async throws -> String {
        for _ in 1...2 { try await book.work() }
        return book.words(try #require(try await book.messages("claim-answer").first))
    }

    private func states(_ book: LiveBook) async throws -> [AttemptState] {
        for _ in 1...2 { try await book.work() }
        return try await book.attempts().filter { $0.stepKey == "claim-answer" }.map(\.state)
    }

    @Test(arguments: [ContactMedium.email, .post])
    func itSaysWhatWasToldWhatWasFoundAndWhatIsStillOpenAndNothingOfTheBillBeingRight(
        medium: ContactMedium
    ) async throws {
        let cases: [(Language, String, [String], String)] = [
            (
                .english, "The transfer of March 2 is on your account now.",
                ["You told us on March 9, 2026 that it is paid already.", "This is still open, $149.85 in all"],
                "as it was billed"
            ),
            (
                .spanish, "La transferencia del 2 de marzo ya está en su cuenta.",
                ["Usted nos dijo el 9 de marzo de 2026 que ya está pagado.", "$149.85"], "se facturó"
            ),
        ]
        for (language, found, parts, wrong) in cases {
            try await LiveBook.with { book in
                try await book.raw(
                    """
                    UPDATE customers SET language = '\(language.rawValue)';
                    UPDATE contact_points SET is_bad = true, bad_reason = 'returned'
                    WHERE medium = '\(medium == .post ? "email" : "post")';
                    """)
                let task = try await say(.paidAlready, book)
                try await book.moveClock(to: day("2026-03-11"))
                try await book.knowPayments()
                #expect(try await answer(task, found, book).isTold)
                let words = try await told(book)
                for part in parts + [found] { #expect(words.contains(part), "\(part) in \(words)") }
                #expect(!words.contains(wrong), "\(words)")
            }
        }
    }

    @Test func severalAnswersOfOneDayAreOneLetterThatNamesEachThingToldOnce() async throws {
        try await LiveBook.with { book in
            let first = try await say(.paidAlready, book)
            let second = try await say(.movedOrSold, book)
            try await answer(first, "No transfer has come.", book)
            try await answer(second, "The house was sold on March 1.", book)
            let words = try await told(book)
            #expect(
                words.contains("You told us on March 9, 2026 that it is paid already, and that you moved or sold."),
                "\(words)")
            #expect(words.contains("No transfer has come. The house was sold on March 1."), "\(words)")
            #expect(try await states(book) == [.sent])
        }
    }

    @Test func whereNothingIsOpenAnyMoreNothingIsListed() async throws {
        try await LiveBook.with { book in
            let task = try await say(.paidAlready, book)
            _ = try await book.pay(149_85, on: "2026-03-09")
            try await answer(task, "Your transfer has come.", book)
            let words = try await told(book)
            #expect(words.contains("Nothing is open now.") && !words.contains("$"), "\(words)")
        }
    }

    @Test func whoToldNothingIsNotSaidToHave() async throws {
        try await LiveBook.with { book in
            try await book.raw("UPDATE customers SET autopay = 'on'")
            _ = try await RecordAutopayDecline(store: book.store).record(
                .init(customerReference: "C-1001", code: "R10", failedOn: day("2026-03-09"), reference: "t-1"),
                for: book.id)
            let task = try #require(try await CaseTaskDesk(store: book.store).list(for: book.id).first)
            #expect(task.reason == nil)
            try await answer(task.id, "Your bank sent the payment of March 9 back.", book)
            let words = try await told(book)
            #expect(words.contains("We looked into your account.") && !words.contains("You told us"), "\(words)")
        }
    }

    /// Source: compliance reference §§4, 5 and 13: a person looks before anything is said.
    @Test(arguments: [HoldReason.bankruptcy, .attorney, .cease])
    func behindAHoldByLawNothingIsToldBeforeItIsLiftedAndTheDeskIsToldSo(reason: HoldReason) async throws {
        try await LiveBook.with { book in
            let task = try await say(.paidAlready, book)
            let desk = HoldCustomer(store: book.store)
            let hold = try await desk.add(
                reason, customer: "C-1001", business: nil, until: nil, note: "", source: "letter", for: book.id)
            let done = try await answer(task, "No transfer has come.", book)
            #expect(done.isNew && !done.isTold && !done.isAwake)
            #expect(done.untoldFor == [reason] && done.stillHeld == [reason])
            #expect(try await states(book) == [.cancelled])
            try await desk.lift(hold, reason: "dismissed", source: "Dana", role: .manager, for: book.id)
            #expect(try await states(book) == [.cancelled, .sent])
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func ofTwoHoldsByLawTheLastOneThatIsLiftedHandsTheAnswerOn() async throws {
        try await LiveBook.with { book in
            let task = try await say(.paidAlready, book)
            let desk = HoldCustomer(store: book.store)
            var holds: [Identifier<Hold>] = []
            for reason in [HoldReason.attorney, .bankruptcy] {
                holds.append(
                    try await desk.add(
                        reason, customer: "C-1001", business: nil, until: nil, note: "", source: "letter",
                        for: book.id))
            }
            try await answer(task, "No transfer has come.", book)
            for (hold, expected) in zip(holds, [[AttemptState.cancelled], [.cancelled, .sent]]) {
                _ = try await states(book)
                try await desk.lift(hold, reason: "over", source: "Dana", role: .manager, for: book.id)
                #expect(try await states(book) == expected)
            }
        }
    }

    @Test func aHardshipKeepsTheCaseAsleepAndTheAnswerGoes() async throws {
        try await LiveBook.with { book in
            let task = try await say(.paidAlready, book)
            _ = try await HoldCustomer(store: book.store).add(
                .hardship, customer: "C-1001", business: nil, until: day("2026-04-09"), note: "", source: "call",
                for: book.id)
            let done = try await answer(task, "No transfer has come.", book)
            #expect(done.isTold && !done.isAwake && done.stillHeld == [.hardship] && done.untoldFor.isEmpty)
            #expect(try await states(book) == [.sent])
        }
    }
}
