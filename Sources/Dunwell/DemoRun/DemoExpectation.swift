import Operations
import Receivables
import Store

/// What the demo's books must say, worked out from the files alone and never from the database.
struct DemoExpectation: Sendable {
    let opening: BookFigures
    /// Before what the script pays.
    let closing: BookFigures
    private let script: DemoScript

    init(script: DemoScript) {
        self.script = script
        let invoices = script.data.invoices
        opening = Self.figures(invoices, on: DemoScript.opening) { $0.isOpen(on: DemoScript.opening) }
        closing = Self.figures(invoices, on: DemoScript.closing) { invoice in
            guard script.isScripted(invoice.customer) else { return invoice.isOpen(on: DemoScript.closing) }
            return invoice.isOpen(on: DemoScript.opening)
                || (invoice.billedOn > DemoScript.opening && invoice.billedOn <= DemoScript.closing)
        }
    }

    /// Sentences about what a report says otherwise; empty when it is right.
    func differences(from report: DemoReport) -> [String] {
        var found: [String] = []
        func require<Value: Equatable>(_ name: String, _ actual: Value, _ expected: Value) {
            if actual != expected { found.append("\(name) is \(actual), expected \(expected)") }
        }
        require("books on \(opening.day): billed", report.books.opening.billed, opening.billed)
        require("books on \(opening.day): open", report.books.opening.open, opening.open)
        require("books on \(opening.day): past due", report.books.opening.pastDue, opening.pastDue)
        require("books on \(closing.day): billed", report.books.closing.billed, closing.billed)
        require(
            "books on \(closing.day): open, with what the script paid and gave up put back",
            report.books.closing.open.amount.minorUnits + report.process.movedByTheScript,
            closing.open.amount.minorUnits)
        require(
            "what the proof of the books has open", report.proofs.ledger.open.map(\.minorUnits),
            [report.books.closing.open.amount.minorUnits])
        found += report.proofs.ledger.findings + report.proofs.nextLook + report.proofs.tenancy.map(\.description)
        found += report.files.faults
        require("attempts in doubt", report.inDoubt.attempts, 0)
        require("jobs in doubt", report.inDoubt.jobs, 0)
        require("jobs that gave up", report.failedJobs, 0)
        func count(_ medium: ContactMedium, _ states: Set<AttemptState>) -> Int {
            report.contacts.filter { $0.medium == medium && states.contains($0.state) }.reduce(0) { $0 + $1.count }
        }
        // A letter that came out of the pile after it was printed is still in its file.
        let leftOut = report.refusals.filter { $0.rule == LeaveOutLetter.rule }.reduce(0) { $0 + $1.count }
        require("mails in the spool", report.files.mails, count(.email, [.sent, .returned]))
        require("letters in the files", report.files.letters, count(.post, [.sent, .returned, .prepared]) + leftOut)
        found += DemoComparison(report: report).differences
        found += Self.silences(in: report)
        return found
    }

    /// What a check that passes must have exercised.
    private static func silences(in report: DemoReport) -> [String] {
        let happened: [(String, Int)] = [
            ("mails", report.files.mails), ("letters", report.files.letters),
            ("calls", report.calls.reduce(0) { $0 + $1.count }), ("promises kept", report.promises.kept),
            ("promises broken", report.promises.broken), ("disputes", report.disputes.opened),
            ("scripted payments", report.scriptedPayments.count), ("stopped addresses", report.stoppedAddresses),
            ("plans completed", report.process.plans["completed"] ?? 0),
            ("plans broken", report.process.plans["broken"] ?? 0),
            ("disputes upheld", report.process.count("upheld", in: report.process.disputes)),
            ("disputes rejected", report.process.count("rejected", in: report.process.disputes)),
            ("fees charged", report.process.count("fee-charged", in: report.process.entries)),
            ("fees waived", report.process.count("fee-waived", in: report.process.entries)),
            ("money applied later", report.process.count("applied", in: report.process.entries)),
            ("write-offs", report.process.count("written-off", in: report.process.entries)),
            ("decisions to wait", report.process.count("continue", in: report.process.decisions)),
            ("decisions for an agency", report.process.count("agency", in: report.process.decisions)),
            ("decisions to write off", report.process.count("write-off", in: report.process.decisions)),
            ("changes told to the agency", report.process.changes.count),
            ("closing letters", report.process.tally.closingLetters),
            ("lapsed calls", report.process.tally.lapsedCalls),
            ("placements", report.process.placements.count),
            ("hardship holds", report.process.count("hardship", in: report.process.holds)),
            (
                "messages about a failed automatic payment",
                report.process.count("autopay-failed en email", in: report.process.messages)
            ),
            ("mails in Spanish", report.files.mailsByLanguage["es"] ?? 0),
            ("returned letters", report.contacts.filter { $0.state == .returned }.reduce(0) { $0 + $1.count }),
        ]
        return happened.filter { $0.1 == 0 }.map { "no \($0.0) in \(DemoScript.days) days" }
    }

    private static func figures(
        _ invoices: [DemoInvoice], on day: CalendarDate, isOpen: (DemoInvoice) -> Bool
    ) -> BookFigures {
        let open = invoices.filter(isOpen)
        return BookFigures(
            day: day, billed: sum(invoices.filter { $0.billedOn <= day }), open: sum(open),
            pastDue: sum(open.filter { $0.dueOn < day }))
    }

    private static func sum(_ invoices: [DemoInvoice]) -> BookFigures.Sum {
        BookFigures.Sum(
            count: invoices.count, amount: .usd(cents: invoices.reduce(0) { $0 + $1.amount.minorUnits }),
            customers: Set(invoices.map(\.customer)).count)
    }
}
