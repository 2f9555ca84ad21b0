import DatabaseTesting
import Ledger
import Postgres
import Receivables
import Store
import Tabular
import Testing
import Treatment

@testable import Operations

/// Money that arrived and is not set against anything.
struct UnappliedMoneyTests {
    @Test func itIsShownAndHoldsContactUntilItIsApplied() async throws {
        try await LiveBook.with { book in
            try await book.tenant.lay(unapplied: 20_00, on: book.tenant.today)
            let sheet = try await ShowCustomer(store: book.store).show("C-1001", for: book.id)
            #expect(sheet.cases[0].unapplied.map(\.words) == ["20.00 USD, money last arrived 2026-03-09"])
            let held = try await book.run()
            #expect(held.planned == 0 && held.blocked == 1)
            #expect(try await book.nextLookFindings() == [])

            var request = ApplyUnapplied.Request(customerReference: "C-1001", idempotencyKey: "a")
            let done = try await ApplyUnapplied(store: book.store).apply(request, for: book.id)
            #expect(done.isNew && done.left == .usd(cents: 0))
            #expect(done.applied.map(\.reference) == ["INV-1"])
            #expect(try await book.tenant.owed() == 129_85)
            let again = try await ApplyUnapplied(store: book.store).apply(request, for: book.id)
            #expect(!again.isNew && again.entry == done.entry)
            request.idempotencyKey = "b"
            #expect(
                await refusal { _ = try await ApplyUnapplied(store: book.store).apply(request, for: book.id) }
                    == .notAllowed)
            #expect(try await ShowCustomer(store: book.store).show("C-1001", for: book.id).cases[0].unapplied.isEmpty)
            #expect(try await VerifyLedger(store: book.store)(book.id).findings.isEmpty)
        }
    }

    @Test func moneyThatArrivesBetweenPlanAndSendingStopsTheMessage() async throws {
        try await LiveBook.with { book in
            #expect(try await book.run().planned == 1)
            try await book.tenant.lay(unapplied: 20_00, on: book.tenant.today)
            try await book.work()
            #expect(book.mails() == 0)
            #expect(try await book.sendingDecisions().map(\.ruleID) == ["debt.unapplied-money"])
        }
    }

    @Test func itGoesWhereTheCustomerSaysAndNeverBeyondWhatLiesThere() async throws {
        try await TestTenant.with { tenant, _ in
            _ = try await tenant.bill(
                "INV-2", .usd(cents: 50_00), billedOn: day("2026-02-15"), dueOn: day("2026-03-01"))
            try await tenant.lay(unapplied: 60_00, on: tenant.today)
            let apply = ApplyUnapplied(store: tenant.store)
            var request = ApplyUnapplied.Request(customerReference: "C-1001", idempotencyKey: "a")
            request.amount = .usd(cents: 60_01)
            #expect(await refusal { _ = try await apply.apply(request, for: tenant.id) } == .badInput)
            request.amount = nil
            request.directed = [("INV-2", .usd(cents: 50_01))]
            #expect(await refusal { _ = try await apply.apply(request, for: tenant.id) } == .badInput)
            request.directed = [("INV-2", .usd(cents: 50_00))]
            let done = try await apply.apply(request, for: tenant.id)
            #expect(done.applied.map(\.reference) == ["INV-2"])
            #expect(done.left == .usd(cents: 10_00))
            #expect(try await tenant.owed() == 149_85)
        }
    }

    @Test func whatIsDisputedTakesNone() async throws {
        try await TestTenant.with { tenant, _ in
            try await tenant.lay(unapplied: 20_00, on: tenant.today)
            _ = try await DisputeReceivable(store: tenant.store).open(
                "INV-1", amount: nil, customer: "C-1001", business: nil, reason: "not mine", evidenceDueOn: nil,
                source: "call", for: tenant.id)
            let request = ApplyUnapplied.Request(customerReference: "C-1001", idempotencyKey: "a")
            #expect(
                await refusal { _ = try await ApplyUnapplied(store: tenant.store).apply(request, for: tenant.id) }
                    == .notAllowed)
        }
    }

    @Test func anotherTenantsMoneyIsNotSeen() async throws {
        try await TestTenant.with { tenant, database in
            let other = try await TestTenant.make(in: Store(pool: database.service), slug: "contoso")
            try await tenant.lay(unapplied: 20_00, on: tenant.today)
            let seen = try await other.store.transaction(for: other.id) { try $0.unappliedMoney() }
            #expect(seen.isEmpty)
        }
    }
}

/// Receivables taken off the books.
struct WriteOffTests {
    @Test func theRoleAndThePersonOfTheDecisionStandWithTheEntry() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.writeOff) == .approved)
            let closing = CloseAccounts(store: book.store, registry: try TestTenant.plugins())
            let entry = try #require(try await closing.closeApproved(for: book.id).first?.entries.first)
            let kept = try await book.count(
                "relief_approvals", where: "entry_id = '\(entry)' AND role = 'owner' AND approved_by = 'Dana Reyes'")
            #expect(kept == 1)
            #expect(try await VerifyLedger(store: book.store)(book.id).findings.isEmpty)
        }
    }

    @Test func reversingTheEntryReopensItAndItMayBeWrittenOffAgain() async throws {
        try await TestTenant.with { tenant, _ in
            let first = try await tenant.writeOff(tenant.receivable)
            _ = try await ReversePayment(store: tenant.store).reverse(
                first, on: nil, reason: "reopened", idempotencyKey: "r", for: tenant.id)
            #expect(try await tenant.owed() == 149_85)
            let second = try await tenant.writeOff(tenant.receivable)
            #expect(try await tenant.owed() == 0)
            #expect(second != first)
        }
    }

    @Test func aFileDoesNotReopenWhatWasWrittenOff() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let file = "no,customer,due,open,currency\n1,A,2026-01-31,100.00,USD\n2,A,2026-02-28,50.00,USD\n"
            _ = try await fixture.take(file, .testOpenItems)
            let tenant = fixture.tenant
            let id = try #require(
                try await fixture.store.transaction(for: tenant) { tx in
                    try tx.connection.row("SELECT id FROM receivables WHERE reference = '1' AND tenant_id = \(tenant)")
                    {
                        try $0.get("id", as: Identifier<Receivable>.self)
                    }
                })
            try await fixture.store.transaction(for: tenant) { tx in
                let item = try #require(try tx.receivablesToWriteOff([id]).first)
                _ = try tx.writeOff(item, as: .owner, by: "Dana", try tx.moment())
            }

            let again = try await fixture.take(file, .testOpenItems)
            #expect(again.outcome == .written)
            #expect([again.new, again.changed, again.unchanged, again.refused] == [0, 0, 2, 0])
            #expect(try await fixture.open("1") == 0)
            #expect(try await fixture.open("2") == 50_00)
            let finding = try #require(again.findings.first)
            #expect(again.findings.count == 1 && !finding.isError && finding.line == 2)
            #expect(finding.expected.contains("written off"))
            #expect(finding.fix.contains("dunwell payment reverse"))

            let more = try await fixture.take(
                file.replacing("1,A,2026-01-31,100.00", with: "1,A,2026-01-31,100.01"), .testOpenItems)
            #expect(more.outcome == .refused)
            #expect(more.findings.first { $0.isError }?.fix.contains("was written off and stays so") == true)
            #expect(try await fixture.open("1") == 0)
        }
    }

    @Test func aFileThatKnowsNothingOfWhatWasPaidBeforeTheWriteOffNamesItAndImportsTheOthers() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let file = "no,customer,due,open,currency\n1,A,2026-01-31,100.00,USD\n2,A,2026-02-28,50.00,USD\n"
            _ = try await fixture.take(file, .testOpenItems)
            let tenant = fixture.tenant
            _ = try await RecordPayment(store: fixture.store).record(
                .init(
                    amount: .usd(cents: 40_00), paidOn: day("2026-03-01"), customerReference: "A",
                    idempotencyKey: "p"), for: tenant)
            try await fixture.store.transaction(for: tenant) { tx in
                let open = try #require(
                    try tx.connection.row("SELECT id FROM receivables WHERE reference = '1' AND tenant_id = \(tenant)")
                    {
                        try $0.get("id", as: Identifier<Receivable>.self)
                    })
                let item = try #require(try tx.receivablesToWriteOff([open]).first)
                _ = try tx.writeOff(item, as: .owner, by: "Dana", try tx.moment())
            }
            let again = try await fixture.take(file, .testOpenItems)
            #expect(again.outcome == .written)
            #expect(try await fixture.open("1") == 0)
            let finding = try #require(again.findings.first)
            #expect(again.findings.count == 1 && !finding.isError && finding.expected.contains("60.00"))
        }
    }
}
