import Postgres
package import Receivables

/// What was open at the end of a day, sorted by how late it was.
package struct AgedBook: Hashable, Sendable {
    /// Receivables together.
    package struct Sum: Hashable, Sendable {
        package let receivables: Int
        /// Each once, also where it has several receivables.
        package let customers: Int
        package let open: Money
        /// The part of `open` in dispute.
        package let disputed: Money

        package init(receivables: Int, customers: Int, open: Money, disputed: Money) {
            self.receivables = receivables
            self.customers = customers
            self.open = open
            self.disputed = disputed
        }
    }

    /// By band: 0 is what is not past due, then 1 and up. A band without anything is not listed.
    package internal(set) var bands: [Int: Sum] = [:]
    /// All bands from 1 up; `nil` when nothing is past due.
    package internal(set) var pastDue: Sum?
    /// All bands; `nil` when nothing is open.
    package internal(set) var all: Sum?
    /// Mean of the days past due over what is past due, each weighed by what is open, in tenths of a day.
    package internal(set) var weightedDaysPastDueTenths: Int?

    package init() {}
}

extension TenantTransaction {
    /// The open items of a day in bands that begin at `firstDays` past due.
    package func agedBook(on day: CalendarDate, firstDays: [Int], currency: Currency) throws -> AgedBook {
        let bounds = firstDays.map(Int32.init)
        let lines = try rows(
            """
            WITH \(itemsOpen(on: day, currency)), \(itemsDisputed(on: day)), aged AS (
                SELECT i.customer_id, i.open_minor, coalesce(d.disputed_minor, 0) AS disputed_minor,
                    \(day) - i.due_on AS late_days, \(day) > i.due_on AS is_late,
                    width_bucket(\(day) - i.due_on, \(bounds)) AS band
                FROM item i LEFT JOIN disputed d ON d.receivable_id = i.receivable_id
            )
            SELECT grouping(band)::int AS without_band, grouping(is_late)::int AS without_late, band,
                coalesce(is_late, true) AS is_late,
                count(*) FILTER (WHERE open_minor > 0) AS receivables,
                count(DISTINCT customer_id) FILTER (WHERE open_minor > 0) AS customers,
                sum(open_minor)::bigint AS open_minor, sum(disputed_minor)::bigint AS disputed_minor,
                CASE WHEN sum(open_minor) > 0
                    THEN round(10 * sum(open_minor::numeric * late_days) / sum(open_minor))::bigint END AS weighted_tenths
            FROM aged
            GROUP BY GROUPING SETS ((band), (is_late), ())
            ORDER BY without_band, band
            """
        ) { try Line($0, currency) }
        var book = AgedBook()
        for line in lines where line.sum.receivables > 0 || !line.sum.open.isZero {
            switch line.scope {
            case .band(let band): book.bands[band] = line.sum
            case .late:
                book.pastDue = line.sum
                book.weightedDaysPastDueTenths = line.weightedTenths
            case .notLate: break
            case .all: book.all = line.sum
            }
        }
        return book
    }

    private struct Line {
        enum Scope { case band(Int), late, notLate, all }
        let scope: Scope
        let sum: AgedBook.Sum
        let weightedTenths: Int?

        init(_ row: Row, _ currency: Currency) throws {
            if try row.get("without_band", as: Int32.self) == 0 {
                scope = .band(Int(try row.get("band", as: Int32.self)))
            } else if try row.get("without_late", as: Int32.self) == 0 {
                scope = try row.get("is_late", as: Bool.self) ? .late : .notLate
            } else {
                scope = .all
            }
            // Over nothing at all a sum has no value.
            let minor = { (name: String) in
                Money(minorUnits: try row.getOptional(name, as: Int64.self) ?? 0, currency: currency)
            }
            sum = AgedBook.Sum(
                receivables: Int(try row.get("receivables", as: Int64.self)),
                customers: Int(try row.get("customers", as: Int64.self)), open: try minor("open_minor"),
                disputed: try minor("disputed_minor"))
            weightedTenths = try row.getOptional("weighted_tenths", as: Int64.self).map(Int.init)
        }
    }
}
