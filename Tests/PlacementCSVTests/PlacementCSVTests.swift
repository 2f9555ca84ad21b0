import Foundation
import PluginKit
import PluginTesting
import Receivables
import Testing

@testable import PlacementCSV

struct PlacementCSVTests {
    private func configuration(_ values: [String: ConfigurationValue] = [:]) throws -> PluginConfiguration {
        try PluginConfiguration(schema: PlacementCSVConfiguration.schema, values: values)
    }

    private func render(
        _ batch: PlacementExportBatch, _ values: [String: ConfigurationValue] = [:]
    ) async throws -> (RenderedPlacements, [String: Data]) {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try configuration(values), spool: spool.url)
        let result = await PlacementCSVExporter().render(batch, in: context)
        guard case .rendered(let rendered) = result else {
            throw Unexpected(description: "\(result)")
        }
        return (rendered, try spool.files())
    }

    private struct Unexpected: Error, CustomStringConvertible { let description: String }

    @Test func conforms() async throws {
        #expect(try PluginConformance(PlacementCSVExporter.self).violations() == [])
        let suite = ExporterConformance(PlacementCSVExporter(), configuration: try configuration())
        #expect(try await suite.violations() == [])
    }

    @Test func nobodyButTheServiceReadsTheFiles() async throws {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try configuration(), spool: spool.url)
        _ = await PlacementCSVExporter().render(.sample([.sample()]), in: context)
        let permissions = try spool.permissions()
        #expect(permissions.count == 2)
        #expect(permissions.values.allSatisfy { $0 == "600" })
    }

    /// The order is the layout's; a receiver may count columns.
    @Test func theHeaderIsTheLayout() async throws {
        let (rendered, files) = try await render(.sample([.sample()]))
        let name = try #require(rendered.file?.name)
        #expect(name == "PLC_northwind_acme_20261123_0007_v1.csv")
        let text = String(decoding: try #require(files[name]), as: UTF8.self)
        #expect(text.unicodeScalars.first != "\u{FEFF}")
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.count == 3 && lines[2].isEmpty)
        #expect(!lines.joined().contains("\n"))
        let columns = lines[0].components(separatedBy: ",")
        #expect(columns.count == 81)
        #expect(columns.prefix(5) == ["layout_version", "batch_id", "tenant_ref", "account_ref", "agency_account_ref"])
        #expect(columns[23...26] == ["phone1", "phone1_type", "phone1_consent", "phone1_consent_at"])
        #expect(columns.suffix(2) == ["documents", "recall_after"])
        #expect(lines[1].components(separatedBy: ",").count == columns.count)
    }

    @Test func eachValueStandsUnderItsName() async throws {
        let record = PlacementRecord.sample { record in
            record.phones = [PlacementPhone(number: "+15055550123", line: .mobile, consent: .given)]
            record.restrictions.stoppedMedia = [.text, .email]
            record.restrictions.holds = [.cease]
            record.serviceAddress = PlacementAddress(line1: "2 Oak", city: "Reno", state: "NV", zip: "89501")
            record.language = .spanish
        }
        let row = try await self.row(of: record)
        let expected = [
            "layout_version": "1", "account_ref": "NW-10001", "first": "Bob", "zip": "02134", "service_city": "Reno",
            "phone1": "+15055550123", "phone1_consent": "given", "phone2": "", "channel_stops": "email;text",
            "language": "es", "deceased": "false", "first_delinquency": "2026-03-01", "last_payment_amount": "20.00",
            "itemization_kind": "last-statement", "itemization_date": "2026-06-30", "amount_itemization": "100.00",
            "interest_since": "0.00", "fees_since": "5.00", "payments_since": "20.00", "credits_since": "0.00",
            "balance": "85.00", "tenant_ref": record.placementID.description, "creditor_name": "Northwind Alarm LLC",
            "merchant_brand": "Northwind Alarm", "debt_purpose": "alarm monitoring", "documents": "0",
        ]
        for (name, value) in expected { #expect(row[name] == value, "\(name)") }
    }

    @Test(arguments: [
        ("O'Neil, \"Bob\"", "\"O'Neil, \"\"Bob\"\"\""), ("=1+1", "=1+1"), ("@cmd", "@cmd"), ("Núñez", "Núñez"),
    ])
    func namesAreQuotedForMachinesAndNeverPrefixed(name: String, written: String) async throws {
        let (rendered, files) = try await render(.sample([.sample { $0.party.last = name }]))
        let file = try #require(rendered.file?.name)
        let text = String(decoding: try #require(files[file]), as: UTF8.self)
        #expect(text.contains(",Bob,,\(written),,"))
    }

    @Test(arguments: [false, true])
    func theLastFourDigitsTravelOnlyWhenTheTenantOptedIn(isIncluded: Bool) async throws {
        let record = PlacementRecord.sample { $0.party.socialSecurityLastFour = "6789" }
        let row = try await self.row(of: record, ["include_ssn_last4": .boolean(isIncluded)])
        #expect(row["ssn_last4"] == (isIncluded ? "6789" : ""))
    }

    @Test func theManifestLetsTheReceiverCheckTheFile() async throws {
        let bad = PlacementRecord.sample { $0.restrictions.paidOrSettled = true }
        let (rendered, files) = try await render(.sample([.sample(), bad, .sample(accountRef: "NW-10002")]))
        let file = try #require(rendered.file)
        let described = try #require(rendered.manifest)
        let bytes = try #require(files[described.name])
        let json = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        #expect(json["file"] as? String == file.name)
        #expect(json["record_count"] as? Int == 2)
        #expect(json["refused_count"] as? Int == 1)
        #expect((json["totals"] as? [String: String])?["balance"] == "170.00")
        #expect(json["sha256"] as? String == file.sha256)
        let written = try #require(files[file.name])
        #expect(try await sha256sum(of: written) == file.sha256)
    }

    @Test(arguments: ["north wind", "../etc", "", String(repeating: "a", count: 31)])
    func aCodeThatCouldLeaveTheFolderIsRefused(code: String) async throws {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try configuration(), spool: spool.url)
        let result = await PlacementCSVExporter().render(.sample([.sample()], tenantCode: code), in: context)
        guard case .refused(.message, _) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(try spool.files().isEmpty)
    }

    @Test func aFolderThatCannotBeWrittenIsTriedAgain() async throws {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try configuration(), spool: spool.url.appending(path: "missing"))
        guard case .retry = await PlacementCSVExporter().render(.sample([.sample()]), in: context) else {
            Issue.record("a disk's trouble passes")
            return
        }
        #expect(await !PlacementCSVExporter().test(in: context).passed)
    }

    private func row(
        of record: PlacementRecord, _ values: [String: ConfigurationValue] = [:]
    ) async throws -> [String: String] {
        let (rendered, files) = try await render(.sample([record]), values)
        let file = try #require(rendered.file, "\(rendered.refused)")
        let lines = String(decoding: try #require(files[file.name]), as: UTF8.self).components(separatedBy: "\r\n")
        let fields = lines[1].components(separatedBy: ",")
        return Dictionary(uniqueKeysWithValues: zip(lines[0].components(separatedBy: ","), fields))
    }

    /// As another program computes it.
    private func sha256sum(of data: Data) async throws -> String {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "file")
        try data.write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/sha256sum")
        process.arguments = [file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return String(text.prefix(64))
    }
}
