import Postgres
package import Receivables

extension TenantTransaction {
    /// Lowers the day on which these cases are looked at next, and the tenant's earliest with it.
    ///
    /// The one place that does it: called in the transaction that posts, holds, releases, or changes policy or clock.
    /// A day later than the stored one changes nothing, so it may be called with any fact's day.
    package func lowerNextLook(of cases: [Identifier<CollectionCase>], to day: CalendarDate) throws {
        guard !cases.isEmpty else { return }
        try execute(
            """
            UPDATE collection_cases SET next_look_on = \(day)
            WHERE tenant_id = \(tenantID) AND id = ANY(\(cases)) AND next_look_on > \(day)
            """)
        try lowerTenantsNextLook(to: day)
    }

    /// The same for every case of the tenant: a new policy version, a moved clock, an end of muting.
    package func lowerNextLookOfAllCases(to day: CalendarDate) throws {
        try execute(
            """
            UPDATE collection_cases SET next_look_on = \(day) WHERE tenant_id = \(tenantID) AND next_look_on > \(day)
            """)
        try lowerTenantsNextLook(to: day)
    }

    func lowerTenantsNextLook(to day: CalendarDate) throws {
        try execute(
            """
            INSERT INTO tenant_next_looks (tenant_id, next_look_on) VALUES (\(tenantID), \(day))
            ON CONFLICT (tenant_id) DO UPDATE SET next_look_on = least(tenant_next_looks.next_look_on, excluded.next_look_on)
            """)
    }

    /// Sets the day after a look: only the run calls this, with what the decision of `today` said. A case whose day was
    /// lowered meanwhile keeps the lower one.
    package func raiseNextLook(
        _ looks: [(case: Identifier<CollectionCase>, on: CalendarDate)], lookedOn today: CalendarDate
    ) throws {
        guard !looks.isEmpty else { return }
        try execute(
            """
            UPDATE collection_cases SET next_look_on = greatest(looked.day, \(today))
            FROM unnest(\(looks.map(\.case)), \(looks.map(\.on))) AS looked (id, day)
            WHERE tenant_id = \(tenantID) AND collection_cases.id = looked.id
            """)
    }

    /// Recomputes the tenant's earliest next look from its cases, after a run.
    package func refreshTenantsNextLook() throws {
        // The row is locked before the cases are read: whoever lowers a case meanwhile lowers this row after us, and
        // whoever did so before is seen by the next statement.
        try execute(
            """
            INSERT INTO tenant_next_looks (tenant_id, next_look_on) VALUES (\(tenantID), 'infinity')
            ON CONFLICT (tenant_id) DO UPDATE SET next_look_on = tenant_next_looks.next_look_on
            """)
        try execute(
            """
            UPDATE tenant_next_looks SET next_look_on = coalesce((
                SELECT min(next_look_on) FROM collection_cases WHERE tenant_id = \(tenantID)), 'infinity')
            WHERE tenant_id = \(tenantID)
            """)
    }
}
