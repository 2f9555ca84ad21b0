import Postgres
package import Receivables

extension TenantTransaction {
    /// The earliest next look of all cases and the tenant's own; `nil` where there is none.
    ///
    /// The tenant's must be no later than the cases', or a nightly run passes over the tenant.
    package func nextLookBounds() throws -> (cases: CalendarDate?, tenant: CalendarDate?) {
        let cases = try row(
            "SELECT min(next_look_on) AS day FROM collection_cases WHERE tenant_id = \(tenantID)"
        ) { try $0.getOptional("day", as: CalendarDate.self) }
        let own = try row(
            """
            SELECT next_look_on AS day FROM tenant_next_looks WHERE tenant_id = \(tenantID) AND isfinite(next_look_on)
            """
        ) { try $0.get("day", as: CalendarDate.self) }
        return (cases ?? nil, own)
    }

    /// Cases after `last` in the order of their ids, with the day each is looked at next; one page.
    package func nextLooks(
        after last: Identifier<CollectionCase>?, limit: Int
    ) throws -> [(case: Identifier<CollectionCase>, on: CalendarDate)] {
        try rows(
            """
            SELECT id, next_look_on FROM collection_cases
            WHERE tenant_id = \(tenantID) AND policy_version_id IS NOT NULL
                AND (\(last)::uuid IS NULL OR id > \(last)::uuid)
            ORDER BY id LIMIT \(limit)
            """
        ) { (try $0.get("id"), try $0.get("next_look_on")) }
    }
}
