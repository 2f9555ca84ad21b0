import ArgumentParser
import Foundation
import Operations
import Receivables
import Tabular
import Treatment

/// `dunwell diagnose`: one page about a list of open items, without an installation.
struct DiagnoseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnose", abstract: "Say on one page what stands in a plain list of open items.",
        discussion: """
            Reads an aging or open-items file (CSV) and prints who is late, who was never called, the value at stake and \
            what each starter policy would send tomorrow. Needs no tenant and no database; nothing is stored and nothing \
            is sent. Columns Last call and Monthly amount are read where the file has them. A summary by bands (Current, \
            1 - 30, 31 - 60 …) is read as well: each balance counts as late as its band begins, from the day --on.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The CSV file.")
    var file: String

    @Option(help: "A mapping file (YAML) or the name of a shipped one (default: the one that fits best).")
    var mapping: String?

    @Option(help: "The day to look from, such as 2026-03-09 (default: today).")
    var on: CalendarDate?

    @Option(help: "How the file writes dates, where it leaves that open: mdy, dmy or iso.")
    var dates: String?

    @Option(help: "What a customer pays a month where the file does not say, as 39.95.")
    var monthly: TypedMoney?

    @Option(help: "What one dollar of monthly revenue is worth, as 33 or 33.5.")
    var multiple: TypedMultiple?

    @Option(help: "Bands of the aging, as 1-14,15-29,30+ or by first days as 1,15,30.")
    var buckets: String?

    @Option(help: "Currency looked at (default: the one of most rows).")
    var currency: String?

    @Option(help: "Write the page to this file as well, as HTML to read or print.")
    var html: String?

    @Flag(help: "Let --html write over a file that is no page of an earlier diagnosis; never over the list itself.")
    var replace = false

    func validate() throws {
        if replace, html == nil { throw ValidationError("--replace goes with --html") }
    }

    func run() async throws {
        let target = html.map { PageFile(path: $0, input: file) }
        try target?.requireFree(replacing: replace)
        let page = DiagnosisPage(diagnosis: try diagnose())
        if let target {
            try target.write(page.html, replacing: replace)
            common.output.message("the page is in \(target.path)")
        }
        if common.json {
            try common.output.object(page.diagnosis)
        } else {
            common.output.raw(Data(page.text.utf8))
        }
    }

    private func diagnose() throws -> Diagnosis {
        var request = DiagnoseFile.Request(on: on ?? BusinessInstant(Date()).day(in: .current))
        if let mapping { request.mapping = try chosenMapping(mapping) }
        if let dates {
            guard let order = DateOrder(rawValue: dates.lowercased()), order != .auto else {
                throw ValidationError("--dates is mdy, dmy or iso")
            }
            request.dates = order
        }
        if let currency {
            guard let known = Currency(currency.uppercased()) else {
                throw ValidationError("\(currency) is no currency known here: write it as USD")
            }
            request.currency = known
        }
        if let buckets {
            guard let bands = AgingBuckets(buckets) else {
                throw ValidationError(
                    "--buckets takes up to 20 ascending bands from 1 on, as 1-14,15-29,30+ or 1,15,30")
            }
            request.buckets = bands
        }
        request.monthly = monthly?.money
        if let multiple { request.multiple = multiple.multiple }
        do {
            return try DiagnoseFile()(URL(filePath: file), request)
        } catch let error as ImportFileError {
            if case .ambiguousDateOrder(let column) = error {
                throw CommandFailure(
                    .badData,
                    "\(file): every date in column '\(column)' can be read as month/day or day/month: say --dates mdy or "
                        + "--dates dmy")
            }
            throw CommandFailure(.badData, "\(file): \(error)")
        } catch let refused as ActRefused {
            throw CommandFailure(.badData, "\(file): \(refused)")
        }
    }

    private func chosenMapping(_ name: String) throws -> ImportMapping {
        if let shipped = ImportMapping.shipped(named: name) { return shipped }
        guard FileManager.default.fileExists(atPath: name) else {
            let names = ImportMapping.shipped.filter { $0.kind == .openItems }.map(\.name).joined(separator: ", ")
            throw CommandFailure(.badData, "there is no mapping \(name): name a YAML file, or one of \(names)")
        }
        do { return try ImportMapping(yaml: textOfFile(name)) } catch let problems as MappingProblems {
            throw CommandFailure(.badData, "\(name):\n\(problems)")
        }
    }
}
