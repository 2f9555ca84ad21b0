import Foundation
import Operations
import Receivables
import Sealing
import Store
import Tabular
import Treatment

/// The process as it stands when the demo ends: every figure read from the rows or the files.
struct DemoProcess: Sendable, Encodable {
    struct Placements: Sendable, Encodable {
        let count: Int
        let amountMinor: Int64
        /// What the postings show as open in these cases on that day.
        let booksMinor: Int64
        /// Of the files, those of the changes among them, as they lie on the disk.
        let sha256: [String]
        /// As it was kept when they were written.
        let sha256Kept: [String]
    }

    /// A report's own totals, as its readers see them.
    struct ReportTotal: Hashable, Sendable, Codable {
        let report: String
        let figure: String
        let value: Int64
    }

    let promises: [String: Int]
    let plans: [String: Int]
    /// As the program itself says they stand.
    let plansSaid: [String: Int]
    let disputes: [RecountLine]
    let decisions: [RecountLine]
    let placements: Placements
    let changes: [RecountLine]
    let entries: [RecountLine]
    let announcedFees: RecountLine
    let messages: [RecountLine]
    let callTasks: [RecountLine]
    let reasons: [RecountLine]
    let holds: [RecountLine]
    let reports: [ReportTotal]
    /// What the demo's people were told by the operations they used.
    let tally: DemoTally
    /// Customers by how their story went, with what the rows say.
    let statements: DemoStatements

    init(host: Host, tenant: Identifier<Tenant>, tally: DemoTally) async throws {
        let closing = DemoScript.closing
        let read = try await host.store.snapshot(of: tenant) { tx in
            Read(
                promised: try tx.promisedMoney(), planned: try tx.plannedMoney(), disputes: try tx.recountDisputes(),
                entries: try tx.recountEntries(), announced: try tx.recountAnnouncedFees(through: closing),
                messages: try tx.recountMessages(), callTasks: try tx.recountCallTasks(),
                reasons: try tx.recountReasons(), holds: try tx.recountHolds(),
                placements: try tx.recountPlacements(), files: try tx.placementFiles(),
                decisions: try tx.recountDecisions(), changes: try tx.recountPlacementChanges(),
                placed: try tx.recountPlacedBalances(),
                statements: try DemoStatements(tx))
        }
        let grace = try PolicyDocument.parse(DemoData.policy()).policy?.promises.graceBusinessDays ?? 0
        promises = Self.count(
            read.promised.map { $0.promiseStanding(on: closing, graceBusinessDays: grace, .standard) })
        plans = Self.count(read.planned.map { $0.planStanding(on: closing) })
        plansSaid = Self.count(
            try await ShowPlans(store: host.store).list(customer: nil, for: tenant).map(\.standing))
        disputes = read.disputes
        entries = read.entries
        announcedFees = read.announced
        messages = read.messages
        callTasks = read.callTasks
        reasons = read.reasons
        holds = read.holds
        decisions = read.decisions
        changes = read.changes
        statements = read.statements
        let exported = read.placements.first { $0.label == "exported" }
        placements = Placements(
            count: exported?.count ?? 0, amountMinor: exported?.amountMinor ?? 0, booksMinor: read.placed.amountMinor,
            sha256: try read.files.map { file in
                let document = try Data(contentsOf: host.spool.appending(path: file.path))
                return Digest.hexadecimal(Digest.sha256(Array(document)))
            },
            sha256Kept: read.files.map(\.sha256))
        self.tally = tally
        reports = try await Self.totals(MakeReport(store: host.store), of: tenant)
    }

    private struct Read: Sendable {
        let promised: [AgreedMoney]
        let planned: [AgreedMoney]
        let disputes: [RecountLine]
        let entries: [RecountLine]
        let announced: RecountLine
        let messages: [RecountLine]
        let callTasks: [RecountLine]
        let reasons: [RecountLine]
        let holds: [RecountLine]
        let placements: [RecountLine]
        let files: [(path: String, sha256: String)]
        let decisions: [RecountLine]
        let changes: [RecountLine]
        let placed: RecountLine
        let statements: DemoStatements
    }

    private static func count(_ words: [String]) -> [String: Int] {
        words.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Every total and every figure of every report over the whole time of the demo.
    private static func totals(_ make: MakeReport, of tenant: Identifier<Tenant>) async throws -> [ReportTotal] {
        var request = ReportRequest()
        request.from = DemoScript.opening
        request.on = DemoScript.closing
        var found: [ReportTotal] = []
        for name in ReportName.allCases {
            let report = try await make(name, of: tenant, request)
            let keys = report.table.columns.map(\.key)
            for row in report.table.rows + report.table.totals {
                let label = row.first?.text ?? ""
                // Of lists of customers the totals alone are told.
                if name == .ninetyDay, label != "all" { continue }
                let work = name == .adherence ? " \(row[1].text)" : ""
                found += zip(keys, row).compactMap { key, cell in
                    cell.whole.map { ReportTotal(report: name.rawValue, figure: "\(label)\(work): \(key)", value: $0) }
                }
            }
        }
        return found
    }
}
