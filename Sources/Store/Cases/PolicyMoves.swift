import Postgres
package import Receivables

/// A case that was taken from one policy version to another.
package struct PolicyMove: Sendable {
    package var caseID: Identifier<CollectionCase>
    package var from: Identifier<PolicyVersion>
    package var to: Identifier<PolicyVersion>
    package var movedAt: BusinessInstant
    package var movedBy: String
    package var reason: String

    package init(
        caseID: Identifier<CollectionCase>, from: Identifier<PolicyVersion>, to: Identifier<PolicyVersion>,
        movedAt: BusinessInstant, movedBy: String, reason: String
    ) {
        self.caseID = caseID
        self.from = from
        self.to = to
        self.movedAt = movedAt
        self.movedBy = movedBy
        self.reason = reason
    }
}

/// A move as it is told.
package struct PolicyMoveRecord: Sendable {
    package let customerReference: String
    package let move: PolicyMove

    init(_ row: Row) throws {
        customerReference = try row.get("reference")
        move = PolicyMove(
            caseID: try row.get("case_id"), from: try row.get("from_version_id"), to: try row.get("to_version_id"),
            movedAt: try row.get("moved_at"), movedBy: try row.get("moved_by"), reason: try row.get("reason"))
    }
}

extension TenantTransaction {
    /// How many cases of a business pin each version; versions nobody pins are left out.
    package func casesByPolicyVersion(of business: Identifier<Business>) throws -> [Identifier<PolicyVersion>: Int] {
        let counts = try rows(
            """
            SELECT policy_version_id, count(*) AS n FROM collection_cases
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND policy_version_id IS NOT NULL
            GROUP BY policy_version_id
            """
        ) {
            (
                try $0.get("policy_version_id", as: Identifier<PolicyVersion>.self),
                Int(try $0.get("n", as: Int64.self))
            )
        }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    /// Locks and returns the next cases that pin one of these versions, in the order of their ids.
    package func casesPinning(
        _ versions: [Identifier<PolicyVersion>], of business: Identifier<Business>,
        after last: Identifier<CollectionCase>?, limit: Int
    ) throws -> [Identifier<CollectionCase>] {
        try rows(
            """
            SELECT id FROM collection_cases
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND policy_version_id = ANY(\(versions))
                AND (\(last)::uuid IS NULL OR id > \(last)::uuid)
            ORDER BY id LIMIT \(limit) FOR UPDATE
            """
        ) { try $0.get("id") }
    }

    /// Makes cases pin another version and keeps the record of it. A case that pins something else by now stays.
    package func move(_ moves: [PolicyMove]) throws {
        guard !moves.isEmpty else { return }
        try execute(
            """
            WITH asked AS (
                SELECT * FROM unnest(\(moves.map(\.caseID)), \(moves.map(\.from)), \(moves.map(\.to)),
                    \(moves.map(\.movedAt)), \(moves.map(\.movedBy)), \(moves.map(\.reason)))
                    AS m (case_id, from_version_id, to_version_id, moved_at, moved_by, reason)
            ), moved AS (
                UPDATE collection_cases c SET policy_version_id = m.to_version_id FROM asked m
                WHERE c.tenant_id = \(tenantID) AND c.id = m.case_id AND c.policy_version_id = m.from_version_id
                RETURNING m.*
            )
            INSERT INTO policy_moves (tenant_id, case_id, ordinal, from_version_id, to_version_id, moved_at, moved_by, reason)
            SELECT \(tenantID), case_id, 1 + (
                    SELECT count(*) FROM policy_moves p WHERE p.tenant_id = \(tenantID) AND p.case_id = moved.case_id),
                from_version_id, to_version_id, moved_at, moved_by, reason
            FROM moved
            """)
    }

    /// Moves of a business's cases, newest first.
    package func policyMoves(of business: Identifier<Business>, limit: Int) throws -> [PolicyMoveRecord] {
        try rows(
            """
            SELECT u.reference, m.case_id, m.from_version_id, m.to_version_id, m.moved_at, m.moved_by, m.reason
            FROM policy_moves m
            JOIN collection_cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id
            JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
            WHERE m.tenant_id = \(tenantID) AND c.business_id = \(business)
            ORDER BY m.moved_at DESC, u.reference, m.ordinal DESC LIMIT \(limit)
            """, PolicyMoveRecord.init)
    }
}
