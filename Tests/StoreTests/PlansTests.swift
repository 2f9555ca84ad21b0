import DatabaseTesting
import Ledger
import Postgres
import Receivables
import Store
import Testing
import Treatment

/// Plans and what moves on what they cover, beside a second tenant with the same keys.
@Suite struct PlansTests {
    private struct Keys: Sendable {
        let quote = Identifier<PlanQuote>()
        let plan = Identifier<PaymentPlan>()
    }

    /// A plan of two parts of 50 dollars over the first receivable, agreed today.
    private func agree(_ keys: Keys, _ shop: Shop, _ tx: TenantTransaction) throws {
        try tx.add(
            PlanQuoteRecord(
                id: keys.quote, caseID: shop.keys.caseID, pluginKind: "installments", offeredOn: Shop.today,
                expiresOn: Shop.today.adding(days: 4), grantedAs: .collector, quotedBy: shop.marker,
                total: .usd(cents: 10_000), offerJSON: #"{"rhythm": "monthly"}"#))
        try tx.add(
            PlanRecord(
                id: keys.plan, caseID: shop.keys.caseID, quote: keys.quote, pluginKind: "installments",
                acceptedOn: Shop.today, acceptedHow: "call", recordedBy: shop.marker, reviewedBy: nil,
                provisionalDays: 7, graceDays: 5, items: [(shop.keys.receivables[0], .usd(cents: 10_000))],
                firstVersion: version(1, on: Shop.today, after: [4, 34], by: shop.marker)))
    }

    private func version(
        _ number: Int, on day: CalendarDate, after days: [Int], cents: Int64 = 5_000, paidBefore: Int64 = 0,
        reason: String = "", by person: String
    ) -> PlanVersionRecord {
        PlanVersionRecord(
            fact: PlanVersionFact(
                number: number, agreedOn: day, paidBefore: .usd(cents: paidBefore),
                installments: days.enumerated().map {
                    PlanInstallmentFact(
                        ordinal: $0.offset + 1, dueOn: day.adding(days: $0.element), amount: .usd(cents: cents))
                }),
            grantedAs: .manager, reason: reason, recordedBy: person, documentsJSON: "[]",
            items: [])
    }

    @Test func aPlanIsReadAsItWasAgreedAndTheOtherTenantsIsNotSeen() async throws {
        try await Shop.withTwo { db, shop, other in
            let keys = Keys()
            for one in [shop, other] { try await one.write(db) { try agree(keys, one, $0) } }
            for plan in try await shop.read(db, { try $0.paymentPlan(keys.plan) }) {
                #expect(plan?.recordedBy == shop.marker)
                #expect(plan?.items.map(\.receivable) == [shop.keys.receivables[0]])
                #expect(plan?.versions.map(\.fact) == [version(1, on: Shop.today, after: [4, 34], by: "").fact])
                #expect(plan?.versions.map(\.recordedBy) == [shop.marker])
                #expect(plan?.provisionalDays == 7 && plan?.graceDays == 5 && plan?.cancelledOn == nil)
            }
            for quote in try await shop.read(db, { try $0.planQuote(keys.quote) }) {
                #expect(quote?.plan == keys.plan && quote?.quotedBy == shop.marker)
                #expect(quote?.total == .usd(cents: 10_000) && quote?.grantedAs == .collector)
            }
            for plans in try await shop.read(db, { try $0.plans(ofCases: [shop.keys.caseID]).map(\.recordedBy) }) {
                #expect(plans == [shop.marker])
            }
            for plans in try await shop.read(db, { try $0.newestPlans(limit: 9).map(\.recordedBy) }) {
                #expect(plans == [shop.marker])
            }
            for quotes in try await shop.read(db, { try $0.planQuotes(ofCase: shop.keys.caseID).map(\.quotedBy) }) {
                #expect(quotes == [shop.marker])
            }
            for facts in try await shop.read(db, { try $0.caseFacts([shop.keys.caseID], today: Shop.today) }) {
                #expect(facts[0].plans.map(\.id) == [keys.plan])
            }
        }
    }

    @Test func whatLowersAndRaisesADebtIsAMovementAndBillingIsNot() async throws {
        try await Shop.withTwo { db, shop, other in
            let keys = Keys()
            for one in [shop, other] {
                try await one.bill(db)
                try await one.write(db) { try agree(keys, one, $0) }
            }
            let later = Shop.today.adding(days: 3)
            let paid = try LedgerEntry.payment(
                of: shop.account, applied: [AppliedAmount(shop.receivable(0), .usd(cents: 5_000))],
                remainder: .usd(cents: 0), shop.heading("paid"))
            let credit = try LedgerEntry.credit(
                shop.receivable(0), .usd(cents: 700), shop.heading("credit", on: later))
            let elsewhere = try LedgerEntry.payment(
                of: shop.account, applied: [AppliedAmount(shop.receivable(1), .usd(cents: 300))],
                remainder: .usd(cents: 0), shop.heading("other item"))
            let returned = try LedgerEntry.reversal(
                of: paid, alreadyReversedBy: nil, shop.heading("returned", on: later))
            try await shop.write(db) { tx in
                // What was recorded is read below.
                _ = try tx.post([paid, credit, elsewhere], today: later)
                _ = try tx.post([returned], today: later)
            }
            let expected = [
                PlanMovement(day: Shop.today, amount: .usd(cents: 5_000)),
                PlanMovement(day: later, amount: .usd(cents: 700)),
                PlanMovement(day: later, amount: .usd(cents: -5_000)),
            ]
            for plan in try await shop.read(db, { try $0.paymentPlan(keys.plan) }) {
                #expect(Set(plan?.movements ?? []) == Set(expected) && plan?.movements.count == 3)
            }
            let others = try await other.read(db) { try $0.paymentPlan(keys.plan)?.movements.count }
            #expect(others == [0, 0])
        }
    }

    @Test func aChangeIsTheNextVersionAndAnEndIsWrittenOnce() async throws {
        try await Shop.withTwo { db, shop, other in
            let keys = Keys()
            for one in [shop, other] { try await one.write(db) { try agree(keys, one, $0) } }
            let day = Shop.today.adding(days: 10)
            try await Shop.withoutPolicies(db).transaction(for: shop.tenant) { tx in
                guard let plan = try tx.paymentPlan(keys.plan) else { return }
                try tx.amend(
                    plan,
                    with: version(2, on: day, after: [5], paidBefore: 5_000, reason: "moved", by: shop.marker))
                for reason in ["sold the house", "again"] {
                    try tx.endPlan(plan, on: day.adding(days: 2), reason: reason, by: shop.marker)
                }
            }
            for plan in try await shop.read(db, { try $0.paymentPlan(keys.plan) }) {
                #expect(plan?.versions.map(\.fact.number) == [1, 2])
                #expect(plan?.versions.last?.fact.paidBefore == .usd(cents: 5_000))
                #expect(plan?.cancelledOn == day.adding(days: 2) && plan?.endReason == "sold the house")
                #expect(plan?.history.version(on: day).number == 2)
            }
            for plan in try await other.read(db, { try $0.paymentPlan(keys.plan) }) {
                #expect(plan?.versions.count == 1 && plan?.cancelledOn == nil)
            }
        }
    }

    @Test func aPlanLowersTheNextLookOfItsCase() async throws {
        try await Shop.withTwo { db, shop, other in
            let keys = Keys()
            try await shop.write(db) { try agree(keys, shop, $0) }
            for bounds in try await shop.read(db, { try Bounds($0) }) {
                #expect(bounds == Bounds(cases: Shop.today, tenant: Shop.today))
            }
            for bounds in try await other.read(db, { try Bounds($0) }) {
                #expect(bounds.cases == Shop.today.adding(days: 30))
            }
        }
    }

    @Test func anOfferBecomesOnePlan() async throws {
        try await Shop.withTwo { db, shop, _ in
            let keys = Keys()
            try await shop.write(db) { try agree(keys, shop, $0) }
            await #expect(throws: PostgresError.self) {
                try await shop.write(db) { tx in
                    try tx.add(
                        PlanRecord(
                            caseID: shop.keys.caseID, quote: keys.quote, pluginKind: "installments",
                            acceptedOn: Shop.today, acceptedHow: "call", recordedBy: "x", reviewedBy: nil,
                            provisionalDays: 7, graceDays: 5, items: [(shop.keys.receivables[0], .usd(cents: 1))],
                            firstVersion: version(1, on: Shop.today, after: [1, 2], by: "x")))
                }
            }
            #expect(try await shop.read(db) { try $0.plans(ofCases: [shop.keys.caseID]).count } == [1, 1])
        }
    }

    @Test(arguments: [
        "plan_quotes", "payment_plans", "plan_items", "plan_versions", "plan_version_items", "plan_installments",
        "plan_endings",
    ])
    func nothingOfAPlanIsEverRewritten(table: String) async throws {
        try await Shop.withTwo { db, shop, _ in
            for statement: SQL in [
                "UPDATE \(unsafeSQL: table) SET tenant_id = tenant_id", "DELETE FROM \(unsafeSQL: table)",
            ] {
                let error = await #expect(throws: PostgresError.self) {
                    try await shop.write(db) { try $0.connection.execute(statement) }
                }
                guard case .insufficientPrivilege = error else {
                    Issue.record("\(table): \(String(describing: error))")
                    continue
                }
            }
        }
    }
}
