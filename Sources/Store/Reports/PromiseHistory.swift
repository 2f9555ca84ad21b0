import Postgres
package import Receivables
package import Treatment

/// A promise with the money that came in for its case since it was made.
package struct PromiseHistory: Sendable {
    package var promise: PromiseFact
    package let caseID: Identifier<CollectionCase>
    package let business: Identifier<Business>
    package let policyVersion: Identifier<PolicyVersion>?
    /// By the day asked about, what was reversed by then left out.
    package let payments: [PaymentFact]

    init(_ row: Row) throws {
        let ending = try row.getOptional("ending", as: String.self)
        let endedOn = try row.getOptional("ended_on", as: CalendarDate.self)
        let amount = try row.money("amount_minor")
        promise = PromiseFact(
            id: try row.get("id"), madeOn: try row.get("made_on"), dueOn: try row.get("due_on"), amount: amount,
            supersededOn: ending == "superseded" ? endedOn : nil, withdrawnOn: ending == "withdrawn" ? endedOn : nil)
        caseID = try row.get("case_id")
        business = try row.get("business_id")
        policyVersion = try row.getOptional("policy_version_id")
        let days = try row.getOptional("paid_days", as: [CalendarDate].self) ?? []
        let amounts = try row.getOptional("paid_minor", as: [Int64].self) ?? []
        payments = zip(days, amounts).map {
            PaymentFact(day: $0, amount: Money(minorUnits: $1, currency: amount.currency))
        }
    }
}

extension TenantTransaction {
    /// Promises made by `day`, oldest first, one page.
    ///
    /// - Parameter last: The last promise of the page before; `nil` for the first.
    package func promiseHistories(
        by day: CalendarDate, currency: Currency, after last: PromiseFact?, limit: Int
    ) throws -> [PromiseHistory] {
        try rows(
            """
            SELECT p.id, p.case_id, p.amount_minor, p.currency, p.made_on, p.due_on, x.kind AS ending, x.ended_on,
                c.business_id, c.policy_version_id, paid.days AS paid_days, paid.amounts AS paid_minor
            FROM promises p
            JOIN collection_cases c ON c.tenant_id = p.tenant_id AND c.id = p.case_id
            LEFT JOIN promise_endings x ON x.tenant_id = p.tenant_id AND x.promise_id = p.id
            LEFT JOIN LATERAL (
                SELECT array_agg(e.effective_on ORDER BY e.effective_on, e.id, q.ordinal) AS days,
                    array_agg(q.amount_minor ORDER BY e.effective_on, e.id, q.ordinal) AS amounts
                FROM receivables r
                JOIN postings q ON q.tenant_id = r.tenant_id AND q.credit_account_id = r.id
                JOIN journal_entries e ON e.tenant_id = q.tenant_id AND e.id = q.entry_id
                WHERE r.tenant_id = p.tenant_id AND r.case_id = p.case_id AND q.currency = p.currency
                    AND e.kind IN ('payment-received', 'applied', 'settled-elsewhere')
                    AND e.effective_on BETWEEN p.made_on AND \(day)
                    AND (e.effective_on > p.made_on OR e.posted_at > p.created_at)
                    AND (x.recorded_at IS NULL OR e.effective_on <> x.ended_on OR e.posted_at < x.recorded_at)
                    AND (NOT EXISTS (
                        SELECT 1 FROM promise_items i WHERE i.tenant_id = p.tenant_id AND i.promise_id = p.id)
                        OR EXISTS (
                        SELECT 1 FROM promise_items i WHERE i.tenant_id = p.tenant_id AND i.promise_id = p.id
                            AND i.receivable_id = r.id))
                    AND NOT EXISTS (
                        SELECT 1 FROM journal_entries v
                        WHERE v.tenant_id = e.tenant_id AND v.reverses_entry_id = e.id AND v.effective_on <= \(day))
            ) paid ON true
            WHERE p.tenant_id = \(tenantID) AND p.currency = \(currency.code) AND p.made_on <= \(day)
                AND (\(last?.madeOn)::date IS NULL OR (p.made_on, p.id) > (\(last?.madeOn)::date, \(last?.id)::uuid))
            ORDER BY p.made_on, p.id LIMIT \(limit)
            """, PromiseHistory.init)
    }
}
