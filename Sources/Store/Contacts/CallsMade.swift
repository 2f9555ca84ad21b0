import Postgres
package import Receivables

extension TenantTransaction {
    /// Calls the business made since a moment, by business.
    package func callsMade(since moment: BusinessInstant) throws -> [Identifier<Business>: Int] {
        let found = try rows(
            """
            SELECT c.business_id, count(*) AS n FROM calls k
            JOIN collection_cases c ON c.tenant_id = k.tenant_id AND c.id = k.case_id
            WHERE k.tenant_id = \(tenantID) AND k.direction = 'out' AND k.called_at >= \(moment)
            GROUP BY c.business_id ORDER BY c.business_id
            """
        ) { (try $0.get("business_id", as: Identifier<Business>.self), Int(try $0.get("n", as: Int64.self))) }
        return Dictionary(uniqueKeysWithValues: found)
    }
}
