import DatabaseTesting
import Ledger
import Postgres
import Receivables
import Store
import Testing

/// A fact and the look it calls for are one commit.
@Suite struct NextLookTests {
    /// Facts that call for a look at the case.
    static let facts: [(name: String, write: @Sendable (Shop, TenantTransaction) throws -> Void)] = [
        (
            "a posting",
            { shop, tx in
                let entry = try LedgerEntry.invoice(shop.receivable(0), .usd(cents: 5), shop.heading("bill"))
                _ = try tx.post([entry], today: Shop.today)
            }
        ),
        (
            "a hold",
            { shop, tx in
                _ = try tx.add(
                    NewHold(
                        customerID: shop.keys.customer, caseID: nil, reason: .complaint, source: "desk",
                        from: Shop.today,
                        until: nil))
            }
        ),
        (
            "a promise",
            { shop, tx in
                try tx.add(
                    PromiseRecord(
                        caseID: shop.keys.caseID, call: nil, amount: .usd(cents: 5), madeOn: Shop.today,
                        dueOn: Shop.today.adding(days: 7), madeBy: "customer"))
            }
        ),
        (
            "a dispute",
            { shop, tx in
                _ = try tx.openDispute(
                    on: shop.keys.receivables[0], amount: nil, currency: .usd, reason: "wrong amount",
                    openedOn: Shop.today, evidenceDueOn: nil, source: "desk")
            }
        ),
        (
            "a stop",
            { shop, tx in _ = try tx.stopContactPoint(shop.keys.point, at: Shop.now, source: "link") }
        ),
        (
            "fresh payments",
            { shop, tx in
                try tx.markFresh(shop.keys.business, kind: "payments", asOf: Shop.today, today: Shop.today)
            }
        ),
    ]

    @Test(arguments: facts.indices)
    func aFactLowersTheLookOfItsCaseAndTenant(number: Int) async throws {
        let fact = Self.facts[number]
        try await Shop.withTwo { db, shop, other in
            try await shop.write(db) { try fact.write(shop, $0) }
            for bounds in try await shop.read(db, { try Bounds($0) }) {
                #expect(bounds == Bounds(cases: Shop.today, tenant: Shop.today), "\(fact.name)")
            }
            let untouched = try await other.read(db) { try Bounds($0) }
            #expect(untouched.allSatisfy { $0 == Bounds(cases: Shop.today.adding(days: 30), tenant: nil) })
        }
    }

    @Test func aFactThatIsUndoneLeavesTheLookAsItWas() async throws {
        struct Undone: Error {}
        try await Shop.withTwo { db, shop, _ in
            for fact in Self.facts {
                await #expect(throws: Undone.self) {
                    try await shop.write(db) { tx in
                        try fact.write(shop, tx)
                        throw Undone()
                    }
                }
            }
            let bounds = try await shop.read(db) { try Bounds($0) }
            #expect(bounds.allSatisfy { $0 == Bounds(cases: Shop.today.adding(days: 30), tenant: nil) })
        }
    }

    @Test func aLaterDayNeverRaisesALook() async throws {
        try await Shop.withTwo { db, shop, _ in
            try await shop.write(db) { tx in
                try tx.lowerNextLook(of: [shop.keys.caseID], to: Shop.today)
                try tx.lowerNextLook(of: [shop.keys.caseID], to: Shop.today.adding(days: 9))
                try tx.lowerNextLookOfAllCases(to: Shop.today.adding(days: 9))
            }
            let bounds = try await shop.read(db) { try Bounds($0) }
            #expect(bounds.allSatisfy { $0 == Bounds(cases: Shop.today, tenant: Shop.today) })
        }
    }

    @Test func aRunRaisesTheLookOfItsOwnCasesOnly() async throws {
        try await Shop.withTwo { db, shop, other in
            for one in [shop, other] {
                try await one.write(db) { try $0.lowerNextLook(of: [one.keys.caseID], to: Shop.today) }
            }
            let later = Shop.today.adding(days: 12)
            try await Shop.withoutPolicies(db).transaction(for: shop.tenant) { tx in
                try tx.raiseNextLook([(case: shop.keys.caseID, on: later)], lookedOn: Shop.today)
                try tx.refreshTenantsNextLook()
            }
            let raised = try await shop.read(db) { try Bounds($0) }
            #expect(raised.allSatisfy { $0 == Bounds(cases: later, tenant: later) })
            let untouched = try await other.read(db) { try Bounds($0) }
            #expect(untouched.allSatisfy { $0 == Bounds(cases: Shop.today, tenant: Shop.today) })
        }
    }

    /// While one transaction has lowered a case and not yet committed, another recomputes the tenant's day: the lower day
    /// must win.
    @Test func recomputingTheTenantsDayLosesNoLoweringAtTheSameTime() async throws {
        try await Shop.withTwo { db, shop, _ in
            try await shop.write(db) { try $0.refreshTenantsNextLook() }
            let (lowered, signal) = AsyncStream.makeStream(of: Void.self)
            async let lowering: Void = shop.write(db) { tx in
                try tx.lowerNextLook(of: [shop.keys.caseID], to: Shop.today)
                signal.finish()
                for _ in 0..<20_000 { if try Self.somebodyWaits(tx) { return } }
            }
            for await _ in lowered {}
            try await shop.write(db) { try $0.refreshTenantsNextLook() }
            try await lowering
            let bounds = try await shop.read(db) { try Bounds($0) }
            #expect(bounds.allSatisfy { $0 == Bounds(cases: Shop.today, tenant: Shop.today) })
        }
    }

    private static func somebodyWaits(_ tx: TenantTransaction) throws -> Bool {
        try tx.connection.row(
            """
            SELECT count(*) > 0 AS waits FROM pg_locks l
            WHERE NOT l.granted AND pg_backend_pid() = ANY(pg_blocking_pids(l.pid))
            """
        ) { try $0.get("waits", as: Bool.self) } ?? false
    }
}

/// The earliest look of all cases and the tenant's own.
struct Bounds: Equatable, Sendable {
    let cases: CalendarDate?
    let tenant: CalendarDate?

    init(cases: CalendarDate?, tenant: CalendarDate?) {
        self.cases = cases
        self.tenant = tenant
    }

    init(_ tx: TenantTransaction) throws { (cases, tenant) = try tx.nextLookBounds() }
}
