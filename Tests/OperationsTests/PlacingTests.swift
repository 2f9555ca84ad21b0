import Foundation
import PluginKit
import Receivables
import Sealing
import Store
import Testing
import Treatment

@testable import Operations

struct PlacingTests {
    private func withSpool(_ body: (URL) async throws -> Void) async throws {
        let spool = TestTenant.spool()
        defer { try? FileManager.default.removeItem(at: spool) }  // a leftover harms nobody
        try await body(spool)
    }

    @Test func anApprovedCaseIsExportedOnceProvedAndHeld() async throws {
        try await LiveBook.with { book in
            let tenant = book.tenant
            try await withSpool { spool in
                try await book.refuseToPay()
                let place = try book.placing(spool)
                #expect(try await book.decide(.agency) == .approved)
                #expect(try await book.decide(.agency) == .already)
                let preview = try await place.export(agency: "SUNCO", business: nil, dryRun: true, for: tenant.id)
                #expect(preview.placed == [tenant.customerReference])
                let done = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                #expect(done.totals?.balance == .usd(cents: 149_85))
                let file = try #require(done.file)
                let bytes = try Data(contentsOf: done.folder.appending(path: file.name))
                #expect(Digest.hexadecimal(Digest.sha256(Array(bytes))) == file.sha256)
                let facts = try await tenant.facts()
                #expect(facts.isPlaced && facts.holds.map(\.reason) == [.placed])
                // Nobody lifts the hold while the agency has the case.
                for role in GrantingRole.allCases {
                    do {
                        try await HoldCustomer(store: tenant.store).lift(
                            facts.holds[0].id, reason: "back", source: "Dana", role: role, for: tenant.id)
                        Issue.record("a placed hold was lifted as \(role)")
                    } catch let refused as ActRefused {
                        #expect(refused.kind == .notAllowed)
                        #expect(
                            refused.description.contains("dunwell place recall \(tenant.customerReference) --reason"))
                    }
                }
                #expect(
                    await refusal {
                        _ = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                    } == .notAllowed)
                let why = try await ExplainContact(store: tenant.store)
                    .explain(customer: tenant.customerReference, upTo: nil, for: tenant.id)
                #expect(why.reasons.map(\.decision.ruleID).first == "placement-approved")
            }
        }
    }

    /// Source: the generic layout's itemization, after 12 CFR 1006.34(c)(2)(vii) and (viii).
    @Test func theFileAddsUpToTheLedgerAndItsManifestAgrees() async throws {
        try await LiveBook.with { book in
            let tenant = book.tenant
            try await withSpool { spool in
                try await book.refuseToPay()
                _ = try await RecordPayment(store: tenant.store).record(
                    RecordPayment.Payment(
                        amount: .usd(cents: 20_00), paidOn: tenant.today, customerReference: tenant.customerReference,
                        idempotencyKey: "k"), for: tenant.id)
                _ = try await GiveCredit(store: tenant.store).give(
                    .usd(cents: 5_00), on: "INV-1", customer: tenant.customerReference, business: nil,
                    reason: "goodwill", role: .owner, by: "Dana", idempotencyKey: "c", for: tenant.id)
                let place = try book.placing(spool)
                #expect(try await book.decide(.agency) == .approved)
                let done = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                let name = try #require(done.file?.name)
                let text = try String(contentsOf: done.folder.appending(path: name), encoding: .utf8)
                let rows = text.split(separator: "\r\n").map {
                    $0.split(separator: ",", omittingEmptySubsequences: false)
                }
                #expect(rows.count == 2 && rows[0].count == rows[1].count)
                func cents(_ column: Substring) throws -> Int64 {
                    let place = try #require(rows[0].firstIndex(of: column))
                    return try #require(Int64(rows[1][place].replacing(".", with: "")))
                }
                let parts = try ["amount_itemization", "interest_since", "fees_since"].map { try cents($0[...]) }
                let less = try ["payments_since", "credits_since"].map { try cents($0[...]) }
                let balance = try cents("balance")
                #expect(parts.reduce(0, +) - less.reduce(0, +) == balance)
                #expect(less == [20_00, 5_00])
                let owed = try await tenant.owed()
                #expect(balance == owed && owed == 124_85)
                let files = try FileManager.default.contentsOfDirectory(atPath: done.folder.path)
                let manifest = try #require(files.first { $0.hasSuffix(".json") })
                let json = try String(contentsOf: done.folder.appending(path: manifest), encoding: .utf8)
                #expect(json.contains("\"balance\" : \"124.85\"") && json.contains("\"record_count\" : 1"))
                #expect(json.contains(try #require(done.file?.sha256)))
            }
        }
    }

    @Test func whatIsPlacedIsNotApprovedAgainAndLeavesOneFile() async throws {
        try await LiveBook.with { book in
            let tenant = book.tenant
            try await withSpool { spool in
                try await book.refuseToPay()
                let place = try book.placing(spool)
                #expect(try await book.decide(.agency) == .approved)
                let preview = try await place.export(agency: "SUNCO", business: nil, dryRun: true, for: tenant.id)
                // A folder that was never made holds nothing either.
                let left = try? FileManager.default.contentsOfDirectory(atPath: preview.folder.path)
                #expect((left ?? []).isEmpty)
                let done = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                #expect(try await book.decide(.agency) == .refused)
                #expect(
                    await refusal {
                        _ = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                    } == .notAllowed)
                let files = try FileManager.default.contentsOfDirectory(atPath: done.folder.path)
                #expect(files.filter { $0.hasSuffix(".csv") }.count == 1)
            }
        }
    }

    @Test func whoPaidMostOfItSinceTheDecisionIsLeftOutAndDecidedAnew() async throws {
        try await LiveBook.with { book in
            let tenant = book.tenant
            try await withSpool { spool in
                try await book.refuseToPay()
                let place = try book.placing(spool)
                #expect(try await book.decide(.agency) == .approved)
                _ = try await book.pay(144_85, on: "\(tenant.today)")
                let done = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                #expect(done.file == nil && done.placed.isEmpty)
                let reasons = done.leftOut.first?.reasons ?? []
                #expect(
                    reasons.contains { $0.contains("5.00 USD is past due and 149.85 USD was decided") }, "\(reasons)")
                #expect(try await tenant.facts().isPlaced == false)
            }
        }
    }

    @Test func aHeldCaseIsLeftOutWithItsReason() async throws {
        try await LiveBook.with { book in
            let tenant = book.tenant
            try await withSpool { spool in
                try await book.refuseToPay()
                let place = try book.placing(spool)
                #expect(try await book.decide(.agency) == .approved)
                _ = try await HoldCustomer(store: tenant.store).add(
                    .hardship, customer: tenant.customerReference, business: nil, until: nil, note: "", source: "Pat",
                    for: tenant.id)
                let done = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                #expect(done.file == nil && done.placed.isEmpty)
                #expect(done.leftOut.first?.reasons.contains { $0.contains("hardship") } == true)
                #expect(try await tenant.facts().isPlaced == false)
            }
        }
    }

    @Test func withoutAnExporterOrAnAgencyNothingIsApproved() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            let unknown = try await book.decision(.agency, agency: "NOBODY")
            #expect(unknown.outcome == .refused && unknown.words.contains("dunwell place agency NOBODY"))
            try await book.raw("UPDATE plugin_settings SET is_enabled = false WHERE plugin_kind = 'placement-csv'")
            let bare = try await book.decision(.agency)
            #expect(bare.outcome == .refused && bare.words.contains("no placement exporter is switched on"))
            #expect(try await book.count("case_decisions") == 0)
            #expect(try await book.count("placements") == 0)
        }
    }
}
