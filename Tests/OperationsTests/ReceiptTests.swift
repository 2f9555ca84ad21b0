import Foundation
import Postgres
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Receipts and thanks for money that came late.
struct ReceiptTests {
    private func pay(_ cents: Int64, _ book: LiveBook, key: String = "p") async throws -> RecordPayment.Recorded {
        try await RecordPayment(store: book.store).record(
            .init(
                amount: .usd(cents: cents), paidOn: try await book.today(), customerReference: "C-1001",
                idempotencyKey: key), for: book.id)
    }

    private func answers(_ book: LiveBook) async throws -> [AttemptRecord] {
        try await book.attempts().filter { ["receipt", "thank-you"].contains($0.stepKey) }
    }

    @Test func aPartPaymentGetsOneReceiptThatSaysWhereItWentAndWhatIsOpen() async throws {
        try await LiveBook.with { book in
            _ = try await pay(49_85, book)
            try await book.run()
            try await book.work()
            let receipt = try #require(try await answers(book).first)
            #expect(receipt.stepKey == "receipt" && receipt.state == .sent)
            let words = try #require(receipt.contentJSON)
            for part in ["$49.85", "INV-1", "$100.00", "March 9, 2026"] { #expect(words.contains(part), "\(part)") }
            try await book.run()
            try await book.work()
            #expect(try await answers(book).count == 1)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func fullPaymentGetsOneThankYouAndNothingElse() async throws {
        try await LiveBook.with { book in
            _ = try await pay(149_85, book)
            try await book.run()
            try await book.work()
            #expect(try await book.attempts().map(\.stepKey) == ["thank-you"])
            #expect(try await book.attempts().map(\.state) == [.sent])
            for later in 1..<4 {
                try await book.moveClock(to: book.tenant.today.adding(days: later))
                try await book.knowPayments()
                try await book.run()
                try await book.work()
            }
            #expect(try await book.attempts().count == 1)
        }
    }

    @Test func thanksForTooMuchNameWhatStandsToTheCredit() async throws {
        try await LiveBook.with { book in
            _ = try await pay(169_85, book)
            try await book.run()
            try await book.work()
            let thanks = try #require(try await answers(book).first)
            #expect(thanks.stepKey == "thank-you" && thanks.state == .sent)
            #expect(thanks.contentJSON?.contains("you have a credit of $20.00") == true)
        }
    }

    @Test func aReceiptNamesAnItemOnceAndWhatWentNowhere() async throws {
        try await LiveBook.with { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 40_00), billedOn: day("2026-01-15"), dueOn: day("2026-02-01"))
            _ = try await DisputeReceivable(store: book.store).raise(
                .init(.work, on: "INV-2", customer: "C-1001", reason: "not done", by: "Pat"), for: book.id)
            _ = try await pay(60_00, book)
            _ = try await pay(100_00, book, key: "q")
            try await book.run()
            try await book.work()
            let receipt = try #require(try await answers(book).first { $0.stepKey == "receipt" })
            let words = try #require(receipt.contentJSON)
            #expect(
                words.contains("It was applied to INV-1. $10.15 is not applied to any item yet"), "\(words)")
        }
    }

    @Test func aBillThatFollowsThanksMakesNoReceiptOfThem() async throws {
        try await LiveBook.with { book in
            _ = try await pay(149_85, book)
            try await book.run()
            try await book.work()
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 60_00), billedOn: book.tenant.today, dueOn: book.tenant.today.adding(days: 20))
            for later in 1..<4 { try await book.live(book.tenant.today.adding(days: later)) }
            #expect(try await book.attempts().map(\.stepKey) == ["thank-you"])
        }
    }

    @Test func theThanksForTheLastPaymentAnswerThoseBeforeIt() async throws {
        try await LiveBook.with { book in
            try await book.moveClock(to: book.tenant.today.adding(days: 1))
            try await book.knowPayments()
            for (key, cents, paidOn) in [("a", Int64(49_85), book.tenant.today), ("b", 100_00, try await book.today())]
            {
                _ = try await RecordPayment(store: book.store).record(
                    .init(
                        amount: .usd(cents: cents), paidOn: paidOn, customerReference: "C-1001", idempotencyKey: key),
                    for: book.id)
            }
            for later in 1..<5 { try await book.live(book.tenant.today.adding(days: later)) }
            #expect(try await book.attempts().map(\.stepKey) == ["thank-you"])
        }
    }

    @Test func thanksTellAllThatArrivedAndNotOnlyWhatWasLate() async throws {
        try await LiveBook.with { book in
            #expect(try await pay(159_85, book).unapplied == .usd(cents: 10_00))
            try await book.run()
            try await book.work()
            let thanks = try #require(try await answers(book).first?.contentJSON)
            #expect(thanks.contains("$159.85") && !thanks.contains("$149.85"))
        }
    }

    @Test func aReceiptLeavesOnOldPaymentFilesAndCountsAgainstNoLimit() async throws {
        try await LiveBook.with { book in
            _ = try await pay(49_85, book)
            try await book.raw("UPDATE data_feeds SET fresh_as_of = '2026-02-20'")
            try await book.run()
            try await book.work()
            #expect(try await answers(book).map(\.state) == [.sent])
            try await book.knowPayments()
            try await book.moveClock(to: book.tenant.today.adding(days: 1))
            try await book.knowPayments()
            // The ladder goes on for the rest the next day: the receipt keeps no distance.
            #expect(try await book.run().planned == 1)
        }
    }

    @Test func thanksForMoneyThatWentBackAreNotSent() async throws {
        try await LiveBook.with { book in
            let paid = try await pay(149_85, book)
            try await book.run()
            _ = try await ReversePayment(store: book.store).reverse(
                paid.entry, on: nil, reason: "returned", idempotencyKey: "r", for: book.id)
            try await book.work()
            // What goes instead says that the money came back.
            let gone = try await book.attempts().filter { $0.state == .sent }.map(\.stepKey)
            #expect(gone == ["payment-returned"] && book.mails() == 1)
            #expect(try await book.sendingDecisions().contains { $0.ruleID == "payment.gone" })
        }
    }

    /// An opening import brings what was paid lately; nothing of it happened under the tenant's own policy.
    @Test(arguments: [Int64(49_85), 149_85])
    func aPaymentFromBeforeTheFirstDryRunIsThankedByNobody(cents: Int64) async throws {
        try await LiveBook.with { book in
            for (key, paidOn) in [
                ("old", book.tenant.today.adding(days: -3)), ("older", book.tenant.today.adding(days: -9)),
            ]
            where cents < 100_00 || key == "old" {
                _ = try await RecordPayment(store: book.store).record(
                    .init(
                        amount: .usd(cents: cents), paidOn: paidOn, customerReference: "C-1001", idempotencyKey: key),
                    for: book.id)
            }
            for later in 0..<3 { try await book.live(book.tenant.today.adding(days: later)) }
            #expect(try await answers(book).isEmpty)
        }
    }

    /// A customer of another system comes later, with what was paid there.
    @Test(arguments: [("2026-03-10", false), ("2026-03-13", true)])
    func whatWasPaidBeforeTheCaseCameIntoTheseBooksIsThankedByNobody(paidOn: String, isAnswered: Bool) async throws {
        try await LiveBook.with { book in
            try await book.moveClock(to: day("2026-03-13"))
            try await book.raw("UPDATE collection_cases SET opened_on = '2026-03-13'")
            _ = try await book.pay(49_85, on: paidOn)
            for later in ["2026-03-13", "2026-03-16"] { try await book.live(day(later)) }
            #expect(try await answers(book).isEmpty == !isAnswered)
        }
    }

    @Test func aCaseThatAFileOpensCarriesItsDay() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            _ = try await fixture.take(
                "no,customer,due,open,currency\n1,A,2026-01-31,100.00,USD\n", .testOpenItems)
            let tenant = fixture.tenant
            let opened = try await fixture.store.transaction(for: tenant) { tx in
                let today = try tx.moment().today
                return try tx.connection.row(
                    "SELECT bool_and(opened_on = \(today)) AS dated FROM collection_cases WHERE tenant_id = \(tenant)"
                ) { try $0.get("dated", as: Bool.self) }
            }
            #expect(opened == true)
        }
    }

    @Test func aPaymentInTimeIsNoEvent() async throws {
        try await LiveBook.with(today: day("2026-01-28")) { book in
            _ = try await pay(149_85, book)
            try await book.run()
            #expect(try await answers(book).isEmpty)
        }
    }
}

extension LiveBook {
    /// The tenant's day as its clock shows it.
    func today() async throws -> CalendarDate { try await store.transaction(for: id) { try $0.moment().today } }
}
