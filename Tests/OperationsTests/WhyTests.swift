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
}
