import DatabaseTesting
import Postgres
import Receivables
import Store
import Synchronization
import Tabular
import Testing

@testable import Operations

@Suite struct ImportFileTests {
    private let bills = """
        no,customer,billed,due,amount,currency,agreement,disputed
        0001,A,2026-01-01,2026-01-31,10.00,USD,,
        0002,A,2026-02-01,2026-02-28,20.00,USD,,yes
        0003,Z,2026-01-01,2026-01-31,30.00,USD,,

        """
    private let payHead = "no,customer,paid,amount,currency,invoice\n"

    @Test func oneRefusedRowStopsTheFileUnlessTheGoodRowsAreAskedFor() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let before = try await fixture.counts()
            let all = try await fixture.take(bills, .testReceivables)
            #expect([all.new, all.refused] == [2, 1])
            #expect(all.outcome == .refused)
            #expect(try await fixture.counts() == before)

            let good = try await fixture.take(bills, .testReceivables) { $0.goodRowsOnly = true }
            #expect(good.outcome == .written)
            #expect(try await fixture.open("0001") == 10_00)
            #expect(try await fixture.open("0003") == nil)
        }
    }

    @Test func aDryRunTellsTheSameAndWritesNothing() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let before = try await fixture.counts()
            let imports = try await fixture.count("imports")
            let report = try await fixture.take(bills, .testReceivables) {
                $0.goodRowsOnly = true
                $0.dryRun = true
            }
            #expect(report.outcome == .previewed)
            #expect([report.new, report.refused] == [2, 1])
            #expect(report.newAmounts == [.usd(cents: 30_00)])
            #expect(try await fixture.counts() == before)
            #expect(try await fixture.count("imports") == imports)
        }
    }

    @Test func theSameFileTwiceChangesNothing() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            try await fixture.take(bills, .testReceivables) { $0.goodRowsOnly = true }
            let pay = payHead + "P1,A,2026-01-05,35.00,USD,0001\n"
            try await fixture.take(pay, .testPayments)
            let before = try await fixture.counts()
            let again = try await fixture.take(bills, .testReceivables) { $0.goodRowsOnly = true }
            #expect([again.new, again.changed, again.unchanged] == [0, 0, 2])
            let paid = try await fixture.take(pay, .testPayments)
            #expect([paid.new, paid.unchanged, paid.refused] == [0, 1, 0])
            #expect(try await fixture.counts() == before)
            let other = try await fixture.take(payHead + "P1,A,2026-01-05,36.00,USD,0001\n", .testPayments)
            #expect(other.findings.first { $0.isError }?.fix.contains("reverse it first") == true)
        }
    }

    @Test func aPaymentGoesToItsInvoiceThenToTheOldestThenLiesUnapplied() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            try await fixture.take(bills, .testReceivables) { $0.goodRowsOnly = true }
            let first = try await fixture.take(payHead + "P1,A,2026-01-05,25.00,USD,0002\n", .testPayments)
            #expect(first.findings.map(\.isError) == [false])
            #expect(try await fixture.open("0002") == 0)
            #expect(try await fixture.open("0001") == 5_00)
            try await fixture.take(payHead + "P2,A,2026-01-06,7.00,USD,\n", .testPayments)
            #expect(try await fixture.open("0001") == 0)
            #expect(try await fixture.unapplied() == 2_00)
        }
    }

    @Test func theInvoiceTheSourceNamesIsPaidThoughDisputedButTheRestPassesItBy() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            try await fixture.take(bills, .testReceivables) {
                $0.goodRowsOnly = true
                $0.opensDisputes = true
            }
            #expect(try await fixture.count("disputes") == 1)
            try await fixture.take(payHead + "P1,A,2026-01-05,12.00,USD,\n", .testPayments)
            #expect(try await fixture.open("0002") == 20_00)
            #expect(try await fixture.unapplied() == 2_00)
            try await fixture.take(payHead + "P2,A,2026-01-05,5.00,USD,0002\n", .testPayments)
            #expect(try await fixture.open("0002") == 15_00)
        }
    }

    @Test func paymentsMakeTheBooksFreshUpToTheirLastDayOrTheDayStated() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let found = try await fixture.take(payHead + "P1,A,2026-01-05,5.00,USD,\n", .testPayments)
            #expect(found.freshAsOf == CalendarDate("2026-01-05"))
            let older = try await fixture.take(payHead + "P2,A,2026-01-04,5.00,USD,\n", .testPayments)
            #expect(older.freshAsOf == nil)
            let partial = try await fixture.take(
                payHead + "P3,A,2026-01-09,5.00,USD,\nP4,Z,2026-01-10,5.00,USD,\n", .testPayments
            ) { $0.goodRowsOnly = true }
            #expect(partial.freshAsOf == nil)
            let told = try await fixture.take(payHead, .testPayments) { $0.freshAsOf = CalendarDate("2026-01-20") }
            #expect(told.freshAsOf == CalendarDate("2026-01-20"))
        }
    }

    @Test func aChangedAddressReplacesTheOldOneWhichKeepsItsStop() async throws {
        try await ImportFixture.with { fixture in
            let head = "number,first,last,email,phone,line1,city,state,zip,texts\n"
            try await fixture.take(
                head + "A,Ann,Alder,a@customers.example,212 555 0100,1 Elm St.,Boston,MA,02134,yes\n", .testCustomers)
            #expect(
                try await fixture.texts("SELECT value AS text FROM contact_points WHERE medium = 'post'")
                    == ["1 ELM ST\nBOSTON MA 02134"])
            #expect(
                try await fixture.texts(
                    "SELECT value AS text FROM contact_points WHERE text_consent_at IS NOT NULL"
                )
                    == ["+12125550100"])
            try await fixture.database.superuser.transaction {
                try $0.execute("UPDATE contact_points SET stopped_at = now() WHERE medium = 'email'")
            }
            let moved = try await fixture.take(
                head + "A,Ann,Alder,new@customers.example,212 555 0100,2 Oak St,Boston,MA,02134,yes\n", .testCustomers)
            #expect([moved.new, moved.changed] == [0, 1])
            let current: SQL = """
                SELECT medium || ' ' || value || CASE WHEN stopped_at IS NULL THEN '' ELSE ' stopped' END AS text
                FROM contact_points WHERE is_current ORDER BY medium
                """
            #expect(
                try await fixture.texts(current) == [
                    "email new@customers.example", "post 2 OAK ST\nBOSTON MA 02134", "telephone +12125550100",
                ])
            // Back to the address that was stopped, and another customer with the same one: both stay stopped.
            try await fixture.take(
                head + "A,Ann,Alder,a@customers.example,,,,,,\nB,Bob,Birch,a@customers.example,,,,,,\n", .testCustomers)
            #expect(
                try await fixture.texts(current).filter { $0.hasPrefix("email") } == [
                    "email a@customers.example stopped", "email a@customers.example stopped",
                ])
            #expect(try await fixture.texts("SELECT first_name AS text FROM customers ORDER BY 1") == ["Ann", "Bob"])
        }
    }

    @Test func anEmptyCellTakesNothingAwayAndHalfAnAddressIsNoted() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let half = "number,first,last,email,line1,city,state,zip\nA,,,,1 Elm St,Boston,MA,\n"
            let report = try await fixture.take(half, .testCustomers)
            // Kept as evidence of where the customer is, though no letter can go there.
            #expect(report.changed == 1)
            #expect(try await fixture.take(half, .testCustomers).unchanged == 1)
            #expect(report.findings.map(\.isError) == [false])
            #expect(report.findings.first?.column == "line1")
            #expect(
                try await fixture.texts("SELECT last_name AS text FROM customers WHERE reference = 'A'") == ["Alder"])
        }
    }

    @Test func agreementsAreAddedChangedAndHeldToTheirCustomer() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let head = "no,customer,service,monthly,term\n"
            #expect(try await fixture.take(head + "007,A,burglar+fire,44.95,36\n", .testAgreements).new == 1)
            #expect(try await fixture.take(head + "007,A,burglar+fire,44.95,36\n", .testAgreements).unchanged == 1)
            #expect(try await fixture.take(head + "007,A,burglar,49.95,\n", .testAgreements).changed == 1)
            #expect(
                try await fixture.texts(
                    """
                    SELECT reference || ' ' || array_to_string(service_kinds, '+') || ' ' || monthly_minor || ' '
                        || term_months
                        AS text FROM agreements
                    """) == ["007 burglar 4995 36"])
            #expect(try await fixture.take(head + "007,B,burglar,49.95,\n", .testAgreements).outcome == .refused)
        }
    }

    @Test func historyIsKeptOnceForEachStepAndDay() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let text = """
                customer,step,medium,day
                A,nudge,email,2026-01-03
                A,nudge,email,2026-01-03
                A,first-call,telephone,2026-01-09

                """
            let report = try await fixture.take(text, .testHistory)
            #expect([report.new, report.unchanged] == [2, 1])
            #expect(
                try await fixture.texts(
                    "SELECT step_key || ' ' || source || ' ' || sent_on AS text FROM contact_attempts ORDER BY sent_on")
                    == ["nudge history 2026-01-03", "first-call history 2026-01-09"])
            let again = try await fixture.take(text, .testHistory)
            #expect([again.new, again.unchanged] == [0, 3])
            #expect(
                try await fixture.take("customer,step,medium,day\nA,nudge,email,2099-01-01\n", .testHistory).outcome
                    == .refused)
        }
    }

    @Test func anotherTenantsBooksAreUntouchedAndNotTakenForOnesOwn() async throws {
        try await ImportFixture.with { mine in
            let other = try await ImportFixture(mine.database, slug: "other")
            try await other.addCustomers()
            try await other.take(bills, .testReceivables) { $0.goodRowsOnly = true }
            let before = try await other.counts()
            #expect(try await mine.take(bills, .testReceivables).refused == 3)
            try await mine.addCustomers()
            #expect(try await mine.take(bills, .testReceivables) { $0.goodRowsOnly = true }.new == 2)
            try await mine.take("no,customer,due,open,currency\nN-9,A,2026-03-31,1.00,USD\n", .testOpenItems) {
                $0.confirmedSettlement = true
            }
            #expect(try await other.counts() == before)
            #expect(try await mine.open("0001") == 0)
            #expect(try await other.open("0001") == 10_00)
        }
    }

    @Test func theImportItselfIsKeptWithItsFilesHash() async throws {
        try await ImportFixture.with { fixture in
            let report = try await fixture.take("number,first,last,email\nA,Ann,Alder,\n", .testCustomers)
            #expect(
                try await fixture.texts(
                    "SELECT kind || ' ' || rows_new || ' ' || file_sha256 AS text FROM imports")
                    == ["customers 1 \(report.fileSHA256)"])
            #expect(report.fileSHA256.count == 64)
        }
    }

    @Test func aTenantWithSeveralBusinessesHasToNameOne() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.store.transaction(for: fixture.tenant) {
                try $0.createBusiness(
                    BusinessRecord(
                        id: Identifier(), reference: "second", legalName: "Second LLC", brandName: "Second",
                        addressLines: ["1 Main St"], phone: "+12125550100", phoneHours: "9 to 5",
                        fromEmail: "b@dealer.example", replyEmail: "b@dealer.example", payURL: nil,
                        remittanceLines: ["PO Box 1"]))
            }
            let error = await #expect(throws: ImportProblem.self) { try await fixture.addCustomers() }
            #expect("\(try #require(error))".contains("main, second"))
        }
    }

    @Test func progressGoesFromReadingToWriting() async throws {
        try await ImportFixture.with { fixture in
            let seen = Mutex<[ImportProgress]>([])
            // The report is looked at elsewhere.
            _ = try await ImportFile(store: fixture.store).run(
                demoFile("customers.csv"), mapping: try #require(.shipped(named: "demo-customers")),
                tenant: fixture.tenant, progress: { step in seen.withLock { $0.append(step) } })
            let stages = seen.withLock { $0 }
            #expect(stages.first?.stage == .reading)
            #expect(stages.last == ImportProgress(stage: .writing, fraction: 1))
            #expect(stages.contains(ImportProgress(stage: .reading, fraction: 1)))
        }
    }
}
