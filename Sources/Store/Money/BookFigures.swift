import Foundation
import Postgres
package import Receivables

/// The books of a tenant as they stood at the end of a day, in one currency, summed from the postings themselves.
package struct BookFigures: Hashable, Sendable, Codable {
    /// Receivables with their amount and the customers who have them.
    package struct Sum: Hashable, Sendable, Codable {
        package let count: Int
        package let amount: Money
        package let customers: Int

        package init(count: Int, amount: Money, customers: Int) {
            self.count = count
            self.amount = amount
            self.customers = customers
        }
    }

    package let day: CalendarDate
    /// Everything billed up to the day, paid or not, without fees and interest.
    package let billed: Sum
    /// What was still owed at the day's end.
    package let open: Sum
    /// The part of `open` whose last day for payment in time was before the day.
    package let pastDue: Sum

    package init(day: CalendarDate, billed: Sum, open: Sum, pastDue: Sum) {
        self.day = day
        self.billed = billed
        self.open = open
        self.pastDue = pastDue
    }

    enum CodingKeys: String, CodingKey {
        case day, billed, open
        case pastDue = "past_due"
    }
}

extension TenantTransaction {
    /// The books at the end of a day. A day in the past gives what the books say today about it: an entry made later with
    /// an earlier effective day counts.
    package func bookFigures(on day: CalendarDate, currency: Currency) throws -> BookFigures {
        let figures = try row(
            """
            WITH moved AS (
                SELECT p.debit_account_id AS receivable_id, p.amount_minor, o.kind AS other_kind
                FROM journal_entries e
                JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
                JOIN ledger_accounts o ON o.tenant_id = p.tenant_id AND o.id = p.credit_account_id
                WHERE e.tenant_id = \(tenantID) AND e.effective_on <= \(day)
                UNION ALL
                SELECT p.credit_account_id, -p.amount_minor, o.kind
                FROM journal_entries e
                JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
                JOIN ledger_accounts o ON o.tenant_id = p.tenant_id AND o.id = p.debit_account_id
                WHERE e.tenant_id = \(tenantID) AND e.effective_on <= \(day)
            ), item AS (
                SELECT r.customer_id, r.due_on, sum(m.amount_minor)::bigint AS open_minor,
                    coalesce(sum(m.amount_minor) FILTER (WHERE m.other_kind IN ('service-revenue', 'opening-balance')), 0)
                        ::bigint AS billed_minor
                FROM moved m
                JOIN receivables r ON r.tenant_id = \(tenantID) AND r.id = m.receivable_id
                WHERE r.currency = \(currency.code)
                GROUP BY r.id, r.customer_id, r.due_on
            )
            SELECT
                count(*) FILTER (WHERE billed_minor > 0) AS billed_count,
                coalesce(sum(billed_minor), 0)::bigint AS billed_minor,
                count(DISTINCT customer_id) FILTER (WHERE billed_minor > 0) AS billed_customers,
                count(*) FILTER (WHERE open_minor > 0) AS open_count,
                coalesce(sum(open_minor), 0)::bigint AS open_minor,
                count(DISTINCT customer_id) FILTER (WHERE open_minor > 0) AS open_customers,
                count(*) FILTER (WHERE open_minor > 0 AND due_on < \(day)) AS past_due_count,
                coalesce(sum(open_minor) FILTER (WHERE due_on < \(day)), 0)::bigint AS past_due_minor,
                count(DISTINCT customer_id) FILTER (WHERE open_minor > 0 AND due_on < \(day)) AS past_due_customers
            FROM item
            """
        ) { row in
            BookFigures(
                day: day, billed: try .init(row, "billed", currency), open: try .init(row, "open", currency),
                pastDue: try .init(row, "past_due", currency))
        }
        return figures!  // an aggregate without GROUP BY returns one row
    }
}

extension TenantTransaction {
    /// Payments received from these customers after a day, those reversed since left out.
    package func paymentsReceived(
        from customers: [Identifier<Customer>], after day: CalendarDate, currency: Currency
    ) throws -> BookFigures.Sum {
        let found = try row(
            """
            SELECT count(DISTINCT e.id) AS paid_count, coalesce(sum(p.amount_minor), 0)::bigint AS paid_minor,
                count(DISTINCT e.customer_id) AS paid_customers
            FROM journal_entries e
            JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
            WHERE e.tenant_id = \(tenantID) AND e.customer_id = ANY(\(customers)) AND e.effective_on > \(day)
                AND e.kind = 'payment-received' AND p.currency = \(currency.code)
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            """
        ) { try BookFigures.Sum($0, "paid", currency) }
        return found!  // an aggregate without GROUP BY returns one row
    }
}

extension BookFigures.Sum {
    fileprivate init(_ row: Row, _ name: String, _ currency: Currency) throws {
        self.init(
            count: Int(try row.get("\(name)_count", as: Int64.self)),
            amount: Money(minorUnits: try row.get("\(name)_minor", as: Int64.self), currency: currency),
            customers: Int(try row.get("\(name)_customers", as: Int64.self)))
    }
}
