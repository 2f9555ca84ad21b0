import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// What holds whatever happens to a book: random histories on stored facts. A failure names the seed, and the same seed
/// gives the same history again. `scripts/test --full` plays more and longer ones.
struct BookHistoryTests {
    private static let isFull = ProcessInfo.processInfo.environment["DUNWELL_FULL"] != nil
    static let seeds: [UInt64] = Array(1...(isFull ? 40 : 4))
    private static let acts = isFull ? 120 : 45

    @Test(arguments: seeds) func everyHistoryKeepsTheRulesOfTheLadder(seed: UInt64) async throws {
        try await LiveBook.with(dueOn: day("2026-03-05"), furtherCustomers: 1) { book in
            var history = BookHistory(book: book, seed: seed)
            var done: [String] = []
            var known: Set<Identifier<ContactAttempt>> = []
            for _ in 1...Self.acts {
                let before = try await book.tenant.facts()
                done.append(try await history.next())
                let place = "seed \(seed), after \(done.joined(separator: ", "))"
                var faults = try await book.nextLookFindings()
                let facts = try await book.tenant.facts()
                let today = try await book.today()
                let new = facts.attempts.filter { !known.contains($0.id) && $0.source == "policy" }
                for attempt in new { faults += Self.faults(of: attempt, before: before, on: today) }
                faults += Self.repeated(facts.attempts)
                known.formUnion(facts.attempts.map(\.id))
                #expect(faults == [], "\(place)")
                if !faults.isEmpty { return }
            }
            let findings = try await VerifyLedger(store: book.store)(book.id).findings
            #expect(findings.isEmpty, "seed \(seed)")
        }
    }

    /// Steps of a past-due cycle that stand twice in it; what was called off or came back may go again.
    private static func repeated(_ attempts: [AttemptRecord]) -> [String] {
        let live = attempts.filter { ![.cancelled, .refused, .returned].contains($0.state) && $0.source == "policy" }
        return Dictionary(grouping: live) { "\($0.stepKey) in \($0.cycle)" }.filter { $0.value.count > 1 }.map(\.key)
    }

    /// What is wrong with an attempt that was planned on `today` when `before` was known.
    private static func faults(of attempt: AttemptRecord, before: CaseFacts, on today: CalendarDate) -> [String] {
        guard attempt.tone != .grateful, let cycle = CycleKey(attempt.cycle) else { return [] }
        guard let zone = TimeZone(identifier: TestTenant.zone) else { return ["no such zone"] }
        var faults: [String] = []
        let earlier = before.attempts.filter {
            ![.cancelled, .refused, .returned, .taskLapsed].contains($0.state) && $0.tone != .grateful
                && $0.source == "policy"
        }
        if cycle.kind == .pastDue {
            let inCycle = earlier.filter { $0.plannedOn >= cycle.startedOn && $0.cycle.hasPrefix("past-due") }
            if inCycle.contains(where: { $0.stepKey == attempt.stepKey }) { faults.append("\(attempt.stepKey) again") }
            if let highest = inCycle.map(\.tone).max(), attempt.tone < highest {
                faults.append("\(attempt.stepKey): \(attempt.tone) after \(highest)")
            }
            if attempt.tone >= .clear, attempt.medium == .post,
                !inCycle.contains(where: { $0.stepKey == "statement" })
            {
                let nobody = before.contactPoints.allSatisfy { $0.isBad }
                if nobody { faults.append("\(attempt.stepKey) though nobody can be reached") }
            }
        }
        let isAgreed = before.calls.contains { $0.agreedCallBackOn == today }
        let written = earlier.filter { $0.medium != .telephone }.map { min($0.sentOn ?? $0.plannedOn, today) }
        let spoken = before.calls.filter { $0.disposition == .spoke && !$0.wasAgreed }
            .map { min($0.calledAt.day(in: zone), today) }
        if attempt.medium != .telephone, let last = written.max(), today.days(since: last) < 2 {
            faults.append("\(attempt.stepKey): written on \(last) and on \(today)")
        }
        if attempt.medium == .telephone, !isAgreed, let last = spoken.max(), today.days(since: last) < 7 {
            faults.append("\(attempt.stepKey): spoken on \(last), to be called on \(today)")
        }
        let recent = (written + spoken).filter { today.days(since: $0) < 7 }
        if !isAgreed, recent.count >= 2 { faults.append("\(attempt.stepKey): third contact in 7 days, \(recent)") }
        let held = before.holds.contains { $0.receivableID == nil && $0.binds(on: today) }
        if held { faults.append("\(attempt.stepKey) while held") }
        return faults
    }

    private let bills = "no,customer,billed,due,amount,currency,agreement,disputed\n"
    private let pays = "no,customer,paid,amount,currency,invoice\n"

    /// The contacts of 25 days when the same facts come in as `arrive` brings them, run `runs` times a day.
    private func contacts(
        runs: Int, _ arrive: @escaping @Sendable (ImportFixture) async throws -> Void
    ) async throws -> [String] {
        var found: [String] = []
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await arrive(ImportFixture(of: book.tenant, book.database))
            for offset in 0...24 {
                for _ in 2...max(2, runs) { try await book.live(book.tenant.today.adding(days: offset)) }
            }
            found = try await book.attempts().map { "\($0.stepKey) by \($0.medium.rawValue) on \($0.plannedOn)" }
        }
        return found
    }

    @Test func theContactsAreTheSameHoweverTheFactsArrive() async throws {
        let (b, p) = (bills, pays)
        let rows = [
            "I2,C-1001,2026-02-10,2026-03-01,60.00,USD,,\n", "I3,C-1001,2026-02-20,2026-03-20,35.00,USD,,\n",
            "I4,C-1001,2026-01-20,2026-02-20,80.00,USD,,\n",
        ]
        let money = ["P1,C-1001,2026-03-02,80.00,USD,I4\n", "P2,C-1001,2026-03-05,20.00,USD,I2\n"]
        let atOnce = try await contacts(runs: 2) { fixture in
            try await fixture.take(b + rows.joined(), .testReceivables)
            try await fixture.take(p + money.joined(), .testPayments)
        }
        let apart = try await contacts(runs: 2) { fixture in
            for row in rows.reversed() { try await fixture.take(b + row, .testReceivables) }
            for row in money.reversed() {
                for _ in 1...2 { try await fixture.take(p + row, .testPayments) }
            }
        }
        #expect(atOnce == apart)
        #expect(atOnce.count >= 4)
    }
}
