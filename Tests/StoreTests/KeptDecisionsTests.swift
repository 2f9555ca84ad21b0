import DatabaseTesting
import Postgres
import Receivables
import Store
import Testing

struct KeptDecisionsTests {
    private static func decision(_ shop: Shop, _ words: String, _ moment: DecisionRecord.Moment = .planning)
        -> DecisionRecord
    {
        DecisionRecord(
            caseID: shop.keys.caseID, customerID: shop.keys.customer, attempt: nil, decidedOn: Shop.today,
            decidedAt: Shop.now, stepKey: "nudge", cycle: "", moment: moment, verdict: .wait, ruleID: "policy.wait",
            citation: "", facts: [:], words: words, until: nil, packVersion: "", cause: Array(words.utf8))
    }

    private static func words(_ shop: Shop, _ db: TestDatabase) async throws -> [String] {
        try await shop.write(db) {
            try $0.decisions(about: shop.keys.customer, onOrBefore: Shop.today, limit: 100).map(\.words).sorted()
        }
    }

    /// What is kept of decisions made in one call, given by the words that are their cause.
    @Test(arguments: [
        (["a", "b"], 2, ["a", "b"]), (["a", "a"], 1, ["a"]), (["a", "b", "a"], 3, ["a", "a", "b"]), ([], 0, []),
    ])
    func decisionsOnOneCaseInOneCallAreKeptWhereTheCauseChanges(
        causes: [String], count: Int, kept: [String]
    ) async throws {
        try await Shop.withTwo { db, shop, _ in
            let written = try await shop.write(db) { try $0.record(causes.map { Self.decision(shop, $0) }) }
            #expect(written == count)
            #expect(try await Self.words(shop, db) == kept)
        }
    }

    @Test func theLastCauseOfACallIsTheOneLaterCallsAreComparedWith() async throws {
        try await Shop.withTwo { db, shop, other in
            // The same keys under another tenant are another case.
            _ = try await other.write(db) { try $0.record([Self.decision(other, "b")]) }
            for (cause, count) in [(["a", "b"], 2), (["b"], 0), (["a"], 1), (["b", "a"], 2), (["a"], 0)] {
                let written = try await shop.write(db) { try $0.record(cause.map { Self.decision(shop, $0) }) }
                #expect(written == count, "\(cause)")
            }
        }
    }

    @Test func decisionsOfOneMomentAreToldInTheOrderTheyWereWritten() async throws {
        try await Shop.withTwo { db, shop, _ in
            let causes = (10..<40).map { "\($0)" }
            _ = try await shop.write(db) { try $0.record(causes.prefix(20).map { Self.decision(shop, $0) }) }
            _ = try await shop.write(db) { try $0.record(causes.suffix(10).map { Self.decision(shop, $0) }) }
            let told = try await shop.write(db) {
                try $0.decisions(about: shop.keys.customer, onOrBefore: Shop.today, limit: 100).map(\.words)
            }
            #expect(told == causes.reversed())
        }
    }

    @Test func aDecisionAtSendingIsAlwaysKeptAndChangesNoPlan() async throws {
        try await Shop.withTwo { db, shop, _ in
            let written = try await shop.write(db) {
                try $0.record([
                    Self.decision(shop, "a"), Self.decision(shop, "b", .sending), Self.decision(shop, "b", .sending),
                    Self.decision(shop, "a"),
                ])
            }
            #expect(written == 3)
            #expect(try await Self.words(shop, db) == ["a", "b", "b"])
        }
    }
}
