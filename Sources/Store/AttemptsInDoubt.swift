import Postgres
import Receivables

extension TenantTransaction {
    /// Attempts of which nobody knows whether they left, oldest first.
    package func attemptsInDoubt(limit: Int) throws -> [AttemptRecord] {
        let ids = try rows(
            """
            SELECT id FROM contact_attempts WHERE tenant_id = \(tenantID) AND state = 'in-doubt'
            ORDER BY planned_on, id LIMIT \(limit)
            """
        ) { try $0.get("id", as: Identifier<ContactAttempt>.self) }
        return try ids.compactMap(attempt)
    }
}
