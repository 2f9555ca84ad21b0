import Correspondence
import DatabaseTesting
import Foundation
import JobQueue
import Postgres
import Receivables
import Sealing
import Store
import Testing

@testable import Operations

struct FailedJobTests {
    @Test func anAttemptWhoseJobFailsForGoodIsRefusedAndWhyTellsIt() async throws {
        try await TestTenant.with { tenant, database in
            let attempt = try await tenant.attempt(.email)
            let id = try await tenant.store.transaction(for: tenant.id) { tx in
                // A business that is not there is what the job cannot work with.
                try tx.connection.execute(
                    "UPDATE contact_attempts SET business_id = gen_random_uuid() WHERE tenant_id = \(tenant.id)")
                return try tx.connection.enqueue([
                    NewJob(SendContact.self, SendContact.Arguments(attempt: attempt), tenant: tenant.id)
                ])[0].id
            }
            let registry = try TestTenant.plugins()
            let spool = TestTenant.spool()
            defer { try? FileManager.default.removeItem(at: spool) }  // a leftover in the temporary folder harms nobody
            let keyring = Keyring()
            let base = try #require(URL(string: "https://mail.northwind.example"))
            var handlers = JobHandlers()
            try handlers.register(
                SendContact(
                    desk: DeliveryDesk(
                        registry: registry,
                        settings: PluginSettingsReading(registry: registry, sealer: Sealer(keyring)),
                        links: StopLink(keyring: keyring, base: base), catalog: try .builtIn(), spool: spool,
                        logger: TestTenant.quiet)))
            let worker = Worker(
                pool: database.service, handlers: handlers, settings: WorkerSettings(slots: 1),
                logger: TestTenant.quiet)
            #expect(try await worker.workUntilIdle().failed == 1)
            #expect(try await database.service.transaction { try $0.job(id)?.state } == .failed)
            #expect(try await tenant.state(of: attempt) == .refused)
            #expect(try await tenant.facts().nextLookOn == tenant.today)
            let why = try await ExplainContact(store: tenant.store)
                .explain(customer: tenant.customerReference, upTo: nil, for: tenant.id)
            #expect(why.reasons.map(\.decision.ruleID) == ["attempt.job-failed"])
            #expect(why.reasons.map(\.decision.attempt) == [attempt])
        }
    }
}
