import DatabaseTesting
import Foundation
import Ledger
import Postgres
import Receivables
import Store

@testable import Operations

/// One dealer of Brooklyn with one customer who owes one invoice. Made-up names and numbers.
struct TestTenant: Sendable {
    let store: Store
    let id: Identifier<Tenant>
    let slug: String
    let business: BusinessRecord
    let customer: Identifier<Customer>
    let customerReference: String
    let caseID: Identifier<CollectionCase>
    let email: Identifier<ContactPoint>
    let post: Identifier<ContactPoint>
    let phone: Identifier<ContactPoint>
    let receivable: Identifier<Receivable>
    let today: CalendarDate

    static let zone = "America/New_York"

    /// Runs a test in a database of its own that holds one tenant.
    static func with(
        slug: String = "northwind", today: CalendarDate = day("2026-03-09"), owes: Money = .usd(cents: 149_85),
        billedOn: CalendarDate = day("2026-01-15"), dueOn: CalendarDate = day("2026-02-01"),
        _ body: (TestTenant, TestDatabase) async throws -> Void
    ) async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { database in
            let tenant = try await make(
                in: Store(pool: database.service), slug: slug, today: today, owes: owes, billedOn: billedOn,
                dueOn: dueOn)
            try await body(tenant, database)
        }
    }

    /// Adds a tenant whose clock shows noon of `today`, muted as every new tenant.
    static func make(
        in store: Store, slug: String = "northwind", today: CalendarDate = day("2026-03-09"),
        owes: Money = .usd(cents: 149_85), billedOn: CalendarDate = day("2026-01-15"),
        dueOn: CalendarDate = day("2026-02-01")
    ) async throws -> TestTenant {
        let tenant = Identifier<Tenant>()
        let zone = TimeZone(identifier: Self.zone)!  // part of every zone data set
        let server = try await store.withoutTenantScope(reason: "a test makes a tenant") { platform in
            try platform.createTenant(
                tenant, slug: slug, name: "Northwind Alarm", timeZoneName: Self.zone, isTest: true)
            return try platform.serverNow()
        }
        let noon = today.instant(minuteOfDay: 12 * 60, in: zone)
        let business = BusinessRecord(
            id: Identifier(), reference: "main", legalName: "Northwind Alarm LLC", brandName: "Northwind Alarm",
            addressLines: ["12 Harbor Street", "Brooklyn NY 11201"], phone: "+17185550100",
            phoneHours: "Monday to Friday, 9 to 5", fromEmail: "billing@northwind.example",
            replyEmail: "help@northwind.example", payURL: "https://pay.northwind.example",
            remittanceLines: ["PO Box 100", "Brooklyn NY 11201"])
        let fixture = TestTenant(
            store: store, id: tenant, slug: slug, business: business, customer: Identifier(),
            customerReference: "C-1001", caseID: Identifier(), email: Identifier(), post: Identifier(),
            phone: Identifier(), receivable: Identifier(), today: today)
        try await store.transaction(for: tenant) { tx in
            try tx.setClockOffset(ClockOffset(microseconds: noon.microseconds - server.microseconds))
            try tx.createBusiness(business)
            try fixture.insertCustomer(tx)
            try fixture.insertReceivable(tx, fixture.receivable, "INV-1", owes, billedOn: billedOn, dueOn: dueOn)
        }
        return fixture
    }

    /// Bills one more invoice to the customer.
    func bill(
        _ reference: String, _ amount: Money, billedOn: CalendarDate, dueOn: CalendarDate
    ) async throws -> Identifier<Receivable> {
        let id = Identifier<Receivable>()
        try await store.transaction(for: self.id) { tx in
            try insertReceivable(tx, id, reference, amount, billedOn: billedOn, dueOn: dueOn)
        }
        return id
    }

    /// Plans an attempt for the customer and moves it to a state.
    func attempt(
        _ medium: ContactMedium, step: String = "nudge", state: AttemptState = .planned, ordinal: Int = 1,
        batch: Identifier<MailBatch>? = nil
    ) async throws -> Identifier<ContactAttempt> {
        let attempt = Identifier<ContactAttempt>()
        let point = medium == .email ? email : medium == .post ? post : phone
        try await store.transaction(for: id) { tx -> Void in
            try tx.connection.execute(
                """
                INSERT INTO contact_attempts (tenant_id, id, case_id, customer_id, business_id, step_key, cycle, ordinal,
                    medium, plugin_kind, contact_point_id, state, planned_on, due_since, lapses_after, attempts_max, language,
                    tone, template_key, batch_id, sent_on)
                VALUES (\(id), \(attempt), \(caseID), \(customer), \(business.id), \(step), 'past-due:2026-02-01',
                    \(Int16(ordinal)), \(medium.rawValue), 'test', \(point), \(state.rawValue), \(today), \(today),
                    \(medium == .telephone ? today.adding(days: 3) : nil), \(medium == .telephone ? Int16(2) : nil), 'en',
                    'warm', 'nudge', \(batch), \(state == .sent ? today : nil))
                """)
        }
        return attempt
    }

    private func insertCustomer(_ tx: TenantTransaction) throws {
        try tx.connection.execute(
            """
            INSERT INTO customers (tenant_id, id, reference, kind, first_name, last_name, language)
            VALUES (\(id), \(customer), \(customerReference), 'consumer', 'Ana', 'Nunez', 'en')
            """)
        let points = [
            (email, ContactMedium.email, "ana@customer.example"), (phone, .telephone, "+17185550142"),
            (post, .post, "34 Pine Street\nBrooklyn NY 11201"),
        ]
        for (point, medium, value) in points {
            try tx.connection.execute(
                """
                INSERT INTO contact_points (tenant_id, id, customer_id, medium, value)
                VALUES (\(id), \(point), \(customer), \(medium.rawValue), \(value))
                """)
        }
        try tx.connection.execute(
            """
            UPDATE contact_points SET line1 = '34 Pine Street', city = 'Brooklyn', state = 'NY', zip = '11201'
            WHERE tenant_id = \(id) AND id = \(post)
            """)
        try tx.connection.execute(
            """
            INSERT INTO collection_cases (tenant_id, id, business_id, customer_id, next_look_on)
            VALUES (\(id), \(caseID), \(business.id), \(customer), \(today.adding(days: 30)))
            """)
    }

    private func insertReceivable(
        _ tx: TenantTransaction, _ receivable: Identifier<Receivable>, _ reference: String, _ amount: Money,
        billedOn: CalendarDate, dueOn: CalendarDate
    ) throws {
        try tx.connection.execute(
            """
            INSERT INTO receivables (tenant_id, id, business_id, customer_id, case_id, reference, kind, billed_on, due_on,
                currency, summary)
            VALUES (\(id), \(receivable), \(business.id), \(customer), \(caseID), \(reference), 'invoice', \(billedOn),
                \(dueOn), \(amount.currency.code), 'Alarm monitoring')
            """)
        let entry = try LedgerEntry.invoice(
            ReceivableAccount(receivable, of: customer, in: business.id), amount,
            EntryHeading(effectiveOn: billedOn, idempotencyKey: "invoice:\(reference)"))
        let result = try tx.post([entry], today: try tx.moment().today)
        precondition(result.recorded == [entry.id], "a fixture's invoice is billed once")
    }
}

/// A day as tests write it.
func day(_ text: String) -> CalendarDate {
    CalendarDate(text)!  // a literal of a test is a date
}
