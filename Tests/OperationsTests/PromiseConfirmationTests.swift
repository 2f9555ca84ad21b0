import Correspondence
import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// A promise is confirmed in writing, once. The customer owes 149.85 since 1 February; today is Monday 9 March 2026.
struct PromiseConfirmationTests {
    @discardableResult
    private func promise(
        _ cents: Int64, by due: String, _ book: LiveBook, _ change: (inout PromiseTermsGiven) -> Void = { _ in }
    ) async throws -> Identifier<PromiseToPay> {
        var terms = PromiseTermsGiven()
        change(&terms)
        return try await RecordPromise(store: book.store).record(
            .usd(cents: cents), by: day(due), customer: "C-1001", business: nil, terms: terms, madeBy: "Pat",
            for: book.id)
    }

    private func oneDay(_ book: LiveBook) async throws {
        try await book.run()
        try await book.work()
    }

    private func confirmations(_ book: LiveBook) async throws -> [AttemptRecord] {
        try await book.attempts().filter { $0.templateKey == "promise-confirmation" }
    }

    private func byPostAlone(_ book: LiveBook) async throws {
        try await book.raw("UPDATE contact_points SET is_bad = true WHERE medium <> 'post'")
    }

    @Test(arguments: PolicyKind.allCases, ["en", "es"])
    func eachStarterConfirmsAPromiseWithItsAmountItsDayTheWayAndTheCallAgreedOn(
        kind: PolicyKind, language: String
    ) async throws {
        try await LiveBook.with { book in
            try await book.raw(
                """
                UPDATE customers SET language = '\(language)';
                UPDATE collection_cases SET policy_version_id = NULL;
                """)
            _ = try await PublishPolicy(
                store: book.store, registry: try TestTenant.plugins(), templates: try TemplateCatalog.builtIn()
            ).publish(try StarterPolicies.text(for: kind), note: "", for: book.id, business: nil)
            try await promise(50_00, by: "2026-03-13", book) { terms in
                terms.way = .check
                terms.callBackOn = day("2026-03-18")
            }
            try await oneDay(book)
            try await oneDay(book)
            let sent = try await confirmations(book)
            #expect(sent.map(\.state) == [.sent] && sent.map(\.medium) == [.email])
            let words = book.words(try #require(try await book.messages("promise-confirmation").first))
            let expected =
                language == "en"
                ? [
                    "you will pay $50.00 by check by Friday, March 13, 2026", "no reminders about it before then",
                    "we will call you on Wednesday, March 18, 2026, as you agreed",
                ]
                : [
                    "pagará $50.00 con cheque a más tardar el viernes 13 de marzo de 2026",
                    "le llamaremos el miércoles 18 de marzo de 2026, como acordamos",
                ]
            for part in expected { #expect(words.contains(part), "\(part) in \(words)") }
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func whoIsToBeRemindedReadsThatAndNotTheOpposite() async throws {
        try await LiveBook.with { book in
            try await promise(50_00, by: "2026-03-13", book) { $0.wantsReminder = true }
            try await oneDay(book)
            let words = book.words(try #require(try await book.messages("promise-confirmation").first))
            #expect(words.contains("We will remind you by e-mail the day before, as you asked."), "\(words)")
            #expect(!words.contains("no reminders"))
        }
    }

    @Test func aPromiseThatTakesThePlaceOfOneConfirmedThatDayIsConfirmedToo() async throws {
        try await LiveBook.with { book in
            try await promise(50_00, by: "2026-03-13", book)
            try await oneDay(book)
            try await promise(60_00, by: "2026-03-16", book)
            try await oneDay(book)
            let sent = try await confirmations(book)
            #expect(sent.map(\.state) == [.sent, .sent])
            let last = book.words(try #require(try await book.messages("promise-confirmation").last))
            #expect(last.contains("$60.00") && !last.contains("$50.00"), "\(last)")
            try await oneDay(book)
            #expect(try await confirmations(book).count == 2)
        }
    }

    @Test(arguments: ["kept", "withdrawn"])
    func whatIsOverBeforeItsConfirmationLeftIsNotConfirmedAnyMore(how: String) async throws {
        try await LiveBook.with { book in
            let id = try await promise(50_00, by: "2026-03-13", book)
            try await book.run()
            if how == "kept" {
                _ = try await book.pay(50_00, on: "2026-03-09")
            } else {
                _ = try await RecordPromise(store: book.store).withdraw(id, reason: "cannot", by: "Pat", for: book.id)
            }
            try await book.work()
            #expect(try await confirmations(book).map(\.state) == [.cancelled])
            #expect(try await book.sendingDecisions().contains { $0.ruleID == "promise.gone" })
            for later in ["2026-03-10", "2026-03-11"] { try await book.live(day(later)) }
            #expect(try await confirmations(book).count == 1, "it is not planned again every day")
        }
    }

    @Test func aLetterThatWouldArriveAfterThePromisedDayIsNotWritten() async throws {
        try await LiveBook.with { book in
            try await byPostAlone(book)
            try await promise(50_00, by: "2026-03-13", book)
            try await oneDay(book)
            #expect(try await confirmations(book).isEmpty)
            try await promise(50_00, by: "2026-03-20", book)
            try await oneDay(book)
            #expect(try await confirmations(book).map(\.medium) == [.post])
            #expect(try await confirmations(book).map(\.state) == [.prepared])
        }
    }

    /// Through the grace of two business days the promise is open; its day has gone.
    @Test(arguments: [false, true])
    func whatWasPromisedForADayGoneByIsNotConfirmedAnyMore(isPlanned: Bool) async throws {
        try await LiveBook.with { book in
            try await promise(50_00, by: "2026-03-13", book)
            if isPlanned { try await book.run() }
            try await book.moveClock(to: day("2026-03-16"))
            try await book.knowPayments()
            if isPlanned { try await book.work() }
            try await oneDay(book)
            let found = try await confirmations(book)
            #expect(found.map(\.state) == (isPlanned ? [.cancelled] : []))
            #expect(found.allSatisfy { $0.detail.hasPrefix("promise.gone") })
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test(arguments: ["kept", "replaced"])
    func aLetterInThePileIsTakenOutOnceThePromiseIsKeptOrReplaced(how: String) async throws {
        try await LiveBook.with { book in
            try await byPostAlone(book)
            try await promise(50_00, by: "2026-03-20", book)
            try await oneDay(book)
            if how == "kept" {
                _ = try await book.pay(50_00, on: "2026-03-09")
            } else {
                try await promise(60_00, by: "2026-03-23", book)
                try await book.work()
            }
            _ = try await ProduceMailBatch.produceOpenBatches(of: book.id, store: book.store)
            try await book.work()
            let letters = try await confirmations(book)
            let first = try #require(letters.first)
            #expect(first.state == .cancelled && first.detail.hasPrefix("promise.gone"), "\(first.detail)")
            if how == "replaced" {
                let second = try #require(letters.last)
                #expect(second.state == .prepared && second.contentJSON?.contains("$60.00") == true)
            }
        }
    }
}
