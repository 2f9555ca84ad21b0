import DatabaseTesting
import Ledger
import Postgres
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Money by hand that is refused: in words that say what to do, with nothing changed.
struct MoneyRefusalTests {
    private func words(_ act: () async throws -> Void) async -> String {
        do {
            try await act()
            return "nothing was refused"
        } catch let refused as ActRefused {
            return refused.description
        } catch {
            return "another error: \(error)"
        }
    }

    private func payment(_ tenant: TestTenant, _ change: (inout RecordPayment.Payment) -> Void)
        -> RecordPayment.Payment
    {
        var payment = RecordPayment.Payment(
            amount: .usd(cents: 10_00), paidOn: tenant.today, customerReference: "C-1001", idempotencyKey: "k")
        change(&payment)
        return payment
    }

    private func isUntouched(_ tenant: TestTenant, owed: Int64 = 149_85) async throws {
        #expect(try await tenant.owed() == owed)
        #expect(try await VerifyLedger(store: tenant.store)(tenant.id).findings.isEmpty)
    }

    static let cad = Money(minorUnits: 10_00, currency: .cad)
    static let cases: [(words: String, change: @Sendable (inout RecordPayment.Payment) -> Void)] = [
        ("there is no customer C-9", { $0.customerReference = "C-9" }),
        ("no business west", { $0.businessReference = "west" }),
        ("not above zero", { $0.amount = .usd(cents: 0) }),
        ("not above zero", { $0.amount = .usd(cents: -5_00) }),
        ("lies in the future", { $0.paidOn = $0.paidOn.adding(days: 1) }),
        ("another currency than the customer is billed in (USD)", { $0.amount = cad }),
        ("there is no receivable INV-9", { $0.directed = [("INV-9", .usd(cents: 10_00))] }),
        ("pay it in its own currency", { $0.directed = [("INV-1", cad)] }),
        ("INV-1 is not above zero", { $0.directed = [("INV-1", .usd(cents: 0))] }),
        ("(--key)", { $0.idempotencyKey = "" }),
    ]

    @Test(arguments: 0..<cases.count) func aPaymentThatCannotBeIsRefusedInWords(index: Int) async throws {
        try await TestTenant.with { tenant, _ in
            let asked = payment(tenant, Self.cases[index].change)
            let told = await words { _ = try await RecordPayment(store: tenant.store).record(asked, for: tenant.id) }
            #expect(told.contains(Self.cases[index].words), "\(told)")
            try await isUntouched(tenant)
        }
    }

    @Test func anotherCustomersReceivableAndOneSettledAreNamedForWhatTheyAre() async throws {
        try await LiveBook.with(furtherCustomers: 1) { book in
            let record = RecordPayment(store: book.store)
            let foreign = payment(book.tenant) { $0.directed = [("INV-20", .usd(cents: 10_00))] }
            #expect(await words { _ = try await record.record(foreign, for: book.id) }.contains("another customer's"))
            _ = try await record.record(
                payment(book.tenant) {
                    $0.amount = .usd(cents: 149_85)
                    $0.idempotencyKey = "all"
                }, for: book.id)
            let settled = payment(book.tenant) { $0.directed = [("INV-1", .usd(cents: 10_00))] }
            let told = await words { _ = try await record.record(settled, for: book.id) }
            #expect(told.contains("nothing is open on INV-1, settled on 2026-03-09"), "\(told)")
        }
    }

    @Test func aWrittenOffItemTakesNoMoneyUntilAPersonReopensItAndThenTakesWhatLay() async throws {
        try await TestTenant.with { tenant, _ in
            let entry = try await tenant.writeOff(tenant.receivable)
            let record = RecordPayment(store: tenant.store)
            let meant = payment(tenant) { $0.directed = [("INV-1", .usd(cents: 10_00))] }
            let told = await words { _ = try await record.record(meant, for: tenant.id) }
            #expect(told.contains("was written off") && told.contains("dunwell payment reverse \(entry)"), "\(told)")
            let lying = try await record.record(payment(tenant) { _ in }, for: tenant.id)
            #expect(lying.applied.isEmpty && lying.unapplied == .usd(cents: 10_00))
            _ = try await ReversePayment(store: tenant.store).reverse(
                entry, on: nil, reason: "reopened", idempotencyKey: "r", for: tenant.id)
            try await isUntouched(tenant, owed: 139_85)
        }
    }

    @Test func aKeyUsedForMoneyThatWentElsewhereIsRefused() async throws {
        try await TestTenant.with { tenant, _ in
            _ = try await tenant.bill(
                "INV-2", .usd(cents: 50_00), billedOn: day("2026-02-15"), dueOn: day("2026-03-01"))
            let record = RecordPayment(store: tenant.store)
            _ = try await record.record(payment(tenant) { _ in }, for: tenant.id)
            let elsewhere = payment(tenant) { $0.directed = [("INV-2", .usd(cents: 10_00))] }
            #expect(
                await words { _ = try await record.record(elsewhere, for: tenant.id) }.contains(
                    "give this one a key of its own"))
            let same = payment(tenant) { $0.directed = [("INV-1", .usd(cents: 10_00))] }
            #expect(try await record.record(same, for: tenant.id).isNew == false)
            try await isUntouched(tenant, owed: 189_85)
        }
    }

    @Test func anAmountBeyondWhatTheBooksHoldIsRefusedInWords() async throws {
        try await TestTenant.with { tenant, _ in
            let huge = Money.usd(cents: 100_000_000_000_001)
            let paid = payment(tenant) { $0.amount = huge }
            #expect(
                await words { _ = try await RecordPayment(store: tenant.store).record(paid, for: tenant.id) }
                    .contains("more than the books can hold"))
            #expect(
                await words {
                    _ = try await GiveCredit(store: tenant.store).give(
                        huge, on: "INV-1", customer: "C-1001", business: nil, reason: "goodwill", role: .owner,
                        by: "Dana", idempotencyKey: "c", for: tenant.id)
                }.contains("INV-1") == false)
            try await isUntouched(tenant)
        }
    }

    @Test func aFeeNobodyCanMeanIsRefused() async throws {
        try await TestTenant.with { tenant, _ in
            let setting = AllowLateFees.Setting(
                businessReference: nil, state: "NY", max: .usd(cents: 5_000_00), clauseEnglish: "clause 7",
                clauseSpanish: "", source: "counsel", by: "Dana")
            #expect(
                await words { try await AllowLateFees(store: tenant.store).set(setting, for: tenant.id) }
                    .contains("write it as 5.00"))
        }
    }

    @Test func whoGaveMoneyBackOrSetItAgainstABillStandsWithTheEntry() async throws {
        try await TestTenant.with { tenant, database in
            try await tenant.lay(unapplied: 20_00, on: tenant.today)
            _ = try await RefundUnapplied(store: tenant.store).refund(
                .usd(cents: 5_00), customer: "C-1001", business: nil, on: nil, reason: "overpaid", by: "Pat",
                idempotencyKey: "f", for: tenant.id)
            var request = ApplyUnapplied.Request(customerReference: "C-1001", idempotencyKey: "a")
            request.by = "Lee"
            let told = request
            _ = try await ApplyUnapplied(store: tenant.store).apply(told, for: tenant.id)
            let authors = try await database.superuser.transaction { tx in
                try tx.rows(
                    "SELECT recorded_by FROM journal_entries WHERE kind IN ('refunded', 'applied') ORDER BY kind"
                ) { try $0.get("recorded_by", as: String.self) }
            }
            #expect(authors == ["Lee", "Pat"])
        }
    }

    @Test func whatCameLaterIsUndoneFirst() async throws {
        try await TestTenant.with { tenant, _ in
            let over = try await RecordPayment(store: tenant.store).record(
                payment(tenant) { $0.amount = .usd(cents: 160_00) }, for: tenant.id)
            let refunds = RefundUnapplied(store: tenant.store)
            let refund = try await refunds.refund(
                nil, customer: "C-1001", business: nil, on: nil, reason: "overpaid", idempotencyKey: "f",
                for: tenant.id)
            #expect(refund.amount == .usd(cents: 10_15) && refund.left == .usd(cents: 0))
            let again = try await refunds.refund(
                nil, customer: "C-1001", business: nil, on: nil, reason: "overpaid", idempotencyKey: "f",
                for: tenant.id)
            #expect(!again.isNew && again.entry == refund.entry)
            let reverse = ReversePayment(store: tenant.store)
            let back = try await reverse.reverse(
                refund.entry, on: nil, reason: "never-cashed", idempotencyKey: "r1", for: tenant.id)
            _ = try await reverse.reverse(
                over.entry, on: nil, reason: "returned", idempotencyKey: "r2", for: tenant.id)
            await #expect(throws: LedgerError.reversalOfReversal(back.entry)) {
                try await reverse.reverse(
                    back.entry, on: nil, reason: "again", idempotencyKey: "r3", for: tenant.id)
            }
            try await isUntouched(tenant)
        }
    }

    @Test func whatWasGivenBackOfAChequeThatBouncesIsOwedAgain() async throws {
        try await TestTenant.with { tenant, _ in
            let over = try await RecordPayment(store: tenant.store).record(
                payment(tenant) { $0.amount = .usd(cents: 200_00) }, for: tenant.id)
            _ = try await RefundUnapplied(store: tenant.store).refund(
                .usd(cents: 50_00), customer: "C-1001", business: nil, on: nil, reason: "overpaid",
                idempotencyKey: "f", for: tenant.id)
            let reverse = ReversePayment(store: tenant.store)
            let done = try await reverse.reverse(
                over.entry, on: nil, reason: "returned-cheque", idempotencyKey: "r", for: tenant.id)
            let billed = try #require(done.reclaimed)
            #expect(billed.amount == .usd(cents: 50_00) && billed.reference.hasPrefix("REFUND-"))
            #expect(try await tenant.owed() == 199_85)
            let lying = try await tenant.store.transaction(for: tenant.id) { try $0.unappliedMoney() }
            #expect(lying.isEmpty)
            #expect(try await VerifyLedger(store: tenant.store)(tenant.id).findings.isEmpty)
            let again = try await reverse.reverse(
                over.entry, on: nil, reason: "returned-cheque", idempotencyKey: "r", for: tenant.id)
            #expect(!again.isNew && again.reclaimed == nil)
            // Paid, both are settled, and nothing lies there.
            _ = try await RecordPayment(store: tenant.store).record(
                payment(tenant) {
                    $0.amount = .usd(cents: 199_85)
                    $0.idempotencyKey = "all"
                }, for: tenant.id)
            #expect(try await tenant.owed() == 0)
        }
    }

    @Test(arguments: ["2016-03-09", "2025-06-01"])
    func moneyOfADayLongBeforeTheFirstBillIsRefusedWithWhatToWrite(paidOn: String) async throws {
        try await TestTenant.with { tenant, _ in
            let told = await words {
                _ = try await RecordPayment(store: tenant.store).record(
                    payment(tenant) { $0.paidOn = day(paidOn) }, for: tenant.id)
            }
            #expect(told.contains("first bill") && told.contains("--on"), "\(told)")
            try await isUntouched(tenant)
            // A deposit may come before the bill.
            let early = try await RecordPayment(store: tenant.store).record(
                payment(tenant) { $0.paidOn = day("2025-12-20") }, for: tenant.id)
            #expect(early.isNew)
        }
    }

    @Test(arguments: [("upheld", Int64(0)), ("rejected", 129_85), ("withdrawn", 129_85)])
    func moneyThatLayBecauseOfADisputeGoesToTheItemOnceItIsOwedAfterAll(outcome: String, owed: Int64) async throws {
        try await TestTenant.with { tenant, _ in
            let disputes = DisputeReceivable(store: tenant.store)
            let id = try await disputes.open(
                "INV-1", amount: nil, customer: "C-1001", business: nil, reason: "not mine", evidenceDueOn: nil,
                source: "call", for: tenant.id)
            let lying = try await RecordPayment(store: tenant.store).record(
                payment(tenant) { $0.amount = .usd(cents: 20_00) }, for: tenant.id)
            #expect(lying.unapplied == .usd(cents: 20_00))
            try await disputes.resolve(id, outcome: outcome, reason: "looked at", for: tenant.id)
            try await isUntouched(tenant, owed: owed)
        }
    }

    @Test func aCustomerWhoOwesInTwoCurrenciesPaysEachInItsOwn() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            try await fixture.take(
                "no,customer,billed,due,amount,currency,agreement,disputed\nI1,A,2026-01-01,2026-01-31,50.00,USD,,\n"
                    + "I2,A,2026-01-01,2026-01-30,50.00,CAD,,\n", .testReceivables)
            let paid = try await RecordPayment(store: fixture.store).record(
                .init(
                    amount: .usd(cents: 60_00), paidOn: day("2026-02-01"), customerReference: "A", idempotencyKey: "k"),
                for: fixture.tenant)
            #expect(paid.applied.map(\.reference) == ["I1"])
            #expect(paid.unapplied == .usd(cents: 10_00))
            #expect(try await fixture.open("I2") == 50_00)
        }
    }
}
