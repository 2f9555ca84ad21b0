import Compliance
import DatabaseTesting
import Foundation
import Receivables
import Store
import Tabular
import Testing
import Treatment

@testable import Operations

/// The customer C-1001 is Ana Gomez, ana@customer.example; another tenant has one of the same name.
struct FindCustomersTests {
    private func find(
        _ text: String?, owes: Int64? = nil, in tenant: TestTenant, limit: Int = 10
    ) async throws -> [String] {
        try await FindCustomers(store: tenant.store).find(
            text, owes: owes.map { .usd(cents: $0) }, after: nil, limit: limit, for: tenant.id
        ).map(\.customer.reference)
    }

    @Test func aCustomerIsFoundByTheBeginningOfAReferenceOrANameAndByAWholeAddress() async throws {
        try await TestTenant.with { tenant, database in
            let other = try await TestTenant.make(in: Store(pool: database.service), slug: "contoso")
            var correction = EditCustomer.Correction(by: "Pat", source: "customer-call")
            (correction.firstName, correction.lastName) = ("Ana", "O'Gomez")
            correction.telephone = "(718) 555-0143"
            _ = try await EditCustomer(store: tenant.store).edit("C-1001", correction, for: tenant.id)
            for text in [
                "C-10", "c-1001", "ana", "AN", "o'go", "Ana O'", "  ana   o'gomez ", "ana@customer.example",
                "718 555 0143",
            ] {
                let found = try await find(text, in: tenant)
                #expect(found == ["C-1001"], "\(text)")
            }
            for text in ["na", "gomez", "ana@customer", "555", "%", "_", "O'Gomez Ana"] {
                let found = try await find(text, in: tenant)
                #expect(found == [], "\(text)")
            }
            let elsewhere = try await find("o'go", in: other)
            #expect(elsewhere == [])
            #expect(await refusal { _ = try await find("  ", in: tenant) } == .badInput)
        }
    }

    @Test(arguments: [
        "Jose", "josé", "JOSÉ", "Jose\u{301}", "o'brien", "O’Brien", "oʼbri", "O‘Brien nunez", "jose luis o'br",
        "José Luis O’Brien", "O'Brien Núñez, José", "O’Brien Nunez,jose luis", "o'brien nunez , j",
    ])
    func aNameIsFoundWithoutItsAccentsWithAnyApostropheAndWithTheFamilyNameFirst(text: String) async throws {
        try await TestTenant.with { tenant, _ in
            var correction = EditCustomer.Correction(by: "Pat", source: "customer-call")
            (correction.firstName, correction.lastName) = ("José Luis", "O’Brien Núñez")
            _ = try await EditCustomer(store: tenant.store).edit("C-1001", correction, for: tenant.id)
            let found = try await find(text, in: tenant)
            #expect(found == ["C-1001"])
            let other = try await find("Nunez, \(text)", in: tenant)
            #expect(other == [])
        }
    }

    @Test func whoOwesMostComesFirstAndWhoOwesLessIsLeftOut() async throws {
        try await LiveBook.with(furtherCustomers: 1) { book in
            let all = try await FindCustomers(store: book.store).find(
                nil, owes: .usd(cents: 1), after: nil, limit: 10, for: book.id)
            let open = all.map { $0.open.first?.minorUnits ?? 0 }
            #expect(all.count >= 1 && open == open.sorted(by: >))
            let most = try #require(open.first)
            #expect(try await find(nil, owes: most + 1, in: book.tenant) == [])
            let one = try await find(nil, owes: 1, in: book.tenant, limit: 1)
            #expect(one.count == 1)
        }
    }

    @Test func everyAgingIsCutIntoTheTenantsBandsUnlessOthersAreAskedFor() async throws {
        try await TestTenant.with { tenant, _ in
            func labels(_ change: (inout ReportRequest) -> Void = { _ in }) async throws -> [String] {
                var request = ReportRequest()
                change(&request)
                return try await MakeReport(store: tenant.store)(.aging, of: tenant.id, request).table.rows.map {
                    $0[0].text
                }
            }
            #expect(try await labels() == ["not past due", "1 to 14", "15 to 29", "30 to 59", "60 to 89", "90+"])
            let bands = try #require(AgingBuckets("1-30,31-60,61-90"))
            try await EditTenant(store: tenant.store).setAging(bands, for: tenant.id)
            #expect(try await labels() == ["not past due", "1 to 30", "31 to 60", "61 to 90", "91+"])
            #expect(try await labels { $0.buckets = AgingBuckets("1,8") } == ["not past due", "1 to 7", "8+"])
        }
    }
}

struct RuleWordsTests {
    @Test func everyRuleOfThePackIsSaidInWords() {
        for rule in RulePack.federalFirstParty.rules.map(\.id) { #expect(RuleWords.words(rule) != nil, "\(rule)") }
        #expect(RuleWords.text("time.hours") == "outside the hours for contact (time.hours)")
        #expect(RuleWords.text("strange.rule") == "strange.rule")
    }

    /// Names of rules as the sources write them: given to a record, or as the first word of why something was held back.
    @Test func everyRuleTheProgramWritesDownIsSaidInWords() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Operations")
        let files = try #require(
            FileManager.default.enumerator(at: sources.standardized, includingPropertiesForKeys: nil))
        var found: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            let names = text.matches(
                of: /(GroundGone\(|cancel\(|rule(ID)?:|rule =)\s*"([a-z]+(-[a-z]+)*\.[a-z-]+)["":]/)
            found.formUnion(names.map { String($0.3) })
        }
        found.formUnion(DecisionRecord.Verdict.allCases.map { "policy.\($0.rawValue)" })
        #expect(found.count > 30)
        for rule in found.sorted() { #expect(RuleWords.words(rule) != nil, "\(rule) has no words") }
    }
}
