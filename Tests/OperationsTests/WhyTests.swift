import Foundation
import PluginKit
import Receivables
import Store
import Testing

@testable import Operations

struct WhyTests {
    private func why(_ book: LiveBook, upTo day: CalendarDate? = nil) async throws -> [DecisionRecord] {
        try await ExplainContact(store: book.store)
            .explain(customer: "C-1001", upTo: day, for: book.id).reasons.map(\.decision)
    }

    @Test func aDayStillToComeCanOnlyBeLookedAt() async throws {
        try await LiveBook.with { book in
            let later = book.tenant.today.adding(days: 1)
            #expect(await refusal { _ = try await book.book().run(for: book.id, on: later) } == .notAllowed)
            #expect(try await book.count("contact_attempts") == 0)
            let looked = try await book.book().run(for: book.id, on: later, dryRun: true)
            #expect(looked.day == later)
        }
    }

    @Test func aRunForADayGoneByIsStampedWithTheMomentItWasMade() async throws {
        try await LiveBook.with { book in
            let before = book.tenant.today.adding(days: -1)
            try await book.raw("UPDATE collection_cases SET next_look_on = '2026-03-01'")
            #expect(try await book.book().run(for: book.id, on: before).planned == 1)
            let now = try await book.store.transaction(for: book.id) { try $0.moment() }
            let told = try #require(try await why(book).first)
            #expect(told.decidedOn == before)
            #expect(told.decidedAt.day(in: now.zone) == now.today && told.decidedAt <= now.now)
        }
    }

    @Test func aRefusalOfTheCarrierIsTheLastWord() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work(try PluginRegistry([StubMail<UnknownMailbox>.self]))
            let told = try await why(book)
            #expect(told.first?.verdict == .block && told.first?.ruleID == "attempt.refused")
            #expect(told.first?.words.contains("550 unknown") == true)
            let shown = try await ShowCustomer(store: book.store).show("C-1001", for: book.id)
            #expect(shown.cases.first?.contacts.first?.words.contains("550 unknown") == true)
        }
    }

    @Test func aMessageThatCannotBeMadeIsTheLastWord() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work(try PluginRegistry([FullPage.self]))
            #expect(try await book.attempts().map(\.state) == [.refused])
            let told = try await why(book)
            #expect(told.first?.ruleID == "attempt.refused")
            #expect(told.first?.words.contains("nine lines") == true)
        }
    }
}

/// Stands where the e-mail plugin stands and can write no message.
private struct FullPage: ContactChannel {
    static var manifest: PluginManifest { StubMail<Busy>.manifest }

    func test(in context: PluginContext) async -> ConnectionTest { ConnectionTest(steps: []) }
    func check(_ message: OutboundMessage, in context: PluginContext) -> Refusal? {
        Refusal(fault: .message, detail: "nine lines do not fit")
    }
    func send(_ message: OutboundMessage, in context: PluginContext) async -> DeliveryResult { Busy.result }
}

/// What `why` tells beyond the last word.
struct WhyHistoryTests {
    private func reasons(_ book: LiveBook, upTo day: CalendarDate? = nil) async throws -> [ExplainContact.Reason] {
        try await ExplainContact(store: book.store).explain(customer: "C-1001", upTo: day, for: book.id).reasons
    }

    @Test func aStepBlockedInTheEveningAndSentInTheMorningTellsBoth() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.moveClock(to: book.tenant.today, minuteOfDay: 21 * 60 + 30)
            try await book.work()
            try await book.moveClock(to: book.tenant.today.adding(days: 1), minuteOfDay: 8 * 60)
            try await book.work()
            let told = try await reasons(book)
            #expect(told.map(\.decision.verdict) == [.send, .block, .send])
            #expect(told.map(\.decision.moment) == [.sending, .sending, .planning])
            #expect(told.map(\.isLatest) == [true, false, false])
            #expect(Set(told.map(\.business)) == ["Northwind Alarm"] && Set(told.map(\.medium)) == [.email])
            #expect(Set(told.map(\.outcome)) == ["sent on 2026-03-10"])
        }
    }

    @Test func aContactInDoubtIsToldBehindItsDecision() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work(try PluginRegistry([StubMail<Vanishing>.self]))
            #expect(try await reasons(book).first?.outcome.hasPrefix("in doubt") == true)
        }
    }

    @Test func aCallNobodyMadeIsToldAsSuch() async throws {
        try await LiveBook.with { book in
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE medium IN ('email', 'post')")
            try await book.run()
            try await book.work()
            try await book.moveClock(to: book.tenant.today.adding(days: 14))
            #expect(try await LapseCallTasks(store: book.store).run(for: book.id).lapsed == 1)
            let told = try await reasons(book)
            #expect(told.contains { $0.outcome.hasPrefix("nobody called") })
        }
    }

    @Test func aWaitOfThePolicySaysUntilWhenAndByWhichOfItsRules() async throws {
        try await LiveBook.with { book in
            // Without a telephone the first call goes by e-mail, and two mails keep their distance.
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE medium = 'telephone'")
            try await book.run()
            try await book.work()
            try await book.moveClock(to: book.tenant.today.adding(days: 1))
            try await book.knowPayments()
            try await book.run()
            let wait = try #require(try await reasons(book).first { $0.decision.verdict == .wait })
            #expect(wait.decision.until != nil)
            #expect(wait.decision.citation.hasPrefix("policy, "))
        }
    }
}
