import Ledger
import Postgres
import Receivables
import Store
import Tabular
import Testing

@testable import Operations

@Suite struct ImportDemoTests {
    private let june = CalendarDate("2013-06-30")!

    /// Figures of the sample data, counted from its file. Source: IBM "WA_Fn-UseC_ Accounts Receivable".
    @Test func theBooksOfTheDemoOn30June2013AreThoseOfItsFile() async throws {
        try await ImportFixture.with { fixture in
            let invoices = demoFile("ibm-accounts-receivable.csv")
            let customers = try await fixture.take(
                demoFile("customers.csv"), try #require(.shipped(named: "demo-customers")))
            #expect(customers.new == 100)
            #expect(customers.findings == [])
            let agreements = try await fixture.take(
                demoFile("customers.csv"), try #require(.shipped(named: "demo-agreements")))
            #expect(agreements.new == 100)
            let billed = try await fixture.take(invoices, try #require(.shipped(named: "demo-receivables"))) {
                $0.until = june
            }
            #expect(billed.new == 1_930)
            #expect(billed.skipped == 2_466 - 1_930)
            #expect(billed.newAmounts == [.usd(cents: 115_444_59)])
            let paid = try await fixture.take(invoices, try #require(.shipped(named: "demo-payments"))) {
                $0.until = june
                $0.freshAsOf = june
            }
            #expect(paid.new == 1_930 - 84)
            #expect(paid.findings == [])
            #expect(paid.freshAsOf == june)

            let figures = try await fixture.store.transaction(for: fixture.tenant) {
                try $0.bookFigures(on: june, currency: .usd)
            }
            #expect(figures.billed.count == 1_930)
            #expect(figures.billed.amount == .usd(cents: 115_444_59))
            #expect(figures.open == .init(count: 84, amount: .usd(cents: 5_119_85), customers: 52))
            #expect(figures.pastDue == .init(count: 12, amount: .usd(cents: 835_56), customers: 12))
            #expect(try await fixture.unapplied() == 0)
            #expect(
                try await fixture.texts(
                    "SELECT reference AS text FROM receivables WHERE reference LIKE '0%' ORDER BY 1"
                ).count > 100)
        }
    }

    @Test func theRestOfTheDemoComesDayByDayAndEachFileTwiceChangesNothing() async throws {
        try await ImportFixture.with { fixture in
            let invoices = demoFile("ibm-accounts-receivable.csv")
            let receivables = try #require(ImportMapping.shipped(named: "demo-receivables"))
            let payments = try #require(ImportMapping.shipped(named: "demo-payments"))
            try await fixture.take(demoFile("customers.csv"), try #require(.shipped(named: "demo-customers")))
            try await fixture.take(invoices, receivables) { $0.until = june }
            try await fixture.take(invoices, payments) { $0.until = june }
            let next = try await fixture.take(invoices, receivables) {
                $0.from = june.adding(days: 1)
                $0.until = CalendarDate("2013-11-27")
            }
            #expect(next.new == 2_443 - 1_930)
            let before = try await fixture.counts()
            let again = try await fixture.take(invoices, receivables) { $0.until = CalendarDate("2013-11-27") }
            #expect([again.new, again.changed, again.unchanged, again.refused] == [0, 0, 2_443, 0])
            let paidAgain = try await fixture.take(invoices, payments) { $0.until = june }
            #expect([paidAgain.new, paidAgain.unchanged] == [0, 1_930 - 84])
            #expect(
                try await fixture.take(demoFile("customers.csv"), try #require(.shipped(named: "demo-customers")))
                    .unchanged == 100)
            #expect(try await fixture.counts() == before)
        }
    }
}
