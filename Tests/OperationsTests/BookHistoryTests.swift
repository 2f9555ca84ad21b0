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
    private static let seeds: [UInt64] = Array(1...(isFull ? 40 : 4))
    private static let acts = isFull ? 120 : 36

    @Test func everyHistoryKeepsTheRulesOfTheLadder() async throws {
        let happened = try await withThrowingTaskGroup(of: Happened.self) { group in
            for seed in Self.seeds { group.addTask { try await play(seed) } }
            return try await group.reduce(into: Happened()) { $0.add($1) }
        }
        // Without this the rules might hold because nothing ever happens.
        #expect(happened.falls(shortOf: Self.floor) == [], "\(happened.counts)")
    }

    /// How often each must have happened, over all histories together.
    private static let floor = [
        "asked in writing": 5, "calls": 5, "promises kept": 1, "promises broken": 1,
        "disputes": 3, "holds": 3, "plans": 1, "payments reversed": 1, "contacts while nothing slept": 12,
    ]

    /// What happened in some histories.
    private struct Happened: Sendable {
        var counts: [String: Int] = [:]

        mutating func add(_ other: Happened) { counts.merge(other.counts, uniquingKeysWith: +) }

        func falls(shortOf floor: [String: Int]) -> [String] {
            floor.filter { counts[$0.key, default: 0] < $0.value }.map { "\($0.key): fewer than \($0.value)" }.sorted()
        }
    }

    private func play(_ seed: UInt64) async throws -> Happened {
        var happened = Happened()
        try await LiveBook.with(dueOn: day("2026-02-20"), furtherCustomers: 1) { book in
            var history = BookHistory(book: book, seed: seed)
            var done: [String] = []
            var known: Set<Identifier<ContactAttempt>> = []
            for _ in 1...Self.acts {
                let before = try await book.tenant.facts()
                done.append(try await history.next())
                let place = "seed \(seed), after \(done.joined(separator: ", "))"
                var faults = try await book.nextLookFindings()
                let facts = try await book.tenant.facts()
                let new = facts.attempts.filter { !known.contains($0.id) && $0.source == "policy" }
                for attempt in new {
                    faults += try BookRules(before: before, today: attempt.plannedOn).faults(of: attempt)
                }
                faults += Self.repeated(facts.attempts)
                known.formUnion(facts.attempts.map(\.id))
                happened.counts["contacts while nothing slept", default: 0] += new.count { $0.tone != .grateful }
                #expect(faults == [], "\(place)")
                if !faults.isEmpty { return }
            }
            happened.counts["payments reversed"] = done.count { $0 == "payment reversed" }
            let findings = try await VerifyLedger(store: book.store)(book.id).findings
            #expect(findings.isEmpty, "seed \(seed)")
            let facts = try await book.tenant.facts()
            let promises = try await book.store.transaction(for: book.id) { try PromiseFigures($0) }
            let counts = [
                "asked in writing": facts.attempts.count {
                    $0.tone != .grateful && $0.medium != .telephone && $0.sentOn != nil
                },
                "calls": facts.calls.count, "disputes": facts.disputes.count, "holds": facts.holds.count,
                "letters mailed": facts.attempts.count { $0.medium == .post && $0.sentOn != nil },
                "promises kept": promises.kept, "promises broken": promises.broken + promises.partlyKept,
                "plans": facts.plans.count,
            ]
            happened.counts.merge(counts, uniquingKeysWith: +)
        }
        return happened
    }

    /// Steps of a past-due cycle that stand twice in it; what was called off or came back may go again.
    private static func repeated(_ attempts: [AttemptRecord]) -> [String] {
        let live = attempts.filter { ![.cancelled, .refused, .returned].contains($0.state) && $0.source == "policy" }
        return Dictionary(grouping: live) { "\($0.stepKey) in \($0.cycle)" }.filter { $0.value.count > 1 }.map(\.key)
    }

    private let bills = "no,customer,billed,due,amount,currency,agreement,disputed\n"
    private let pays = "no,customer,paid,amount,currency,invoice\n"

    /// The contacts of 25 days, run twice a day, and how the case stands after them, when facts come in as `arrive` brings
    /// them on each day.
    private func contacts(
        _ arrive: @escaping @Sendable (_ offset: Int, LiveBook, ImportFixture) async throws -> Void
    ) async throws -> [String] {
        var found: [String] = []
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            for offset in 0...24 {
                try await book.moveClock(to: book.tenant.today.adding(days: offset))
                try await arrive(offset, book, ImportFixture(of: book.tenant, book.database))
                try await book.live(book.tenant.today.adding(days: offset))
            }
            found = try await book.attempts().map { "\($0.stepKey) by \($0.medium.rawValue) on \($0.plannedOn)" }
            let clock = try await book.clock()
            found.append("day \(clock?.policyDay ?? -1) of \(clock?.daysPastDue ?? -1)")
            found.append(try await book.line()?.words ?? "nothing is said")
            found.append("\(try await book.tenant.owed()) owed")
        }
        return found
    }

    private let rows = [
        "I2,C-1001,2026-02-10,2026-03-01,60.00,USD,,\n", "I3,C-1001,2026-02-20,2026-03-20,35.00,USD,,\n",
        "I4,C-1001,2026-01-20,2026-02-20,80.00,USD,,\n",
    ]
    private let money = ["P1,C-1001,2026-03-02,80.00,USD,I4\n", "P2,C-1001,2026-03-05,20.00,USD,I2\n"]

    @Test func theContactsAreTheSameHoweverTheFactsArrive() async throws {
        let (b, p, rows, money) = (bills, pays, rows, money)
        let atOnce = try await contacts { offset, _, fixture in
            guard offset == 0 else { return }
            try await fixture.take(b + rows.joined(), .testReceivables)
            try await fixture.take(p + money.joined(), .testPayments)
        }
        #expect(atOnce.count >= 7)
        let apart = try await contacts { offset, _, fixture in
            guard offset == 0 else { return }
            for row in rows.reversed() { try await fixture.take(b + row, .testReceivables) }
            for row in money.reversed() {
                for _ in 1...2 { try await fixture.take(p + row, .testPayments) }
            }
        }
        #expect(atOnce == apart)
        // A bill that is not due yet, and a part of one, are learned of days after their own day.
        let late = try await contacts { offset, _, fixture in
            switch offset {
            case 0:
                try await fixture.take(b + rows[2] + rows[0], .testReceivables)
                try await fixture.take(p + money[0], .testPayments)
            case 5: try await fixture.take(p + money[1], .testPayments)
            case 9: try await fixture.take(b + rows[1], .testReceivables)
            default: break
            }
        }
        #expect(atOnce == late)
    }

    /// What was booked, said or held by mistake and undone before anybody looked is as if it had never been.
    @Test func whatIsUndoneBeforeALookLeavesNoTrace() async throws {
        let (b, p, rows, money) = (bills, pays, rows, money)
        @Sendable func begin(_ fixture: ImportFixture) async throws {
            try await fixture.take(b + rows.joined(), .testReceivables)
            try await fixture.take(p + money.joined(), .testPayments)
        }
        let never = try await contacts { offset, _, fixture in if offset == 0 { try await begin(fixture) } }
        let undone = try await contacts { offset, book, fixture in
            if offset == 0 { try await begin(fixture) }
            guard [0, 3, 8, 15].contains(offset) else { return }
            let today = book.tenant.today.adding(days: offset)
            let payment = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 500_00), paidOn: today, customerReference: "C-1001",
                    idempotencyKey: "p\(offset)"), for: book.id)
            _ = try await ReversePayment(store: book.store).reverse(
                payment.entry, on: nil, reason: "typed-twice", idempotencyKey: "r\(offset)", for: book.id)
            let hold = try await HoldCustomer(store: book.store).add(
                .hardship, customer: "C-1001", business: nil, until: nil, note: "", source: "Pat", for: book.id)
            try await HoldCustomer(store: book.store).lift(hold, reason: "another", source: "Pat", for: book.id)
            let desk = DisputeReceivable(store: book.store)
            let dispute = try await desk.open(
                "INV-1", amount: nil, customer: "C-1001", business: nil, reason: "another", evidenceDueOn: nil,
                source: "Pat", for: book.id)
            try await desk.resolve(dispute, outcome: "withdrawn", reason: "", for: book.id)
        }
        #expect(never == undone)
    }
}
