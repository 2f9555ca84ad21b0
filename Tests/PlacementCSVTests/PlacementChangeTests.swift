import Foundation
import PluginKit
import PluginTesting
import Receivables
import Testing

@testable import PlacementCSV

struct PlacementChangeTests {
    private func render(_ changes: [PlacementChange]) async throws -> (PlacementChangesResult, [String: Data]) {
        let spool = try TemporaryFolder()
        let configuration = try PluginConfiguration(schema: PlacementCSVConfiguration.schema, values: [:])
        let file = PlacementChangeFile(
            sequence: 12, tenantCode: "northwind", agencyCode: "acme", day: CalendarDate("2026-11-23")!,
            changes: changes)
        let result = await PlacementCSVExporter().renderChanges(
            file, in: PluginContext.sample(configuration, spool: spool.url))
        return (result, try spool.files())
    }

    private func change(_ kind: PlacementChange.Kind, account: String = "AG-1", amount: Money?) -> PlacementChange {
        PlacementChange(
            placementID: Identifier(), accountRef: account, kind: kind, sourceID: "s-1",
            happenedOn: CalendarDate("2026-11-20")!, amount: amount, balance: .usd(cents: 99_85), detail: "")
    }

    @Test func aRowAChangeUnderOneHeading() async throws {
        let (result, files) = try await render([
            change(.payment, amount: .usd(cents: 50_00)), change(.recall, account: "A,\"7\"", amount: nil),
        ])
        guard case .rendered(let file) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(file.name == "CHG_northwind_acme_20261123_0012_v1.csv")
        let text = String(decoding: try #require(files[file.name]), as: UTF8.self)
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.count == 4 && lines[3].isEmpty)
        #expect(lines[0].components(separatedBy: ",").count == 10)
        #expect(lines[1].hasSuffix(",AG-1,payment,s-1,2026-11-20,50.00,USD,99.85,"))
        #expect(lines[2].contains("\"A,\"\"7\"\"\",recall,s-1,2026-11-20,,USD,99.85,"))
    }

    @Test func noFileIsWrittenForNothing() async throws {
        let (result, files) = try await render([])
        guard case .refused(.message, _) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(files.isEmpty)
    }
}
