import Correspondence
import DatabaseTesting
import Foundation
import JobQueue
import Ledger
import Logging
import PluginKit
import Postgres
import Receivables
import Sealing
import Store
import Treatment

@testable import Operations

/// A tenant that may send: channels on, the residential starter published, payments known, a dry run looked at. It is
/// noon in its zone; one customer owes since 1 February, and more like it on request.
struct LiveBook: Sendable {
    let tenant: TestTenant
    let database: TestDatabase
    let spool: URL
    let keyring = Keyring()
    /// The clock of leases and retries.
    let queueClock = QueueClock()

    static func with(
        today: CalendarDate = day("2026-03-09"), billedOn: CalendarDate = day("2026-01-15"),
        dueOn: CalendarDate = day("2026-02-01"), furtherCustomers: Int = 0,
        _ body: (LiveBook) async throws -> Void
    ) async throws {
        try await TestTenant.with(today: today, billedOn: billedOn, dueOn: dueOn) { tenant, database in
            let spool = TestTenant.spool()
            defer { try? FileManager.default.removeItem(at: spool) }  // a leftover in the temporary folder harms nobody
            try FileManager.default.createDirectory(at: spool, withIntermediateDirectories: true)
            let book = LiveBook(tenant: tenant, database: database, spool: spool)
            for number in 0..<furtherCustomers { try await book.addCustomer(number, billedOn: billedOn, dueOn: dueOn) }
            try await book.goLive()
            try await body(book)
        }
    }

    var id: Identifier<Tenant> { tenant.id }
    var store: Store { tenant.store }

    private func goLive() async throws {
        try await tenant.enableAllChannels()
        try await raw("UPDATE businesses SET phone_hours = '1-5 09:00-17:00'")
        let publisher = PublishPolicy(
            store: store, registry: try TestTenant.plugins(), templates: try TemplateCatalog.builtIn())
        _ = try await publisher.publish(try StarterPolicies.residential(), note: "", for: id, business: nil)
        try await knowPayments()
        _ = try await run(dryRun: true)
        try await MuteTenant(store: store).unmute(id)
    }

    /// A change behind every rule's back.
    func raw(_ sql: String) async throws { try await database.superuser.transaction { try $0.script(sql) } }

    /// One number from behind every rule's back.
    func count(_ table: String, where condition: String = "true") async throws -> Int64 {
        try await database.superuser.transaction { tx in
            try tx.row("SELECT count(*) AS n FROM \(unsafeSQL: table) WHERE \(unsafeSQL: condition)") {
                try $0.get("n", as: Int64.self)
            } ?? -1
        }
    }

    /// Payments are known up to the tenant's today.
    func knowPayments() async throws {
        try await store.transaction(for: id) { tx in
            let today = try tx.moment().today
            try tx.markFresh(tenant.business.id, kind: "payments", asOf: today, today: today)
        }
    }

    func addCustomer(_ number: Int, billedOn: CalendarDate, dueOn: CalendarDate) async throws {
        let customer = Identifier<Customer>(), caseID = Identifier<CollectionCase>()
        let receivable = Identifier<Receivable>()
        try await store.transaction(for: id) { tx in
            try tx.connection.execute(
                """
                INSERT INTO customers (tenant_id, id, reference, kind, first_name, last_name, language)
                VALUES (\(id), \(customer), \("C-2\(number)"), 'consumer', 'Lena', \("Moss \(number)"), 'en')
                """)
            try tx.connection.execute(
                """
                INSERT INTO contact_points (tenant_id, id, customer_id, medium, value, line1, city, state, zip)
                VALUES (\(id), \(UUID()), \(customer), 'email', \("lena\(number)@customer.example"), NULL, NULL, NULL, NULL),
                    (\(id), \(UUID()), \(customer), 'post', \("\(number) Elm Street\nBrooklyn NY 11201"),
                     \("\(number) Elm Street"), 'Brooklyn', 'NY', '11201')
                """)
            try tx.connection.execute(
                """
                INSERT INTO collection_cases (tenant_id, id, business_id, customer_id, next_look_on)
                VALUES (\(id), \(caseID), \(tenant.business.id), \(customer), \(tenant.today))
                """)
            try tx.connection.execute(
                """
                INSERT INTO receivables (tenant_id, id, business_id, customer_id, case_id, reference, kind, billed_on, due_on,
                    currency, summary)
                VALUES (\(id), \(receivable), \(tenant.business.id), \(customer), \(caseID), \("INV-2\(number)"), 'invoice',
                    \(billedOn), \(dueOn), 'USD', 'Alarm monitoring')
                """)
            let entry = try LedgerEntry.invoice(
                ReceivableAccount(receivable, of: customer, in: tenant.business.id), .usd(cents: 89_85),
                EntryHeading(effectiveOn: billedOn, idempotencyKey: "invoice:2\(number)"))
            _ = try tx.post([entry], today: try tx.moment().today)
        }
    }
}

// A day's work.
extension LiveBook {
    func book(_ store: Store? = nil, chunk: Int = 500) throws -> RunTheBook {
        RunTheBook(
            store: store ?? self.store, registry: try TestTenant.plugins(), logger: TestTenant.quiet, chunk: chunk)
    }

    @discardableResult
    func run(dryRun: Bool = false) async throws -> RunTheBook.Report {
        try await book().run(for: id, dryRun: dryRun)
    }

    private var base: URL { URL(string: "https://pay.northwind.example")! }  // a literal of a test is an address
    var links: StopLink { StopLink(keyring: keyring, base: base) }

    /// Works what is due until nothing is.
    @discardableResult
    func work(_ registry: PluginRegistry? = nil, faults: FaultPlan = .none) async throws -> WorkReport {
        let registry = try registry ?? TestTenant.plugins()
        let desk = DeliveryDesk(
            registry: registry, settings: PluginSettingsReading(registry: registry, sealer: Sealer(keyring)),
            links: links, catalog: try TemplateCatalog.builtIn(), spool: spool, logger: TestTenant.quiet)
        var handlers = JobHandlers()
        try handlers.register(SendContact(desk: desk))
        try handlers.register(ProduceMailBatch(desk: desk))
        try handlers.register(CopyLetters(desk: desk))
        try handlers.register(ActLetter(desk: desk))
        try handlers.register(
            PlanOfferQuotes(
                PlanAsking(
                    store: store, registry: registry, sealer: Sealer(keyring), spool: spool, logger: TestTenant.quiet)))
        return try await Worker(
            pool: database.service, handlers: handlers, settings: WorkerSettings(slots: 2), clock: queueClock,
            faults: faults, logger: TestTenant.quiet
        ).workUntilIdle()
    }

    func moveClock(to day: CalendarDate, minuteOfDay: Int = 12 * 60) async throws {
        _ = try await MoveClock(store: store).move(id, to: .moment(day, minuteOfDay: minuteOfDay))
    }

    /// Attempts at the first customer, oldest first.
    func attempts() async throws -> [AttemptRecord] { try await tenant.facts().attempts }

    /// Decisions about the first customer at the moment of sending, newest first.
    func sendingDecisions() async throws -> [DecisionRecord] {
        try await store.transaction(for: id) { tx in
            try tx.decisions(about: tenant.customer, onOrBefore: day("2030-01-01"), limit: 500)
                .filter { $0.moment == .sending }
        }
    }

    /// Mails that lie in the spool.
    func mails() -> Int {
        let walk = FileManager.default.enumerator(at: spool, includingPropertiesForKeys: nil)
        return (walk?.allObjects ?? []).compactMap { $0 as? URL }.count { file in
            let folder = file.deletingLastPathComponent()
            return folder.lastPathComponent == "new"
                && folder.deletingLastPathComponent().lastPathComponent == "maildir"
        }
    }

    /// What `dunwell verify next-look` finds.
    func nextLookFindings() async throws -> [String] {
        try await VerifyNextLook(store: store, registry: try TestTenant.plugins())(id)
    }
}
