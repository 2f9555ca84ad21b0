import Postgres
package import Receivables

extension TenantTransaction {
    /// The language of the customer a contact point belongs to, and the trading names that have a case with them, in
    /// alphabetical order; `nil` when there is no such contact point.
    package func writers(
        to contactPoint: Identifier<ContactPoint>
    ) throws -> (language: Language, brands: [String])? {
        let found = try rows(
            """
            SELECT DISTINCT u.language, b.brand_name
            FROM contact_points p
            JOIN customers u ON u.tenant_id = \(tenantID) AND u.id = p.customer_id
            LEFT JOIN collection_cases c ON c.tenant_id = \(tenantID) AND c.customer_id = u.id
            LEFT JOIN businesses b ON b.tenant_id = \(tenantID) AND b.id = c.business_id
            WHERE p.tenant_id = \(tenantID) AND p.id = \(contactPoint)
            ORDER BY b.brand_name LIMIT 100
            """
        ) { row in
            (
                language: try row.choice("language") as Language,
                brand: try row.getOptional("brand_name", as: String.self)
            )
        }
        guard let first = found.first else { return nil }
        return (first.language, found.compactMap(\.brand))
    }
}
