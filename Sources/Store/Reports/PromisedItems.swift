import Postgres
package import Receivables
package import Treatment

/// What a promise covers, with everything that changed what is open of it up to a day.
package struct PromisedItem: Sendable {
    /// In minor units of the item's currency, billing included.
    package var moved: [(day: CalendarDate, minor: Int64)] = []
    /// Disputes raised by the day; the end of one that was decided later is not known yet.
    package var disputes: [(days: DayInterval, minor: Int64?)] = []
}

extension TenantTransaction {
    /// Items of these promises as the books stood at the end of a day. A promise that names none covers what its case
    /// was billed by the day it was made.
    package func promisedItems(
        of promises: [Identifier<PromiseToPay>], through day: CalendarDate
    ) throws -> [Identifier<PromiseToPay>: [PromisedItem]] {
        let covered = try rows(
            """
            SELECT p.id AS promise_id, r.id AS receivable_id FROM promises p
            JOIN receivables r ON r.tenant_id = p.tenant_id AND r.case_id = p.case_id
            WHERE p.tenant_id = \(tenantID) AND p.id = ANY(\(promises)) AND (
                EXISTS (SELECT 1 FROM promise_items i
                    WHERE i.tenant_id = p.tenant_id AND i.promise_id = p.id AND i.receivable_id = r.id)
                OR (r.billed_on <= p.made_on AND NOT EXISTS (
                    SELECT 1 FROM promise_items i WHERE i.tenant_id = p.tenant_id AND i.promise_id = p.id)))
            ORDER BY p.id, r.id
            """
        ) { row in
            (
                promise: try row.get("promise_id", as: Identifier<PromiseToPay>.self),
                receivable: try row.get("receivable_id", as: Identifier<Receivable>.self)
            )
        }
        let items = try items(Array(Set(covered.map(\.receivable))), through: day)
        return Dictionary(grouping: covered, by: \.promise).mapValues {
            $0.map { items[$0.receivable] ?? PromisedItem() }
        }
    }

    private func items(
        _ receivables: [Identifier<Receivable>], through day: CalendarDate
    ) throws -> [Identifier<Receivable>: PromisedItem] {
        var items: [Identifier<Receivable>: PromisedItem] = [:]
        let moved = try rows(
            """
            SELECT m.receivable_id, e.effective_on, sum(m.minor)::bigint AS moved_minor FROM (
                SELECT p.debit_account_id AS receivable_id, p.entry_id, p.amount_minor AS minor
                FROM postings p WHERE p.tenant_id = \(tenantID) AND p.debit_account_id = ANY(\(receivables))
                UNION ALL
                SELECT p.credit_account_id, p.entry_id, -p.amount_minor
                FROM postings p WHERE p.tenant_id = \(tenantID) AND p.credit_account_id = ANY(\(receivables))
            ) m
            JOIN journal_entries e ON e.tenant_id = \(tenantID) AND e.id = m.entry_id AND e.effective_on <= \(day)
            GROUP BY m.receivable_id, e.effective_on ORDER BY m.receivable_id, e.effective_on
            """
        ) { row in
            (
                receivable: try row.get("receivable_id", as: Identifier<Receivable>.self),
                day: try row.get("effective_on", as: CalendarDate.self),
                minor: try row.get("moved_minor", as: Int64.self)
            )
        }
        for one in moved { items[one.receivable, default: PromisedItem()].moved.append((one.day, one.minor)) }
        let disputes = try rows(
            """
            SELECT d.receivable_id, d.amount_minor, d.opened_on,
                CASE WHEN x.resolved_on <= \(day) THEN x.resolved_on END AS resolved_on
            FROM disputes d
            LEFT JOIN dispute_resolutions x ON x.tenant_id = d.tenant_id AND x.dispute_id = d.id
            WHERE d.tenant_id = \(tenantID) AND d.receivable_id = ANY(\(receivables)) AND d.opened_on <= \(day)
            ORDER BY d.receivable_id, d.opened_on, d.id
            """
        ) { row in
            (
                receivable: try row.get("receivable_id", as: Identifier<Receivable>.self),
                days: DayInterval(from: try row.get("opened_on"), until: try row.getOptional("resolved_on")),
                minor: try row.getOptional("amount_minor", as: Int64.self)
            )
        }
        for one in disputes { items[one.receivable, default: PromisedItem()].disputes.append((one.days, one.minor)) }
        return items
    }
}
