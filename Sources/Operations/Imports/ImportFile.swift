package import Foundation
package import Receivables
import Sealing
package import Store
package import Tabular

/// Takes a file into the books: stages it, compares it with what is stored, and writes what is new or changed.
///
/// All in one transaction, so a file is imported or it is not; the same file again changes nothing.
package struct ImportFile: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// Imports one file, or says why not.
    ///
    /// - Parameters:
    ///   - business: Reference of a business; may be `nil` where the tenant has one.
    ///   - progress: Called now and then, on another thread, and again from 0 when the database asks for repetition.
    /// - Returns: What the file did or would do, refused rows with their findings. Nothing is stored unless the outcome
    ///   is `written`.
    /// - Throws: `ImportFileError` when the whole file cannot be read, `ImportProblem` when the import cannot begin.
    package func run(
        _ file: URL, mapping: ImportMapping, tenant: Identifier<Tenant>, business reference: String? = nil,
        options: ImportOptions = ImportOptions(), progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws -> ImportReport {
        let sha256 = try Self.sha256(of: file)
        do {
            return try await store.transaction(for: tenant) { tx in
                let report = try Self.take(
                    file, sha256, mapping, reference, options, progress, tx)
                // Thrown so that the transaction is undone.
                guard report.isWritten else { throw Undone(report: report) }
                guard try Self.sha256(of: file) == sha256 else { throw ImportProblem.fileChanged }
                return report
            }
        } catch let undone as Undone {
            return undone.report
        }
    }

    /// Carries the report out of a transaction that must not last.
    private struct Undone: Error { let report: ImportReport }

    private static func take(
        _ file: URL, _ sha256: String, _ mapping: ImportMapping, _ reference: String?, _ options: ImportOptions,
        _ progress: @escaping @Sendable (ImportProgress) -> Void, _ tx: TenantTransaction
    ) throws -> ImportReport {
        let business = try Self.business(reference, tx)
        try tx.lockForImport(business)
        let stream = try ImportStream(file, mapping, findingsMax: options.findingsMax, progress: progress)
        try tx.stage(columns: stream.columns) { try stream.nextPiece() }
        var report = ImportReport(file, sha256, mapping, stream.reader)
        report.skipped += try leaveOut(mapping.kind, options, tx)
        try tx.addStagedFindings(stream.stagedFindings)

        progress(ImportProgress(stage: .checking, fraction: 0))
        let booking = ImportBooking(
            tx: tx, mapping: mapping, business: business, moment: try tx.moment(), options: options,
            progress: progress)
        try booking.check()
        report.refused = stream.reader.refusedCount + (try tx.dropRefusedStaged())
        report.add(try tx.stagedCounts())
        report.findingCount = stream.findingCount + (try tx.stagedFindingCount())
        report.findings = findings(stream, mapping, try tx.stagedFindings(limit: options.findingsMax), options)

        if mapping.kind == .openItems {
            try decideSettlement(&report, stream, business, source: mapping.source, options, tx)
        }
        report.newAmounts = try tx.stagedAmounts(of: mapping.kind.amountField)
        if report.refused > 0, !options.goodRowsOnly { report.outcome = .refused }
        guard report.outcome == .written || report.outcome == .previewed else { return report }

        try booking.write(settlingAbsent: report.settlesAbsent)
        report.freshAsOf = try booking.markFresh(refused: report.refused)
        try tx.recordImport(
            ImportRecordEntry(
                business: business, kind: mapping.kind.rawValue, source: mapping.source,
                fileName: file.lastPathComponent, fileSHA256: sha256, counts: report.counts, refused: report.refused),
            at: booking.moment.now)
        if options.dryRun { report.outcome = .previewed }
        return report
    }

    private static func business(_ reference: String?, _ tx: TenantTransaction) throws -> Identifier<Business> {
        let all = try tx.businesses()
        let known = all.map(\.reference)
        if let reference {
            guard let found = all.first(where: { $0.reference == reference }) else {
                throw ImportProblem.unknownBusiness(reference: reference, known: known)
            }
            return found.id
        }
        guard let only = all.first, all.count == 1 else { throw ImportProblem.severalBusinesses(known: known) }
        return only.id
    }

    private static func leaveOut(_ kind: ImportKind, _ options: ImportOptions, _ tx: TenantTransaction) throws -> Int {
        guard options.from != nil || options.until != nil else { return 0 }
        switch kind {
        case .receivables: return try tx.leaveOutStaged(.billedOn, before: options.from, after: options.until)
        case .payments: return try tx.leaveOutStaged(.paidOn, before: options.from, after: options.until)
        case .customers, .agreements, .openItems, .history, .autopay: return 0
        }
    }

    /// Whether what the file lacks is settled: after asking, and only when every row was understood.
    private static func decideSettlement(
        _ report: inout ImportReport, _ stream: ImportStream, _ business: Identifier<Business>, source: String,
        _ options: ImportOptions, _ tx: TenantTransaction
    ) throws {
        guard report.refused == 0 else { return }
        report.absentItems = try tx.absentFromStaged(business, source: source)
        report.absent = try AbsentItems.sums(of: report.absentItems)
        let isBare = stream.reader.rowCount == 0
        // A broken export looks like this; that everything was paid at once does not.
        if isBare, !report.absent.isEmpty { throw ImportProblem.emptySnapshot(absent: report.absent) }
        guard !report.absent.isEmpty || isBare else { return }
        if options.confirmedSettlement {
            report.settlesAbsent = true
        } else {
            report.outcome = .settlementUnconfirmed
        }
    }

    private static func findings(
        _ stream: ImportStream, _ mapping: ImportMapping, _ staged: [StagedFinding], _ options: ImportOptions
    ) -> [ImportFinding] {
        let read = stream.findings.map {
            ImportFinding(
                isError: $0.severity == .error, line: $0.line, column: $0.column, found: $0.found,
                expected: $0.expected, fix: $0.fix)
        }
        let checked = staged.map {
            // Shortened and made safe to print as findings of the reader are.
            let cell = CellFinding(
                line: $0.line, column: mapping.column(of: $0.field, in: stream.reader.header), found: $0.found,
                expected: $0.expected, fix: $0.fix)
            return ImportFinding(
                isError: $0.isError, line: cell.line, column: cell.column, found: cell.found, expected: cell.expected,
                fix: cell.fix)
        }
        return Array((read + checked).sorted { $0.line < $1.line }.prefix(options.findingsMax))
    }

    private static func sha256(of file: URL) throws -> String {
        var digest = SHA256()
        guard !file.isFolder else { throw ImportFileError.unreadable(reason: "it is a folder") }
        let handle: FileHandle
        do { handle = try FileHandle(forReadingFrom: file) } catch {
            let isThere = FileManager.default.fileExists(atPath: file.path)
            throw ImportFileError.unreadable(reason: isThere ? "the system does not let us" : "there is no such file")
        }
        defer {
            // Closing a file that was only read loses nothing.
            try? handle.close()
        }
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { digest.update(Array(piece)) }
        return Digest.hexadecimal(digest.finish())
    }
}

extension URL {
    fileprivate var isFolder: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}

extension ImportReport {
    init(_ file: URL, _ sha256: String, _ mapping: ImportMapping, _ reader: ImportReader) {
        kind = mapping.kind.rawValue
        self.mapping = mapping.name
        fileName = file.lastPathComponent
        fileSHA256 = sha256
        encoding = reader.encoding.encoding.rawValue
        delimiter = String(UnicodeScalar(reader.delimiter))
        dateOrder = reader.dateOrder.rawValue
        unusedColumns = reader.unusedColumns
        absentFields = reader.absentColumns.map(\.field)
        outcome = .written
        skipped = reader.skippedCount
    }

    var counts: StagedCounts {
        var counts = StagedCounts()
        counts.new = new
        counts.changed = changed
        counts.unchanged = unchanged
        return counts
    }

    mutating func add(_ counts: StagedCounts) {
        new = counts.new
        changed = counts.changed
        unchanged = counts.unchanged
    }
}

extension ImportKind {
    /// The amount that the new rows of a file are summed by.
    fileprivate var amountField: StagedAmount? {
        switch self {
        case .receivables, .payments: .amount
        case .openItems: .openAmount
        case .customers, .agreements, .history, .autopay: nil
        }
    }
}

extension ImportMapping {
    /// The heading behind a field in a file; the field's own name where no column stands behind it.
    fileprivate func column(of field: String, in header: Header) -> String {
        let wanted = fields[field]?.columns ?? []
        return header.columns.first { column in
            wanted.contains { $0.compare(column, options: .caseInsensitive) == .orderedSame }
        } ?? field
    }
}
