import Receivables
import Tabular
import Treatment

/// What the rows of a file gave: those that can be used, and what is wrong with the others.
struct FileRows {
    /// One usable balance.
    struct Row {
        let line: Int
        let customer: String
        let open: Money
        let item: Treatment.OpenReceivable
    }

    /// By line and, where one line holds several balances, by their place in it.
    private(set) var rows: [Key: Row] = [:]
    private(set) var refused = 0
    private(set) var findings: [CellFinding] = []
    private var understood: [CellFinding] = []

    struct Key: Hashable, Comparable {
        let line: Int
        var place = 0

        static func < (left: Key, right: Key) -> Bool { (left.line, left.place) < (right.line, right.place) }
    }

    init() {}

    /// The balances of a summary: each as late as the youngest day of its band.
    init(_ summary: AgingSummary, on day: CalendarDate) {
        for line in summary.lines {
            for (place, (band, open)) in zip(summary.bands, line.amounts).enumerated() where !open.isZero {
                let due = day.adding(days: -band.firstDay)
                rows[Key(line: line.line, place: place)] = Row(
                    line: line.line, customer: line.customer, open: open,
                    item: Treatment.OpenReceivable(
                        id: Identifier(), billedOn: due, dueOn: due, open: open, disputed: .zero(open.currency)))
            }
        }
        findings = summary.findings
        refused = Set(summary.findings.map(\.line)).count
    }

    mutating func add(_ record: ImportRecord) throws {
        switch record {
        case .row(let row, let warnings):
            guard rows.count < DiagnoseFile.rowsMax else { throw DiagnoseFile.tooLong }
            rows[Key(line: row.line)] = Row(row)
            understood += warnings
        case .refused(let row):
            refused += 1
            findings += row.findings.filter { $0.severity == .error }
            // Of two rows with one key neither can be trusted.
            for finding in row.findings {
                for line in finding.otherLines where rows.removeValue(forKey: Key(line: line)) != nil {
                    refused += 1
                    findings.append(finding.ofTheEarlier(line))
                }
            }
        }
    }

    /// How many cells were taken as something else than they say, with the first.
    var remarks: [String] {
        guard let first = understood.first else { return [] }
        return [
            "\(understood.count.counted("cell")) \(understood.count == 1 ? "was" : "were") read as probably meant, such as "
                + "'\(first.found)' in \(first.place): \(first.fix)."
        ]
    }
}

extension FileRows.Row {
    fileprivate init(_ row: ImportRow) {
        // The reader hands out rows with every required field in its canonical form.
        guard let customer = row["customer_reference"], let due = row["due_on"].flatMap(CalendarDate.init),
            let minor = row["open_amount"].flatMap({ Int64($0) }),
            let currency = row["currency"].flatMap(Currency.init)
        else { preconditionFailure("a usable row has its required fields") }
        let open = Money(minorUnits: minor, currency: currency)
        let billed = row["billed_on"].flatMap(CalendarDate.init) ?? due
        self.init(
            line: row.line, customer: customer, open: open,
            item: Treatment.OpenReceivable(
                id: Identifier(), billedOn: min(billed, due), dueOn: due, open: open, disputed: .zero(currency)))
    }
}

extension CellFinding {
    /// Where it is: the line and, unless the whole row is meant, the column.
    var place: String { column.isEmpty ? "line \(line)" : "line \(line), column '\(column)'" }

    /// The same about the other of two rows, which was taken before this one was read.
    fileprivate func ofTheEarlier(_ earlier: Int) -> CellFinding {
        CellFinding(
            severity, line: earlier, column: column, found: found, expected: expected,
            fix: "line \(line) has it too: keep the right one of the two, or give one its own reference",
            otherLines: [line])
    }
}

extension AgingSummary {
    /// What the reader has to know about due days that no file names.
    func remarks(on day: CalendarDate) -> [String] {
        let late = bands.filter { $0.firstDay > 0 }
        let days = late.map { "'\($0.heading)' as \($0.firstDay)" }.joined(separator: ", ")
        var remarks = [
            "The file names no due days, only bands: each balance is taken as one bill, at least as many days past due on "
                + "\(day) as its band begins with (\(days)). The true days past due are as many or more."
        ]
        if let asOf, asOf != day {
            remarks.append("The file says it is as of \(asOf): ask with --on \(asOf) to look from that day.")
        }
        return remarks
    }
}

extension SideCells {
    /// Cells nobody could read, with the form that works.
    fileprivate static func remark(_ cells: [String], _ what: String, _ taken: String, _ form: String) -> [String] {
        guard let first = cells.first else { return [] }
        return [
            "\(cells.count.counted("cell")) about \(what) cannot be read, such as '\(first)': \(taken). Write \(form)."
        ]
    }

    var remarks: [String] {
        Self.remark(
            unreadableCalls, "a call", "taken as called on a day nobody knows", "a day as 2026-01-31")
            + Self.remark(unreadableMonthly, "the monthly amount", "left out", "an amount as 39.95")
    }
}
