import DatabaseTesting
import Foundation
import Ledger
import Postgres
import Receivables
import Testing

@testable import Store

@Suite struct BookFiguresTests {
    private let june = CalendarDate("2013-06-30")!
    private let july = CalendarDate("2013-07-31")!

    @Test func figuresOfADayCountWhatMovedUpToItAndNothingLater() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let book = try await SmallBook(Store(pool: db.service))
            try await book.bill("A", "1", 50_00, on: "2013-05-01", due: "2013-05-31")
            try await book.bill("A", "2", 30_00, on: "2013-06-01", due: "2013-07-01")
            try await book.bill("B", "3", 20_00, on: "2013-06-30", due: "2013-06-30")
            try await book.bill("B", "4", 99_00, on: "2013-07-01", due: "2013-07-31")
            try await book.pay("2", 30_00, on: "2013-07-01")
            try await book.pay("1", 10_00, on: "2013-06-30")

            let figures = try await book.figures(on: june)
            #expect(figures.billed == .init(count: 3, amount: .usd(cents: 100_00), customers: 2))
            #expect(figures.open == .init(count: 3, amount: .usd(cents: 90_00), customers: 2))
            #expect(figures.pastDue == .init(count: 1, amount: .usd(cents: 40_00), customers: 1))

            let later = try await book.figures(on: july)
            #expect(later.billed == .init(count: 4, amount: .usd(cents: 199_00), customers: 2))
            #expect(later.open == .init(count: 3, amount: .usd(cents: 159_00), customers: 2))
            #expect(later.pastDue == .init(count: 2, amount: .usd(cents: 60_00), customers: 2))
        }
    }

    @Test func creditsAndFeesChangeWhatIsOpenAndNotWhatWasBilled() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let book = try await SmallBook(Store(pool: db.service))
            try await book.bill("A", "1", 50_00, on: "2013-05-01", due: "2013-05-31")
            try await book.post("1") { try .fee($0, .usd(cents: 5_00), $1) }
            try await book.post("1") { try .credit($0, .usd(cents: 20_00), $1) }

            let figures = try await book.figures(on: june)
            #expect(figures.billed.amount == .usd(cents: 50_00))
            #expect(figures.open.amount == .usd(cents: 35_00))
        }
    }

    @Test func anotherTenantsBooksAreNotSeen() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let store = Store(pool: db.service)
            let mine = try await SmallBook(store, slug: "mine")
            let other = try await SmallBook(store, slug: "other")
            try await other.bill("A", "1", 50_00, on: "2013-05-01", due: "2013-05-31")

            let nothing = BookFigures.Sum(count: 0, amount: .zero(.usd), customers: 0)
            let figures = try await mine.figures(on: june)
            #expect(figures == BookFigures(day: june, billed: nothing, open: nothing, pastDue: nothing))
            #expect(try await other.figures(on: june).open.count == 1)
        }
    }
}

/// A tenant with one business whose customers and receivables are made as they are named.
private struct SmallBook {
    let store: Store
    let tenant = Identifier<Tenant>()
    let business = Identifier<Business>()

    init(_ store: Store, slug: String = "mine") async throws {
        self.store = store
        let tenant = tenant, business = business
        try await store.withoutTenantScope(reason: "the tenant is being made") {
            try $0.createTenant(tenant, slug: slug, name: slug, timeZoneName: "America/New_York", isTest: true)
        }
        try await store.transaction(for: tenant) {
            try $0.createBusiness(
                BusinessRecord(
                    id: business, reference: "main", legalName: "Example Alarm LLC", brandName: "Example Alarm",
                    addressLines: ["1 Main St"], phone: "+12125550100", phoneHours: "9 to 5",
                    fromEmail: "billing@example.com", replyEmail: "billing@example.com", payURL: nil,
                    remittanceLines: ["1 Main St"]))
        }
    }

    func figures(on day: CalendarDate) async throws -> BookFigures {
        try await store.transaction(for: tenant) { try $0.bookFigures(on: day, currency: .usd) }
    }

    func bill(_ customer: String, _ reference: String, _ cents: Int64, on billed: String, due: String) async throws {
        let tenant = tenant, business = business
        let day = CalendarDate(billed)!
        try await store.transaction(for: tenant) { tx in
            try tx.execute(
                """
                INSERT INTO customers (tenant_id, id, reference, kind, language)
                VALUES (\(tenant), \(UUID()), \(customer), 'consumer', 'en')
                ON CONFLICT (tenant_id, reference) DO NOTHING
                """)
            let owner = try tx.customer(reference: customer)!.id
            try tx.execute(
                """
                INSERT INTO collection_cases (tenant_id, id, business_id, customer_id, next_look_on)
                VALUES (\(tenant), \(UUID()), \(business), \(owner), \(day))
                ON CONFLICT (tenant_id, business_id, customer_id) DO NOTHING
                """)
            let caseID = try tx.caseID(of: owner, business: business)!
            let receivable = Identifier<Receivable>()
            try tx.execute(
                """
                INSERT INTO receivables (tenant_id, id, business_id, customer_id, case_id, reference, kind, billed_on, due_on,
                    currency)
                VALUES (\(tenant), \(receivable), \(business), \(owner), \(caseID), \(reference), 'invoice', \(day),
                    \(CalendarDate(due)!), 'USD')
                """)
            let account = ReceivableAccount(receivable, of: owner, in: business)
            let heading = EntryHeading(effectiveOn: day, idempotencyKey: "bill:\(reference)")
            _ = try tx.post([.invoice(account, .usd(cents: cents), heading)], today: day)
        }
    }

    func pay(_ reference: String, _ cents: Int64, on day: String) async throws {
        try await post(reference, on: day) { account, heading in
            try .payment(
                of: account.customerAccount(.usd), applied: [AppliedAmount(account, .usd(cents: cents))],
                remainder: .zero(.usd), heading)
        }
    }

    func post(
        _ reference: String, on day: String = "2013-06-15",
        _ make: @escaping @Sendable (ReceivableAccount, EntryHeading) throws -> LedgerEntry
    ) async throws {
        let tenant = tenant, business = business
        try await store.transaction(for: tenant) { tx in
            let found = try tx.row(
                """
                SELECT id, customer_id FROM receivables
                WHERE tenant_id = \(tenant) AND business_id = \(business) AND reference = \(reference)
                """
            ) {
                ReceivableAccount(try $0.get("id"), of: try $0.get("customer_id"), in: business)
            }
            let heading = EntryHeading(
                effectiveOn: CalendarDate(day)!, idempotencyKey: "test:\(reference):\(UUID().uuidString)")
            _ = try tx.post([try make(found!, heading)], today: CalendarDate(day)!)
        }
    }
}
