import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// A disaster area holds every customer with an address in it, and says whom.
struct HoldAreaTests {
    private func hold(
        _ book: LiveBook, _ zips: [String], until: String = "2026-04-01", reason: HoldReason = .disasterArea,
        dryRun: Bool = false
    ) async throws -> HoldArea.Held {
        try await HoldArea(store: book.store).hold(
            reason, zips: zips, until: day(until), note: "storm", source: "Pat", dryRun: dryRun, for: book.id)
    }

    @Test func everybodyWithAnAddressThereIsHeldUntilTheDayAndNobodyElse() async throws {
        try await LiveBook.with(furtherCustomers: 3) { book in
            try await book.raw("UPDATE contact_points SET zip = '77002-1234' WHERE value LIKE '1 Elm Street%'")
            try await book.raw("UPDATE contact_points SET zip = '77003', role = 'service' WHERE value LIKE '2 Elm%'")
            let seen = try await hold(book, ["77002", "77003"], dryRun: true)
            #expect(seen.bound == ["C-21", "C-22"] && seen.already.isEmpty)
            #expect(try await book.count("holds") == 0)

            #expect(try await hold(book, ["77002", "77003"]).bound == seen.bound)
            let report = try await book.run(dryRun: true)
            #expect(report.asleep == 2)
            #expect(Set(report.lines.filter { $0.verdict == "send" }.map(\.customer)) == ["C-1001", "C-20"])

            // Once more binds nobody twice; a later end does.
            let again = try await hold(book, ["77002"])
            #expect(again.bound.isEmpty && again.already == ["C-21"])
            #expect(try await hold(book, ["77002"], until: "2026-05-01").bound == ["C-21"])

            try await book.moveClock(to: day("2026-04-01"))
            try await book.knowPayments()
            #expect(try await book.run(dryRun: true).asleep == 1)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test(arguments: [["7700"], ["77002 "], ["abcde"], []])
    func whatIsNoZIPCodeIsRefused(zips: [String]) async throws {
        try await LiveBook.with { book in
            #expect(await refusal { _ = try await hold(book, zips) } == .badInput)
            #expect(await refusal { _ = try await hold(book, ["77002"], until: "2026-03-09") } == .badInput)
            #expect(await refusal { _ = try await hold(book, ["77002"], reason: .manual) } == .badInput)
        }
    }
}
