import DatabaseTesting
import Ledger
import Postgres
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

struct MoneyActsTests {
    private func payment(_ tenant: TestTenant, _ cents: Int64, key: String) -> RecordPayment.Payment {
        RecordPayment.Payment(
            amount: .usd(cents: cents), paidOn: tenant.today, customerReference: tenant.customerReference,
            idempotencyKey: key)
    }

    @Test func aPaymentGoesToTheOldestAndTheRestLiesUnapplied() async throws {
        try await TestTenant.with { tenant, _ in
            _ = try await tenant.bill(
                "INV-2", .usd(cents: 50_00), billedOn: day("2026-02-15"), dueOn: day("2026-03-01"))
            let result = try await RecordPayment(store: tenant.store)
                .record(payment(tenant, 250_00, key: "cheque 7"), for: tenant.id)
            #expect(result.applied.map(\.reference) == ["INV-1", "INV-2"])
            #expect(result.unapplied == .usd(cents: 50_15))
            #expect(try await tenant.owed() == 0)
        }
    }

    @Test func theSameKeyRecordsMoneyOnce() async throws {
        try await TestTenant.with { tenant, _ in
            let record = RecordPayment(store: tenant.store)
            let first = try await record.record(payment(tenant, 10_00, key: "k"), for: tenant.id)
            let second = try await record.record(payment(tenant, 10_00, key: "k"), for: tenant.id)
            #expect(first.isNew && !second.isNew && first.entry == second.entry)
            #expect(try await tenant.owed() == 139_85)
        }
    }

    @Test func aKeyThatBelongsToAnotherPaymentIsRefusedAndNoMoneyIsLost() async throws {
        try await TestTenant.with { tenant, _ in
            let record = RecordPayment(store: tenant.store)
            _ = try await record.record(payment(tenant, 10_00, key: "k"), for: tenant.id)
            var earlier = payment(tenant, 10_00, key: "k")
            earlier.paidOn = tenant.today.adding(days: -1)
            var foreign = payment(tenant, 10_00, key: "k")
            foreign.amount = Money(minorUnits: 10_00, currency: try #require(Currency("CAD")))
            for other in [payment(tenant, 11_00, key: "k"), earlier, foreign] {
                #expect(await refusal { _ = try await record.record(other, for: tenant.id) } == .notAllowed)
            }
            #expect(
                await refusal {
                    _ = try await GiveCredit(store: tenant.store).give(
                        .usd(cents: 10_00), on: "INV-1", customer: tenant.customerReference, business: nil,
                        reason: "goodwill", role: .owner, by: "Dana", idempotencyKey: "k", for: tenant.id)
                } == .notAllowed)
            #expect(try await tenant.owed() == 139_85)
        }
    }

    @Test func aReversalsKeyBelongsToThatReversal() async throws {
        try await TestTenant.with { tenant, _ in
            let record = RecordPayment(store: tenant.store)
            let first = try await record.record(payment(tenant, 10_00, key: "a"), for: tenant.id)
            let second = try await record.record(payment(tenant, 20_00, key: "b"), for: tenant.id)
            let reverse = ReversePayment(store: tenant.store)
            _ = try await reverse.reverse(
                first.entry, on: nil, reason: "returned", idempotencyKey: "r", for: tenant.id)
            #expect(
                await refusal {
                    _ = try await reverse.reverse(
                        second.entry, on: nil, reason: "returned", idempotencyKey: "r", for: tenant.id)
                } == .notAllowed)
            #expect(try await tenant.owed() == 129_85)
        }
    }

    @Test func whatCannotBeSpreadAsAskedNamesTheInvoice() async throws {
        try await TestTenant.with { tenant, _ in
            var wanted = payment(tenant, 200_00, key: "k")
            wanted.directed = [("INV-1", .usd(cents: 150_00))]
            let error = await #expect(throws: ActRefused.self) {
                try await RecordPayment(store: tenant.store).record(wanted, for: tenant.id)
            }
            #expect(error?.kind == .badInput)
            #expect(error?.description.contains("INV-1") == true)
            let owed = try await tenant.owed()
            #expect(owed == 149_85)
        }
    }

    @Test func whoOwesNothingHasNothingToPromise() async throws {
        try await TestTenant.with { tenant, _ in
            _ = try await RecordPayment(store: tenant.store).record(payment(tenant, 149_85, key: "k"), for: tenant.id)
            #expect(
                await refusal {
                    _ = try await RecordPromise(store: tenant.store).record(
                        .usd(cents: 10_00), by: tenant.today, customer: tenant.customerReference, business: nil,
                        madeBy: "Pat", for: tenant.id)
                } == .notAllowed)
        }
    }

    @Test func aCustomerMaySayWhereMoneyGoes() async throws {
        try await TestTenant.with { tenant, _ in
            _ = try await tenant.bill(
                "INV-2", .usd(cents: 50_00), billedOn: day("2026-02-15"), dueOn: day("2026-03-01"))
            var wanted = payment(tenant, 50_00, key: "k")
            wanted.directed = [("INV-2", .usd(cents: 50_00))]
            let result = try await RecordPayment(store: tenant.store).record(wanted, for: tenant.id)
            #expect(result.applied.map(\.reference) == ["INV-2"])
        }
    }

    @Test func whatIsNotThereOrNotYetIsRefused() async throws {
        try await TestTenant.with { tenant, _ in
            let record = RecordPayment(store: tenant.store)
            var future = payment(tenant, 10_00, key: "a")
            future.paidOn = tenant.today.adding(days: 1)
            #expect(await refusal { _ = try await record.record(future, for: tenant.id) } == .badInput)
            var stranger = payment(tenant, 10_00, key: "b")
            stranger.customerReference = "C-9"
            #expect(await refusal { _ = try await record.record(stranger, for: tenant.id) } == .unknown)
            #expect(
                await refusal { _ = try await record.record(payment(tenant, 10_00, key: ""), for: tenant.id) }
                    == .badInput)
            let owed = try await tenant.owed()
            #expect(owed == 149_85)
        }
    }

    @Test func aReversedPaymentIsOwedAgainAndIsReversedOnce() async throws {
        try await TestTenant.with { tenant, _ in
            let paid = try await RecordPayment(store: tenant.store)
                .record(payment(tenant, 149_85, key: "k"), for: tenant.id)
            let reverse = ReversePayment(store: tenant.store)
            let first = try await reverse.reverse(
                paid.entry, on: nil, reason: "returned", idempotencyKey: "r", for: tenant.id)
            #expect(first.isNew)
            #expect(try await tenant.owed() == 149_85)
            let again = try await reverse.reverse(
                paid.entry, on: nil, reason: "returned", idempotencyKey: "r", for: tenant.id)
            #expect(!again.isNew && again.entry == first.entry)
            await #expect(throws: LedgerError.self) {
                try await reverse.reverse(
                    paid.entry, on: nil, reason: "returned", idempotencyKey: "r2", for: tenant.id)
            }
        }
    }

    @Test func aBillIsNeverReversed() async throws {
        try await TestTenant.with { tenant, database in
            let bill = try await database.superuser.transaction { tx in
                try tx.row("SELECT id FROM journal_entries WHERE kind IN ('invoiced', 'opening-balance') LIMIT 1") {
                    try $0.get("id", as: Identifier<JournalEntry>.self)
                }
            }
            let entry = try #require(bill)
            let error = await #expect(throws: ActRefused.self) {
                try await ReversePayment(store: tenant.store).reverse(
                    entry, on: nil, reason: "mistake", idempotencyKey: "r", for: tenant.id)
            }
            #expect(error?.kind == .notAllowed && error?.description.contains("dunwell credit") == true)
            let owed = try await tenant.owed()
            #expect(owed == 149_85)
        }
    }

    @Test func anotherTenantsEntryAndCustomerDoNotExistHere() async throws {
        try await TestTenant.with { tenant, database in
            let other = try await TestTenant.make(in: Store(pool: database.service), slug: "contoso")
            let paid = try await RecordPayment(store: tenant.store)
                .record(payment(tenant, 10_00, key: "k"), for: tenant.id)
            #expect(
                await refusal {
                    _ = try await ReversePayment(store: other.store)
                        .reverse(paid.entry, on: nil, reason: "returned", idempotencyKey: "r", for: other.id)
                } == .unknown)
            #expect(try await other.owed() == 149_85)
        }
    }

    @Test func aCreditIsNeverMoreThanIsOpen() async throws {
        try await TestTenant.with { tenant, _ in
            let give = GiveCredit(store: tenant.store)
            #expect(
                await refusal {
                    _ = try await give.give(
                        .usd(cents: 149_86), on: "INV-1", customer: tenant.customerReference, business: nil,
                        reason: "goodwill", role: .owner, by: "Dana", idempotencyKey: "a", for: tenant.id)
                } == .badInput)
            _ = try await give.give(
                .usd(cents: 49_85), on: "INV-1", customer: tenant.customerReference, business: nil, reason: "goodwill",
                role: .owner, by: "Dana", idempotencyKey: "b", for: tenant.id)
            #expect(try await tenant.owed() == 100_00)
        }
    }

    @Test(arguments: [
        (Int64(10_00), day("2026-03-08"), ActRefused.Kind.badInput),  // yesterday
        (149_86, day("2026-03-12"), .badInput),  // more than is owed
        (0, day("2026-03-12"), .badInput), (10_00, day("2026-03-24"), .notAllowed),  // 15 days ahead
    ])
    func aPromiseOutsideTheTermsIsRefused(cents: Int64, due: CalendarDate, kind: ActRefused.Kind) async throws {
        try await TestTenant.with { tenant, _ in
            #expect(
                await refusal {
                    _ = try await RecordPromise(store: tenant.store).record(
                        .usd(cents: cents), by: due, customer: tenant.customerReference, business: nil, madeBy: "Pat",
                        for: tenant.id)
                } == kind)
            let promises = try await tenant.facts().promises
            #expect(promises.isEmpty)
        }
    }

    @Test func aPromiseIsKeptForTheCaseAndALaterOneReplacesIt() async throws {
        try await TestTenant.with { tenant, _ in
            let record = RecordPromise(store: tenant.store)
            for due in [day("2026-03-12"), day("2026-03-16")] {
                _ = try await record.record(
                    .usd(cents: 50_00), by: due, customer: tenant.customerReference, business: nil, madeBy: "Pat",
                    for: tenant.id)
            }
            let promises = try await tenant.facts().promises
            #expect(promises.count == 2)
            #expect(promises.count { $0.supersededOn != nil } == 1)
        }
    }
}
