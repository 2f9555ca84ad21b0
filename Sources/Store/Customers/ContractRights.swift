import Postgres
package import Receivables

extension TenantTransaction {
    /// What any agreement of a business allows, such as `fee`.
    package func contractRights(of business: Identifier<Business>) throws -> [String] {
        try rows(
            """
            SELECT DISTINCT unnest(allows) AS allowed FROM agreements
            WHERE tenant_id = \(tenantID) AND business_id = \(business) ORDER BY 1 LIMIT 100
            """
        ) { try $0.get("allowed") }
    }
}
