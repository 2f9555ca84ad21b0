// PlacementCSV: writes placed cases in the generic CSV layout. It must not know why a case was placed, nor an agency's
// transport: it leaves two files in the spool directory and says which records are in them.

import Foundation
package import PluginKit
import Receivables

/// The generic CSV layout, version 1: one header row, one row a placement, control totals and hash beside it.
package struct PlacementCSVExporter: PlacementExporter {
    package static let manifest = PluginManifest(
        kind: "placement-csv", name: "Placement CSV", version: "1.0.0", role: .placementExporter,
        summary: "Writes placed cases as a CSV file with control totals, for agencies without a layout of their own.",
        capabilities: PluginCapabilities(), libraries: ["libsodium 1.0 (ISC)"],
        configuration: PlacementCSVConfiguration.schema,
        dataFlows: [
            DataFlow(
                data: "names, addresses, telephone numbers, restrictions and itemized balances of placed customers",
                recipient: "the agency the file is given to", purpose: "to collect what is placed, lawfully")
        ])

    package init() {}

    package func render(_ batch: PlacementExportBatch, in context: PluginContext) async -> PlacementExportResult {
        await Self.onOwnThread { Self.rendered(batch, in: context) }
    }

    package func renderChanges(
        _ file: PlacementChangeFile, in context: PluginContext
    ) async -> PlacementChangesResult {
        await Self.onOwnThread { Self.renderedChanges(file, in: context) }
    }

    package func test(in context: PluginContext) async -> ConnectionTest {
        await Self.onOwnThread { Self.tested(in: context) }
    }

    /// Writing may block, and the threads tasks share must not; one thread lives for one call.
    private static func onOwnThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }

    private static func rendered(_ batch: PlacementExportBatch, in context: PluginContext) -> PlacementExportResult {
        do throws(Refusal) {
            try Self.check(batch)
            let settings = PlacementCSVConfiguration(context.configuration)
            let sheet = try PlacementSheet(batch, settings: settings)
            guard !sheet.accepted.isEmpty else {
                return .rendered(
                    RenderedPlacements(
                        file: nil, manifest: nil, accepted: [], refused: sheet.refused, totals: sheet.totals))
            }
            let name = Self.fileName(for: batch)
            let manifest = PlacementFileManifest(sheet, batch: batch, fileName: name)
            let folder = context.spoolDirectory
            // The manifest comes last: a file with its manifest beside it is complete.
            try Self.write(sheet.bytes, as: name, in: folder)
            try Self.write(manifest.bytes, as: name + ".manifest.json", in: folder)
            return .rendered(
                RenderedPlacements(
                    file: manifest.file, manifest: Self.describe(manifest.bytes, as: name + ".manifest.json"),
                    accepted: sheet.accepted, refused: sheet.refused, totals: sheet.totals))
        } catch  where error.fault == .carrier {
            // The only carrier here is the disk.
            return .retry(after: .seconds(900), detail: error.detail)
        } catch {
            return .refused(fault: error.fault, detail: error.detail)
        }
    }

    private static func renderedChanges(
        _ file: PlacementChangeFile, in context: PluginContext
    ) -> PlacementChangesResult {
        do throws(Refusal) {
            try check(codes: [file.tenantCode, file.agencyCode])
            guard (1...PlacementChangeFile.changesMax).contains(file.changes.count), file.sequence >= 1 else {
                throw Refusal(
                    fault: .message,
                    detail: "a file holds 1 to \(PlacementChangeFile.changesMax) changes and counts from 1; split it")
            }
            let sheet = PlacementChangeSheet(file)
            try write(sheet.bytes, as: sheet.name, in: context.spoolDirectory)
            return .rendered(describe(sheet.bytes, as: sheet.name))
        } catch  where error.fault == .carrier {
            return .retry(after: .seconds(900), detail: error.detail)
        } catch {
            return .refused(fault: error.fault, detail: error.detail)
        }
    }

    private static func tested(in context: PluginContext) -> ConnectionTest {
        do throws(Refusal) {
            let name = "probe"
            try Self.write([], as: name, in: context.spoolDirectory)
            // A probe left behind is overwritten by the next one.
            try? FileManager.default.removeItem(at: context.spoolDirectory.appending(path: name))
            return ConnectionTest(steps: [.init(name: "write a file", passed: true, words: "the folder can be written")]
            )
        } catch {
            return ConnectionTest(
                steps: [.init(name: "write a file", passed: false, words: error.detail)], fix: error.detail)
        }
    }

    /// `PLC_<tenant>_<agency>_<yyyymmdd>_<sequence>_v1.csv`; the version of the layout is part of the name.
    static func fileName(for batch: PlacementExportBatch) -> String {
        "PLC_\(batch.tenantCode)_\(batch.agencyCode)_\(dayAndSequence(batch.day, batch.sequence))"
            + "_v\(PlacementColumn.layoutVersion).csv"
    }

    /// `<yyyymmdd>_<sequence>`, the sequence with at least four digits.
    static func dayAndSequence(_ day: CalendarDate, _ sequence: Int) -> String {
        let digits = String(sequence)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return "\(day.description.replacing("-", with: ""))_\(padded)"
    }

    static func describe(_ bytes: [UInt8], as name: String) -> SpooledFile {
        SpooledFile(
            name: name, mediaType: name.hasSuffix(".json") ? "application/json" : "text/csv", byteCount: bytes.count,
            sha256: sha256(of: bytes))
    }

    private static func check(_ batch: PlacementExportBatch) throws(Refusal) {
        try check(codes: [batch.tenantCode, batch.agencyCode])
        guard (1...PlacementExportBatch.recordsMax).contains(batch.records.count), batch.sequence >= 1 else {
            throw Refusal(
                fault: .message,
                detail: "a batch holds 1 to \(PlacementExportBatch.recordsMax) records and counts from 1; split it")
        }
        guard Set(batch.records.map(\.placementID)).count == batch.records.count else {
            throw Refusal(fault: .message, detail: "a placement stands in the batch twice; remove one")
        }
    }

    private static func check(codes: [String]) throws(Refusal) {
        for code in codes {
            let isPlain = code.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            guard isPlain, (1...30).contains(code.count) else {
                throw Refusal(
                    fault: .message,
                    detail: "tenant and agency codes must be 1 to 30 letters, digits or hyphens; correct them")
            }
        }
    }

    /// Writes under another name and renames, so that no reader meets half a file.
    private static func write(_ bytes: [UInt8], as name: String, in folder: URL) throws(Refusal) {
        do {
            let partial = folder.appending(path: "\(name).part")
            // Only the service reads whom it placed.
            let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            guard FileManager.default.createFile(atPath: partial.path, contents: Data(bytes), attributes: attributes),
                rename(partial.path, folder.appending(path: name).path) == 0
            else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            throw Refusal(
                fault: .carrier, detail: "the spool folder could not be written; make room or give it to the service")
        }
    }
}
