import DatabaseTesting
import Postgres
import Receivables
import Store
import Testing

@Suite struct TenantRecordTests {
    @Test func onlyATestTenantsClockMoves() async throws {
        let day = ClockOffset(microseconds: 86_400_000_000)
        try await Shop.withTwo { db, shop, _ in
            await #expect(throws: PostgresError.checkViolation(constraint: "tenant_clock_moves_only_in_test")) {
                try await shop.write(db) { try $0.setClockOffset(day) }
            }
        }
        try await Shop.withTwo(isTest: true) { db, shop, other in
            let before = try await shop.write(db) { try $0.moment() }
            try await shop.write(db) { try $0.setClockOffset(day) }
            let after = try await shop.write(db) { try $0.moment() }
            #expect(after.today == before.today.adding(days: 1) || after.today == before.today.adding(days: 2))
            #expect(after.now.microseconds - before.now.microseconds >= day.microseconds)
            #expect(try await other.read(db) { try $0.tenant().offset } == [.none, .none])
        }
    }

    @Test func aNewTenantIsMutedAndHasSeenNoDryRun() async throws {
        try await Shop.withTwo { db, shop, other in
            let new = try await shop.read(db) { try $0.tenant() }
            #expect(new.allSatisfy { $0.isMuted && !$0.dryRunSeen && $0.slug == shop.marker })
            try await shop.write(db) { tx in
                try tx.markDryRunSeen(at: Shop.now)
                try tx.setMuted(false, on: Shop.today, reason: "begin")
                try tx.setMuted(true, on: Shop.today.adding(days: 3), reason: "holiday")
                try tx.setMuted(false, on: Shop.today.adding(days: 5), reason: "back")
            }
            for (record, mutes) in try await shop.read(db, { (try $0.tenant(), try $0.mutes()) }) {
                #expect(!record.isMuted && record.dryRunSeen)
                #expect(mutes.map(\.from) == [Shop.today.adding(days: 3)])
                #expect(mutes.map(\.until) == [Shop.today.adding(days: 5)])
            }
            #expect(try await other.read(db) { try $0.mutes().count } == [0, 0])
            #expect(try await other.read(db) { try $0.tenant().isMuted } == [true, true])
        }
    }

    @Test func aTakenSlugIsRefused() async throws {
        try await Shop.withTwo { db, shop, _ in
            await #expect(throws: PostgresError.uniqueViolation(constraint: "tenant_slug_unique")) {
                try await Store(pool: db.service).withoutTenantScope(reason: "a new tenant") { tx in
                    try tx.createTenant(
                        Identifier(), slug: shop.marker, name: "x", timeZoneName: "UTC", isTest: false)
                }
            }
        }
    }

    @Test func publishingNumbersVersionsAndRepeatsNothing() async throws {
        try await Shop.withTwo { db, shop, other in
            try await other.publish(db, "theirs", sha: 1)
            var numbers: [Int] = []
            for (text, sha) in [("one", 1), ("one", 1), ("two", 2), ("one", 1)] as [(String, UInt8)] {
                numbers.append(try await shop.publish(db, text, sha: sha))
            }
            #expect(numbers == [1, 1, 2, 3])
            for versions in try await shop.read(db, { try $0.policyVersions(of: shop.keys.business) }) {
                #expect(versions.map(\.number) == [3, 2, 1])
                #expect(versions.map(\.document) == ["one", "two", "one"])
            }
            // The newest is the default; a case that had none took the first and keeps it.
            let business = try await shop.read(db) { try $0.business(shop.keys.business)?.defaultPolicyVersion }
            let pinned = try await shop.read(db) {
                try $0.caseFacts([shop.keys.caseID], today: Shop.today)[0].policyVersion
            }
            let versions = try await shop.write(db) { try $0.policyVersions(of: shop.keys.business).map(\.id) }
            #expect(business == [versions[0], versions[0]])
            #expect(pinned == [versions[2], versions[2]])
            #expect(
                try await other.read(db) { try $0.policyVersions(of: shop.keys.business).map(\.document) } == [
                    ["theirs"], ["theirs"],
                ])
        }
    }

    @Test func aHundredPublishersAtOnceMakeOneVersionOfOneText() async throws {
        try await Shop.withTwo { db, shop, _ in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 { group.addTask { try await shop.publish(db, "same", sha: 7) } }
                for try await number in group { #expect(number == 1) }
            }
        }
    }

    @Test func aPublishedVersionCannotBeChanged() async throws {
        try await Shop.withTwo { db, shop, _ in
            try await shop.publish(db, "one", sha: 1)
            let refused = await #expect(throws: PostgresError.self) {
                try await shop.write(db) { try $0.connection.script("UPDATE policy_versions SET document = 'other'") }
            }
            #expect(refused?.sqlState == "42501")
        }
    }
}

extension Shop {
    /// Publishes a text and says the number it got.
    @discardableResult
    fileprivate func publish(_ db: TestDatabase, _ text: String, sha: UInt8) async throws -> Int {
        try await write(db) { tx in
            try tx.publishPolicy(
                key: "residential", document: text, sha256: [sha], note: "", business: keys.business, at: Self.now
            ).number
        }
    }
}
