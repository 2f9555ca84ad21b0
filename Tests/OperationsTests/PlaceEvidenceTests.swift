import DatabaseTesting
import Foundation
import Receivables
import Store
import Tabular
import Testing

@testable import Operations

/// Where a customer is counts even where no letter can go there.
struct PlaceEvidenceTests {
    private let head = "number,first,last,email,phone,line1,city,state,zip,texts\n"

    @Test func anAddressWithoutZIPGetsNoLetterAndItsStateTellsTheHours() async throws {
        try await ImportFixture.with { fixture in
            let row = "H,Hana,Hale,h@customers.example,,1 Ala Moana Blvd,Honolulu,HI,,\n"
            let report = try await fixture.take(head + row, .testCustomers)
            #expect(report.new == 1 && report.findings.count == 1)
            #expect(report.findings[0].fix.contains("no ZIP") && !report.findings[0].fix.contains("zeros"))
            #expect(try await fixture.take(head + row, .testCustomers).unchanged == 1)
            try await fixture.take(
                "no,customer,billed,due,amount,currency,agreement,disputed\n"
                    + "1,H,2026-01-01,2026-01-31,10.00,USD,,\n", .testReceivables)
            let reading = try await fixture.reading(of: "H")
            #expect(reading.contactPoint(for: .post) == nil)
            #expect(reading.zones.names == ["Pacific/Honolulu"])

            // A whole address takes its place, and an incomplete one never takes a whole one's.
            let whole = row.replacing("HI,,", with: "HI,96814,")
            try await fixture.take(head + whole, .testCustomers)
            #expect(try await fixture.reading(of: "H").contactPoint(for: .post)?.zip == "96814")
            try await fixture.take(head + row, .testCustomers)
            #expect(try await fixture.reading(of: "H").contactPoint(for: .post)?.zip == "96814")
        }
    }

    @Test func whatIsOwedInAnotherCurrencyIsSaidToBeLeftOut() async throws {
        try await LiveBook.with { book in
            let importing = ImportFixture(of: book.tenant, book.database)
            try await importing.take(
                "no,customer,billed,due,amount,currency,agreement,disputed\n"
                    + "CA-7,C-1001,2026-01-20,2026-02-10,30.00,CAD,,\n", .testReceivables)
            let line = try #require(try await book.run(dryRun: true).lines.first)
            #expect(line.verdict == "send" && line.words.contains("one currency: CA-7 30.00 CAD"))
            let listed = try await book.store.transaction(for: book.id) { try $0.customers(after: nil, limit: 10) }
            #expect(listed[0].open.map(\.currency.code) == ["CAD", "USD"])
        }
    }
}

extension ImportFixture {
    /// The case of a customer as the run reads it today.
    fileprivate func reading(of reference: String) async throws -> CaseReading {
        try await store.transaction(for: tenant) { tx in
            let customer = try tx.customer(named: reference)
            let day = try TenantDay(tx)
            let facts = try tx.caseFacts(try tx.caseIDs(of: customer.id), today: day.moment.today)
            return CaseReading(facts[0], day: day, liveMedia: [.post, .email])
        }
    }
}
