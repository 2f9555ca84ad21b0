import Ledger
import Postgres
package import Receivables

// A source that shows an invoice and a credit beside each other goes on showing both after the credit was set against
// the invoice here. Both pictures say the same, so what the file's credits still cover is left out of the comparison.
extension TenantTransaction {
    /// Makes `staged_applied`: per receivable what was set against it from unapplied money, and how much of that the
    /// file's known credits still stand for.
    func compareStandingCredit(_ business: Identifier<Business>) throws {
        try connection.script(
            """
            CREATE TEMP TABLE staged_applied (
                receivable_id uuid PRIMARY KEY, customer_id uuid NOT NULL, currency text NOT NULL,
                applied_minor bigint NOT NULL, netted_minor bigint NOT NULL DEFAULT 0
            ) ON COMMIT DROP;
            CREATE TEMP TABLE staged_credit (
                customer_id uuid NOT NULL, currency text NOT NULL, credit_minor bigint NOT NULL,
                PRIMARY KEY (customer_id, currency)
            ) ON COMMIT DROP
            """)
        try execute(
            """
            INSERT INTO staged_applied (receivable_id, customer_id, currency, applied_minor)
            SELECT r.id, r.customer_id, r.currency, a.applied_minor FROM (\(appliedByReceivable(business))) AS a
            JOIN receivables r ON r.tenant_id = \(tenantID) AND r.id = a.receivable_id
            WHERE a.applied_minor > 0
            """)
        try execute(
            """
            INSERT INTO staged_credit (customer_id, currency, credit_minor)
            SELECT known_customer_id, currency, -sum(open_amount::numeric)::bigint FROM staged
            WHERE open_amount::numeric < 0 AND target_id IS NOT NULL AND known_customer_id IS NOT NULL
            GROUP BY known_customer_id, currency
            """)
        try execute(
            """
            UPDATE staged_applied k SET netted_minor = n.netted FROM (
                SELECT m.receivable_id,
                    greatest(0, least(m.covered, c.credit_minor - (m.running - m.covered)))::bigint AS netted
                FROM (
                    SELECT a.receivable_id, a.customer_id, a.currency,
                        least(a.applied_minor, s.open_amount::numeric) AS covered,
                        sum(least(a.applied_minor, s.open_amount::numeric)) OVER (
                            PARTITION BY a.customer_id, a.currency ORDER BY s.due_on::date, a.receivable_id) AS running
                    FROM staged_applied a
                    JOIN staged s ON s.known_receivable_id = a.receivable_id AND s.open_amount::numeric > 0
                ) AS m
                JOIN staged_credit c ON c.customer_id = m.customer_id AND c.currency = m.currency
            ) AS n WHERE n.receivable_id = k.receivable_id
            """)
    }

    /// Takes money off receivables that the source settled otherwise while the credit it came from still stands there,
    /// so that the credit is there for the next invoice.
    ///
    /// - Parameter source: The source whose items count as settled where the snapshot lacks them; `nil` for none.
    package func releaseStandingCredit(
        _ business: Identifier<Business>, key: String, absentOf source: String?, today: CalendarDate
    ) throws {
        let released = try rows(
            """
            SELECT m.receivable_id, m.customer_id, m.currency,
                least(m.free, m.lacking - (m.running - m.free))::bigint AS released_minor
            FROM (
                SELECT k.receivable_id, k.customer_id, k.currency, k.applied_minor - k.netted_minor AS free,
                    sum(k.applied_minor - k.netted_minor) OVER (
                        PARTITION BY k.customer_id, k.currency ORDER BY k.receivable_id) AS running,
                    c.credit_minor - coalesce(b.unapplied_minor, 0) - (
                        SELECT sum(o.netted_minor) FROM staged_applied o
                        WHERE o.customer_id = k.customer_id AND o.currency = k.currency) AS lacking
                FROM staged_applied k
                JOIN staged_credit c ON c.customer_id = k.customer_id AND c.currency = k.currency
                LEFT JOIN customer_balances b ON b.tenant_id = \(tenantID) AND b.business_id = \(business)
                    AND b.customer_id = k.customer_id AND b.currency = k.currency
                WHERE k.applied_minor > k.netted_minor AND (
                    EXISTS (SELECT 1 FROM staged s WHERE s.known_receivable_id = k.receivable_id)
                    OR \(broughtBy(source, "k.receivable_id")))
            ) AS m WHERE m.lacking - (m.running - m.free) > 0
            ORDER BY m.receivable_id
            """
        ) { row in
            (
                account: ReceivableAccount(
                    try row.get("receivable_id"), of: try row.get("customer_id"), in: business),
                money: try row.money("released_minor")
            )
        }
        let entries = try released.map { part in
            try LedgerEntry.unapply(
                part.account, part.money,
                EntryHeading(effectiveOn: today, idempotencyKey: "unapplied:\(key):\(part.account.id)"))
        }
        try postAll(entries, today: today)
    }
}
