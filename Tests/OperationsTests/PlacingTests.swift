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
