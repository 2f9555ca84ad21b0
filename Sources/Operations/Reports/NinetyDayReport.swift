import Documents
import Receivables
import Store
import Tabular
import Treatment

extension Report {
    /// Who comes near the day on which the trade counts a customer as lost, and what is at stake with them.
    /// The days past due go on during a dispute, so that whoever disputes everything is listed too.
    /// Source: starter policies §1.1; field reference §7.2: 60 to 89 days past due with recurring revenue, sorted by days left; value at risk is
    /// the sum of recurring revenue times the tenant's multiple.
    static func ninetyDay(
        _ tx: TenantTransaction, _ scope: ReportScope, _ asked: ContractMultiple?, limit: Int
    ) throws -> Report {
        let said = try tx.contractMultiples()
        let own = Set(try tx.businesses().map { said[$0.id] ?? .alarmTrade })
        // Where the businesses of a tenant say different things, none of them speaks for all.
        let multiple = asked ?? (own.count == 1 ? own.first : nil) ?? .alarmTrade
        let watch = try tx.ninetyDayWatch(
            on: scope.on, watchDays: NinetyDayLine.watchDays, multiple: multiple, currency: scope.currency, limit: limit
        )
        var table = ReportTable(columns: [
            .init("customer", "Customer", .text), .init("name", "Name", .text),
            .init("days_past_due", "Days past due", .count), .init("days_left", "Days left", .count),
            .init("owed", "Past due", .money), .init("disputed", "Disputed", .money),
            .init("monthly", "Monthly", .money),
            .init("value_at_stake", "At stake", .money),
        ])
        var bars: [BarChart.Bar] = []
        for customer in watch.customers {
            let worth = multiple.worth(of: customer.monthly)
            let left = NinetyDayLine.days - customer.daysPastDue
            table.add([
                .text(customer.reference), .text(customer.name), .count(customer.daysPastDue), .count(left),
                .money(customer.owed), .money(customer.disputed), .money(customer.monthly), .money(worth),
            ])
            if bars.count < barsMax {
                bars.append(
                    BarChart.Bar(
                        "\(customer.reference), \(left) days left", figure: ReportTable.Cell.money(worth).text,
                        magnitude: worth.minorUnits))
            }
        }
        table.addTotal([
            .text("all"), .text(watch.count == 1 ? "1 customer" : "\(watch.count) customers"), .none, .none,
            .money(watch.owed), .money(watch.disputed), .money(watch.monthly), .money(watch.worth),
        ])
        var report = Report(
            .ninetyDay, definition: 2, title: "Ninety-day list", scope: scope, isPeriod: false,
            population:
                "Customers with recurring revenue, 60 to 89 days past due, in dispute or not; what is disputed is not among "
                + "the past due.",
            table: table, measure: "value at stake", bars: bars)
        report.add(
            "multiple", "Multiple", .tenths(multiple.tenths),
            formula: "at stake = monthly revenue of agreements in force x multiple, rounded down")
        report.add(
            "past_the_line", "Customers past the line", .count(watch.lostCount),
            formula: "the same, 90 or more days past due")
        report.add(
            "past_the_line_value", "Value past the line", .money(watch.lostWorth),
            formula: "sum of monthly revenue x multiple of those")
        if asked == nil, own.count > 1 {
            report.note("the businesses have multiples of their own, and this is the trade's: ask with --multiple")
        }
        if watch.count > watch.customers.count {
            report.note("\(watch.count - watch.customers.count) more customers: ask with a larger --limit")
        }
        return report
    }

    private static let barsMax = 15
}
