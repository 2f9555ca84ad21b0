import Foundation
import Ledger
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// A settlement ends with its money: the rest is given up as the owner approved it. Owed: INV-1 over 149.85 since
/// 1 February 2026; today is Monday, 9 March.
struct SettlementPaidTests {
    private func settled(_ body: (LiveBook) async throws -> Void) async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            let line = try await book.decision(.settle, until: day("2026-03-20"), amount: .usd(cents: 100_00))
            #expect(line.outcome == .approved && line.words.contains("the rest is given up by itself"), "\(line.words)")
            try await body(book)
        }
    }

    private func pay(_ cents: Int64, on day: CalendarDate, _ book: LiveBook) async throws -> RecordPayment.Recorded {
        try await RecordPayment(store: book.store).record(
            .init(
                amount: .usd(cents: cents), paidOn: day, customerReference: "C-1001", idempotencyKey: "s:\(cents)"),
            for: book.id)
    }

    private func open(_ book: LiveBook) async throws -> Int64 {
        try await book.tenant.facts().receivables.reduce(0) { $0 + $1.open.minorUnits }
    }

    @Test func theRestIsGivenUpOnceTheAmountHasArrivedAndTheCustomerReadsThatAllIsSettled() async throws {
        try await settled { book in
            let first = try await pay(60_00, on: day("2026-03-09"), book)
            let left = try await open(book)
            #expect(first.givenUp.isEmpty && left == 89_85)
            let second = try await pay(40_00, on: day("2026-03-09"), book)
            let rest = try await open(book)
            #expect(second.givenUp == [.usd(cents: 49_85)] && rest == 0)
            let approvals = try await book.count(
                "relief_approvals", where: "reason = 'settlement' AND role = 'owner' AND approved_by = 'Dana Reyes'")
            #expect(approvals == 1)
            let decision = try #require(try await book.tenant.facts().decisions.last)
            #expect(decision.ending == .carriedOut && decision.endingWords.contains("49.85 USD given up"))
            try await book.knowPayments()
            try await book.run()
            try await book.work()
            let thanks = try #require(try await book.attempts().last)
            #expect(thanks.templateKey == "thank-you", "\(thanks.templateKey)")
            #expect(try await VerifyLedger(store: book.store)(book.id).findings.isEmpty)
            #expect(try await book.waiting().isEmpty)
        }
    }

    @Test func moneyThatComesTooLateOrForAnotherBillGivesNothingUp() async throws {
        try await settled { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 120_00), billedOn: day("2026-03-01"), dueOn: day("2026-03-31"))
            var other = RecordPayment.Payment(
                amount: .usd(cents: 110_00), paidOn: day("2026-03-09"), customerReference: "C-1001",
                idempotencyKey: "other")
            other.directed = [("INV-2", .usd(cents: 110_00))]
            let elsewhere = try await RecordPayment(store: book.store).record(other, for: book.id)
            #expect(elsewhere.givenUp.isEmpty)
            try await book.moveClock(to: day("2026-03-23"))
            let late = try await pay(100_00, on: day("2026-03-21"), book)
            #expect(late.givenUp.isEmpty)
            #expect(try await book.tenant.facts().decisions.last?.ending == nil)
            try await book.knowPayments()
            #expect(try await book.waiting().map(\.customer) == ["C-1001"])
        }
    }

    @Test func whatWasGivenUpIsOwedAgainWhenTheMoneyDoesNotStay() async throws {
        try await settled { book in
            let paid = try await pay(100_00, on: day("2026-03-09"), book)
            #expect(paid.givenUp == [.usd(cents: 49_85)])
            let reversing = ReversePayment(store: book.store)
            _ = try await reversing.reverse(
                paid.entry, on: nil, reason: "returned-cheque", idempotencyKey: "back", for: book.id)
            let owed = try await open(book)
            #expect(owed == 149_85)
            let decision = try #require(try await book.tenant.facts().decisions.last)
            #expect(decision.ending == .undone)
            #expect(try await book.waiting().first?.why.contains("owed again since 9 Mar 2026") == true)
            #expect(try await VerifyLedger(store: book.store)(book.id).findings.isEmpty)
        }
    }
}
