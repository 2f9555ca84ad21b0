import Postgres
package import Receivables

// What every report on the books begins with: the books as the dated entries leave them at the end of a day, never the
// balances of today.

extension TenantTransaction {
    /// Two tables for a WITH: `moved`, and `item` with each receivable that has anything open at the end of `day`. Below
    /// nothing is what was paid before it was billed.
    ///
    /// Reads every entry of the tenant up to the day, because a balance of the past stands nowhere.
    func itemsOpen(on day: CalendarDate, _ currency: Currency) -> SQL {
        """
        moved AS (
            SELECT side.account_id AS receivable_id, side.amount_minor
            FROM journal_entries e
            JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
            CROSS JOIN LATERAL (VALUES (p.debit_account_id, p.amount_minor), (p.credit_account_id, -p.amount_minor))
                AS side (account_id, amount_minor)
            WHERE e.tenant_id = \(tenantID) AND e.effective_on <= \(day) AND p.currency = \(currency.code)
        ), item AS (
            SELECT r.id AS receivable_id, r.business_id, r.customer_id, r.due_on, sum(m.amount_minor)::bigint AS open_minor
            FROM moved m
            JOIN receivables r ON r.tenant_id = \(tenantID) AND r.id = m.receivable_id
            GROUP BY r.tenant_id, r.id
            HAVING sum(m.amount_minor) <> 0
        )
        """
    }

    /// A table for a WITH after `itemsOpen`: `disputed` with the part of each item in dispute at the end of `day`.
    func itemsDisputed(on day: CalendarDate) -> SQL {
        """
        disputed AS (
            SELECT i.receivable_id,
                CASE WHEN bool_or(d.amount_minor IS NULL) THEN i.open_minor
                    ELSE least(i.open_minor, sum(d.amount_minor)::bigint) END AS disputed_minor
            FROM disputes d
            JOIN item i ON i.receivable_id = d.receivable_id AND i.open_minor > 0
            LEFT JOIN dispute_resolutions x ON x.tenant_id = d.tenant_id AND x.dispute_id = d.id
            WHERE d.tenant_id = \(tenantID) AND d.opened_on <= \(day)
                AND (x.resolved_on IS NULL OR x.resolved_on > \(day))
            GROUP BY i.receivable_id, i.open_minor
        )
        """
    }

    /// Currencies the tenant's customers were ever billed in, by code, so that a report on one can name the others.
    package func currenciesInUse() throws -> [Currency] {
        try rows(
            "SELECT DISTINCT currency FROM customer_balances WHERE tenant_id = \(tenantID) ORDER BY currency LIMIT 20"
        ) { row in
            guard let currency = Currency(try row.get("currency", as: String.self)) else {
                throw UnknownStoredValue(column: "currency")
            }
            return currency
        }
    }
}
