import DatabaseTesting
import Foundation
import Ledger
import Postgres
import Receivables
import Store
import Tabular

@testable import Operations

/// A small book made by hand: two customers, three invoices, two payments; Ann pays 39.95 a month, Bob 20.05.
struct ReportBook: Sendable {
    let fixture: ImportFixture

    static func with(_ body: (ReportBook) async throws -> Void) async throws {
        try await ImportFixture.with { fixture in
            let book = ReportBook(fixture: fixture)
            try await fixture.addCustomers()
            try await fixture.take(
                """
                no,customer,service,monthly,term
                NW-1,A,burglar,39.95,36
                NW-2,B,fire,20.05,36

                """, .testAgreements)
            try await fixture.take(
                """
                no,customer,billed,due,amount
                1,A,2026-01-02,2026-01-31,100.00
                2,A,2026-02-02,2026-03-04,50.00
                3,B,2026-01-02,2026-02-01,80.00

                """, .testReceivables)
            try await fixture.take(
                """
                no,customer,paid,amount,invoice
                p1,A,2026-03-10,100.00,1
                p2,B,2026-02-20,30.00,3

                """, .testPayments)
            try await body(book)
        }
    }

    func report(_ name: ReportName, on: String, _ change: (inout ReportRequest) -> Void = { _ in }) async throws
        -> Report
    {
        var request = ReportRequest()
        request.on = day(on)
        change(&request)
        return try await MakeReport(store: fixture.store)(name, of: fixture.tenant, request)
    }

    /// A statement past every policy.
    func raw(_ sql: SQL) async throws { try await fixture.database.superuser.transaction { _ = try $0.execute(sql) } }

    /// Records a call with a customer.
    func call(
        _ customer: String, _ at: String, _ disposition: CallDisposition, _ reason: NonpaymentReason? = nil,
        task: UUID? = nil, direction: String = "out"
    ) async throws {
        let tenant = fixture.tenant.uuid
        try await raw(
            """
            INSERT INTO calls (tenant_id, id, customer_id, case_id, attempt_id, direction, disposition, nonpayment_reason,
                called_at, recorded_by, idempotency_key)
            SELECT tenant_id, gen_random_uuid(), customer_id, id, \(task), \(direction), \(disposition.rawValue),
                \(reason?.rawValue), \(unsafeSQL: "'\(at)'")::timestamptz, 'Pat', gen_random_uuid()::text
            FROM collection_cases WHERE tenant_id = \(tenant)
                AND customer_id = (SELECT id FROM customers WHERE tenant_id = \(tenant) AND reference = \(customer))
            """)
    }

    /// A call task or letter of a customer.
    func attempt(
        _ customer: String, _ step: String, _ medium: ContactMedium, _ state: AttemptState, plannedOn: String,
        lapsesAfter: String? = nil, attempts: Int = 2, sentOn: String? = nil, closedAt: String? = nil,
        batch: UUID? = nil
    ) async throws -> UUID {
        let tenant = fixture.tenant.uuid, id = UUID()
        try await raw(
            """
            INSERT INTO contact_attempts (tenant_id, id, case_id, customer_id, business_id, step_key, cycle, ordinal, medium,
                state, planned_on, due_since, lapses_after, attempts_max, language, tone, template_key, batch_id, sent_on,
                closed_at)
            SELECT tenant_id, \(id), id, customer_id, business_id, \(step), \(id.uuidString), 1::smallint, \(medium.rawValue),
                \(state.rawValue), \(day(plannedOn)), \(day(plannedOn)), \(lapsesAfter.map { day($0) }),
                \(Int16(attempts)), 'en', 'warm', \(step), \(batch), \(sentOn.map { day($0) }),
                \(unsafeSQL: closedAt.map { "'\($0)'" } ?? "NULL")::timestamptz
            FROM collection_cases WHERE tenant_id = \(tenant)
                AND customer_id = (SELECT id FROM customers WHERE tenant_id = \(tenant) AND reference = \(customer))
            """)
        return id
    }

    /// A batch of letters printed at a moment.
    func batch(ordinal: Int, producedAt: String) async throws -> UUID {
        let id = UUID()
        try await raw(
            """
            INSERT INTO mail_batches (tenant_id, id, business_id, letters_of, ordinal, state, produced_at)
            VALUES (\(fixture.tenant), \(id), \(fixture.business), '2026-03-02', \(Int16(ordinal)), 'produced',
                \(unsafeSQL: "'\(producedAt)'")::timestamptz)
            """)
        return id
    }
}

extension Report {
    /// The cells of a row or sum by its first cell, for people.
    func line(_ label: String) -> [String]? {
        (table.rows + table.totals).first { $0.first == .text(label) }.map { $0.dropFirst().map(\.text) }
    }

    func figure(_ key: String) -> String? { figures.first { $0.key == key }?.value.text }
}
