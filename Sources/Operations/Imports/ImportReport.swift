import Foundation
package import Receivables
package import Store

/// What may be decided about one import before it begins.
package struct ImportOptions: Sendable {
    /// Does everything and undoes it.
    package var dryRun = false
    /// Imports the rows that can be, instead of nothing when any row is refused.
    package var goodRowsOnly = false
    /// A person has said that what an open-items file lacks was settled.
    package var confirmedSettlement = false
    /// The day up to which the file is complete; found out from its rows where `nil`.
    package var freshAsOf: CalendarDate?
    /// Opens a dispute for each new receivable that the file marks disputed.
    package var opensDisputes = false
    /// Rows billed or paid before this day are left out.
    package var from: CalendarDate?
    /// Rows billed or paid after this day are left out.
    package var until: CalendarDate?
    /// Findings the report lists at most; all are counted.
    package var findingsMax = 100

    package init() {}
}

/// How far an import is, from 0 to 1.
package struct ImportProgress: Sendable, Hashable {
    /// What is being done.
    package enum Stage: String, Sendable { case reading, checking, writing }
    package let stage: Stage
    package let fraction: Double
}

/// How an import ended.
package enum ImportOutcome: String, Sendable, Codable {
    /// The rows not refused are stored.
    case written
    /// A dry run: nothing is stored.
    case previewed
    /// Rows were refused, so nothing is stored.
    case refused
    /// A person must first say that what the file lacks was settled; nothing is stored.
    case settlementUnconfirmed = "settlement-unconfirmed"
}

/// One thing about one place of the file. For the person to whom the file belongs; never for a log.
package struct ImportFinding: Sendable, Codable, Hashable {
    /// Whether the row is refused.
    package let isError: Bool
    /// Physical line where the row begins.
    package let line: Int
    /// Heading of the column; empty for the whole row.
    package let column: String
    /// The cell, shortened.
    package let found: String
    package let expected: String
    package let fix: String
}

/// What a file would do, or did.
package struct ImportReport: Sendable, Codable {
    package let kind: String
    package let mapping: String
    package let fileName: String
    package let fileSHA256: String
    package let encoding: String
    package let delimiter: String
    package let dateOrder: String
    /// Headings that were neither used nor knowingly left out.
    package let unusedColumns: [String]
    /// Optional fields whose columns the file lacks.
    package let absentFields: [String]
    package var outcome: ImportOutcome
    package var new = 0
    package var changed = 0
    package var unchanged = 0
    package var refused = 0
    /// Left out by the mapping's rules or the days asked for.
    package var skipped = 0
    /// Sum of the new rows' amounts.
    package var newAmounts: [Money] = []
    /// Open receivables of the file's own source that an open-items file lacks.
    package var absent: [AbsentItems] = []
    /// The same one by one, oldest first.
    package var absentItems: [AbsentItem] = []
    /// Whether those were settled; never when rows were refused, because a refused row is not an absent one.
    package var settlesAbsent = false
    /// The first findings by line.
    package var findings: [ImportFinding] = []
    /// All findings, listed or not.
    package var findingCount = 0
    /// The day up to which payments count as known, when the import moved it.
    package var freshAsOf: CalendarDate?

    /// Whether the rows are stored.
    package var isWritten: Bool { outcome == .written }
}

/// Why an import could not begin. Nothing was read into the books.
package enum ImportProblem: Error, CustomStringConvertible {
    case unknownBusiness(reference: String, known: [String])
    case severalBusinesses(known: [String])
    case fileChanged
    /// A list of open items without a row, while the source has some that are open.
    case emptySnapshot(absent: [AbsentItems])

    package var description: String {
        switch self {
        case .unknownBusiness(let reference, let known):
            "no business \(reference) under this tenant: use one of \(known.joined(separator: ", "))"
        case .severalBusinesses(let known):
            known.isEmpty
                ? "the tenant has no business yet: add one first"
                : "the tenant has several businesses: say which, one of \(known.joined(separator: ", "))"
        case .emptySnapshot(let absent):
            "the file has headings and no open item, and "
                + absent.map { "\($0.count) of \($0.amount) in all" }.joined(separator: ", ")
                + " would count as settled at once: nothing was imported, with or without --settle-absent; export the "
                + "whole list again, or import what was paid (dunwell import payments --help)"
        case .fileChanged: "the file changed while it was read: import it again when it is complete"
        }
    }
}
