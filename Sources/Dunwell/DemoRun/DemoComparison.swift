import Operations
import Receivables
import Store

/// Holds what the program says of the process against what the rows and files say, and both against what the demo's
/// people did.
struct DemoComparison {
    let report: DemoReport

    private var process: DemoProcess { report.process }
    private var tally: DemoTally { report.process.tally }

    /// Sentences about what is not the same; empty when everything is.
    var differences: [String] {
        var found: [String] = []
        func require<Value: Equatable>(_ name: String, _ actual: Value, _ expected: Value) {
            if actual != expected { found.append("\(name) is \(actual), expected \(expected)") }
        }
        for (state, count) in said { require("promises \(state)", count, process.promises[state] ?? 0) }
        require("promises made", report.promises.made, tally.promises)
        require("plans by standing", process.plansSaid, process.plans)
        require("plans accepted", process.plans.values.reduce(0, +), tally.plansAccepted)
        var outcomes = tally.disputesResolved
        let open = tally.disputesOpened - outcomes.values.reduce(0, +)
        if open > 0 { outcomes["open"] = open }
        require("disputes by outcome", counts(process.disputes), outcomes)
        require("decisions by kind", counts(process.decisions), tally.decisions)
        require("decisions that could not stand", tally.decisionsRefused, [])
        require("placements", [Int64(process.placements.count), process.placements.amountMinor], tally.placed.pair)
        require("balances of placements", process.placements.amountMinor, process.placements.booksMinor)
        require("changes told to the agency", counts(process.changes), tally.changes)
        require("files of placements", process.placements.sha256, process.placements.sha256Kept)
        require("write-offs", pair("written-off"), tally.writeOffs.pair)
        require("closing letters", messages(template: "write-off"), tally.closingLetters)
        require("credits", pair("credited"), tally.credits.pair)
        require("fees waived", pair("fee-waived"), tally.feesWaived.pair)
        require("money applied later", pair("applied"), tally.appliedLater.pair)
        require(
            "fees charged", pair("fee-charged"),
            [Int64(process.announcedFees.count), process.announcedFees.amountMinor])
        require(
            "scripted payments", [Int64(report.scriptedPayments.count), report.scriptedPayments.amount.minorUnits],
            tally.payments.pair)
        require("reasons told", counts(process.reasons), tally.callsByReason)
        require("calls", report.calls.reduce(0) { $0 + $1.count }, tally.calls)
        require("holds by reason", counts(process.holds.filter { $0.label != "placed" }), tally.holds)
        require("cases held for the agency", process.count("placed", in: process.holds), tally.placed.count)
        require("lapsed calls", process.count("task-lapsed", in: process.callTasks), tally.lapsedCalls)
        require("mails by language", report.files.mailsByLanguage, languages(of: "email"))
        require("messages looked at", process.statements.messages, process.messages.reduce(0) { $0 + $1.count })
        found += process.statements.findings + reports
        return found
    }

    private var said: [(String, Int)] {
        let promises = report.promises
        return [
            ("kept", promises.kept), ("partly-kept", promises.partlyKept), ("broken", promises.broken),
            ("open", promises.open), ("ended", promises.superseded + promises.withdrawn),
        ]
    }

    /// The reports' own totals against the books and the rows.
    private var reports: [String] {
        let books = report.books.closing
        let spoken = counts(process.reasons)
        let expected: [(String, String, Int64)] =
            [
                ("aging", "open: open", books.open.amount.minorUnits),
                ("aging", "open: receivables", Int64(books.open.count)),
                ("aging", "open: customers", Int64(books.open.customers)),
                ("aging", "past due: open", books.pastDue.amount.minorUnits),
                ("aging", "past due: receivables", Int64(books.pastDue.count)),
                ("activity", "email sent: count", Int64(messages(of: "email"))),
                ("activity", "promises made: count", Int64(report.promises.made)),
                ("activity", "disputes opened: count", Int64(report.disputes.opened)),
                ("activity", "disputes resolved: count", Int64(report.disputes.resolved)),
            ] + spoken.sorted { $0.key < $1.key }.map { ("reasons", "\($0.key): calls", Int64($0.value)) }
        func told(_ report: String, _ figure: String) -> Int64 {
            process.reports.first { $0.report == report && $0.figure == figure }?.value ?? 0
        }
        // A call made after its window leaves the task lapsed.
        let notInTime = ["late", "tried", "not_made"].map { told("adherence", "all call: \($0)") }.reduce(0, +)
        let lapsed = process.count("task-lapsed", in: process.callTasks)
        return expected.compactMap { name, figure, value in
            let said = told(name, figure)
            return said == value ? nil : "report \(name), \(figure) is \(said), expected \(value)"
        }
            + (notInTime == lapsed
                ? [] : ["report adherence has \(notInTime) calls not made in time, expected \(lapsed)"])
    }

    private func counts(_ lines: [RecountLine]) -> [String: Int] {
        Dictionary(lines.map { ($0.label, $0.count) }) { $0 + $1 }
    }

    private func pair(_ label: String) -> [Int64] {
        let line = process.entries.first { $0.label == label }
        return [Int64(line?.count ?? 0), line?.amountMinor ?? 0]
    }

    private func messages(template: String) -> Int {
        process.messages.filter { $0.label.hasPrefix("\(template) ") }.reduce(0) { $0 + $1.count }
    }

    private func messages(of medium: String) -> Int {
        process.messages.filter { $0.label.hasSuffix(" \(medium)") }.reduce(0) { $0 + $1.count }
    }

    private func languages(of medium: String) -> [String: Int] {
        process.messages.filter { $0.label.hasSuffix(" \(medium)") }.reduce(into: [:]) { found, line in
            found[String(line.label.split(separator: " ")[1]), default: 0] += line.count
        }
    }
}

extension DemoTally.Sum {
    /// Count and cents.
    fileprivate var pair: [Int64] { [Int64(count), amountMinor] }
}

extension DemoProcess {
    /// How many a line counts; 0 where there is none.
    func count(_ label: String, in lines: [RecountLine]) -> Int { lines.first { $0.label == label }?.count ?? 0 }

    /// What the script's acts took off the open amount, less what they added to it, in cents.
    var movedByTheScript: Int64 {
        func sum(_ label: String) -> Int64 { entries.first { $0.label == label }?.amountMinor ?? 0 }
        let lying = tally.overpaid.amountMinor - tally.appliedLater.amountMinor
        return tally.payments.amountMinor - lying + sum("credited") + sum("fee-waived") + sum("written-off")
            - sum("fee-charged")
    }
}
