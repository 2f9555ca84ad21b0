package import Foundation
import Postgres
package import Receivables

/// Something that happened to a placed case and was not told yet.
package struct PlacementNewsRecord: Sendable {
    package let placement: Identifier<Placement>
    package let caseID: Identifier<CollectionCase>
    /// A stable word: `payment`, `payment-reversed`, `credit`, `dispute`, `dispute-resolved`, `hold`, `recall`.
    package let kind: String
    /// The entry, dispute, hold or placement it tells of.
    package let sourceID: UUID
    package let happenedOn: CalendarDate
    /// `nil` where no sum goes with it.
    package let amountMinor: Int64?
    package let currency: Currency
    /// A stable word, such as a hold's reason; empty for none.
    package let detail: String

    init(_ row: Row) throws {
        placement = try row.get("placement_id")
        caseID = try row.get("case_id")
        kind = try row.get("kind")
        sourceID = try row.get("source_id")
        happenedOn = try row.get("happened_on")
        amountMinor = try row.getOptional("amount_minor")
        currency = try row.money("zero_minor").currency
        detail = try row.get("detail")
    }
}

extension TenantTransaction {
    /// Keeps what is known of the cases of these placements in the moment they go: it is no news afterwards. Of the bills
    /// only those past due on `today` are given with them.
    package func rememberKnown(
        ofPlacements ids: [Identifier<Placement>], pastDueOn today: CalendarDate
    ) throws {
        try execute(
            """
            INSERT INTO placement_knowns (tenant_id, placement_id, source_id)
            SELECT p.tenant_id, p.id, e.id
            FROM placements p
            JOIN receivables r ON r.tenant_id = p.tenant_id AND r.case_id = p.case_id AND r.due_on < \(today)
            JOIN postings s ON s.tenant_id = r.tenant_id AND r.id IN (s.debit_account_id, s.credit_account_id)
            JOIN journal_entries e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id
            WHERE p.tenant_id = \(tenantID) AND p.id = ANY(\(ids))
            UNION
            SELECT p.tenant_id, p.id, d.id FROM placements p
            JOIN disputes d ON d.tenant_id = p.tenant_id AND d.case_id = p.case_id
            WHERE p.tenant_id = \(tenantID) AND p.id = ANY(\(ids))
            UNION
            SELECT p.tenant_id, p.id, h.id FROM placements p
            JOIN collection_cases c ON c.tenant_id = p.tenant_id AND c.id = p.case_id
            JOIN holds h ON h.tenant_id = c.tenant_id AND h.customer_id = c.customer_id
            WHERE p.tenant_id = \(tenantID) AND p.id = ANY(\(ids))
            ON CONFLICT (tenant_id, placement_id, source_id) DO NOTHING
            """)
    }

    /// What an agency has not been told of its cases: money on what was placed, disputes, holds, and recalls, by
    /// placement and day.
    package func placementNews(
        of business: Identifier<Business>, for agency: Identifier<Agency>, limit: Int
    ) throws -> [PlacementNewsRecord] {
        // The business row serialises two people who export at once.
        try execute("SELECT 1 FROM businesses WHERE tenant_id = \(tenantID) AND id = \(business) FOR UPDATE")
        return try rows(
            """
            WITH placed AS (
                SELECT p.id, p.case_id, p.currency, c.customer_id
                FROM placements p
                JOIN placement_batches b ON b.tenant_id = p.tenant_id AND b.id = p.batch_id
                JOIN collection_cases c ON c.tenant_id = p.tenant_id AND c.id = p.case_id
                WHERE p.tenant_id = \(tenantID) AND p.state = 'exported' AND b.business_id = \(business)
                    AND b.agency_id = \(agency)
            ), money AS (
                SELECT p.id AS placement_id, p.case_id, p.currency, e.id AS source_id, e.effective_on AS happened_on,
                    e.kind, sum(CASE WHEN s.credit_account_id = r.id THEN s.amount_minor ELSE -s.amount_minor END) AS moved
                FROM placed p
                JOIN receivables r ON r.tenant_id = \(tenantID) AND r.case_id = p.case_id
                JOIN postings s ON s.tenant_id = r.tenant_id AND r.id IN (s.debit_account_id, s.credit_account_id)
                JOIN journal_entries e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id
                WHERE EXISTS (
                    SELECT FROM placement_knowns k JOIN postings o ON o.tenant_id = k.tenant_id AND o.entry_id = k.source_id
                    WHERE k.tenant_id = \(tenantID) AND k.placement_id = p.id AND o.debit_account_id = r.id)
                GROUP BY p.id, p.case_id, p.currency, e.id, e.effective_on, e.kind
            ), news AS (
                SELECT placement_id, case_id, currency, source_id, happened_on, abs(moved)::bigint AS amount_minor,
                    CASE WHEN moved < 0 THEN 'payment-reversed'
                        WHEN kind IN ('credited', 'discounted', 'written-off') THEN 'credit' ELSE 'payment' END AS kind,
                    kind AS detail
                FROM money WHERE moved <> 0
                UNION ALL
                SELECT p.id, p.case_id, p.currency, d.id, d.opened_on, d.amount_minor, 'dispute', ''
                FROM placed p JOIN disputes d ON d.tenant_id = \(tenantID) AND d.case_id = p.case_id
                UNION ALL
                SELECT p.id, p.case_id, p.currency, d.id, x.resolved_on, NULL, 'dispute-resolved', x.outcome
                FROM placed p JOIN disputes d ON d.tenant_id = \(tenantID) AND d.case_id = p.case_id
                JOIN dispute_resolutions x ON x.tenant_id = d.tenant_id AND x.dispute_id = d.id
                UNION ALL
                SELECT p.id, p.case_id, p.currency, h.id, h.held_from, NULL, 'hold', h.reason
                FROM placed p JOIN holds h ON h.tenant_id = \(tenantID) AND h.customer_id = p.customer_id
                    AND (h.case_id IS NULL OR h.case_id = p.case_id) AND h.reason <> 'placed'
                UNION ALL
                SELECT p.id, p.case_id, p.currency, p.id, q.requested_on, NULL, 'recall',
                    CASE WHEN q.reason ~ '^[a-z][a-z-]{0,39}$' THEN q.reason ELSE '' END
                FROM placed p JOIN placement_recalls q ON q.tenant_id = \(tenantID) AND q.placement_id = p.id
            )
            SELECT n.placement_id, n.case_id, n.kind, n.source_id, n.happened_on, n.amount_minor,
                0::bigint AS zero_minor, n.currency, n.detail
            FROM news n
            WHERE NOT EXISTS (
                    SELECT FROM placement_knowns k
                    WHERE k.tenant_id = \(tenantID) AND k.placement_id = n.placement_id AND k.source_id = n.source_id)
                AND NOT EXISTS (
                    SELECT FROM placement_changes t WHERE t.tenant_id = \(tenantID) AND t.placement_id = n.placement_id
                        AND t.kind = n.kind AND t.source_id = n.source_id)
            ORDER BY n.placement_id, n.happened_on, n.kind, n.source_id LIMIT \(limit)
            """, PlacementNewsRecord.init)
    }

    /// The number of the next file of changes for an agency.
    package func nextChangeFileNumber(
        of business: Identifier<Business>, for agency: Identifier<Agency>
    ) throws -> Int {
        let last = try row(
            """
            SELECT coalesce(max(number), 0) AS n FROM placement_change_files
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND agency_id = \(agency)
            """
        ) { Int(try $0.get("n", as: Int32.self)) }
        return (last ?? 0) + 1
    }

    /// Keeps a file of changes with its lines: none of them is news any more.
    package func recordChangeFile(
        _ number: Int, of business: Identifier<Business>, for agency: Identifier<Agency>, path: String, sha256: String,
        news: [PlacementNewsRecord], at moment: BusinessInstant
    ) throws {
        let file = UUID()
        try execute(
            """
            INSERT INTO placement_change_files (tenant_id, id, business_id, agency_id, number, file_path, file_sha256,
                row_count, made_at)
            VALUES (\(tenantID), \(file), \(business), \(agency), \(Int32(number)), \(path), \(sha256),
                \(Int32(news.count)), \(moment))
            """)
        try execute(
            """
            INSERT INTO placement_changes (tenant_id, placement_id, kind, source_id, file_id, happened_on, amount_minor,
                currency)
            SELECT \(tenantID), placement_id, kind, source_id, \(file), happened_on, amount_minor, currency
            FROM unnest(\(news.map(\.placement)), \(news.map(\.kind)), \(news.map(\.sourceID)),
                \(news.map(\.happenedOn)), \(news.map(\.amountMinor)), \(news.map(\.currency.code)))
                AS n (placement_id, kind, source_id, happened_on, amount_minor, currency)
            """)
    }

    /// The placement a case is out with; `nil` when it is here.
    package func exportedPlacement(of caseID: Identifier<CollectionCase>) throws -> Identifier<Placement>? {
        try row(
            """
            SELECT id FROM placements
            WHERE tenant_id = \(tenantID) AND case_id = \(caseID) AND state = 'exported' ORDER BY id LIMIT 1
            """
        ) { try $0.get("id") }
    }

    /// The name of the agency a case is out with; `nil` when it is here.
    package func agencyHolding(_ caseID: Identifier<CollectionCase>) throws -> String? {
        try row(
            """
            SELECT a.name FROM placements p
            JOIN placement_batches b ON b.tenant_id = p.tenant_id AND b.id = p.batch_id
            JOIN agencies a ON a.id = b.agency_id
            WHERE p.tenant_id = \(tenantID) AND p.case_id = \(caseID) AND p.state = 'exported' ORDER BY p.id LIMIT 1
            """
        ) { try $0.get("name") }
    }

    /// Keeps that a placement is asked back. Asking twice changes nothing.
    ///
    /// - Returns: Whether it was new.
    package func addRecall(
        of placement: Identifier<Placement>, reason: String, by person: String, on day: CalendarDate,
        at moment: BusinessInstant
    ) throws -> Bool {
        try execute(
            """
            INSERT INTO placement_recalls (tenant_id, placement_id, requested_on, reason, requested_by, requested_at)
            VALUES (\(tenantID), \(placement), \(day), \(reason), \(person), \(moment))
            ON CONFLICT (tenant_id, placement_id) DO NOTHING
            """) == 1
    }
}
