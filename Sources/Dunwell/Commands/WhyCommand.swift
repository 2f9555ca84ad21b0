import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Why a customer did or did not hear from us.
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Tell the decisions about a customer up to a day, newest first, in words.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Option(help: "Reference of the customer.") var customer: String
    @Option(help: "The day asked about, such as 2026-03-09 (default: today).") var on: CalendarDate?
    @Option(help: "Most decisions to tell.") var limit = 100

    /// One decision as it is printed.
    private struct Line: Encodable {
        let day: String
        /// When it was taken, in the tenant's zone: another day's when the book was run for a day gone by.
        let taken: String
        let business: String
        let step: String
        let channel: String
        let moment: String
        let verdict: String
        @Offered var why: String
        @Offered var outcome: String
        let rule: String
        let ruleInWords: String
        let source: String
        let until: String
        let isLatest: Bool

        /// - Parameter forProgram: Whether moments are written as ISO 8601, and not as people read them.
        init(_ reason: ExplainContact.Reason, in zone: TimeZone, forProgram: Bool) {
            let decision = reason.decision
            let text = forProgram ? LocalTime.iso : LocalTime.text
            day = "\(decision.decidedOn)"
            taken = text(decision.decidedAt, zone)
            business = reason.business
            step = decision.stepKey
            channel = reason.medium?.rawValue ?? ""
            moment = decision.moment.rawValue
            verdict = decision.verdict.rawValue
            why = decision.words
            outcome = reason.outcome
            rule = decision.ruleID
            ruleInWords = RuleWords.words(decision.ruleID) ?? ""
            source = decision.citation
            until = decision.until.map { text($0, zone) } ?? ""
            isLatest = reason.isLatest
        }

        /// Two to four lines for a reader.
        func text(_ widthMax: Int) -> String {
            let time = taken.hasPrefix(day) ? taken : "\(day) (taken \(taken))"
            let about = [step, channel.isEmpty ? "" : "by \(channel)"].filter { !$0.isEmpty }.joined(separator: " ")
            let head = [time, verdict, about, "at \(moment)", business].filter { !$0.isEmpty }
            let rest = [
                why, outcome.isEmpty ? "" : "Outcome: \(outcome)",
                "Rule: "
                    + [RuleWords.text(rule), source, until.isEmpty ? "" : "until \(until)"].filter { !$0.isEmpty }
                    .joined(separator: "; "),
            ]
            // What was written down then is done from here.
            let below = rest.filter { !$0.isEmpty }.map {
                CommandText.lines($0, indent: "    ", widthMax: widthMax).dropLast()
            }
            let lines = TextTable.wrapped(head.joined(separator: ", "), widthMax) + below.map(String.init)
            return lines.joined(separator: "\n")
        }
    }

    func validate() throws {
        if !(1...1_000).contains(limit) { throw ValidationError("the limit goes from 1 to 1000") }
    }

    func run() async throws {
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let told = try await ExplainContact(store: host.store)
                .explain(customer: customer, upTo: on, for: record.id, limit: limit)
            let lines = told.reasons.map { Line($0, in: told.zone, forProgram: common.json) }
            if told.day > told.today {
                common.output.message(
                    "\(told.day) has not come: the tenant's today is \(told.today), and this is what was decided so far; "
                        + "`dunwell run --on \(told.day) --dry-run` says what would happen")
            }
            if lines.isEmpty {
                common.output.message("nothing was decided about this customer up to \(told.day): was the book run?")
            }
            for policy in told.policies where !common.json {
                common.output.message(TextTable.wrapped(policy, Terminal.width).joined(separator: "\n"))
            }
            if common.json { return try common.output.object(lines) }
            for line in lines { common.output.text(line.text(Terminal.width)) }
            if lines.count == limit {
                let day = on.map { " --on \($0)" } ?? ""
                common.output.message(
                    limit == 1_000
                        ? "there may be more, and a thousand is the most told: ask about an earlier day with --on"
                        : "there may be more: `dunwell why --customer \(quotedWord(customer))\(day) "
                            + "--limit \(min(1_000, limit * 10))`")
            }
        }
    }
}
