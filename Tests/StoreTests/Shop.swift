// The tests of Store: each query on a real server, beside a second tenant that holds a matching row.

import DatabaseTesting
import Foundation
import Ledger
import Postgres
import Receivables
import Store

/// One tenant with a business, a customer, an address, a case, two receivables and a policy version.
///
/// Two shops made from the same keys differ in nothing but the tenant and the marker in their texts, so that a statement
/// that forgets the tenant finds two rows where one is meant.
struct Shop: Sendable {
    /// Row keys, shared by the shops of a test.
    struct Keys: Sendable {
        let business = Identifier<Business>()
        let customer = Identifier<Customer>()
        let point = Identifier<ContactPoint>()
        let caseID = Identifier<CollectionCase>()
        let receivables = [Identifier<Receivable>(), Identifier<Receivable>()]
        let attempt = Identifier<ContactAttempt>()
        let batch = Identifier<MailBatch>()
        let call = Identifier<CallMark>()
        let promise = Identifier<PromiseToPay>()
    }

    static let today = CalendarDate(year: 2026, month: 8, day: 3)!  // a day that exists
    static let now = BusinessInstant(microseconds: 1_785_769_200_000_000)  // 2026-08-03 15:00 UTC

    let tenant = Identifier<Tenant>()
    let marker: String
    let keys: Keys

    var account: CustomerAccount { CustomerAccount(keys.customer, in: keys.business, .usd) }

    /// One of the two receivables as the books name it.
    func receivable(_ number: Int) -> ReceivableAccount {
        ReceivableAccount(keys.receivables[number], of: keys.customer, in: keys.business)
    }

    /// Runs a test with two shops of the same keys, and the database they are in.
    static func withTwo(
        isTest: Bool = false, _ body: @Sendable (TestDatabase, Shop, Shop) async throws -> Void
    ) async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let keys = Keys()
            let shops = [Shop(marker: "ours", keys: keys), Shop(marker: "theirs", keys: keys)]
            for shop in shops { try await shop.open(Store(pool: db.service), isTest: isTest) }
            try await body(db, shops[0], shops[1])
        }
    }

    private func open(_ store: Store, isTest: Bool) async throws {
        try await store.withoutTenantScope(reason: "no tenant yet") { tx in
            try tx.createTenant(
                tenant, slug: marker, name: marker, timeZoneName: "America/New_York", isTest: isTest)
        }
        try await store.transaction(for: tenant) { tx in
            try tx.createBusiness(
                BusinessRecord(
                    id: keys.business, reference: "main", legalName: marker, brandName: marker, addressLines: [marker],
                    phone: "+16105550100", phoneHours: "9 to 5", fromEmail: "billing@\(marker).example",
                    replyEmail: "billing@\(marker).example", payURL: nil, remittanceLines: [marker]))
            try addCustomer(tx)
            for (number, id) in keys.receivables.enumerated() { try addReceivable(id, number: number, tx) }
        }
    }

    private func addCustomer(_ tx: TenantTransaction) throws {
        try tx.connection.execute(
            """
            INSERT INTO customers (tenant_id, id, reference, kind, last_name, language)
            VALUES (\(tenant), \(keys.customer), 'C-1', 'consumer', \(marker), 'en')
            """)
        try tx.connection.execute(
            """
            INSERT INTO contact_points (tenant_id, id, customer_id, medium, value)
            VALUES (\(tenant), \(keys.point), \(keys.customer), 'email', 'same@customer.example')
            """)
        try tx.connection.execute(
            """
            INSERT INTO collection_cases (tenant_id, id, business_id, customer_id, next_look_on)
            VALUES (\(tenant), \(keys.caseID), \(keys.business), \(keys.customer), \(Self.today.adding(days: 30)))
            """)
    }

    private func addReceivable(_ id: Identifier<Receivable>, number: Int, _ tx: TenantTransaction) throws {
        try tx.connection.execute(
            """
            INSERT INTO receivables (tenant_id, id, business_id, customer_id, case_id, reference, kind, billed_on, due_on,
                currency, summary)
            VALUES (\(tenant), \(id), \(keys.business), \(keys.customer), \(keys.caseID), \("INV-\(number)"), 'invoice',
                \(Self.today.adding(days: -60)), \(Self.today.adding(days: -30)), 'USD', \(marker))
            """)
    }
}

extension Shop {
    /// The statements' own tenant filter alone: the superuser is bound by no policy.
    static func withoutPolicies(_ db: TestDatabase) -> Store { Store(pool: db.superuser) }

    /// Reads the same twice, once with and once without row-level security behind the statement's own filter.
    func read<Value: Sendable>(
        _ db: TestDatabase, _ body: @escaping @Sendable (TenantTransaction) throws -> Value
    ) async throws -> [Value] {
        [
            try await Store(pool: db.service).transaction(for: tenant, body),
            try await Self.withoutPolicies(db).transaction(for: tenant, body),
        ]
    }

    /// Writes as the service.
    @discardableResult
    func write<Value: Sendable>(
        _ db: TestDatabase, _ body: @escaping @Sendable (TenantTransaction) throws -> Value
    ) async throws -> Value {
        try await Store(pool: db.service).transaction(for: tenant, body)
    }

    /// A heading with a key of its own.
    func heading(_ key: String, on day: CalendarDate = Shop.today) -> EntryHeading {
        EntryHeading(effectiveOn: day, idempotencyKey: key)
    }

    /// Bills both receivables.
    func bill(_ db: TestDatabase, cents: Int64 = 10_000) async throws {
        try await write(db) { tx in
            let entries = try keys.receivables.indices.map {
                try LedgerEntry.invoice(receivable($0), .usd(cents: cents), heading("bill:\($0)"))
            }
            // The result names what was recorded; both are.
            _ = try tx.post(entries, today: Shop.today)
        }
    }
}
