import DatabaseTesting
import Foundation
import Postgres
import Receivables
import Store
import Tabular

@testable import Operations

/// A tenant with one business, and what a test needs to import files into it and look at what came of them.
struct ImportFixture: Sendable {
    let store: Store
    let database: TestDatabase
    let tenant: Identifier<Tenant>
    let business: Identifier<Business>

    /// Imports for a tenant that another fixture has made.
    init(of other: TestTenant, _ database: TestDatabase) {
        self.database = database
        store = other.store
        tenant = other.id
        business = other.business.id
    }

    init(_ database: TestDatabase, slug: String = "mine") async throws {
        self.database = database
        store = Store(pool: database.service)
        let tenant = Identifier<Tenant>(), business = Identifier<Business>()
        self.tenant = tenant
        self.business = business
        try await store.withoutTenantScope(reason: "the tenant is being made") {
            try $0.createTenant(tenant, slug: slug, name: slug, timeZoneName: "America/New_York", isTest: true)
        }
        try await store.transaction(for: tenant) {
            try $0.createBusiness(
                BusinessRecord(
                    id: business, reference: "main", legalName: "Example Alarm LLC", brandName: "Example Alarm",
                    addressLines: ["1 Main St"], phone: "+12125550100", phoneHours: "9 to 5",
                    fromEmail: "billing@dealer.example", replyEmail: "billing@dealer.example", payURL: nil,
                    remittanceLines: ["PO Box 1"]))
        }
    }

    /// Runs a test with a tenant in a database of its own.
    static func with(_ body: (ImportFixture) async throws -> Void) async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { try await body(ImportFixture($0)) }
    }

    @discardableResult
    func take(
        _ file: URL, _ mapping: ImportMapping, _ change: (inout ImportOptions) -> Void = { _ in }
    ) async throws -> ImportReport {
        var options = ImportOptions()
        change(&options)
        return try await ImportFile(store: store).run(file, mapping: mapping, tenant: tenant, options: options)
    }

    @discardableResult
    func take(
        _ bytes: some Sequence<UInt8>, _ mapping: ImportMapping, _ change: (inout ImportOptions) -> Void = { _ in }
    ) async throws -> ImportReport {
        let url = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString).csv")
        try Data(bytes).write(to: url)
        defer {
            // Nothing depends on the leftover.
            try? FileManager.default.removeItem(at: url)
        }
        return try await take(url, mapping, change)
    }

    @discardableResult
    func take(
        _ text: String, _ mapping: ImportMapping, _ change: (inout ImportOptions) -> Void = { _ in }
    ) async throws -> ImportReport { try await take(text.utf8, mapping, change) }

    /// Customers A and B.
    func addCustomers() async throws {
        try await take("number,first,last,email\nA,Ann,Alder,a@customers.example\nB,Bob,Birch,\n", .testCustomers)
    }

    /// Rows of the tenant's tables, counted past every policy.
    func count(_ table: String, of other: Identifier<Tenant>? = nil) async throws -> Int {
        let id = (other ?? tenant).uuid
        return try await database.superuser.transaction {
            try $0.row("SELECT count(*) AS n FROM \(unsafeSQL: table) WHERE tenant_id = \(id)") {
                Int(try $0.get("n", as: Int64.self))
            }
        } ?? 0
    }

    /// Everything an import may write but the record that it was made.
    func counts(of other: Identifier<Tenant>? = nil) async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in [
            "customers", "contact_points", "agreements", "collection_cases", "receivables", "journal_entries",
            "postings", "receivable_balances", "customer_balances", "contact_attempts", "data_feeds", "disputes",
        ] { counts[table] = try await count(table, of: other) }
        return counts
    }

    /// Open minor units of a receivable; `nil` when there is none.
    func open(_ reference: String) async throws -> Int64? {
        let id = tenant.uuid
        return try await database.superuser.transaction {
            try $0.row(
                """
                SELECT b.open_minor FROM receivables r
                JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
                WHERE r.tenant_id = \(id) AND r.reference = \(reference)
                """
            ) { try $0.get("open_minor", as: Int64.self) }
        }
    }

    /// Money that lies unapplied for all customers.
    func unapplied() async throws -> Int64 {
        let id = tenant.uuid
        return try await database.superuser.transaction {
            try $0.row(
                """
                SELECT coalesce(sum(unapplied_minor), 0)::bigint AS n FROM customer_balances WHERE tenant_id = \(id)
                """
            ) { try $0.get("n", as: Int64.self) }
        } ?? 0
    }

    /// Texts of one column, for looking at a table in words.
    func texts(_ sql: SQL) async throws -> [String] {
        try await database.superuser.transaction { try $0.rows(sql) { try $0.get("text", as: String.self) } }
    }
}

extension ImportMapping {
    static let testCustomers = test(
        """
        kind: customers
        columns:
          reference: number
          first_name: first
          last_name: last
          email: email
          phone: phone
          line1: line1
          city: city
          state: state
          zip: zip
          text_consent: texts
        """)
    static let testReceivables = test(
        """
        kind: receivables
        columns: { reference: no, customer_reference: customer, billed_on: billed, due_on: due, amount: amount,
          currency: currency, agreement_reference: agreement, disputed: disputed }
        """)
    static let testInvoiceLines = test(
        """
        kind: receivables
        columns: { reference: no, customer_reference: customer, billed_on: billed, due_on: due, amount: amount,
          currency: currency }
        group: { by: reference, sum: [amount] }
        """)
    static let testPayments = test(
        """
        kind: payments
        columns: { reference: no, customer_reference: customer, paid_on: paid, amount: amount, currency: currency,
          receivable_reference: invoice }
        """)
    static let testOpenItems = test(
        """
        kind: open-items
        columns: { reference: no, customer_reference: customer, due_on: due, open_amount: open, currency: currency }
        """)
    static let testHistory = test(
        """
        kind: history
        columns: { customer_reference: customer, step: step, medium: medium, happened_on: day,
          receivable_reference: invoice }
        """)
    static let testAgreements = test(
        """
        kind: agreements
        columns: { reference: no, customer_reference: customer, service_kind: service, monthly_amount: monthly,
          term_months: term }
        """)

    /// A mapping read from YAML, with ISO dates unless `dates` says otherwise.
    static func test(_ yaml: String, dates: String = "iso", source: String = "test") -> ImportMapping {
        do {
            return try ImportMapping(
                yaml: """
                    name: test
                    source: \(source)
                    dates: \(dates)
                    money: { mark: point, currency: USD }
                    \(yaml)
                    """)
        } catch { preconditionFailure("\(error)") }
    }
}

/// The demo's files, as the program carries them.
func demoFile(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Dunwell/Demo/\(name)")
        .standardizedFileURL
}
