import Foundation
import Postgres
package import Receivables

/// One published version of a policy.
package struct PolicyVersionRecord: Sendable {
    package let id: Identifier<PolicyVersion>
    package let policyKey: String
    package let number: Int
    /// The YAML as published.
    package let document: String
    package let publishedAt: BusinessInstant
    package let note: String

    init(_ row: Row) throws {
        id = try row.get("id")
        policyKey = try row.get("key")
        number = Int(try row.get("number", as: Int32.self))
        document = try row.get("document")
        publishedAt = try row.get("published_at")
        note = try row.get("note")
    }
}

extension TenantTransaction {
    /// Versions of a business's policies, newest first.
    package func policyVersions(of business: Identifier<Business>, limit: Int = 100) throws -> [PolicyVersionRecord] {
        try rows(
            """
            SELECT v.id, p.key, v.number, v.document, v.published_at, v.note
            FROM policy_versions v JOIN policies p ON p.tenant_id = v.tenant_id AND p.id = v.policy_id
            WHERE v.tenant_id = \(tenantID) AND p.business_id = \(business)
            ORDER BY p.key, v.number DESC LIMIT \(limit)
            """, PolicyVersionRecord.init)
    }

    /// Versions by key; those that do not exist are left out.
    package func policyVersions(_ ids: [Identifier<PolicyVersion>]) throws -> [PolicyVersionRecord] {
        try rows(
            """
            SELECT v.id, p.key, v.number, v.document, v.published_at, v.note
            FROM policy_versions v JOIN policies p ON p.tenant_id = v.tenant_id AND p.id = v.policy_id
            WHERE v.tenant_id = \(tenantID) AND v.id = ANY(\(ids)) ORDER BY v.id
            """, PolicyVersionRecord.init)
    }

    /// Adds the next version, or returns the latest when the text is the same, and makes it the default of the business.
    ///
    /// Cases without a version take it; cases that pin an older one keep it.
    ///
    /// - Returns: The version and whether it is new.
    package func publishPolicy(
        key: String, document: String, sha256: [UInt8], note: String, business: Identifier<Business>,
        at moment: BusinessInstant
    ) throws -> (id: Identifier<PolicyVersion>, number: Int, isNew: Bool) {
        try execute(
            """
            INSERT INTO policies (tenant_id, id, business_id, key) VALUES (\(tenantID), \(UUID()), \(business), \(key))
            ON CONFLICT (tenant_id, business_id, key) DO NOTHING
            """)
        // The business row serialises two publishers of the same policy.
        try execute("SELECT 1 FROM businesses WHERE tenant_id = \(tenantID) AND id = \(business) FOR UPDATE")
        let latest = try row(
            """
            SELECT v.id, v.number, v.sha256 FROM policy_versions v
            JOIN policies p ON p.tenant_id = v.tenant_id AND p.id = v.policy_id
            WHERE v.tenant_id = \(tenantID) AND p.business_id = \(business) AND p.key = \(key)
            ORDER BY v.number DESC LIMIT 1
            """
        ) {
            (
                id: try $0.get("id", as: Identifier<PolicyVersion>.self),
                number: Int(try $0.get("number", as: Int32.self)),
                sha: try $0.get("sha256", as: [UInt8].self)
            )
        }
        let result: (id: Identifier<PolicyVersion>, number: Int, isNew: Bool)
        if let latest, latest.sha == sha256 {
            result = (latest.id, latest.number, false)
        } else {
            result = (Identifier(), (latest?.number ?? 0) + 1, true)
            try execute(
                """
                INSERT INTO policy_versions (tenant_id, id, policy_id, number, document, sha256, note, published_at)
                SELECT \(tenantID), \(result.id), id, \(Int32(result.number)), \(document), \(sha256), \(note), \(moment)
                FROM policies WHERE tenant_id = \(tenantID) AND business_id = \(business) AND key = \(key)
                """)
        }
        try execute(
            """
            UPDATE businesses SET default_policy_version_id = \(result.id)
            WHERE tenant_id = \(tenantID) AND id = \(business)
            """)
        try execute(
            """
            UPDATE collection_cases SET policy_version_id = \(result.id)
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND policy_version_id IS NULL
            """)
        return result
    }
}
