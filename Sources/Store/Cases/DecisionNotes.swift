import Foundation
import Postgres
package import Receivables
package import Treatment

/// What a person noted for the sheet of a case.
package struct DecisionNoteRecord: Sendable {
    package var caseID: Identifier<CollectionCase>
    package var evidence: [EvidenceKind] = []
    /// Last day on which a suit is timely; `nil` when the note says nothing of it.
    package var limitationOn: CalendarDate?
    /// `nil` when the note says nothing of it.
    package var funding: ContractFunding?
    /// Where the papers are, or who said so.
    package var source: String
    package var notedBy: String
    package var notedAt: BusinessInstant

    package init(caseID: Identifier<CollectionCase>, source: String, notedBy: String, notedAt: BusinessInstant) {
        self.caseID = caseID
        self.source = source
        self.notedBy = notedBy
        self.notedAt = notedAt
    }

    init(_ row: Row) throws {
        caseID = try row.get("case_id")
        evidence = try row.get("evidence", as: [String].self).map {
            guard let kind = EvidenceKind(rawValue: $0) else { throw UnknownStoredValue(column: "evidence") }
            return kind
        }
        limitationOn = try row.getOptional("limitation_on")
        let refund = try row.getOptional("refund_minor", as: Int64.self) == nil ? nil : try row.money("refund_minor")
        switch try row.getOptional("funding", as: String.self) {
        case nil: funding = nil
        case "sold": funding = .sold(guaranteeEnds: try row.getOptional("guarantee_ends"), refund: refund)
        case "collateral": funding = .collateral
        default: funding = ContractFunding.none
        }
        source = try row.get("source")
        notedBy = try row.get("noted_by")
        notedAt = try row.get("noted_at")
    }
}

extension ContractFunding {
    fileprivate var columns: (kind: String, guaranteeEnds: CalendarDate?, refund: Money?) {
        switch self {
        case .none: ("none", nil, nil)
        case .sold(let ends, let refund): ("sold", ends, refund)
        case .collateral: ("collateral", nil, nil)
        }
    }
}

extension TenantTransaction {
    /// Keeps a note; those before it stay.
    package func add(_ note: DecisionNoteRecord) throws {
        let funding = note.funding?.columns
        try execute(
            """
            INSERT INTO decision_notes (tenant_id, id, case_id, evidence, limitation_on, funding, guarantee_ends, refund_minor,
                currency, source, noted_by, noted_at)
            VALUES (\(tenantID), \(UUID()), \(note.caseID), \(note.evidence.map(\.rawValue)), \(note.limitationOn),
                \(funding?.kind), \(funding?.guaranteeEnds), \(funding?.refund?.minorUnits),
                \(funding?.refund?.currency.code ?? "USD"), \(note.source), \(note.notedBy), \(note.notedAt))
            """)
    }

    /// Notes about these cases, oldest first.
    package func decisionNotes(ofCases ids: [Identifier<CollectionCase>]) throws -> [DecisionNoteRecord] {
        try rows(
            """
            SELECT case_id, evidence, limitation_on, funding, guarantee_ends, refund_minor, currency, source, noted_by, noted_at
            FROM decision_notes WHERE tenant_id = \(tenantID) AND case_id = ANY(\(ids)) ORDER BY case_id, noted_at, id
            """, DecisionNoteRecord.init)
    }

    /// Says what a dollar of monthly revenue is worth to a business from now on.
    package func setContractMultiple(
        _ multiple: ContractMultiple, of business: Identifier<Business>, source: String, by person: String,
        at moment: BusinessInstant
    ) throws {
        try execute(
            """
            INSERT INTO contract_multiples (tenant_id, id, business_id, tenths, source, set_by, set_at)
            VALUES (\(tenantID), \(UUID()), \(business), \(Int32(multiple.tenths)), \(source), \(person), \(moment))
            """)
    }

    /// What each business said last of a dollar of monthly revenue; one that said nothing is not in it.
    package func contractMultiples() throws -> [Identifier<Business>: ContractMultiple] {
        let found = try rows(
            """
            SELECT DISTINCT ON (business_id) business_id, tenths FROM contract_multiples
            WHERE tenant_id = \(tenantID) ORDER BY business_id, set_at DESC, id
            """
        ) {
            (
                try $0.get("business_id", as: Identifier<Business>.self),
                ContractMultiple(tenths: Int(try $0.get("tenths", as: Int32.self)))
            )
        }
        return Dictionary(uniqueKeysWithValues: found).compactMapValues { $0 }
    }
}
