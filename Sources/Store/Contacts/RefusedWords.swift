import Postgres
package import Receivables

/// A message that was written and refused for what it said.
package struct RefusedWords: Sendable {
    package let customerReference: String
    /// Key of its step, such as `dispute-answer`.
    package let step: String
    package let plannedOn: CalendarDate
    /// What is wrong with it.
    package let detail: String
}

extension TenantTransaction {
    /// Messages planned since a day whose words were refused, where no other try of the same step left, oldest first.
    package func refusedWords(since day: CalendarDate, limit: Int) throws -> [RefusedWords] {
        try rows(
            """
            SELECT u.reference, a.step_key, a.planned_on, a.detail FROM contact_attempts a
            JOIN customers u ON u.tenant_id = a.tenant_id AND u.id = a.customer_id
            WHERE a.tenant_id = \(tenantID) AND a.state = 'refused' AND a.planned_on >= \(day)
                AND a.detail LIKE 'message:%' AND NOT EXISTS (
                    SELECT FROM contact_attempts o WHERE o.tenant_id = a.tenant_id AND o.case_id = a.case_id
                        AND o.step_key = a.step_key AND o.cycle = a.cycle AND o.ordinal > a.ordinal)
            ORDER BY a.planned_on, u.reference, a.id LIMIT \(limit)
            """
        ) { row in
            RefusedWords(
                customerReference: try row.get("reference"), step: try row.get("step_key"),
                plannedOn: try row.get("planned_on"), detail: try row.get("detail"))
        }
    }
}
