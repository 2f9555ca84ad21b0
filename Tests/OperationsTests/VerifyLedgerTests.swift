import DatabaseTesting
import Ledger
import Operations
import PluginKit
import Postgres
import Receivables
import Store
import Testing

/// The proof holds for books that were posted, and names what was done to them behind its back.
@Suite struct VerifyLedgerTests {
    @Test func booksThatWerePostedAreProven() async throws {
        try await PostedBooks.with { db, books in
            let proof = try await VerifyLedger(store: Store(pool: db.service))(books.tenant)
            #expect(proof.findings == [])
            #expect(proof.entryCount == 2 && proof.postingCount == 2 && proof.receivableCount == 1)
            #expect(proof.open == [.usd(cents: 7_500)])
        }
    }

    @Test(
        arguments: [
            ("UPDATE receivable_balances SET paid_minor = paid_minor - 1", "stored"),
            ("UPDATE customer_balances SET unapplied_minor = unapplied_minor + 1", "stored"),
            ("UPDATE customer_balances SET open_minor = open_minor + 1", "stored"),
            ("DELETE FROM receivable_balances", "stored"),
            ("UPDATE receivable_balances SET settled_on = '2026-08-03'", "settled"),
            ("DELETE FROM postings WHERE amount_minor = 2500", "postings"),
            ("UPDATE postings SET amount_minor = amount_minor + 1 WHERE amount_minor = 2500", "stored"),
            (
                """
                INSERT INTO postings (tenant_id, entry_id, ordinal, debit_account_id, credit_account_id, amount_minor, currency)
                SELECT tenant_id, entry_id, 9, debit_account_id, credit_account_id, 5, currency FROM postings LIMIT 1
                """, "stored"
            ),
        ])
    func whatWasChangedBehindTheBooksIsFound(sql: String, rule: String) async throws {
        try await PostedBooks.with { db, books in
            try await db.superuser.transaction { try $0.script(sql) }
            let proof = try await VerifyLedger(store: Store(pool: db.service))(books.tenant)
            #expect(proof.findings.contains { $0.hasPrefix("\(rule):") })
        }
    }

    @Test func aTenantPassedOverByTheNightlyRunIsFound() async throws {
        try await PostedBooks.with { db, books in
            let verify = VerifyNextLook(store: Store(pool: db.service), registry: try PluginRegistry([]))
            #expect(try await verify(books.tenant) == [])
            try await db.superuser.transaction {
                try $0.script("UPDATE tenant_next_looks SET next_look_on = '2030-01-01'")
            }
            #expect(try await verify(books.tenant).count == 1)
            try await db.superuser.transaction { try $0.script("DELETE FROM tenant_next_looks") }
            #expect(try await verify(books.tenant).count == 1)
        }
    }

    @Test func tenantsCannotMeetInTheSchemaAsMigrated() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let findings = try await VerifyTenancy(store: Store(pool: db.service))()
            #expect(findings == [])
        }
    }
}

/// A tenant with one receivable of 100.00, of which 25.00 is paid.
private struct PostedBooks: Sendable {
    let tenant = Identifier<Tenant>()

    static func with(_ body: @Sendable (TestDatabase, PostedBooks) async throws -> Void) async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let books = PostedBooks()
            try await books.post(Store(pool: db.service))
            try await body(db, books)
        }
    }

    private func post(_ store: Store) async throws {
        let business = Identifier<Business>(), customer = Identifier<Customer>(), caseID = Identifier<CollectionCase>()
        let receivable = ReceivableAccount(Identifier(), of: customer, in: business)
        let today = CalendarDate(year: 2026, month: 8, day: 3)!  // a day that exists
        try await store.withoutTenantScope(reason: "no tenant yet") { tx in
            try tx.createTenant(tenant, slug: "books", name: "Books", timeZoneName: "UTC", isTest: false)
        }
        try await store.transaction(for: tenant) { tx in
            try tx.createBusiness(
                BusinessRecord(
                    id: business, reference: "main", legalName: "Books", brandName: "Books", addressLines: [],
                    phone: "",
                    phoneHours: "", fromEmail: "", replyEmail: "", payURL: nil, remittanceLines: []))
            try tx.connection.execute(
                """
                INSERT INTO customers (tenant_id, id, reference, kind, language)
                VALUES (\(tenant), \(customer), 'C-1', 'consumer', 'en')
                """)
            try tx.connection.execute(
                """
                INSERT INTO collection_cases (tenant_id, id, business_id, customer_id, next_look_on)
                VALUES (\(tenant), \(caseID), \(business), \(customer), \(today))
                """)
            try tx.connection.execute(
                """
                INSERT INTO receivables (tenant_id, id, business_id, customer_id, case_id, reference, kind, billed_on, due_on,
                    currency)
                VALUES (\(tenant), \(receivable.id), \(business), \(customer), \(caseID), 'INV-1', 'invoice', \(today), \(today),
                    'USD')
                """)
            let invoice = try LedgerEntry.invoice(
                receivable, .usd(cents: 10_000), EntryHeading(effectiveOn: today, idempotencyKey: "bill"))
            let payment = try LedgerEntry.payment(
                of: receivable.customerAccount(.usd), applied: [AppliedAmount(receivable, .usd(cents: 2_500))],
                remainder: .usd(cents: 0), EntryHeading(effectiveOn: today, idempotencyKey: "pay"))
            _ = try tx.post([invoice, payment], today: today)
        }
    }
}
