import Foundation
import Postgres
package import Receivables

/// How many and how much of one kind, counted straight from the rows and from nothing that was concluded from them: what
/// the program says of itself is held against it.
package struct RecountLine: Hashable, Sendable, Codable {
    package let label: String
    package let count: Int
    /// In cents; 0 where no money goes with it.
    package let amountMinor: Int64

    package init(label: String, count: Int, amountMinor: Int64 = 0) {
        self.label = label
        self.count = count
        self.amountMinor = amountMinor
    }

    init(_ row: Row) throws {
        self.init(
            label: try row.get("label"), count: Int(try row.get("count", as: Int64.self)),
            amountMinor: try row.get("amount_minor", as: Int64.self))
    }
}

extension TenantTransaction {
    private func lines(_ sql: SQL) throws -> [RecountLine] { try rows(sql, RecountLine.init) }

    /// Disputes by outcome, `open` for those without one.
    package func recountDisputes() throws -> [RecountLine] {
        try lines(
            """
            SELECT coalesce(x.outcome, 'open') AS label, count(*) AS count, 0::bigint AS amount_minor
            FROM disputes d LEFT JOIN dispute_resolutions x ON x.tenant_id = d.tenant_id AND x.dispute_id = d.id
            WHERE d.tenant_id = \(tenantID) GROUP BY 1 ORDER BY 1
            """)
    }

    /// Calls by the reason told on them.
    package func recountReasons() throws -> [RecountLine] {
        try lines(
            """
            SELECT nonpayment_reason AS label, count(*) AS count, 0::bigint AS amount_minor FROM calls
            WHERE tenant_id = \(tenantID) AND nonpayment_reason IS NOT NULL GROUP BY 1 ORDER BY 1
            """)
    }

    /// Entries by kind, those reversed since left out, with the sum of their postings. Credits that take a fee off are
    /// `fee-waived`.
    package func recountEntries() throws -> [RecountLine] {
        try lines(
            """
            SELECT CASE WHEN e.kind = 'credited' AND starts_with(e.memo, \(Self.waiverMemoPrefix)) THEN 'fee-waived'
                ELSE e.kind END AS label,
                count(DISTINCT e.id) AS count, sum(p.amount_minor)::bigint AS amount_minor
            FROM journal_entries e JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
            WHERE e.tenant_id = \(tenantID) AND NOT EXISTS (
                SELECT FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            GROUP BY 1 ORDER BY 1
            """)
    }

    /// What the letters that went and did not come back announced as fees by a day, on what was still open then: what
    /// may have been charged at most.
    package func recountAnnouncedFees(through day: CalendarDate) throws -> RecountLine {
        try lines(
            """
            SELECT 'announced' AS label, count(DISTINCT i.receivable_id) AS count,
                coalesce(sum(n.amount_minor), 0)::bigint AS amount_minor
            FROM fee_notices n
            JOIN fee_notice_items i ON i.tenant_id = n.tenant_id AND i.attempt_id = n.attempt_id
                AND i.try_ordinal = n.try_ordinal
            JOIN contact_attempts a ON a.tenant_id = n.tenant_id AND a.id = n.attempt_id
            JOIN receivable_balances b ON b.tenant_id = n.tenant_id AND b.receivable_id = i.receivable_id
            WHERE n.tenant_id = \(tenantID) AND a.state = 'sent' AND n.fee_from <= \(day)
                AND (b.settled_on IS NULL OR b.settled_on > n.fee_from)
            """)[0]  // an aggregate without GROUP BY returns one row
    }

    /// Messages that left or wait in a batch, by template, language and medium as `statement en email`.
    package func recountMessages() throws -> [RecountLine] {
        try lines(
            """
            SELECT template_key || ' ' || language || ' ' || medium AS label, count(*) AS count,
                0::bigint AS amount_minor
            FROM contact_attempts
            WHERE tenant_id = \(tenantID) AND medium IN ('email', 'post') AND state IN ('sent', 'prepared', 'returned')
            GROUP BY 1 ORDER BY 1
            """)
    }

    /// Call tasks by how they ended.
    package func recountCallTasks() throws -> [RecountLine] {
        try lines(
            """
            SELECT state AS label, count(*) AS count, 0::bigint AS amount_minor FROM contact_attempts
            WHERE tenant_id = \(tenantID) AND medium = 'telephone' GROUP BY 1 ORDER BY 1
            """)
    }

    /// Holds by reason, whatever became of them.
    package func recountHolds() throws -> [RecountLine] {
        try lines(
            """
            SELECT reason AS label, count(*) AS count, 0::bigint AS amount_minor FROM holds
            WHERE tenant_id = \(tenantID) GROUP BY 1 ORDER BY 1
            """)
    }

    /// What persons decided about cases, by the path they chose.
    package func recountDecisions() throws -> [RecountLine] {
        try lines(
            """
            SELECT path AS label, count(*) AS count, 0::bigint AS amount_minor FROM case_decisions
            WHERE tenant_id = \(tenantID) GROUP BY 1 ORDER BY 1
            """)
    }

    /// Placements by what became of them, with the balances they were exported with.
    package func recountPlacements() throws -> [RecountLine] {
        try lines(
            """
            SELECT state AS label, count(*) AS count, coalesce(sum(balance_minor), 0)::bigint AS amount_minor
            FROM placements WHERE tenant_id = \(tenantID) GROUP BY 1 ORDER BY 1
            """)
    }

    /// What the postings show as past due in the cases an agency got, at the end of the day on which it got them.
    package func recountPlacedBalances() throws -> RecountLine {
        let zone = try moment().zone.identifier
        return try lines(
            """
            SELECT 'placed' AS label, count(DISTINCT p.id) AS count,
                coalesce(sum(CASE WHEN s.debit_account_id = r.id THEN s.amount_minor ELSE -s.amount_minor END), 0)::bigint
                    AS amount_minor
            FROM placements p
            JOIN placement_batches b ON b.tenant_id = p.tenant_id AND b.id = p.batch_id
            JOIN receivables r ON r.tenant_id = p.tenant_id AND r.case_id = p.case_id
                AND r.due_on < (b.exported_at AT TIME ZONE \(zone))::date
            JOIN postings s ON s.tenant_id = r.tenant_id AND r.id IN (s.debit_account_id, s.credit_account_id)
            JOIN journal_entries e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id
                AND e.effective_on <= (b.exported_at AT TIME ZONE \(zone))::date
            WHERE p.tenant_id = \(tenantID) AND p.state = 'exported'
            """)[0]  // an aggregate without GROUP BY returns one row
    }

    /// What an agency was told afterwards, by kind.
    package func recountPlacementChanges() throws -> [RecountLine] {
        try lines(
            """
            SELECT kind AS label, count(*) AS count, coalesce(sum(amount_minor), 0)::bigint AS amount_minor
            FROM placement_changes WHERE tenant_id = \(tenantID) GROUP BY 1 ORDER BY 1
            """)
    }

    /// The files of placements and of their changes that were written: path below the spool directory and the sum kept of it.
    package func placementFiles() throws -> [(path: String, sha256: String)] {
        try rows(
            """
            SELECT file_path, file_sha256 FROM placement_batches
            WHERE tenant_id = \(tenantID) AND state = 'exported' AND file_path IS NOT NULL AND file_sha256 IS NOT NULL
            UNION ALL
            SELECT file_path, file_sha256 FROM placement_change_files WHERE tenant_id = \(tenantID)
            ORDER BY file_path
            """
        ) { (try $0.get("file_path"), try $0.get("file_sha256")) }
    }
}
