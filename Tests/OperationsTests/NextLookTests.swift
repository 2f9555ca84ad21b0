import Correspondence
import Foundation
import Ledger
import Receivables
import Store
import Tabular
import Testing
import Treatment

@testable import Operations

/// The day a case is looked at next never lies after the first day on which its decision would change.
struct NextLookTests {
    @Test func aLookRaisedByHandIsFound() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work()
            #expect(try await book.nextLookFindings() == [])
            try await book.raw("UPDATE collection_cases SET next_look_on = '2026-04-30'")
            let findings = try await book.nextLookFindings()
            #expect(findings.count == 1 && findings[0].contains("\(book.tenant.caseID)"))
            #expect(findings[0].contains("2026-04-30"))
        }
    }

    @Test func aTenantsDayAfterItsCasesIsFound() async throws {
        try await LiveBook.with { book in
            try await book.raw("UPDATE tenant_next_looks SET next_look_on = '2026-04-30'")
            #expect(try await book.nextLookFindings().contains { $0.contains("tenant's earliest day 2026-04-30") })
        }
    }

    /// Facts written without lowering the day, as if one call of `lowerNextLook` were gone.
    @Test(arguments: [
        """
        INSERT INTO hold_releases (tenant_id, hold_id, released_on, reason, source)
        SELECT tenant_id, id, '2026-03-09', '', 'test' FROM holds
        """,
        "UPDATE holds SET held_until = '2026-03-12'",
        "DELETE FROM hold_reviews; DELETE FROM holds",
    ])
    func aFactThatForgetsToLowerTheLookIsFound(sql: String) async throws {
        try await LiveBook.with { book in
            _ = try await HoldCustomer(store: book.store).add(
                .manual, customer: "C-1001", business: nil, until: nil, note: "", source: "test", for: book.id)
            try await book.run()
            #expect(try await book.nextLookFindings() == [])
            try await book.raw(sql)
            #expect(try await book.nextLookFindings().contains { $0.contains("\(book.tenant.caseID)") })
        }
    }

    @Test func aHoldThatIsLiftedIsLookedAtTheSameDay() async throws {
        try await LiveBook.with { book in
            let holds = HoldCustomer(store: book.store)
            let hold = try await holds.add(
                .manual, customer: "C-1001", business: nil, until: nil, note: "", source: "test", for: book.id)
            try await book.run()
            let asleep = try await book.tenant.facts().nextLookOn
            #expect(asleep > book.tenant.today)
            try await holds.lift(hold, reason: "over", source: "test", for: book.id)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    private static let agreements = """
        customer_id,kind,first_name,last_name,business_name,email,phone,line1,line2,city,state,zip,language,agreement_number,\
        service,monthly_amount,term_months,agreement_start,sold_by,home_square_feet,home_type,funded_by,notes
        C-1001,consumer,Ana,Nunez,,,,,,,,,en,NW-1,burglar,44.95,12,2010-06-25,S. Lindgren,1100,house,,

        """

    @Test func anAgreementThatArrivesLaterIsLookedAt() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work()
            try await book.run()
            let before = try await book.tenant.facts().nextLookOn
            #expect(before > book.tenant.today)
            let file = book.spool.appending(path: "agreements.csv")
            try Data(Self.agreements.utf8).write(to: file)
            let mapping = try #require(ImportMapping.shipped(named: "demo-agreements"))
            let report = try await ImportFile(store: book.store).run(
                file, mapping: mapping, tenant: book.id, options: ImportOptions())
            #expect(report.isWritten && report.new == 1)
            #expect(try await book.tenant.facts().agreements.count == 1)
            #expect(try await book.tenant.facts().nextLookOn == book.tenant.today)
        }
    }
}
