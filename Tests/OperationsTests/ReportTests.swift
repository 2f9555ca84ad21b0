import Foundation
import Ledger
import Postgres
import Receivables
import Store
import Tabular
import Testing
import Treatment

@testable import Operations

struct ReportTests {
    @Test func theAgingOfAPastDayIsThatOfTheDatedEntries() async throws {
        try await ReportBook.with { book in
            let before = try await book.report(.aging, on: "2026-03-09")
            #expect(before.line("1 to 14") == ["1", "1", "50.00", "0.00", "25.0%"])
            #expect(before.line("30 to 59") == ["2", "2", "150.00", "0.00", "75.0%"])
            #expect(before.line("past due") == ["3", "2", "200.00", "0.00", "100.0%"])
            // 50 x 5, 100 x 37 and 50 x 36 days, over 200.
            #expect(before.figure("weighted_days_past_due") == "28.8")
            let after = try await book.report(.aging, on: "2026-03-10")
            #expect(after.line("30 to 59") == ["1", "1", "50.00", "0.00", "50.0%"])
            #expect(after.line("open") == ["2", "2", "100.00", "0.00", "100.0%"])
            let first = try await book.report(.aging, on: "2026-01-01")
            #expect(first.line("open") == ["0", "0", "0.00", "0.00", "n/a"])
            #expect(first.figure("weighted_days_past_due") == "-")
        }
    }

    @Test func aBandBeginsAndEndsWithItsDay() async throws {
        try await ReportBook.with { book in
            let days = [
                ("2026-03-04", "not past due"), ("2026-03-05", "1 to 14"), ("2026-03-18", "1 to 14"),
                ("2026-03-19", "15 to 29"),
                ("2026-04-02", "15 to 29"), ("2026-04-03", "30 to 59"), ("2026-05-02", "30 to 59"),
                ("2026-05-03", "60 to 89"),
                ("2026-06-01", "60 to 89"), ("2026-06-02", "90+"),
            ]
            // With everything else paid, Ann's second invoice, due on 4 March, is alone in the books.
            try await book.fixture.take("no,customer,paid,amount,invoice\np3,B,2026-02-21,50.00,3\n", .testPayments)
            try await book.raw(
                "UPDATE journal_entries SET effective_on = '2026-02-21' WHERE effective_on = '2026-03-10'")
            for (on, band) in days {
                let report = try await book.report(.aging, on: on)
                let filled = report.table.rows.filter { $0[3] == .money(.usd(cents: 50_00)) }.map { $0[0].text }
                #expect(filled == [band], "\(on)")
            }
        }
    }

    @Test func theTenantsOwnBandsAreTaken() async throws {
        try await ReportBook.with { book in
            let report = try await book.report(.aging, on: "2026-03-09") {
                $0.buckets = AgingBuckets(firstDays: [1, 36, 37])
            }
            #expect(report.table.rows.map { $0[0].text } == ["not past due", "1 to 35", "36 to 36", "37+"])
            #expect(report.table.rows.map { $0[3].text } == ["0.00", "50.00", "50.00", "100.00"])
        }
    }

    @Test func whatIsInDisputeIsShownFromTheDayItWasOpenedToTheDayItWasResolved() async throws {
        try await ReportBook.with { book in
            let tenant = book.fixture.tenant.uuid
            try await book.raw(
                """
                INSERT INTO disputes (tenant_id, id, case_id, receivable_id, amount_minor, currency, reason, opened_on, source)
                SELECT tenant_id, gen_random_uuid(), case_id, id, 3000, 'USD', 'price', '2026-02-10', 'test' FROM receivables
                WHERE tenant_id = \(tenant) AND reference = '1'
                """)
            try await book.raw(
                """
                INSERT INTO dispute_resolutions (tenant_id, dispute_id, outcome, resolved_on, reason)
                SELECT tenant_id, id, 'rejected', '2026-03-01', 'test' FROM disputes WHERE tenant_id = \(tenant)
                """)
            let disputed = ["2026-02-09", "2026-02-10", "2026-02-28", "2026-03-01"]
            for (on, amount) in zip(disputed, ["0.00", "30.00", "30.00", "0.00"]) {
                #expect(try await book.report(.aging, on: on).line("open")?[3] == amount, "\(on)")
            }
        }
    }

    @Test func aReversedPaymentIsOpenAgainFromTheDayOfItsReversal() async throws {
        try await ReportBook.with { book in
            let tenant = book.fixture.tenant
            let entry = try await book.fixture.store.transaction(for: tenant) { tx in
                try tx.connection.row(
                    "SELECT id FROM journal_entries WHERE tenant_id = \(tenant) AND effective_on = '2026-03-10'"
                ) { try $0.get("id", as: Identifier<JournalEntry>.self) }
            }
            _ = try await ReversePayment(store: book.fixture.store).reverse(
                try #require(entry), on: day("2026-03-20"), reason: "returned", idempotencyKey: "r", for: tenant)
            #expect(try await book.report(.aging, on: "2026-03-19").line("past due")?[2] == "100.00")
            #expect(try await book.report(.aging, on: "2026-03-20").line("past due")?[2] == "200.00")
        }
    }

    @Test func aDayAheadOrAPeriodThatRunsBackwardIsRefused() async throws {
        try await ReportBook.with { book in
            for (on, from) in [("2099-01-01", nil), ("2026-03-01", "2026-03-02"), ("2026-03-01", "1999-01-01")]
                as [(String, String?)]
            {
                #expect(
                    await refusal {
                        _ = try await book.report(.activity, on: on) { $0.from = from.map { day($0) } }
                    } == .badInput)
            }
        }
    }

    @Test func anEmptyTenantHasEveryReport() async throws {
        try await ImportFixture.with { fixture in
            for name in ReportName.allCases {
                let report = try await MakeReport(store: fixture.store)(name, of: fixture.tenant)
                #expect(report.tenant == "mine" && !report.population.isEmpty)
                #expect(try JSONEncoder().encode(report).count > 0)
            }
        }
    }

    /// Three days of the demo's receivables: the aging against the ledger's own proof, entry by entry.
    @Test func theAgingOfTheDemoIsWhatTheLedgerProves() async throws {
        try await ImportFixture.with { fixture in
            let june = day("2013-06-30")
            let invoices = demoFile("ibm-accounts-receivable.csv")
            try await fixture.take(demoFile("customers.csv"), try #require(.shipped(named: "demo-customers")))
            try await fixture.take(invoices, try #require(.shipped(named: "demo-receivables"))) { $0.until = june }
            try await fixture.take(invoices, try #require(.shipped(named: "demo-payments"))) { $0.until = june }
            for on in [june, day("2013-04-15"), day("2012-11-30")] {
                var request = ReportRequest()
                request.on = on
                let report = try await MakeReport(store: fixture.store)(.aging, of: fixture.tenant, request)
                let (proven, figures) = try await fixture.store.snapshot(of: fixture.tenant) { tx in
                    (try Self.proof(tx, on: on), try tx.bookFigures(on: on, currency: .usd))
                }
                #expect(report.line("past due")?[2] == ReportTable.Cell.money(proven).text)
                #expect(report.line("past due")?[2] == ReportTable.Cell.money(figures.pastDue.amount).text)
                #expect(report.line("open")?[2] == ReportTable.Cell.money(figures.open.amount).text)
                let bands = report.table.rows.compactMap { row in
                    if case .money(let money) = row[3] { money } else { nil }
                }
                #expect(try bands.total(in: .usd) == figures.open.amount)
                #expect(try bands.dropFirst().total(in: .usd) == proven)
            }
            var request = ReportRequest()
            request.on = june
            let report = try await MakeReport(store: fixture.store)(.aging, of: fixture.tenant, request)
            #expect(report.line("past due")?.prefix(3) == ["12", "12", "835.56"])
            #expect(report.line("open")?.prefix(3) == ["84", "52", "5,119.85"])
        }
    }

    /// What the proof's own balances leave past due on a day.
    private static func proof(_ tx: TenantTransaction, on day: CalendarDate) throws -> Money {
        var proof = LedgerProof()
        try tx.forEachEntry { if $0.heading.effectiveOn <= day { proof.add($0) } }
        let dueOn = Dictionary(
            uniqueKeysWithValues: try tx.connection.rows(
                "SELECT id, due_on FROM receivables WHERE tenant_id = \(tx.tenantID)"
            ) { (try $0.get("id", as: Identifier<Receivable>.self), try $0.get("due_on", as: CalendarDate.self)) })
        return try proof.balances.receivables.filter { dueOn[$0.key.id].map { $0 < day } ?? false }
            .map(\.value.open).total(in: .usd)
    }
}
