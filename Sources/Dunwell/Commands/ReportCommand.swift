import ArgumentParser
import Documents
import Foundation
import Operations
import Receivables
import Store
import Tabular
import Treatment

/// `dunwell report`: figures of one tenant as a table, for a program, for a spreadsheet or as a picture.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Print a report: aging, activity, adherence, promises, reasons, ninety-day.",
        discussion: """
            aging: what is open by days past due, in the tenant's bands. activity: what was sent, called, promised and paid. adherence: whether \
            calls and letters the policies ask for were made. promises: how many were kept. reasons: why customers have \
            not paid. ninety-day: who comes near the day on which the trade counts them as lost, and the value at stake. \
            A day of the past is reckoned from the dated entries, not from today's balances. Nothing is changed.
            """)

    /// How a report is printed.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv, svg
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: "aging, activity, adherence, promises, reasons or ninety-day.")
    var name: ReportName

    @Option(help: "Short name of the tenant.")
    var tenant: String

    @Option(help: "The day whose end the figures are of, such as 2026-03-09 (default: today).")
    var on: CalendarDate?

    @Option(help: "First day of activity, adherence, promises and reasons (default: 30 days in all).")
    var from: CalendarDate?

    @Option(help: "How to print it: table, json, csv (without the sums) or svg.")
    var format: Format?

    @Option(help: "Currency of the amounts.")
    var currency = "USD"

    @Option(help: "Aging: bands as 1-14,15-29,30+ or by first days as 1,15,30 (default: the tenant's).")
    var buckets: String?

    @Option(help: "Ninety-day: what one dollar of monthly revenue is worth, as 33 or 33.5.")
    var multiple: TypedMultiple?

    @Option(help: "Ninety-day: most customers listed, 1 to 10000 (default: 100).")
    var limit: Int?

    /// What is asked for and would change nothing.
    func validate() throws {
        if common.json, let format, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) are two formats: say one")
        }
        let foreign: [(given: Bool, option: String, of: [ReportName])] = [
            (buckets != nil, "--buckets", [.aging]), (multiple != nil, "--multiple", [.ninetyDay]),
            (limit != nil, "--limit", [.ninetyDay]),
            (from != nil, "--from", [.activity, .adherence, .promises, .reasons]),
        ]
        for (given, option, names) in foreign where given && !names.contains(name) {
            let list = names.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\(option) changes nothing in \(name.rawValue): it is for \(list)")
        }
        if let limit, !(1...10_000).contains(limit) { throw ValidationError("--limit is from 1 to 10000") }
        if buckets != nil { _ = try bands() }  // only whether they can be read
    }

    private func bands() throws -> AgingBuckets? {
        guard let buckets else { return nil }
        guard let bands = AgingBuckets(buckets) else {
            throw ValidationError("--buckets takes up to 20 ascending bands from 1 on, as 1-14,15-29,30+ or 1,15,30")
        }
        return bands
    }

    func run() async throws {
        let request = try request()
        let report = try await common.withHost { host in
            let record = try await host.tenant(tenant)
            return try await MakeReport(store: host.store)(name, of: record.id, request)
        }
        try print(report)
    }

    private func request() throws -> ReportRequest {
        var request = ReportRequest()
        request.on = on
        request.from = from
        guard let known = Currency(currency.uppercased()) else {
            throw ValidationError("\(currency) is no currency known here: write it as USD")
        }
        request.currency = known
        request.buckets = try bands()
        if let multiple { request.multiple = multiple.multiple }
        if let limit { request.limit = limit }
        return request
    }

    private func print(_ report: Report) throws {
        switch format ?? (common.json ? .json : .table) {
        case .json: try Output(json: true, quiet: common.quiet).object(report)
        case .csv: common.output.raw(Data(report.table.csv.utf8))
        case .svg: common.output.raw(Data(report.chart.svg.utf8))
        case .table: common.output.raw(Data(ReportPage(report: report).text.utf8))
        }
    }
}

extension ReportName: ExpressibleByArgument {}

/// A multiple as typed: `33`, or `33.5`.
struct TypedMultiple: ExpressibleByArgument {
    let multiple: ContractMultiple

    var tenths: Int { multiple.tenths }

    init?(argument: String) {
        let halves = argument.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), halves.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let whole = Int(halves[0]), whole <= 1_000, halves.count == 1 || halves[1].count == 1,
            let multiple = ContractMultiple(tenths: whole * 10 + (halves.count == 2 ? Int(halves[1]) ?? 0 : 0))
        else { return nil }
        self.multiple = multiple
    }
}
