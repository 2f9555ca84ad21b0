import Postgres
package import Receivables
package import Treatment

/// A customer with recurring revenue who comes near the day on which the trade counts them as lost.
package struct WatchedCustomer: Hashable, Sendable {
    package let reference: String
    package let name: String
    /// Of the oldest receivable past due, in dispute or not: the days go on during a dispute.
    package let daysPastDue: Int
    /// Past due and not in dispute; nothing where all of it is.
    package let owed: Money
    /// Past due and in dispute.
    package let disputed: Money
    /// Recurring monthly revenue of the agreements in force.
    package let monthly: Money
}

/// One page of the watch list and what the whole of it comes to.
package struct NinetyDayWatch: Hashable, Sendable {
    /// Nearest to the line first.
    package internal(set) var customers: [WatchedCustomer] = []
    /// Customers on the whole list, and their sums.
    package internal(set) var count = 0
    package internal(set) var owed: Money
    package internal(set) var disputed: Money
    package internal(set) var monthly: Money
    /// Σ of what each monthly revenue is worth, each rounded down as in its row.
    package internal(set) var worth: Money
    /// Customers past the line already, who are not on the list, and what theirs is worth.
    package internal(set) var lostCount = 0
    package internal(set) var lostWorth: Money
}

extension TenantTransaction {
    /// Customers of a business with recurring revenue whose oldest receivable, in dispute or not, is `watchDays` or fewer
    /// from the line on `day`. Source: starter policies §1.1, the days past due go on during a dispute.
    package func ninetyDayWatch(
        on day: CalendarDate, watchDays: Int, multiple: ContractMultiple, currency: Currency, limit: Int
    ) throws -> NinetyDayWatch {
        let nothing = Money.zero(currency)
        var watch = NinetyDayWatch(
            owed: nothing, disputed: nothing, monthly: nothing, worth: nothing, lostWorth: nothing)
        let amount = { (row: Row, name: String) in
            Money(minorUnits: try row.getOptional(name, as: Int64.self) ?? 0, currency: currency)
        }
        let customers: [WatchedCustomer?] = try rows(
            """
            WITH \(itemsOpen(on: day, currency)), \(itemsDisputed(on: day)), late AS (
                SELECT i.business_id, i.customer_id, (\(day) - min(i.due_on))::int AS days_past_due,
                    sum(i.open_minor - coalesce(d.disputed_minor, 0))::bigint AS owed_minor,
                    sum(coalesce(d.disputed_minor, 0))::bigint AS disputed_minor
                FROM item i LEFT JOIN disputed d ON d.receivable_id = i.receivable_id
                WHERE i.due_on < \(day) AND i.open_minor > 0
                GROUP BY i.business_id, i.customer_id
            ), revenue AS (
                SELECT business_id, customer_id, sum(monthly_minor)::bigint AS monthly_minor FROM agreements
                WHERE tenant_id = \(tenantID) AND currency = \(currency.code) AND monthly_minor > 0
                    AND (started_on IS NULL OR started_on <= \(day)) AND (ended_on IS NULL OR ended_on > \(day))
                GROUP BY business_id, customer_id
            ), near AS (
                SELECT l.customer_id, l.days_past_due, l.owed_minor, l.disputed_minor, v.monthly_minor,
                    v.monthly_minor * \(Int64(multiple.tenths)) / 10 AS worth_minor,
                    l.days_past_due >= \(Int32(NinetyDayLine.days)) AS is_lost
                FROM late l
                JOIN revenue v ON v.business_id = l.business_id AND v.customer_id = l.customer_id
                WHERE l.days_past_due >= \(Int32(NinetyDayLine.days - watchDays))
            ), whole AS (
                SELECT count(*) FILTER (WHERE NOT is_lost) AS all_count, count(*) FILTER (WHERE is_lost) AS lost_count,
                    sum(owed_minor) FILTER (WHERE NOT is_lost)::bigint AS all_owed,
                    sum(disputed_minor) FILTER (WHERE NOT is_lost)::bigint AS all_disputed,
                    sum(monthly_minor) FILTER (WHERE NOT is_lost)::bigint AS all_monthly,
                    sum(worth_minor) FILTER (WHERE NOT is_lost)::bigint AS all_worth,
                    sum(worth_minor) FILTER (WHERE is_lost)::bigint AS lost_worth
                FROM near
            ), page AS (
                SELECT u.reference, u.business_name, u.first_name, u.last_name, n.days_past_due, n.owed_minor,
                    n.disputed_minor, n.monthly_minor
                FROM near n JOIN customers u ON u.tenant_id = \(tenantID) AND u.id = n.customer_id
                WHERE NOT n.is_lost
                ORDER BY n.days_past_due DESC, n.monthly_minor DESC, u.reference LIMIT \(limit)
            )
            SELECT w.*, p.* FROM whole w LEFT JOIN page p ON true
            ORDER BY p.days_past_due DESC, p.monthly_minor DESC, p.reference
            """
        ) { row in
            watch.count = Int(try row.get("all_count", as: Int64.self))
            watch.owed = try amount(row, "all_owed")
            watch.disputed = try amount(row, "all_disputed")
            watch.monthly = try amount(row, "all_monthly")
            watch.worth = try amount(row, "all_worth")
            watch.lostCount = Int(try row.get("lost_count", as: Int64.self))
            watch.lostWorth = try amount(row, "lost_worth")
            // The sums come alone when nobody is on the list.
            guard let reference = try row.getOptional("reference", as: String.self) else { return nil }
            let business = try row.get("business_name", as: String.self)
            let person = [try row.get("first_name", as: String.self), try row.get("last_name", as: String.self)]
            return WatchedCustomer(
                reference: reference,
                name: business.isEmpty ? person.filter { !$0.isEmpty }.joined(separator: " ") : business,
                daysPastDue: Int(try row.get("days_past_due", as: Int32.self)),
                owed: try amount(row, "owed_minor"), disputed: try amount(row, "disputed_minor"),
                monthly: try amount(row, "monthly_minor"))
        }
        watch.customers = customers.compactMap { $0 }
        return watch
    }
}
