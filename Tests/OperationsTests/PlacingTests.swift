import Foundation
import PluginKit
import Receivables
import Sealing
import Store
import Testing

@testable import Operations

struct PlacingTests {
    private func place(_ tenant: TestTenant, spool: URL) throws -> PlaceCases {
        PlaceCases(
            store: tenant.store, registry: try TestTenant.plugins(), sealer: Sealer(Keyring()), spool: spool,
            logger: TestTenant.quiet)
    }

    private func withSpool(_ body: (URL) async throws -> Void) async throws {
        let spool = TestTenant.spool()
        defer { try? FileManager.default.removeItem(at: spool) }  // a leftover harms nobody
        try await body(spool)
    }

    @Test func anApprovedCaseIsExportedOnceProvedAndHeld() async throws {
        try await TestTenant.with { tenant, _ in
            try await withSpool { spool in
                try await tenant.enable("placement-csv")
                let place = try place(tenant, spool: spool)
                for _ in 1...2 {
                    _ = try await place.approve(
                        customers: [tenant.customerReference], agency: "SUNCO", agencyName: "Sun Collections",
                        business: nil, by: "Pat", for: tenant.id)
                }
                let preview = try await place.export(agency: "SUNCO", business: nil, dryRun: true, for: tenant.id)
                #expect(preview.placed == [tenant.customerReference])
                let done = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                #expect(done.totals?.balance == .usd(cents: 149_85))
                let file = try #require(done.file)
                let bytes = try Data(contentsOf: done.folder.appending(path: file.name))
                #expect(Digest.hexadecimal(Digest.sha256(Array(bytes))) == file.sha256)
                let facts = try await tenant.facts()
                #expect(facts.isPlaced && facts.holds.map(\.reason) == [.placed])
                #expect(
                    await refusal {
                        _ = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                    } == .notAllowed)
                let why = try await ExplainContact(store: tenant.store)
                    .explain(customer: tenant.customerReference, upTo: nil, for: tenant.id)
                #expect(why.reasons.map(\.decision.ruleID) == ["placement-approved"])
            }
        }
    }

    /// Source: the generic layout's itemization, after 12 CFR 1006.34(c)(2)(vii) and (viii).
    @Test func theFileAddsUpToTheLedgerAndItsManifestAgrees() async throws {
        try await TestTenant.with { tenant, _ in
            try await withSpool { spool in
                try await tenant.enable("placement-csv")
                _ = try await RecordPayment(store: tenant.store).record(
                    RecordPayment.Payment(
                        amount: .usd(cents: 20_00), paidOn: tenant.today, customerReference: tenant.customerReference,
                        idempotencyKey: "k"), for: tenant.id)
                _ = try await GiveCredit(store: tenant.store).give(
                    .usd(cents: 5_00), on: "INV-1", customer: tenant.customerReference, business: nil,
                    reason: "goodwill", idempotencyKey: "c", for: tenant.id)
                let place = try place(tenant, spool: spool)
                _ = try await place.approve(
                    customers: [tenant.customerReference], agency: "SUNCO", agencyName: "Sun Collections",
                    business: nil, by: "Pat", for: tenant.id)
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
        try await TestTenant.with { tenant, _ in
            try await withSpool { spool in
                try await tenant.enable("placement-csv")
                let place = try place(tenant, spool: spool)
                func approve() async throws {
                    _ = try await place.approve(
                        customers: [tenant.customerReference], agency: "SUNCO", agencyName: "Sun Collections",
                        business: nil, by: "Pat", for: tenant.id)
                }
                try await approve()
                let preview = try await place.export(agency: "SUNCO", business: nil, dryRun: true, for: tenant.id)
                // A folder that was never made holds nothing either.
                let left = try? FileManager.default.contentsOfDirectory(atPath: preview.folder.path)
                #expect((left ?? []).isEmpty)
                let done = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                #expect(await refusal { try await approve() } == .notAllowed)
                #expect(
                    await refusal {
                        _ = try await place.export(agency: "SUNCO", business: nil, dryRun: false, for: tenant.id)
                    } == .notAllowed)
                let files = try FileManager.default.contentsOfDirectory(atPath: done.folder.path)
                #expect(files.filter { $0.hasSuffix(".csv") }.count == 1)
            }
        }
    }

    @Test func aHeldCaseIsLeftOutWithItsReason() async throws {
        try await TestTenant.with { tenant, _ in
            try await withSpool { spool in
                try await tenant.enable("placement-csv")
                let place = try place(tenant, spool: spool)
                _ = try await place.approve(
                    customers: [tenant.customerReference], agency: "SUNCO", agencyName: "Sun Collections",
                    business: nil,
                    by: "Pat", for: tenant.id)
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
        try await TestTenant.with { tenant, _ in
            let place = try place(tenant, spool: TestTenant.spool())
            func approve(_ name: String?) async throws {
                _ = try await place.approve(
                    customers: [tenant.customerReference], agency: "SUNCO", agencyName: name, business: nil, by: "Pat",
                    for: tenant.id)
            }
            #expect(await refusal { try await approve(nil) } == .unknown)
            #expect(await refusal { try await approve("Sun Collections") } == .configuration)
        }
    }
}
