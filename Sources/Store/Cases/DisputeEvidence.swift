import Foundation
import Postgres
package import Receivables
package import Treatment

/// Something a customer sent to show what they say.
package struct DisputeEvidence: Sendable {
    package let id: Identifier<DisputeEvidence>
    package let disputeID: Identifier<Dispute>
    package let receivedOn: CalendarDate
    package let recordedOn: CalendarDate
    /// What it is, such as `bank statement of March`.
    package let what: String
    /// Where it is kept: a folder, a mailbox, a binder.
    package let keptAt: String
    package let recordedBy: String

    package init(
        disputeID: Identifier<Dispute>, receivedOn: CalendarDate, recordedOn: CalendarDate, what: String,
        keptAt: String, recordedBy: String
    ) {
        id = Identifier()
        self.disputeID = disputeID
        self.receivedOn = receivedOn
        self.recordedOn = recordedOn
        self.what = what
        self.keptAt = keptAt
        self.recordedBy = recordedBy
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        disputeID = try row.get("dispute_id")
        receivedOn = try row.get("received_on")
        recordedOn = try row.get("recorded_on")
        what = try row.get("what")
        keptAt = try row.get("kept_at")
        recordedBy = try row.get("recorded_by")
    }
}

/// A dispute with whom and what it is about.
package struct ListedDispute: Sendable {
    package let record: DisputeRecord
    package let customerReference: String
    package let receivableReference: String

    package init(record: DisputeRecord, customerReference: String, receivableReference: String) {
        self.record = record
        self.customerReference = customerReference
        self.receivableReference = receivableReference
    }
}

extension TenantTransaction {
    /// Opens a dispute beside any other on the same receivable. The case row is locked by the caller.
    package func addDispute(
        on receivable: Identifier<Receivable>, caseID: Identifier<CollectionCase>, amount: Money?, currency: Currency,
        claim: DisputeClaim, reason: String, openedOn: CalendarDate, days: DisputeDays, source: String
    ) throws -> Identifier<Dispute> {
        let id = Identifier<Dispute>()
        try execute(
            """
            INSERT INTO disputes (tenant_id, id, case_id, receivable_id, amount_minor, currency, reason, opened_on,
                evidence_due_on, source)
            VALUES (\(tenantID), \(id), \(caseID), \(receivable), \(amount?.minorUnits), \(currency.code), \(reason),
                \(openedOn), \(days.evidenceBy), \(source))
            """)
        try execute(
            """
            INSERT INTO dispute_claims (tenant_id, dispute_id, claim, answer_due_on)
            VALUES (\(tenantID), \(id), \(claim.rawValue), \(days.answerBy))
            """)
        try lowerNextLook(of: [caseID], to: openedOn)
        return id
    }

    /// Keeps what a customer sent. The case is looked at from that day on.
    ///
    /// - Returns: `false` when it was recorded before.
    package func add(_ evidence: DisputeEvidence, caseID: Identifier<CollectionCase>) throws -> Bool {
        let added = try row(
            """
            INSERT INTO dispute_evidence (tenant_id, id, dispute_id, received_on, recorded_on, what, kept_at, recorded_by)
            VALUES (\(tenantID), \(evidence.id), \(evidence.disputeID), \(evidence.receivedOn), \(evidence.recordedOn),
                \(evidence.what), \(evidence.keptAt), \(evidence.recordedBy))
            ON CONFLICT (tenant_id, dispute_id, received_on, what) DO NOTHING RETURNING id
            """
        ) { _ in true }
        try lowerNextLook(of: [caseID], to: evidence.recordedOn)
        return added ?? false
    }

    /// Keeps what the customer is told about a resolved dispute, and the credit when something was taken off.
    package func answer(
        _ id: Identifier<Dispute>, explanation: String, corrected: (amount: Money, entry: Identifier<JournalEntry>)?,
        currency: Currency, decidedBy: String
    ) throws {
        try execute(
            """
            INSERT INTO dispute_answers (tenant_id, dispute_id, explanation, corrected_minor, currency, entry_id, decided_by)
            VALUES (\(tenantID), \(id), \(explanation), \(corrected?.amount.minorUnits), \(currency.code),
                \(corrected?.entry), \(decidedBy))
            ON CONFLICT (tenant_id, dispute_id) DO NOTHING
            """)
    }

    /// Disputes of a customer, or of all, newest last.
    package func listedDisputes(
        of customer: Identifier<Customer>?, openOnly: Bool, limit: Int
    ) throws -> [ListedDispute] {
        let found = try rows(
            """
            SELECT d.id, d.case_id, u.reference AS customer_reference, r.reference AS receivable_reference
            FROM disputes d
            JOIN receivables r ON r.tenant_id = d.tenant_id AND r.id = d.receivable_id
            JOIN customers u ON u.tenant_id = r.tenant_id AND u.id = r.customer_id
            WHERE d.tenant_id = \(tenantID) AND (\(customer)::uuid IS NULL OR u.id = \(customer)::uuid)
                AND (NOT \(openOnly) OR NOT EXISTS (
                    SELECT FROM dispute_resolutions x WHERE x.tenant_id = d.tenant_id AND x.dispute_id = d.id))
            ORDER BY d.opened_on, u.reference, r.reference, d.id LIMIT \(limit)
            """
        ) { row in
            (
                id: try row.get("id", as: Identifier<Dispute>.self),
                caseID: try row.get("case_id", as: Identifier<CollectionCase>.self),
                customer: try row.get("customer_reference", as: String.self),
                receivable: try row.get("receivable_reference", as: String.self)
            )
        }
        let records = try disputes(ofCases: Array(Set(found.map(\.caseID))))
        let byID = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
        return found.compactMap { one in
            byID[one.id].map {
                ListedDispute(record: $0, customerReference: one.customer, receivableReference: one.receivable)
            }
        }
    }

    func evidence(of disputes: [Identifier<Dispute>]) throws -> [Identifier<Dispute>: [DisputeEvidence]] {
        let found = try rows(
            """
            SELECT id, dispute_id, received_on, recorded_on, what, kept_at, recorded_by FROM dispute_evidence
            WHERE tenant_id = \(tenantID) AND dispute_id = ANY(\(disputes)) ORDER BY received_on, recorded_on, id
            """, DisputeEvidence.init)
        return Dictionary(grouping: found, by: \.disputeID)
    }
}
