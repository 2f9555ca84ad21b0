import Postgres
package import Receivables

/// A customer who owes and cannot be reached one way, or at all.
package struct LocateNeedRecord: Sendable {
    package let customerReference: String
    package let customerName: String
    /// `nil` when no address of any medium is good.
    package let medium: ContactMedium?
    /// Why the address is bad; empty when there never was one.
    package let reason: String
    package let since: CalendarDate?

    init(_ row: Row) throws {
        customerReference = try row.get("customer_reference")
        customerName = try CustomerRecord(row).displayName
        medium = try row.optionalChoice("medium")
        reason = try row.get("bad_reason")
        since = try row.getOptional("bad_since")
    }
}

extension TenantTransaction {
    /// Addresses somebody has to find: bad ones of customers who owe and have no good one of the medium, and customers
    /// who have none at all. Those nobody can reach come first, then the oldest.
    package func locateNeeds(limit: Int) throws -> [LocateNeedRecord] {
        try rows(
            """
            WITH owing AS (
                SELECT DISTINCT customer_id FROM customer_balances WHERE tenant_id = \(tenantID) AND open_minor > 0
            ), point AS (
                SELECT customer_id, medium, is_bad, bad_reason, bad_since FROM contact_points
                WHERE tenant_id = \(tenantID) AND is_current AND role <> 'service'
            ), bad AS (
                SELECT p.customer_id, p.medium, max(p.bad_reason) AS bad_reason, max(p.bad_since) AS bad_since
                FROM point p GROUP BY p.customer_id, p.medium HAVING bool_and(p.is_bad)
            ), unreachable AS (
                SELECT o.customer_id FROM owing o
                WHERE NOT EXISTS (SELECT 1 FROM point p WHERE p.customer_id = o.customer_id AND NOT p.is_bad)
            )
            SELECT \(customerColumns), b.medium, coalesce(b.bad_reason, '') AS bad_reason, b.bad_since,
                n.customer_id IS NOT NULL AS is_unreachable
            FROM owing o
            JOIN customers u ON u.tenant_id = \(tenantID) AND u.id = o.customer_id
            LEFT JOIN bad b ON b.customer_id = o.customer_id
            LEFT JOIN unreachable n ON n.customer_id = o.customer_id
            WHERE b.customer_id IS NOT NULL OR n.customer_id IS NOT NULL
            ORDER BY is_unreachable DESC, b.bad_since NULLS FIRST, u.reference, b.medium LIMIT \(limit)
            """, LocateNeedRecord.init)
    }

    /// Letters that left for an address on a day or later, and count as given so far.
    package func lettersSent(
        to point: Identifier<ContactPoint>, since day: CalendarDate
    ) throws -> [Identifier<ContactAttempt>] {
        try rows(
            """
            SELECT id FROM contact_attempts
            WHERE tenant_id = \(tenantID) AND contact_point_id = \(point) AND medium = 'post' AND state = 'sent'
                AND sent_on >= \(day) ORDER BY sent_on, id
            """
        ) { try $0.get("id") }
    }
}
