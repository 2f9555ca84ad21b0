import Foundation
import Receivables
import Store
import Tabular

/// The rows of one file on their way into the staging table, and the findings made on the way.
///
/// Belongs to one run of a transaction's body; memory grows with findings up to a cap, and by a few bytes for each
/// duplicate.
final class ImportStream {
    /// Findings about rows that are not staged, up to `findingsMax`.
    private(set) var findings: [CellFinding] = []
    private(set) var findingCount = 0
    /// Findings about rows that are staged: warnings, and the first of two rows with one key.
    private(set) var stagedFindings: [StagedFinding] = []
    let reader: ImportReader

    private let kind: ImportKind
    private let isGrouped: Bool
    private let findingsMax: Int
    private let progress: @Sendable (ImportProgress) -> Void
    private var firstsOfDuplicates: Set<Int> = []

    /// Bytes handed to the database at a time.
    private static let pieceBytes = 64 * 1024
    /// Warnings kept; more of them than this say nothing new.
    private static let warningsMax = 10_000

    init(
        _ url: URL, _ mapping: ImportMapping, findingsMax: Int, progress: @escaping @Sendable (ImportProgress) -> Void
    ) throws(ImportFileError) {
        reader = try ImportReader(url, mapping: mapping)
        kind = mapping.kind
        isGrouped = mapping.grouping != nil
        self.findingsMax = findingsMax
        self.progress = progress
    }

    /// Columns in the order of `nextPiece`.
    var columns: [String] {
        ImportRow.stagingColumns(of: kind) + (kind == .customers ? StagedAddress.columns : [])
    }

    /// The next rows in COPY's text form; `nil` at the end.
    func nextPiece() throws(ImportFileError) -> [UInt8]? {
        var piece: [UInt8] = []
        piece.reserveCapacity(Self.pieceBytes + 4_096)
        while piece.count < Self.pieceBytes {
            guard let record = try reader.next() else { break }
            switch record {
            case .row(let row, let warnings):
                row.appendCopyText(to: &piece)
                for warning in warnings { note(staged: warning) }
                if kind == .customers { appendAddresses(of: row, to: &piece) }
            case .refused(let row): refuse(row)
            }
        }
        progress(ImportProgress(stage: .reading, fraction: reader.progress))
        return piece.isEmpty ? nil : piece
    }

    private func refuse(_ row: RefusedRow) {
        for finding in row.findings {
            findingCount += 1
            if findings.count < findingsMax { findings.append(finding) }
            // Which of two rows with one key is right, nobody here can know: neither is taken.
            for line in finding.otherLines where firstsOfDuplicates.insert(line).inserted {
                let first = CellFinding(
                    line: line, column: finding.column, found: finding.found, expected: finding.expected,
                    fix: isGrouped
                        ? "others of it stand in line \(row.line), with lines of another between: sort the file by this column"
                        : "it stands in line \(row.line) too: keep the right one of the two, or give one its own number",
                    otherLines: [row.line])
                note(staged: first)
            }
        }
    }

    private func note(staged finding: CellFinding) {
        guard finding.severity == .error || stagedFindings.count < Self.warningsMax else { return }
        stagedFindings.append(
            StagedFinding(
                line: finding.line, isError: finding.severity == .error, field: finding.column, found: finding.found,
                expected: finding.expected, fix: finding.fix))
    }

    private func appendAddresses(of row: ImportRow, to piece: inout [UInt8]) {
        piece.removeLast()  // the line's end
        for prefix in ["", "service_"] {
            let address = StagedAddress(of: row, prefix)
            if let problem = address?.problem {
                note(
                    staged: CellFinding(
                        .warning, line: row.line, column: prefix + "line1", found: row[prefix + "line1"] ?? "",
                        expected: "a whole postal address",
                        fix: "no letter goes there, and its state still tells the hours: \(problem)"))
            }
            for value in [address?.value, address?.problem.map { "\($0)" }] {
                piece.append(UInt8(ascii: "\t"))
                if let value {
                    CopyText.append(value.utf8, to: &piece)
                } else {
                    piece.append(contentsOf: CopyText.null)
                }
            }
        }
        piece.append(UInt8(ascii: "\n"))
    }
}

extension StagedAddress {
    /// The letter lines of a row's address; of one that no letter can go to, its parts as they are.
    fileprivate init?(of row: ImportRow, _ prefix: String) {
        let parts = ["line1", "line2", "city", "state", "zip"].map { row[prefix + $0] ?? "" }
        guard parts.contains(where: { !$0.isEmpty }) else { return nil }
        do {
            let address = try PostalAddress(
                line1: parts[0], line2: parts[1], city: parts[2], state: parts[3], zip: parts[4],
                country: row["country"] ?? "US")
            self.init(value: address.letterLines.joined(separator: "\n"), problem: nil)
        } catch {
            let last = parts[2...].filter { !$0.isEmpty }.joined(separator: " ")
            let lines = (parts[..<2] + [last]).filter { !$0.isEmpty }
            self.init(value: lines.joined(separator: "\n"), problem: error)
        }
    }
}
