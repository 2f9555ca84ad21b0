import Postgres
package import Receivables

extension TenantTransaction {
    /// Remembers up to which day the payments of a business are known. An older day changes nothing.
    package func markFresh(_ business: Identifier<Business>, kind: String, asOf day: CalendarDate, today: CalendarDate)
        throws
    {
        try execute(
            """
            INSERT INTO data_feeds (tenant_id, business_id, kind, fresh_as_of) VALUES (\(tenantID), \(business), \(kind), \(day))
            ON CONFLICT (tenant_id, business_id, kind)
            DO UPDATE SET fresh_as_of = greatest(data_feeds.fresh_as_of, excluded.fresh_as_of)
            """)
        try lowerNextLookOfAllCases(to: today)
    }

    /// The day up to which payments of each business are known; a business that never told is not in it.
    package func freshness() throws -> [Identifier<Business>: CalendarDate] {
        let found = try rows(
            """
            SELECT business_id, max(fresh_as_of) AS fresh_as_of FROM data_feeds
            WHERE tenant_id = \(tenantID) GROUP BY business_id
            """
        ) {
            (try $0.get("business_id", as: Identifier<Business>.self), try $0.get("fresh_as_of", as: CalendarDate.self))
        }
        return Dictionary(uniqueKeysWithValues: found)
    }
}
