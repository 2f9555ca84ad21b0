import DatabaseTesting
import Ledger
import Postgres
import Receivables
import Store
import Tabular
import Testing

@testable import Operations

/// Money to a customer's credit pays what the customer is billed, so nobody is asked for what is paid.
@Suite struct StandingCreditTests {
    private let bills = "no,customer,billed,due,amount,currency,agreement,disputed\n"
    private let pay = "no,customer,paid,amount,currency,invoice\n"
    private let items = "no,customer,due,open,currency\n"

    private func overpay(_ fixture: ImportFixture) async throws {
        try await fixture.addCustomers()
        try await fixture.take(bills + "I1,A,2026-01-01,2026-01-31,50.00,USD,,\n", .testReceivables)
        try await fixture.take(pay + "P1,A,2026-02-01,200.00,USD,I1\n", .testPayments)
        #expect(try await fixture.unapplied() == 150_00)
    }

    private func isSound(_ fixture: ImportFixture) async throws {
        #expect(try await VerifyLedger(store: fixture.store)(fixture.tenant).findings.isEmpty)
    }

    @Test func whoPaidTooMuchOwesNothingOfTheNextInvoice() async throws {
        try await LiveBook.with { book in
            let importing = ImportFixture(of: book.tenant, book.database)
            try await importing.take(pay + "P1,C-1001,2026-03-01,299.85,USD,INV-1\n", .testPayments)
            try await importing.take(bills + "I2,C-1001,2026-01-20,2026-02-10,60.00,USD,,\n", .testReceivables)
            #expect(try await book.tenant.owed() == 0)
            try await book.run()
            try await book.work()
            let attempts = try await book.attempts()
            #expect(attempts.map(\.stepKey) == ["thank-you"])
            // Nothing arrived that day: money that lay there was set against the bill.
            #expect(attempts.first?.contentJSON?.contains("everything on your account is settled") == true)
            #expect(attempts.first?.contentJSON?.contains("60.00") == false)
        }
    }

    @Test func creditPaysTheOldestFirstInItsOwnCurrencyAndNothingDisputed() async throws {
        try await ImportFixture.with { fixture in
            try await overpay(fixture)
            try await fixture.take(
                bills + "I4,A,2026-02-03,2026-02-28,70.00,USD,,\nI3,A,2026-02-02,2026-02-20,100.00,USD,,\n"
                    + "I2,A,2026-02-01,2026-02-10,40.00,USD,,yes\nI5,A,2026-02-01,2026-02-05,30.00,CAD,,\n"
                    + "I6,B,2026-02-01,2026-02-05,30.00,USD,,\n", .testReceivables
            ) { $0.opensDisputes = true }
            #expect(try await fixture.open("I2") == 40_00)
            #expect(try await fixture.open("I3") == 0)
            #expect(try await fixture.open("I4") == 20_00)
            #expect(try await fixture.open("I5") == 30_00)
            #expect(try await fixture.open("I6") == 30_00)
            #expect(try await fixture.unapplied() == 0)
            try await isSound(fixture)
        }
    }

    @Test func aReturnedPaymentTakesItsRestOffWhatItHasPaidSince() async throws {
        try await ImportFixture.with { fixture in
            try await overpay(fixture)
            try await fixture.take(bills + "I2,A,2026-02-01,2026-02-10,60.00,USD,,\n", .testReceivables)
            #expect(try await fixture.open("I2") == 0)
            let entry = try await fixture.texts(
                "SELECT id::text AS text FROM journal_entries WHERE kind = 'payment-received'")
            _ = try await ReversePayment(store: fixture.store).reverse(
                try #require(Identifier(entry[0])), on: nil, reason: "returned", idempotencyKey: "r",
                for: fixture.tenant)
            #expect(try await fixture.open("I1") == 50_00)
            #expect(try await fixture.open("I2") == 60_00)
            #expect(try await fixture.unapplied() == 0)
            try await isSound(fixture)
        }
    }

    /// What the source shows next, and what is then open and lies unapplied. Before: item 1 of 60 and a credit of 50.
    @Test(arguments: [
        ("1,A,2026-01-31,60.00,USD\nC1,A,2026-01-31,-50.00,USD\n", Int64(10_00), Int64(0)),  // nothing happened
        ("1,A,2026-01-31,10.00,USD\n", 10_00, 0),  // the source set it against the invoice too
        ("1,A,2026-01-31,30.00,USD\nC1,A,2026-01-31,-20.00,USD\n", 10_00, 0),  // in part
        ("1,A,2026-01-31,55.00,USD\nC1,A,2026-01-31,-50.00,USD\n", 5_00, 0),  // 5 were paid
        ("1,A,2026-01-31,20.00,USD\nC1,A,2026-01-31,-50.00,USD\n", 0, 30_00),  // 40 were paid
        ("C1,A,2026-01-31,-50.00,USD\n", 0, 50_00),  // all was paid
        ("1,A,2026-01-31,60.00,USD\nC1,A,2026-01-31,-50.00,USD\nC2,A,2026-02-01,-20.00,USD\n", 0, 10_00),
    ])
    func aCreditBesideAnInvoiceStaysUnderstoodInLaterSnapshots(rows: String, open: Int64, unapplied: Int64)
        async throws
    {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let first = items + "1,A,2026-01-31,60.00,USD\nC1,A,2026-01-31,-50.00,USD\n"
            try await fixture.take(first, .testOpenItems)
            #expect(try await fixture.open("1") == 10_00)
            for _ in 0..<2 {
                let next = try await fixture.take(items + rows, .testOpenItems) { $0.confirmedSettlement = true }
                #expect(next.outcome == .written)
                #expect(try await fixture.open("1") == open)
                #expect(try await fixture.unapplied() == unapplied)
            }
            try await isSound(fixture)
        }
    }

    @Test func aCreditIsShownAsOneAndNotAsADebt() async throws {
        try await ImportFixture.with { fixture in
            try await overpay(fixture)
            let sheet = try await ShowCustomer(store: fixture.store).show("A", for: fixture.tenant)
            #expect(sheet.cases[0].unapplied.map(\.words) == ["150.00 USD, money last arrived 2026-02-01"])
            #expect(sheet.cases[0].entries[0].words.contains("invoiced 50.00 USD"))
            #expect(sheet.cases[0].entries[1].words.contains("payment-received -50.00 USD, 150.00 USD to the credit"))
            let listed = try await fixture.store.transaction(for: fixture.tenant) {
                try $0.customers(after: nil, limit: 10)
            }
            #expect(listed.map(\.unapplied) == [[.usd(cents: 150_00)], []])
            #expect(listed.map(\.open) == [[], []])
        }
    }
}
