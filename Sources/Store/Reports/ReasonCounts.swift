import Postgres
package import Receivables

/// How often one reason for not paying was told.
package struct ReasonCount: Hashable, Sendable {
    /// `nil` for conversations in which none was told.
    package let reason: NonpaymentReason?
    package let calls: Int
    package let customers: Int
    /// Open at the end of the period with the customers whose last reason it is, so that no amount stands twice.
    package let open: Money
}

extension TenantTransaction {
    /// Reasons told in `period`, on calls and in writing, the most frequent first.
    package func reasonCounts(in period: ReportPeriod, currency: Currency) throws -> [ReasonCount] {
        try rows(
            """
            WITH \(itemsOpen(on: period.last, currency)), owed AS (
                SELECT customer_id, sum(open_minor)::bigint AS open_minor FROM item GROUP BY customer_id
            ), told AS (
                SELECT customer_id, nonpayment_reason AS reason, called_at, id FROM calls
                WHERE tenant_id = \(tenantID) AND called_at >= \(period.begins) AND called_at < \(period.ends)
                    AND (nonpayment_reason IS NOT NULL OR disposition = 'spoke')
                UNION ALL
                SELECT c.customer_id, s.reason, coalesce(s.said_at, s.said_on::timestamptz) AS called_at, s.id
                FROM reason_statements s
                JOIN collection_cases c ON c.tenant_id = s.tenant_id AND c.id = s.case_id
                WHERE s.tenant_id = \(tenantID) AND s.said_on BETWEEN \(period.first) AND \(period.last)
            ), latest AS (
                SELECT DISTINCT ON (customer_id) customer_id, reason FROM told
                ORDER BY customer_id, reason IS NULL, called_at DESC, id
            ), held AS (
                SELECT l.reason, sum(o.open_minor)::bigint AS open_minor
                FROM latest l JOIN owed o ON o.customer_id = l.customer_id GROUP BY l.reason
            )
            SELECT t.reason, count(*) AS calls, count(DISTINCT t.customer_id) AS customers,
                coalesce(max(h.open_minor), 0)::bigint AS open_minor
            FROM told t LEFT JOIN held h ON h.reason IS NOT DISTINCT FROM t.reason
            GROUP BY t.reason
            ORDER BY t.reason IS NULL, calls DESC, t.reason LIMIT 100
            """
        ) { row in
            ReasonCount(
                reason: try row.optionalChoice("reason"), calls: Int(try row.get("calls", as: Int64.self)),
                customers: Int(try row.get("customers", as: Int64.self)),
                open: Money(minorUnits: try row.get("open_minor", as: Int64.self), currency: currency))
        }
    }
}
