import Foundation
import PluginKit
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// The customer's copies of a plan and its changes. Owed since 5 March; on Tuesday the 10th a plan is agreed, due on
/// the 16th, the 30th and 13 April.
struct PlanCopyTests {
    private func withPlan(_ body: (LiveBook, Identifier<PaymentPlan>) async throws -> Void) async throws {
        try await LiveBook.with(dueOn: day("2026-03-05")) { book in
            try await book.tenant.enable("installments")
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-10"))
            try await body(book, try await book.agree())
        }
    }

    private func amend(_ plan: Identifier<PaymentPlan>, first: String, _ book: LiveBook) async throws {
        var change = AmendPlan.Change(
            wish: PlanWish(size: .parts(2), rhythm: .monthly), reason: "paid later", role: .manager, by: "Lee")
        change.wish.firstPaymentOn = day(first)
        _ = try await AmendPlan(book.planAsking()).amend(plan, change, for: book.id)
    }

    @Test func aCopyTakesThePlaceOfNothingTheCustomerNeverGot() async throws {
        try await withPlan { book, plan in
            // Changed before the first copy left.
            try await book.moveClock(to: day("2026-03-12"))
            try await amend(plan, first: "2026-03-18", book)
            try await book.deliver(from: day("2026-03-12"), to: day("2026-03-13"))
            let copies = try await book.messages("plan-agreement")
            let text = book.words(try #require(copies.first))
            #expect(copies.count == 1 && !text.contains("takes the place of"), "\(text)")
            #expect(text.contains("on or before Wednesday, March 18, 2026"), "\(text)")
        }
    }

    @Test func aCopyThatLeavesLateNamesThePartThatIsNext() async throws {
        try await withPlan { book, _ in
            try await book.moveClock(to: day("2026-03-12"))
            _ = try await book.pay(49_95, on: "2026-03-12")
            // The receipt goes first.
            try await book.deliver(from: day("2026-03-18"), to: day("2026-03-20"))
            let text = book.words(try #require(try await book.messages("plan-agreement").first))
            #expect(
                text.contains("The plan goes on, with the next part on or before Monday, March 30, 2026"), "\(text)")
        }
    }

    @Test func aPlanPaidInFullBeforeItsCopyLeftHasNone() async throws {
        try await withPlan { book, _ in
            try await book.moveClock(to: day("2026-03-12"))
            _ = try await book.pay(149_85, on: "2026-03-12")
            try await book.deliver(from: day("2026-03-12"), to: day("2026-03-18"))
            let told = try await book.attempts().filter { $0.state == .sent }.map(\.templateKey)
            #expect(told.contains("thank-you") && !told.contains("plan-confirmation"), "\(told)")
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func aSecondAgreementOfADayHasItsOwnCopy() async throws {
        try await withPlan { book, plan in
            try await book.run()
            try await book.work()
            try await amend(plan, first: "2026-03-18", book)
            try await book.work()
            let copies = try await book.attempts().filter { $0.templateKey == "plan-confirmation" }
            #expect(copies.map(\.state) == [.sent, .sent])
            let last = book.words(try #require(try await book.messages("plan-confirmation").last))
            #expect(last.contains("takes the place of what we agreed on March 10, 2026"), "\(last)")
        }
    }

    @Test func aPlanCancelledBeforeItsCopyLeftHasNone() async throws {
        try await withPlan { book, plan in
            try await CancelPlan(store: book.store).cancel(plan, reason: "asked to", by: "Lee", for: book.id)
            try await book.deliver(from: day("2026-03-10"), to: day("2026-03-16"))
            let copies = try await book.attempts().filter { $0.stepKey == "plan-agreement" }
            #expect(copies.isEmpty, "\(copies.map(\.detail))")
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func anUpheldDisputeOfAPartThePlanLeftOutPaysNoPartOfIt() async throws {
        try await LiveBook.with(dueOn: day("2026-03-05")) { book in
            try await book.tenant.enable("installments")
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-10"))
            let disputes = DisputeReceivable(store: book.store)
            let dispute = try await disputes.open(
                "INV-1", amount: .usd(cents: 99_90), customer: "C-1001", business: nil, reason: "too much",
                evidenceDueOn: nil, source: "Pat", for: book.id)
            // Three parts of the 49.95 that are not in dispute.
            let plan = try await book.agree()
            try await disputes.resolve(dispute, outcome: "upheld", reason: "right", for: book.id)
            let record = try await book.store.transaction(for: book.id) { try $0.paymentPlan(plan) }
            let timeline = try #require(record).timeline(on: day("2026-03-10"))
            guard case .provisional = timeline.standing(on: day("2026-03-10")) else {
                Issue.record("\(timeline.standing(on: day("2026-03-10")))")
                return
            }
            #expect(try await book.tenant.owed() == 49_95)
            try await book.moveClock(to: day("2026-03-12"))
            _ = try await book.pay(49_95, on: "2026-03-12")
            let paid = try await book.store.transaction(for: book.id) { try $0.paymentPlan(plan) }
            #expect(
                try #require(paid).timeline(on: day("2026-03-12")).standing(on: day("2026-03-12"))
                    == .completed(on: day("2026-03-12")))
        }
    }

    @Test func endingAPlanAndQuotingAnotherGivesNoFreshDays() async throws {
        try await withPlan { book, plan in
            try await CancelPlan(store: book.store).cancel(plan, reason: "asked to", by: "Lee", for: book.id)
            // 60 days after the 10th of March the collector's days are used up.
            try await book.moveClock(to: day("2026-04-20"))
            var request = QuotePlan.Request(customer: "C-1001", role: .collector, quotedBy: "Pat")
            request.wish = PlanWish(size: .parts(3), rhythm: .monthly)
            let asking = try book.planAsking()
            let late = request
            #expect(await refusal { _ = try await QuotePlan(asking).quote(late, for: book.id) } == .notAllowed)
            request.wish = PlanWish(size: .parts(2), rhythm: .weekly)
            let short = try await QuotePlan(asking).quote(request, for: book.id)
            let last = try #require(short.first?.offer.installments.last?.dueOn)
            #expect(last <= day("2026-05-09"))
            try await book.moveClock(to: day("2026-05-10"))
            let none = request
            do {
                _ = try await QuotePlan(asking).quote(none, for: book.id)
                Issue.record("a collector's days are used up")
            } catch let refused as ActRefused {
                #expect(refused.kind == .notAllowed && refused.description.contains("accepted on 2026-03-10"))
            }
            request.role = .manager
            let byManager = try await QuotePlan(asking).quote(request, for: book.id)
            #expect(!byManager.isEmpty)
        }
    }
}
