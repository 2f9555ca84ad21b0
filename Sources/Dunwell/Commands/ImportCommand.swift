import ArgumentParser
import Foundation
import Operations
import Receivables
import Store
import Synchronization
import Tabular

/// `dunwell import`: takes a file of customers, agreements, receivables, payments, open items or history.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import customers, agreements, receivables, payments, open items, history or autopay failures.",
        discussion: """
            A file is imported whole or not at all, unless --good-rows is given. The same file again changes nothing. \
            Look at --dry-run first: it does everything, prints what would change, and undoes it.
            """)

    @Argument(help: "customers, agreements, receivables, payments, open-items, history or autopay.")
    var kind: ImportKindArgument

    @Argument(help: "The CSV file.")
    var file: String

    @Option(help: "Short name of the tenant.")
    var tenant: String

    @Option(help: "Reference of the business; needed where the tenant has several.")
    var business: String?

    @Option(help: "A mapping file (YAML), or the name of a shipped one, such as plain-aging.")
    var mapping: String

    @Flag(help: "Show what would change and change nothing.")
    var dryRun = false

    @Flag(help: "Import the rows that can be, although others are refused.")
    var goodRows = false

    @Flag(help: "Open items: what the file lacks was settled.")
    var settleAbsent = false

    @Flag(help: "Receivables: open a dispute for each new row the file marks disputed.")
    var openDisputes = false

    @Option(help: "The day up to which the file is complete, as 2026-11-23.")
    var freshAsOf: String?

    @Option(help: "Leave out rows billed or paid before this day.")
    var from: String?

    @Option(help: "Leave out rows billed or paid after this day.")
    var until: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if freshAsOf != nil, ![.payments, .openItems].contains(kind.kind) {
            throw ValidationError(
                "--fresh-as-of says up to which day payments are known, and a file of \(kind.kind.rawValue) tells "
                    + "nothing about payments: give it with payments or open-items, or leave it out")
        }
        if settleAbsent, kind.kind != .openItems {
            throw ValidationError("--settle-absent goes with open-items alone: leave it out")
        }
    }

    func run() async throws {
        let mapping = try chosenMapping()
        var options = ImportOptions()
        options.dryRun = dryRun
        options.goodRowsOnly = goodRows
        options.confirmedSettlement = settleAbsent
        options.opensDisputes = openDisputes
        options.freshAsOf = try Self.day(freshAsOf, "--fresh-as-of")
        options.from = try Self.day(from, "--from")
        options.until = try Self.day(until, "--until")
        let fixed = options
        let bar = ImportBar(isShown: !common.quiet && isatty(STDERR_FILENO) == 1)
        let report = try await common.withHost { host in
            let tenant = try await host.tenant(tenant)
            defer { bar.clear() }
            do {
                return try await ImportFile(store: host.store).run(
                    URL(filePath: file), mapping: mapping, tenant: tenant.id, business: business, options: fixed,
                    progress: { bar.show($0) })
            } catch let error as ImportFileError {
                throw CommandFailure(.badData, "\(file): \(error)")
            } catch let error as ImportProblem {
                throw CommandFailure(.badData, "\(error)")
            }
        }
        try show(report)
    }

    private func chosenMapping() throws -> ImportMapping {
        let found: ImportMapping
        if let shipped = ImportMapping.shipped(named: mapping) {
            found = shipped
        } else {
            let text: String
            do { text = try String(contentsOf: URL(filePath: mapping), encoding: .utf8) } catch {
                let names = ImportMapping.shipped.filter { $0.kind == kind.kind }.map(\.name)
                throw CommandFailure(
                    .badData,
                    "there is no mapping \(mapping): name a YAML file, or a shipped mapping for \(kind.kind.rawValue): "
                        + (names.isEmpty ? "none" : names.joined(separator: ", ")))
            }
            do { found = try ImportMapping(yaml: text) } catch {
                throw CommandFailure(.badData, "\(mapping):\n\(error)")
            }
        }
        guard found.kind == kind.kind else {
            throw CommandFailure(
                .badData, "mapping \(found.name) is for \(found.kind.rawValue), not for \(kind.kind.rawValue)")
        }
        return found
    }

    private static func day(_ text: String?, _ option: String) throws -> CalendarDate? {
        guard let text else { return nil }
        guard let day = CalendarDate(text) else {
            throw CommandFailure(.badData, "\(option) is no day: write it as 2026-11-23")
        }
        return day
    }

    private func show(_ report: ImportReport) throws {
        let output = common.output
        if common.json {
            try output.object(report)
        } else {
            try output.table(
                ["rows", "count"],
                [
                    ["new", .count(report.new)], ["changed", .count(report.changed)],
                    ["unchanged", .count(report.unchanged)], ["refused", .count(report.refused)],
                    ["left out", .count(report.skipped)],
                ])
            if !report.newAmounts.isEmpty {
                output.text("new rows amount to \(report.newAmounts.map(\.description).joined(separator: ", "))")
            }
            try showFindings(report, output)
        }
        output.message(
            "read \(report.fileName) as \(report.encoding) with '\(report.delimiter)' between fields and dates in the "
                + "form \(report.dateOrder)")
        if report.new + report.changed + report.unchanged + report.refused + report.skipped == 0 {
            output.message("\(report.fileName) has headings and no rows: export it again if there should be some")
        }
        for column in report.unusedColumns { output.message("column '\(column)' is not used by the mapping") }
        try conclude(report, output)
    }

    private func showFindings(_ report: ImportReport, _ output: Output) throws {
        guard !report.findings.isEmpty else { return }
        output.text("")
        try output.table(
            ["line", "", "column", "found", "expected", "what to do"],
            report.findings.map {
                [
                    .count($0.line), .text($0.isError ? "refused" : "note"), .text($0.column), .text($0.found),
                    .text($0.expected), .text($0.fix),
                ]
            })
        if report.findingCount > report.findings.count {
            output.text("and \(report.findingCount - report.findings.count) more")
        }
    }

    /// The items that count as settled, or would: the first of them for a person, all of them as JSON.
    private func listAbsent(_ report: ImportReport, _ output: Output) throws {
        guard !common.json, !report.absentItems.isEmpty else { return }
        output.text("")
        try output.table(
            ["not in the file", "customer", "open"],
            report.absentItems.prefix(Self.absentShown).map {
                [.text($0.reference), .text($0.customer), .money($0.open)]
            })
        if report.absentItems.count > Self.absentShown {
            output.text("and \(report.absentItems.count - Self.absentShown) more (all with --json)")
        }
    }

    private static let absentShown = 20

    private func conclude(_ report: ImportReport, _ output: Output) throws {
        let absent = report.absent.map { "\($0.count) open item\($0.count == 1 ? "" : "s") of \($0.amount)" }
            .joined(separator: ", ")
        try listAbsent(report, output)
        if settleAbsent, report.refused > 0, report.outcome != .refused {
            output.message("nothing counts as settled while rows are refused: --settle-absent had no effect")
        }
        switch report.outcome {
        case .written:
            if report.settlesAbsent, !absent.isEmpty {
                output.message("settled because the file lacks them: \(absent)")
                output.message(
                    "if one of them is open after all: dunwell customer show lists its entry, settled-elsewhere; "
                        + "dunwell payment reverse ENTRY --reason not-settled --by '<your name>' --key KEY --tenant "
                        + "\(tenant) opens it again, and the next whole list may hold it")
            }
            if let day = report.freshAsOf { output.message("payments count as known up to \(day)") }
            output.message(
                report.refused == 0
                    ? "imported \(report.fileName)"
                    : "imported \(report.fileName) without the \(report.refused) refused rows: correct them and import "
                        + "the file again")
        case .previewed:
            if report.settlesAbsent, !absent.isEmpty {
                output.message("would be settled because the file lacks them: \(absent)")
            }
            if let day = report.freshAsOf { output.message("payments would count as known up to \(day)") }
            output.message("dry run: nothing was changed")
        case .refused:
            throw CommandFailure(
                .badData,
                (report.refused == 1 ? "1 row was refused" : "\(report.refused) rows were refused")
                    + ", so nothing was imported: correct the file, or add --good-rows to import the other rows")
        case .settlementUnconfirmed:
            throw CommandFailure(
                .badData,
                (absent.isEmpty ? "the file has no rows" : "the file lacks \(absent), which would count as settled")
                    + "; nothing was imported: add --settle-absent if that is right, or export the whole list")
        }
    }
}

/// A kind of file as written on the command line.
struct ImportKindArgument: ExpressibleByArgument {
    let kind: ImportKind
    init?(argument: String) {
        guard let kind = ImportKind(rawValue: argument) else { return nil }
        self.kind = kind
    }
    static var allValueStrings: [String] { ImportKind.allCases.map(\.rawValue) }
}

/// A line on a terminal that fills as the import goes on.
private final class ImportBar: Sendable {
    private let isShown: Bool
    private let last = Mutex("")
    private static let width = 40

    init(isShown: Bool) { self.isShown = isShown }

    func show(_ progress: ImportProgress) {
        guard isShown else { return }
        let filled = Int(progress.fraction * Double(Self.width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        let line = "\(progress.stage.rawValue) [\(bar)]"
        last.withLock { last in
            guard last != line else { return }
            last = line
            Self.write("\r\u{1B}[K\(line)")
        }
    }

    func clear() {
        guard isShown else { return }
        last.withLock { last in
            if !last.isEmpty { Self.write("\r\u{1B}[K") }
            last = ""
        }
    }

    private static func write(_ text: String) {
        // A terminal that is gone has nobody to look at it.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
