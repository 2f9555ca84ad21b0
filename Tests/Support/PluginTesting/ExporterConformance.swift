import Foundation
package import PluginKit
import Receivables

/// What every placement exporter owes the host.
package struct ExporterConformance: Sendable {
    let exporter: any PlacementExporter
    let configuration: PluginConfiguration

    /// Examines an exporter.
    package init(_ exporter: any PlacementExporter, configuration: PluginConfiguration) {
        self.exporter = exporter
        self.configuration = configuration
    }

    /// Broken rules; empty when all hold.
    package func violations() async throws -> [String] {
        try await sound() + repeated() + nothingLeft()
    }

    /// Good records go out, bad ones are named, and count, sums and hash are those of the file.
    private func sound() async throws -> [String] {
        let good = [PlacementRecord.sample(), .sample(accountRef: "NW-10002")]
        let bad = PlacementRecord.sample(itemization: .sample(balance: 8_501))
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(configuration, spool: spool.url)
        let result = await exporter.render(.sample([good[0], bad, good[1]]), in: context)
        guard case .rendered(let rendered) = result else {
            return ["a batch with one bad record is rendered: \(result)"]
        }
        var broken: [String] = []
        if rendered.accepted != good.map(\.placementID) { broken.append("good records go out in their order") }
        if rendered.refused.map(\.placementID) != [bad.placementID] || rendered.refused.first?.reasons.isEmpty != false
        {
            broken.append("the record that does not prove is refused by itself with a reason")
        }
        let totals = rendered.totals
        if totals.recordCount != 2 || totals.balance != .usd(cents: 17_000) || totals.fees != .usd(cents: 1_000)
            || totals.payments != .usd(cents: 4_000) || totals.amountOnItemizationDate != .usd(cents: 20_000)
        {
            broken.append("the totals are those of the records in the file")
        }
        let files = try spool.files()
        for file in [rendered.file, rendered.manifest] {
            guard let file, let bytes = files[file.name] else {
                broken.append("file and manifest stand in the spool under their names")
                continue
            }
            if bytes.count != file.byteCount || file.sha256.count != 64 {
                broken.append("\(file.name) is described truly")
            }
        }
        if files.count != 2 { broken.append("nothing but file and manifest is left: \(files.keys.sorted())") }
        return broken
    }

    /// The same batch twice is the same bytes, whatever the clock says.
    private func repeated() async throws -> [String] {
        let batch = PlacementExportBatch.sample([.sample()])
        let first = try TemporaryFolder()
        let second = try TemporaryFolder()
        let context = PluginContext.sample(configuration, spool: first.url)
        let later = PluginContext.sample(configuration, spool: second.url, now: context.now.adding(seconds: 90_000))
        let results = (
            await exporter.render(batch, in: context), await exporter.render(batch, in: later),
            await exporter.render(batch, in: context)
        )
        let same = try results.0 == results.1 && results.1 == results.2 && first.files() == second.files()
        return same ? [] : ["the same batch twice is the same bytes and the same answer"]
    }

    /// A batch in which nothing may go out leaves no file.
    private func nothingLeft() async throws -> [String] {
        let spool = try TemporaryFolder()
        let record = PlacementRecord.sample { $0.restrictions.holds = [.bankruptcy] }
        let context = PluginContext.sample(configuration, spool: spool.url)
        let result = await exporter.render(.sample([record]), in: context)
        guard case .rendered(let rendered) = result else {
            return ["a batch of refused records is answered: \(result)"]
        }
        let none = try rendered.file == nil && rendered.manifest == nil && spool.files().isEmpty
        return none && rendered.refused.count == 1 ? [] : ["a batch of refused records leaves no file"]
    }
}
