import Postgres
package import Receivables
package import Treatment

extension TenantTransaction {
    /// Says when somebody looks at a hold again. The latest word counts; earlier ones stay. Of two who
    /// review it at once one is told to try again: their numbers meet.
    package func reviewHold(
        _ id: Identifier<Hold>, on day: CalendarDate, note: String, by person: String
    ) throws {
        try execute(
            """
            INSERT INTO hold_reviews (tenant_id, id, hold_id, review_on, note, recorded_by, ordinal)
            SELECT \(tenantID), \(Identifier<Hold>()), \(id), \(day), \(note), \(person), coalesce(max(ordinal), 0) + 1
            FROM hold_reviews WHERE tenant_id = \(tenantID) AND hold_id = \(id)
            """)
    }

    /// In which role a hold was released. Said once, with its release.
    package func recordRelease(of id: Identifier<Hold>, as role: GrantingRole) throws {
        try execute(
            """
            INSERT INTO hold_release_roles (tenant_id, hold_id, released_as)
            VALUES (\(tenantID), \(id), \(role.rawValue)) ON CONFLICT (tenant_id, hold_id) DO NOTHING
            """)
    }

    /// In which role a hold was released; `nil` while it was not.
    package func releaseRole(of id: Identifier<Hold>) throws -> GrantingRole? {
        try row("SELECT released_as FROM hold_release_roles WHERE tenant_id = \(tenantID) AND hold_id = \(id)") {
            try $0.choice("released_as")
        }
    }
}
