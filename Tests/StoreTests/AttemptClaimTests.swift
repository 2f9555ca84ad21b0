import DatabaseTesting
import Postgres
import Receivables
import Store
import Testing

struct AttemptClaimTests {
    private struct Claim: Equatable, Sendable {
        let ordinal: Int
        let openMinor: Int64
    }

    private static func claims(_ shop: Shop, _ db: TestDatabase) async throws -> [Claim] {
        try await shop.write(db) { tx in
            try tx.connection.rows(
                """
                SELECT try_ordinal, open_minor FROM attempt_items
                WHERE tenant_id = \(shop.tenant) AND attempt_id = \(shop.keys.attempt) ORDER BY try_ordinal, open_minor
                """
            ) {
                Claim(ordinal: Int(try $0.get("try_ordinal", as: Int16.self)), openMinor: try $0.get("open_minor"))
            }
        }
    }

    private static func talk(_ shop: Shop, _ db: TestDatabase, cents: [Int64]) async throws -> Bool {
        let items = zip(shop.keys.receivables, cents).map { ($0, Money.usd(cents: $1)) }
        return try await shop.write(db) {
            try $0.beginTalking(shop.keys.attempt, contentJSON: "{}", messageID: nil, items: items, batch: nil)
        }
    }

    @Test func eachTryKeepsWhatItAskedFor() async throws {
        try await Shop.withTwo { db, shop, other in
            for one in [shop, other] { try await one.publishAndPlan(db) }
            #expect(try await Self.talk(shop, db, cents: [4_200, 5_000]))
            // The carrier asks for another try, and the customer has paid a part meanwhile.
            let isPlannedAgain = try await shop.write(db) {
                try $0.move(shop.keys.attempt, from: [.talking], to: .planned, at: Shop.now)
            }
            #expect(isPlannedAgain)
            #expect(try await Self.talk(shop, db, cents: [4_200]))
            #expect(
                try await Self.claims(shop, db) == [
                    Claim(ordinal: 1, openMinor: 4_200), Claim(ordinal: 1, openMinor: 5_000),
                    Claim(ordinal: 2, openMinor: 4_200),
                ])
            #expect(try await Self.claims(other, db) == [])
        }
    }

    @Test func whatWasAskedForCannotBeChanged() async throws {
        try await Shop.withTwo { db, shop, _ in
            try await shop.publishAndPlan(db)
            #expect(try await Self.talk(shop, db, cents: [4_200]))
            for change in ["UPDATE attempt_items SET open_minor = 1", "DELETE FROM attempt_items"] {
                await #expect(throws: PostgresError.self) {
                    try await shop.write(db) { try $0.connection.script(change) }
                }
            }
            #expect(try await Self.claims(shop, db) == [Claim(ordinal: 1, openMinor: 4_200)])
        }
    }
}
