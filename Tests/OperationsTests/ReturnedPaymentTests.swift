import Correspondence
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// A payment that came back is told to the customer, once, without blame.
struct ReturnedPaymentTests {
    private func pay(_ book: LiveBook, _ cents: Int64, key: String) async throws -> Identifier<JournalEntry> {
        let payment = RecordPayment.Payment(
            amount: .usd(cents: cents), paidOn: book.tenant.today, customerReference: "C-1001", idempotencyKey: key)
        return try await RecordPayment(store: book.store).record(payment, for: book.id).entry
    }

    private func reverse(_ book: LiveBook, _ entry: Identifier<JournalEntry>, _ reason: String) async throws
        -> ReversePayment.Reversed
    {
        try await ReversePayment(store: book.store).reverse(
            entry, on: nil, reason: reason, by: "Pat", idempotencyKey: "back-\(entry)", for: book.id)
    }

    private func words(_ book: LiveBook) async throws -> String {
        book.words(try #require(try await book.messages("payment-returned").first))
    }

    private func told(_ book: LiveBook) async throws -> [AttemptRecord] {
        try await book.attempts().filter { $0.stepKey == "payment-returned" }
    }

    @Test(
        arguments: [
            (Language.english, "$60.00 that you made on March 9, 2026", "INV-1"),
            (.spanish, "$60.00 que hizo el 9 de marzo de 2026", "INV-1"),
        ])
    func thatAPaymentCameBackIsToldOnceWithDayAmountAndWhatIsOpenAgain(
        language: Language, said: String, item: String
    ) async throws {
        try await LiveBook.with { book in
            try await book.raw("UPDATE customers SET language = '\(language.rawValue)'")
            let entry = try await pay(book, 60_00, key: "check 204")
            try await book.moveClock(to: day("2026-03-13"))
            let done = try await reverse(book, entry, "returned-check")
            #expect(done.isTold)
            #expect(
                try await reverse(book, entry, "returned-check").isTold == false, "the same key again tells nothing")
            try await book.work()
            let letters = try await told(book)
            #expect(letters.map(\.medium) == [.email] && letters.map(\.state) == [.sent])
            let words = try await words(book)
            for part in [said, "$149.85", item] { #expect(words.contains(part), "\(part): \(words)") }
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func twoThatCameBackOnOneDayAreToldInOneMessage() async throws {
        try await LiveBook.with { book in
            let first = try await pay(book, 20_00, key: "check 1")
            let second = try await pay(book, 30_00, key: "check 2")
            _ = try await reverse(book, first, "nsf")
            _ = try await reverse(book, second, "chargeback")
            try await book.work()
            let letters = try await told(book)
            #expect(letters.count == 1)
            let words = try await words(book)
            #expect(words.contains("$50.00"))
        }
    }

    @Test func anEntryThatWasWrongIsPutRightWithoutAWordOfTheBank() async throws {
        try await LiveBook.with { book in
            let entry = try await pay(book, 60_00, key: "twice")
            #expect(try await reverse(book, entry, "entered-twice").isTold == false)
            try await book.work()
            #expect(try await told(book).isEmpty)
        }
    }

    @Test func whatWasPaidAgainBeforeTheMessageLeftIsNotTold() async throws {
        try await LiveBook.with { book in
            let entry = try await pay(book, 60_00, key: "check 204")
            _ = try await reverse(book, entry, "returned-check")
            _ = try await pay(book, 149_85, key: "cash")
            try await book.work()
            let letters = try await told(book)
            #expect(letters.map(\.state) == [.cancelled])
            #expect(letters.first?.detail.contains("payment.made-again") == true)
        }
    }

    @Test func whoAskedNotToBeContactedIsNotWrittenTo() async throws {
        try await LiveBook.with { book in
            let entry = try await pay(book, 60_00, key: "check 204")
            _ = try await HoldCustomer(store: book.store).add(
                .cease, customer: "C-1001", business: nil, until: nil, note: "", source: "letter", for: book.id)
            _ = try await reverse(book, entry, "returned-check")
            try await book.work()
            #expect(try await told(book).allSatisfy { $0.state == .cancelled })
            #expect(book.mails() == 0)
        }
    }
}
