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
            #expect(proof.entryCount == 5 && proof.postingCount == 5 && proof.receivableCount == 2)
            #expect(proof.open == [.usd(cents: 7_500)])
        }
    }

    private static let anotherCustomer = """
        INSERT INTO customers (tenant_id, id, reference, kind, language)
        SELECT tenant_id, gen_random_uuid(), 'C-2', kind, language FROM customers
        """
    private static let theOther = "SELECT id FROM customers WHERE reference = 'C-2'"

    @Test(
        arguments: [
            ("UPDATE receivable_balances SET paid_minor = paid_minor - 1", "stored"),
            ("UPDATE customer_balances SET unapplied_minor = unapplied_minor + 1", "stored"),
            ("UPDATE customer_balances SET open_minor = open_minor + 1", "stored"),
            ("DELETE FROM receivable_balances", "stored"),
            ("UPDATE receivable_balances SET settled_on = '2026-08-03'", "settled"),
            ("UPDATE receivable_balances SET settled_on = settled_on + 1", "settled"),
            ("UPDATE receivable_balances SET settled_on = NULL", "settled"),
            ("DELETE FROM postings WHERE amount_minor = 2500", "postings"),
            ("\(anotherCustomer); UPDATE journal_entries SET customer_id = (\(theOther))", "heading"),
            ("\(anotherCustomer); UPDATE collection_cases SET customer_id = (\(theOther))", "case"),
            ("DELETE FROM receivable_balances; DELETE FROM postings; DELETE FROM journal_entries", "billed"),
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

    /// A payment wakes the case its balance row names, so a row that names another is refused by the database.
    @Test func aBalanceCannotBeMovedToAnotherCase() async throws {
        try await PostedBooks.with { db, _ in
            let refused = await #expect(throws: PostgresError.self) {
                try await db.superuser.transaction {
                    try $0.script(
                        """
                        INSERT INTO businesses SELECT (b).* FROM (
                            SELECT jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'reference', 'other'))
                                AS b FROM businesses b) AS copy;
                        INSERT INTO collection_cases (tenant_id, id, business_id, customer_id, next_look_on)
                        SELECT c.tenant_id, gen_random_uuid(), b.id, c.customer_id, c.next_look_on
                        FROM collection_cases c JOIN businesses b ON b.tenant_id = c.tenant_id AND b.reference = 'other';
                        UPDATE receivable_balances b SET case_id = c.id FROM collection_cases c
                        WHERE c.tenant_id = b.tenant_id AND c.id <> b.case_id
                        """)
                }
            }
            #expect(refused?.sqlState == "23503")
        }
    }

    @Test(arguments: [
        ("UPDATE journal_entries SET kind = 'given-away'", "journal_entry_kind_known"),
        ("UPDATE ledger_accounts SET kind = 'pocket'", "ledger_account_kind_known"),
    ])
    func aKindNobodyKnowsIsRefused(sql: String, rule: String) async throws {
        try await PostedBooks.with { db, _ in
            await #expect(throws: PostgresError.checkViolation(constraint: rule)) {
                try await db.superuser.transaction { try $0.script(sql) }
            }
        }
    }

    @Test func theDatabaseKnowsEveryKindOfEntryAndAccount() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            let rules = try await db.superuser.transaction { tx in
                try tx.rows(
                    """
                    SELECT pg_get_constraintdef(oid) AS words FROM pg_constraint
                    WHERE conname IN ('journal_entry_kind_known', 'ledger_account_kind_known') ORDER BY conname
                    """
                ) { try $0.get("words", as: String.self) }
            }
            #expect(rules.count == 2)
            let kinds = [EntryKind.allCases.map(\.rawValue), LedgerAccountKind.allCases.map(\.rawValue)]
            for (rule, kinds) in zip(rules, kinds) {
                #expect(kinds.allSatisfy { rule.contains("'\($0)'") })
                #expect(rule.split(separator: "::text").count { $0.hasSuffix("'") } == kinds.count, "\(rule)")
            }
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

/// A tenant with one receivable of 100.00, of which 25.00 is paid, and one of 50.00, paid in two parts of which the
/// later was booked first.
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
        let settled = ReceivableAccount(Identifier(), of: customer, in: business)
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
                SELECT \(tenant), id, \(business), \(customer), \(caseID), 'INV-' || ordinal, 'invoice', \(today), \(today), 'USD'
                FROM unnest(\([receivable.id, settled.id])) WITH ORDINALITY AS made (id, ordinal)
                """)
            let invoice = try LedgerEntry.invoice(
                receivable, .usd(cents: 10_000), EntryHeading(effectiveOn: today, idempotencyKey: "bill"))
            let payment = try LedgerEntry.payment(
                of: receivable.customerAccount(.usd), applied: [AppliedAmount(receivable, .usd(cents: 2_500))],
                remainder: .usd(cents: 0), EntryHeading(effectiveOn: today, idempotencyKey: "pay"))
            _ = try tx.post([invoice, payment], today: today)
            // Nothing is repeated here, so all five are recorded.
            _ = try tx.post(
                [
                    try .invoice(
                        settled, .usd(cents: 5_000), EntryHeading(effectiveOn: today, idempotencyKey: "bill-2"))
                ], today: today)
            for (day, key, cents) in [
                (today.adding(days: 9), "late", Int64(2_600)), (today.adding(days: 4), "early", 2_400),
            ] {
                let part = try LedgerEntry.payment(
                    of: settled.customerAccount(.usd), applied: [AppliedAmount(settled, .usd(cents: cents))],
                    remainder: .usd(cents: 0), EntryHeading(effectiveOn: day, idempotencyKey: key))
                _ = try tx.post([part], today: today)
            }
        }
    }
}
