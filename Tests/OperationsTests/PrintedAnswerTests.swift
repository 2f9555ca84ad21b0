import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// A letter that answers lies in the pile for days: what it says of money and of days is so when it leaves. The customer
/// is reached by post alone; today is Monday, 9 March 2026.
struct PrintedAnswerTests {
    private func book(_ body: (LiveBook) async throws -> Void) async throws {
        try await LiveBook.with { book in
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE medium <> 'post'")
            try await body(book)
        }
    }

    private func oneDay(_ book: LiveBook) async throws {
        try await book.run()
        try await book.work()
    }

    private func produce(_ book: LiveBook) async throws {
        _ = try await ProduceMailBatch.produceOpenBatches(of: book.id, store: book.store)
        try await book.work()
    }

    private func receipts(_ book: LiveBook) async throws -> [AttemptRecord] {
        try await book.attempts().filter { $0.templateKey == "receipt" }
    }

    @Test func aReceiptIsNotPrintedWithFiguresOfBeforeALaterPayment() async throws {
        try await book { book in
            _ = try await book.pay(20_00, on: "2026-03-09")
            try await oneDay(book)
            #expect(try await receipts(book).map(\.state) == [.prepared])
            _ = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 30_00), paidOn: day("2026-03-09"), customerReference: "C-1001",
                    idempotencyKey: "more"), for: book.id)
            try await produce(book)
            let first = try #require(try await receipts(book).first)
            #expect(first.state == .cancelled && first.detail.hasPrefix("letter.figures-old"), "\(first.detail)")
            try await oneDay(book)
            let again = try #require(try await receipts(book).last)
            #expect(again.state == .prepared && again.contentJSON?.contains("$50.00") == true)
            #expect(again.contentJSON?.contains("$99.85") == true)
        }
    }

    @Test func aPrintedReceiptIsTakenOutOfThePileBeforeItIsMailedWithOldFigures() async throws {
        try await book { book in
            _ = try await book.pay(20_00, on: "2026-03-09")
            try await oneDay(book)
            try await produce(book)
            let mailing = ConfirmMailing(store: book.store)
            let batch = try #require(try await mailing.list(book.id).first)
            _ = try await GiveCredit(store: book.store).give(
                .usd(cents: 5_00), on: "INV-1", customer: "C-1001", business: nil, reason: "goodwill", role: .owner,
                by: "Dana", idempotencyKey: "c", for: book.id)
            #expect(
                await refusal {
                    _ = try await mailing.confirm(batch.id, mailedOn: book.tenant.today, by: "Pat", for: book.id)
                } == .notAllowed)
        }
    }

    /// The second promise of a day is confirmed by the act itself; no step would write its letter again.
    @Test func anAnswerToAnActThatIsLeftOutForItsFiguresIsWrittenAnew() async throws {
        try await book { book in
            for (cents, due) in [(Int64(20_00), "2026-03-20"), (30_00, "2026-03-23")] {
                _ = try await RecordPromise(store: book.store).record(
                    .usd(cents: cents), by: day(due), customer: "C-1001", business: nil, madeBy: "Pat", for: book.id)
                try await oneDay(book)
            }
            _ = try await book.pay(10_00, on: "2026-03-09")
            try await produce(book)
            let letters = try await book.attempts().filter { $0.templateKey == "promise-confirmation" }
            #expect(letters.map(\.state) == [.cancelled, .cancelled, .prepared], "\(letters.map(\.detail))")
            #expect(letters.last?.contentJSON?.contains("$139.85") == true)
        }
    }

    @Test func theCopyOfAPlanDoesNotLeaveAfterTheDayItNames() async throws {
        try await LiveBook.with(dueOn: day("2026-03-05")) { book in
            try await book.tenant.enable("installments")
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-10"))
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE medium <> 'post'")
            _ = try await book.agree()
            try await oneDay(book)
            let copies = { try await book.attempts().filter { $0.stepKey == "plan-agreement" } }
            #expect(try await copies().map(\.state) == [.prepared])
            // Its first part was due on Monday the 16th.
            try await book.moveClock(to: day("2026-03-17"))
            try await book.knowPayments()
            try await produce(book)
            let after = try await copies()
            #expect(after.map(\.state) == [.cancelled])
            #expect(after.first?.detail.hasPrefix("plan.no-longer") == true)
            try await oneDay(book)
            let still = try await copies().count
            #expect(still == 1, "a copy whose day has passed is not planned again")
        }
    }
}
