import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// `dunwell run`: runs the book for a day.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Go through the cases and plan what is due; safe to repeat.",
        discussion: "With --dry-run nothing is planned: it says who would get what, and who would not and why.")

    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of one tenant.") var tenant: String?
    @Flag(help: "Every tenant that is not muted.") var all = false
    @Option(help: "The day to run for, such as 2026-03-09; the tenant's today when left out.") var on: String?
    @Flag(help: "Only say what would happen.") var dryRun = false

    private struct Line: Encodable, Sendable {
        let tenant: String
        let report: RunTheBook.Report
    }

    func validate() throws {
        guard (tenant == nil) == all else { throw ValidationError("name one --tenant, or --all") }
        if let on, CalendarDate(on) == nil { throw ValidationError("the day \(on) is not written like 2026-03-09") }
    }

    func run() async throws {
        let output = common.output
        let (slug, day, dryRun) = (tenant, on.flatMap { CalendarDate($0) }, dryRun)
        let (lines, rounds) = try await common.withHost { host in
            try await host.requireTenantsApart()
            if let slug {
                let report = try await host.runBook(of: try await host.tenant(slug), on: day, dryRun: dryRun)
                return ([Line(tenant: slug, report: report)], TenantRounds())
            }
            var lines: [Line] = []
            var rounds = TenantRounds()
            for tenant in try await Self.liveTenants(host) {
                let report = try await rounds.visit(tenant) {
                    try await host.runBook(of: tenant, on: day, dryRun: dryRun)
                }
                if let report { lines.append(Line(tenant: tenant.slug, report: report)) }
            }
            return (lines, rounds)
        }
        try Self.show(lines, dryRun: dryRun, output)
        try rounds.finish()
    }

    private static func show(_ lines: [Line], dryRun: Bool, _ output: Output) throws {
        if output.json { return try output.object(lines) }
        try output.table(
            [
                "tenant", "day", "looked at", "planned", "charged", "blocked", "waiting", "asleep", "no address",
                "nothing due",
            ],
            lines.map { line in
                let report = line.report
                return [.text(line.tenant), .day(report.day)]
                    + [
                        report.looked, report.planned, report.charged, report.blocked, report.waiting, report.asleep,
                        report.locate,
                        report.nothing,
                    ].map { TableCell.count($0) }
            })
        for line in lines where !line.report.charges.isEmpty {
            output.text("")
            try output.table(
                ["late fee on", "customer", "business", "amount", "letter mailed"],
                line.report.charges.map {
                    [$0.receivable, $0.customer, $0.business, "\($0.amount)", $0.letterOf.map { "\($0)" } ?? ""]
                })
        }
        for line in lines {
            for hint in Self.hints(tenant: line.tenant, line.report, dryRun: dryRun) { output.message(hint) }
        }
        for line in lines where !line.report.lines.isEmpty {
            output.text("")
            let shown = inOrderOfUse(line.report.lines)
            try output.table(
                ["customer", "business", "step", "by", "verdict", "why"],
                shown.map { [$0.customer, $0.business, $0.step, $0.medium, $0.verdict, $0.words] })
        }
    }

    /// What the figures alone do not say, and what to do about it.
    static func hints(tenant: String, _ report: RunTheBook.Report, dryRun: Bool) -> [String] {
        var hints: [String] = []
        if report.isMuted {
            hints.append("\(tenant) is muted: nothing would leave" + (dryRun ? ", whatever is planned here" : ""))
        }
        if report.cases == 0 {
            hints.append("there is no case to look at: import what is owed, as `dunwell import --help` says")
        } else if report.casesWithoutPolicy > 0 {
            hints.append(
                "\(report.casesWithoutPolicy) of \(report.cases) cases have no policy and are not looked at: publish one "
                    + "as `dunwell policy publish --help` says")
        }
        if dryRun, report.isMuted, report.looked == 0 {
            hints.append("nothing was looked at, so this is no look that lets \(tenant) be unmuted")
        }
        return hints
    }

    /// Who gets something first, then who does not and why; who owes nothing comes last.
    private static func inOrderOfUse(_ lines: [RunTheBook.Line]) -> [RunTheBook.Line] {
        let order = ["send", "block", "needs-person", "locate", "wait", "asleep", "done"]
        let ranked = lines.map { line in
            (line: line, rank: order.firstIndex(of: line.verdict) ?? order.count)
        }
        return ranked.sorted { ($0.rank, $0.line.customer) < ($1.rank, $1.line.customer) }.map(\.line)
    }

    private static func liveTenants(_ host: Host) async throws -> [TenantRecord] {
        let all = try await host.store.withoutTenantScope(reason: "every tenant has a book to run") {
            try $0.tenants(limit: 10_000)
        }
        return all.filter { !$0.isMuted }
    }
}
