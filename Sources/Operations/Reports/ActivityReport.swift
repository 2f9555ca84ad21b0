import Documents
import Receivables
import Store
import Tabular

extension Report {
    /// What was done in a period. Attempts and conversations are counted from dispositions that count as such alone.
    /// Source: field reference §7.3, attempts, right-party contacts, message funnel; 12 CFR 1006.14(b)(3).
    static func activity(_ tx: TenantTransaction, _ scope: ReportScope) throws -> Report {
        let counts = try tx.activityCounts(
            in: scope.period, attempts: CallDisposition.attempts, currency: scope.currency)
        var table = ReportTable(columns: [
            .init("what", "What", .text), .init("count", "Count", .count), .init("customers", "Customers", .count),
            .init("amount", "Amount", .money),
        ])
        var bars: [BarChart.Bar] = []
        for what in ActivityCount.What.allCases {
            for count in counts where count.what == what && count.count > 0 {
                let label = what.label(count.subject)
                table.add([
                    .text(label), .count(count.count), .count(count.customers),
                    count.amount.map { .money($0) } ?? .none,
                ])
                bars.append(
                    BarChart.Bar(
                        label, figure: ReportTable.Cell.count(count.count).text, magnitude: Int64(count.count)))
            }
        }
        var report = Report(
            .activity, definition: 2, title: "Activity", scope: scope, isPeriod: true,
            population: "What was planned, sent, called, promised and paid in the period, each on its own day.",
            table: table, measure: "how often", bars: Array(bars.prefix(24)))
        report.addRates(counts)
        return report
    }

    private mutating func addRates(_ counts: [ActivityCount]) {
        func sum(_ what: ActivityCount.What) -> (count: Int, customers: Int) {
            let found = counts.filter { $0.what == what }
            return (found.reduce(0) { $0 + $1.count }, found.reduce(0) { $0 + $1.customers })
        }
        let (attempts, spoken, promises) = (sum(.callAttempts), sum(.conversations), sum(.promisesOnCalls))
        add(
            "right_party_contact_rate", "Right-party contacts of attempts",
            .share(Share(spoken.count, of: attempts.count)),
            formula: "conversations with the customer on calls we made / call attempts")
        add(
            "customers_reached", "Customers reached of those called",
            .share(Share(spoken.customers, of: attempts.customers)),
            formula: "customers spoken with on calls we made / customers called")
        add(
            "promise_rate", "Promises of right-party contacts", .share(Share(promises.count, of: spoken.count)),
            formula:
                "conversations on calls we made in which a promise was given, one that was replaced on a later such "
                + "call left out / conversations with the customer on calls we made")
    }
}

extension ActivityCount.What {
    /// The row's words; `subject` is a medium or a rule.
    fileprivate func label(_ subject: String) -> String {
        switch self {
        case .planned: "\(subject) planned"
        case .sent: subject == ContactMedium.post.rawValue ? "post confirmed mailed" : "\(subject) sent"
        case .returned: "\(subject) came back"
        case .notSent: "\(subject) called off or refused"
        case .inDoubt: "\(subject) in doubt"
        case .callAttempts: "call attempts"
        case .conversations: "conversations on calls we made"
        case .voicemails: "voicemails left"
        case .callsNotCounted: "calls that do not count"
        case .callsReceived: "calls from customers"
        case .heldBack: "held back: \(RuleWords.text(subject))"
        case .promises: "promises made"
        case .promisesOnCalls: "promises on calls we made"
        case .payments: "payments received"
        case .disputesOpened: "disputes opened"
        case .disputesResolved: "disputes resolved"
        }
    }
}
