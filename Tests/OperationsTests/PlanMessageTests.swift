import Foundation
import PluginKit
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// What a customer with a plan gets to read and hear. Owed since 5 March; on Tuesday the 10th a plan is agreed, due on
/// the 16th, the 30th and 13 April.
struct PlanMessageTests {
    private func withPlan(
        reminds: Bool = false, language: String = "en",
        _ body: (LiveBook, Identifier<PaymentPlan>) async throws -> Void
    ) async throws {
        try await LiveBook.with(dueOn: day("2026-03-05")) { book in
            try await book.tenant.enable("installments")
            try await book.raw("UPDATE customers SET language = '\(language)'")
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-10"))
            try await body(book, try await book.agree(reminds: reminds))
        }
    }

    private func steps(_ book: LiveBook) async throws -> [String] { try await book.attempts().map(\.stepKey) }

    @Test(arguments: [
        ("en", ["As agreed", "3 payments: $49.95 on March 16, 2026", "April 13, 2026", "INV-1", "$149.85", "5 days"]),
        ("es", ["Según lo acordado", "3 pagos: $49.95 el 16 de marzo de 2026", "13 de abril de 2026", "$149.85"]),
    ])
    func theCustomerGetsACopyOfTheAgreementOnce(language: String, words: [String]) async throws {
        try await withPlan(language: language) { book, _ in
            try await book.deliver(from: day("2026-03-10"), to: day("2026-03-16"))
            let copies = try await book.messages("plan-agreement")
            #expect(copies.count == 1)
            let text = book.words(try #require(copies.first))
            for word in words { #expect(text.contains(word), "\(word) in \(text)") }
            #expect(try await book.attempts().first { $0.stepKey == "plan-agreement" }?.state == .sent)
        }
    }

    @Test(arguments: ["en", "es"])
    func theAgreementPrintsOnOnePageAsItWasKept(language: String) async throws {
        try await withPlan(language: language) { book, plan in
            let file = book.spool.appending(path: "plan.pdf")
            let printed = try await PrintPlan(store: book.store).write(plan, version: nil, to: file, for: book.id)
            #expect(printed.version == 1 && printed.pages == 1)
            #expect(try Data(contentsOf: file).starts(with: Data("%PDF-".utf8)))
            #expect(
                await refusal {
                    _ = try await PrintPlan(store: book.store).write(plan, version: 2, to: file, for: book.id)
                } == .unknown)
        }
    }

    @Test func withoutAnEmailAddressTheCopyGoesByPost() async throws {
        try await withPlan { book, _ in
            try await book.raw("UPDATE contact_points SET stopped_at = now() WHERE medium = 'email'")
            try await book.deliver(from: day("2026-03-11"), to: day("2026-03-11"))
            let copy = try await book.attempts().first { $0.stepKey == "plan-agreement" }
            #expect(copy?.medium == .post)
        }
    }

    @Test func aChangedPlanIsSentAsItsNextVersion() async throws {
        try await withPlan { book, plan in
            try await book.deliver(from: day("2026-03-11"), to: day("2026-03-12"))
            _ = try await book.pay(49_95, on: "2026-03-12")
            try await book.moveClock(to: day("2026-03-16"))
            var change = AmendPlan.Change(
                wish: PlanWish(size: .parts(2), rhythm: .monthly), reason: "paid on the 20th", role: .manager, by: "Lee"
            )
            change.wish.firstPaymentOn = day("2026-03-20")
            _ = try await AmendPlan(book.planAsking()).amend(plan, change, for: book.id)
            try await book.deliver(from: day("2026-03-16"), to: day("2026-03-17"))
            let copies = try await book.messages("plan-agreement")
            #expect(copies.count == 2)
            let text = book.words(try #require(copies.last))
            for word in ["2 payments: $49.95 on March 20, 2026", "takes the place of what we agreed on March 10, 2026"]
            {
                #expect(text.contains(word), "\(text)")
            }
            #expect(text.contains("The plan goes on") && !text.contains("starts with your first payment"))
        }
    }

    @Test func aReminderGoesOnTheBusinessDayBeforeAPartToWhoeverAskedForIt() async throws {
        try await withPlan(reminds: true) { book, _ in
            try await book.deliver(from: day("2026-03-11"), to: day("2026-03-15"))
            // The first part is due on a Monday, so the reminder goes on Friday.
            let first = try await book.attempts().filter { $0.stepKey == "plan-reminder" }
            #expect(first.map(\.plannedOn) == [day("2026-03-13")] && first.map(\.state) == [.sent])
            let text = book.words(try await book.messages("plan-reminder")[0])
            #expect(text.contains("$49.95, is due on Monday, March 16, 2026"), "\(text)")
            try await book.moveClock(to: day("2026-03-16"))
            _ = try await book.pay(99_90, on: "2026-03-16")
            // The second part is paid with the first: nobody is reminded of it.
            try await book.deliver(from: day("2026-03-16"), to: day("2026-04-09"))
            #expect(try await steps(book).count { $0 == "plan-reminder" } == 1)
            try await book.deliver(from: day("2026-04-10"), to: day("2026-04-10"))
            #expect(try await steps(book).count { $0 == "plan-reminder" } == 2)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func whoeverDidNotAskIsNotReminded() async throws {
        try await withPlan { book, _ in
            try await book.deliver(from: day("2026-03-11"), to: day("2026-03-16"))
            #expect(try await !steps(book).contains("plan-reminder"))
        }
    }

    @Test func aMissedPartMakesOneCallThatSaysWhatThePlanWasAndIsOverOnceItIsPaid() async throws {
        try await withPlan { book, _ in
            try await book.moveClock(to: day("2026-03-16"))
            _ = try await book.pay(49_95, on: "2026-03-16")
            try await book.deliver(from: day("2026-03-16"), to: day("2026-03-30"))
            #expect(try await !steps(book).contains("plan-missed"))
            try await book.deliver(from: day("2026-03-31"), to: day("2026-04-01"))
            let calls = try await book.attempts().filter { $0.stepKey == "plan-missed" }
            #expect(calls.map(\.medium) == [.telephone] && calls.map(\.state) == [.taskOpen])
            #expect(calls.first?.attemptsMax == 1)
            let waiting = WaitingCalls(store: book.store, registry: try TestTenant.plugins())
            let task = try await waiting.list(for: book.id, limit: 10).first { $0.task.stepKey == "plan-missed" }
            #expect(task?.mayCall == true, "\(task?.words ?? "no task")")
            let script = book.words(try await book.messages("plan-missed")[0])
            for words in [
                "The plan was: 3 payments: $49.95 on March 16, 2026",
                "Missed: $49.95, which was due on Monday, March 30, 2026",
                "until Saturday, April 4, 2026", "$99.90 of the plan is open",
            ] { #expect(script.contains(words), "\(words) in \(script)") }
            _ = try await book.pay(49_95, on: "2026-04-01")
            let after = try await waiting.list(for: book.id, limit: 10).first { $0.task.stepKey == "plan-missed" }
            #expect(after?.mayCall == false && after?.words.contains("was paid") == true)
            try await book.deliver(from: day("2026-04-02"), to: day("2026-04-10"))
            #expect(try await steps(book).count { $0 == "plan-missed" } == 1)
            try await book.moveClock(to: day("2026-04-13"))
            _ = try await book.pay(49_95, on: "2026-04-13")
            try await book.deliver(from: day("2026-04-13"), to: day("2026-04-14"))
            let thanks = book.words(try #require(try await book.messages("thank-you").first))
            #expect(thanks.contains("Thank you for keeping to our plan"), "\(thanks)")
        }
    }

    @Test func aPartMissedForGoodBreaksThePlanAndTheLadderGoesOnWhereItWas() async throws {
        try await withPlan { book, _ in
            let done = Set(try await steps(book))
            try await book.moveClock(to: day("2026-03-16"))
            _ = try await book.pay(49_95, on: "2026-03-16")
            try await book.deliver(from: day("2026-03-16"), to: day("2026-04-04"))
            let meanwhile = Set(try await steps(book)).subtracting(done)
            #expect(meanwhile == ["plan-agreement", "receipt", "plan-missed"], "\(meanwhile)")
            try await book.moveClock(to: day("2026-04-05"))
            // It slept from the 10th, its fifth day, until the plan was broken.
            #expect(try await book.decision().policyDay == 5)
            try await book.deliver(from: day("2026-04-05"), to: day("2026-04-20"))
            let all = try await steps(book)
            let further = Set(all).subtracting(done).subtracting(meanwhile)
            #expect(!further.isEmpty && further.isDisjoint(with: ["formal-letter", "final-demand"]), "\(further)")
            #expect(Set(all).count == all.count, "a step goes once: \(all)")
        }
    }

    /// Starter policies §7, statement 9.
    @Test func statement9_withoutItsFirstPartThePlanSleepsSevenDaysAndTheLadderResumesWhereItWas() async throws {
        try await withPlan { book, _ in
            let done = Set(try await steps(book))
            try await book.deliver(from: day("2026-03-11"), to: day("2026-03-16"))
            #expect(Set(try await steps(book)).subtracting(done) == ["plan-agreement"])
            guard case .asleep(let until, .planProvisional) = try await book.decision().verdict else {
                Issue.record("\(try await book.decision().verdict)")
                return
            }
            #expect(until == day("2026-03-17"))
            try await book.moveClock(to: day("2026-03-17"))
            let awake = try await book.decision()
            #expect(awake.policyDay == 5 && awake.daysPastDue == 12)
            try await book.deliver(from: day("2026-03-17"), to: day("2026-03-31"))
            let all = try await steps(book)
            #expect(Set(all).subtracting(done).subtracting(["plan-agreement"]).contains("satisfaction"), "\(all)")
            #expect(Set(all).count == all.count, "a step goes once: \(all)")
            #expect(try await !steps(book).contains("plan-missed"))
        }
    }
}
