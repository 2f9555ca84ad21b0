import Foundation
import Postgres
package import Receivables

/// One file of placements for one agency, approved or gone.
package struct PlacementBatchRecord: Sendable {
    package let id: Identifier<PlacementBatch>
    package let businessID: Identifier<Business>
    package let number: Int
    package let state: String
    package let currency: Currency
    /// The cases of the batch with the placement that gives each.
    package internal(set) var cases: [(placement: Identifier<Placement>, caseID: Identifier<CollectionCase>)] = []

    init(_ row: Row) throws {
        id = try row.get("id")
        businessID = try row.get("business_id")
        number = Int(try row.get("number", as: Int32.self))
        state = try row.get("state")
        currency = try row.money("zero_minor").currency
    }
}

/// What a placed customer owes beside what the agency was given, in one currency.
package struct BillOfPlacedCase: Sendable {
    package let customer: String
    package let agency: String
    /// References, what is due first first.
    package let bills: [String]
    package let open: Money

    init(_ row: Row) throws {
        customer = try row.get("customer_reference")
        agency = try row.get("agency")
        bills = try row.get("bills")
        open = try row.money("open_minor")
    }
}

/// A postal address in its parts.
package struct PostalParts: Sendable {
    package let line1: String
    package let line2: String?
    package let city: String
    package let state: String
    package let zip: String
}

extension PlatformTransaction {
    /// The agency with this reference; `nil` when there is none.
    package func agency(reference: String) throws -> (id: Identifier<Agency>, name: String)? {
        try row("SELECT id, name FROM agencies WHERE reference = \(reference)") {
            (try $0.get("id"), try $0.get("name"))
        }
    }

    /// Adds an agency. One with the same reference stays as it is.
    package func addAgency(reference: String, name: String) throws {
        try execute(
            """
            INSERT INTO agencies (id, reference, name) VALUES (\(UUID()), \(reference), \(name))
            ON CONFLICT (reference) DO NOTHING
            """)
    }
}

extension TenantTransaction {
    /// The approved batch for an agency that waits for its export, with its cases; locked until the commit.
    package func approvedBatch(
        of business: Identifier<Business>, for agency: Identifier<Agency>
    ) throws -> PlacementBatchRecord? {
        // The business row serialises two people who approve or export at once.
        try execute("SELECT 1 FROM businesses WHERE tenant_id = \(tenantID) AND id = \(business) FOR UPDATE")
        var batch = try row(
            """
            SELECT id, business_id, number, state, 0::bigint AS zero_minor, currency FROM placement_batches
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND agency_id = \(agency) AND state = 'approved'
            ORDER BY number LIMIT 1
            """, PlacementBatchRecord.init)
        guard let id = batch?.id else { return nil }
        batch?.cases = try rows(
            """
            SELECT id, case_id FROM placements
            WHERE tenant_id = \(tenantID) AND batch_id = \(id) AND state = 'approved' ORDER BY id
            """
        ) { (try $0.get("id"), try $0.get("case_id")) }
        return batch
    }

    /// Agencies with approved cases that wait for their file, and how many wait.
    package func batchesToExport() throws -> [(agency: String, cases: Int)] {
        try rows(
            """
            SELECT a.reference, count(*) AS n
            FROM placements p
            JOIN placement_batches b ON b.tenant_id = p.tenant_id AND b.id = p.batch_id
            JOIN agencies a ON a.id = b.agency_id
            WHERE p.tenant_id = \(tenantID) AND p.state = 'approved' AND b.state = 'approved'
            GROUP BY a.reference ORDER BY a.reference
            """
        ) { (agency: try $0.get("reference"), cases: Int(try $0.get("n", as: Int64.self))) }
    }

    /// Adds a batch with the next number for the agency.
    package func addBatch(
        of business: Identifier<Business>, for agency: Identifier<Agency>, pluginKind: String, currency: Currency,
        by person: String, at moment: BusinessInstant
    ) throws {
        try execute(
            """
            INSERT INTO placement_batches (tenant_id, id, business_id, agency_id, number, plugin_kind, state, approved_by,
                approved_at, currency)
            SELECT \(tenantID), \(UUID()), \(business), \(agency), coalesce(max(number), 0) + 1, \(pluginKind), 'approved',
                \(person), \(moment), \(currency.code)
            FROM placement_batches WHERE tenant_id = \(tenantID) AND agency_id = \(agency)
            """)
    }

    /// Adds a case to an approved batch. One that is in it already stays; one that was taken out comes back.
    ///
    /// - Returns: The placement; `nil` when the case went with the batch before.
    package func addPlacement(
        of caseID: Identifier<CollectionCase>, to batch: Identifier<PlacementBatch>, currency: Currency
    ) throws -> Identifier<Placement>? {
        try row(
            """
            INSERT INTO placements (tenant_id, id, batch_id, case_id, state, currency)
            VALUES (\(tenantID), \(UUID()), \(batch), \(caseID), 'approved', \(currency.code))
            ON CONFLICT (tenant_id, batch_id, case_id) DO UPDATE SET state = 'approved', reason = ''
                WHERE placements.state <> 'exported'
            RETURNING id
            """
        ) { try $0.get("id") }
    }

    /// Moves approved placements to a new batch, approved as theirs was, which waits when their own has gone.
    package func moveToNextBatch(
        _ placements: [Identifier<Placement>], after batch: Identifier<PlacementBatch>
    ) throws {
        guard !placements.isEmpty else { return }
        let next = UUID()
        try execute(
            """
            INSERT INTO placement_batches (tenant_id, id, business_id, agency_id, number, plugin_kind, state, approved_by,
                approved_at, currency)
            SELECT b.tenant_id, \(next), b.business_id, b.agency_id, (
                    SELECT max(o.number) + 1 FROM placement_batches o
                    WHERE o.tenant_id = b.tenant_id AND o.agency_id = b.agency_id),
                b.plugin_kind, 'approved', b.approved_by, b.approved_at, b.currency
            FROM placement_batches b WHERE b.tenant_id = \(tenantID) AND b.id = \(batch)
            """)
        try execute(
            """
            UPDATE placements SET batch_id = \(next)
            WHERE tenant_id = \(tenantID) AND batch_id = \(batch) AND id = ANY(\(placements)) AND state = 'approved'
            """)
    }

    /// Bills of placed cases that no file named, because they came or fell due after it, and that are open.
    package func billsOfPlacedCases(limit: Int) throws -> [BillOfPlacedCase] {
        try rows(
            """
            SELECT c.id AS case_id, u.reference AS customer_reference, a.reference AS agency,
                array_agg(r.reference ORDER BY r.due_on, r.reference) AS bills,
                sum(b.open_minor)::bigint AS open_minor, b.currency
            FROM placements p
            JOIN placement_batches k ON k.tenant_id = p.tenant_id AND k.id = p.batch_id
            JOIN agencies a ON a.id = k.agency_id
            JOIN collection_cases c ON c.tenant_id = p.tenant_id AND c.id = p.case_id
            JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
            JOIN receivables r ON r.tenant_id = c.tenant_id AND r.case_id = c.id
            JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            WHERE p.tenant_id = \(tenantID) AND p.state = 'exported' AND b.open_minor > 0
                AND NOT EXISTS (
                    SELECT FROM placement_knowns n
                    JOIN postings o ON o.tenant_id = n.tenant_id AND o.entry_id = n.source_id
                    WHERE n.tenant_id = p.tenant_id AND n.placement_id = p.id AND o.debit_account_id = r.id)
            GROUP BY c.id, u.reference, a.reference, b.currency ORDER BY u.reference, b.currency LIMIT \(limit)
            """, BillOfPlacedCase.init)
    }

    /// The receivables an agency was given with each of these placements.
    package func placedReceivables(
        of placements: [Identifier<Placement>]
    ) throws -> [Identifier<Placement>: Set<Identifier<Receivable>>] {
        let found = try rows(
            """
            SELECT DISTINCT n.placement_id, r.id AS receivable_id
            FROM placement_knowns n
            JOIN postings o ON o.tenant_id = n.tenant_id AND o.entry_id = n.source_id
            JOIN receivables r ON r.tenant_id = o.tenant_id AND r.id = o.debit_account_id
            WHERE n.tenant_id = \(tenantID) AND n.placement_id = ANY(\(placements))
            """
        ) {
            (
                try $0.get("placement_id", as: Identifier<Placement>.self),
                try $0.get("receivable_id", as: Identifier<Receivable>.self)
            )
        }
        return Dictionary(grouping: found) { $0.0 }.mapValues { Set($0.map(\.1)) }
    }

    /// Records what became of one placement of a batch.
    package func settlePlacement(
        _ id: Identifier<Placement>, exported balance: Money?, leftOutBecause reason: String = ""
    ) throws {
        try execute(
            """
            UPDATE placements SET state = \(balance == nil ? "left-out" : "exported"), balance_minor = \(balance?.minorUnits),
                reason = \(reason)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND state = 'approved'
            """)
    }

    /// Records that a batch is exported.
    ///
    /// - Returns: `false` when it was not waiting for it any more.
    package func markExported(
        _ id: Identifier<PlacementBatch>, path: String?, sha256: String?, rows: Int, total: Money,
        at moment: BusinessInstant
    ) throws -> Bool {
        try execute(
            """
            UPDATE placement_batches SET state = 'exported', exported_at = \(moment), file_path = \(path),
                file_sha256 = \(sha256), row_count = \(Int32(rows)), total_minor = \(total.minorUnits)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND state = 'approved'
            """) == 1
    }

    /// A postal contact point in its parts; `nil` when it was kept as lines only.
    package func postalParts(of point: Identifier<ContactPoint>) throws -> PostalParts? {
        try row(
            """
            SELECT line1, line2, city, state, zip FROM contact_points
            WHERE tenant_id = \(tenantID) AND id = \(point) AND medium = 'post'
                AND line1 IS NOT NULL AND city IS NOT NULL AND state IS NOT NULL AND zip IS NOT NULL
            """
        ) {
            PostalParts(
                line1: try $0.get("line1"), line2: try $0.getOptional("line2"), city: try $0.get("city"),
                state: try $0.get("state"), zip: try $0.get("zip"))
        }
    }
}
