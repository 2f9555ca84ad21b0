import Postgres
package import Receivables

/// A call the customer agreed to and nobody has made.
package struct AgreedCall: Sendable {
    package let customer: Identifier<Customer>
    package let customerReference: String
    package let caseID: Identifier<CollectionCase>
    package let on: CalendarDate
    /// Minutes after the customer's midnight; `nil` when only the day was agreed.
    package let minute: Int?

    init(_ row: Row) throws {
        customer = try row.get("customer_id")
        customerReference = try row.get("reference")
        caseID = try row.get("case_id")
        on = try row.get("agreed_call_back_on")
        minute = try row.getOptional("agreed_call_back_minute", as: Int16.self).map(Int.init)
    }
}

/// An open dispute with whom it is with.
package struct OpenDispute: Sendable {
    package let id: Identifier<Dispute>
    package let caseID: Identifier<CollectionCase>
    package let customerReference: String
    package let receivableReference: String
    package let openedOn: CalendarDate
    package let evidenceDueOn: CalendarDate?

    init(_ row: Row) throws {
        id = try row.get("id")
        caseID = try row.get("case_id")
        customerReference = try row.get("customer_reference")
        receivableReference = try row.get("receivable_reference")
        openedOn = try row.get("opened_on")
        evidenceDueOn = try row.getOptional("evidence_due_on")
    }
}

extension TenantTransaction {
    /// Calls agreed to from `first` on and up to `today`, after which the customer was not called; earliest first.
    package func agreedCalls(from first: CalendarDate, through today: CalendarDate, limit: Int) throws -> [AgreedCall] {
        try rows(
            """
            SELECT c.customer_id, u.reference, c.case_id, c.agreed_call_back_on, c.agreed_call_back_minute
            FROM calls c JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
            WHERE c.tenant_id = \(tenantID) AND c.agreed_call_back_on BETWEEN \(first) AND \(today)
                AND NOT EXISTS (
                    SELECT FROM calls o WHERE o.tenant_id = c.tenant_id AND o.customer_id = c.customer_id
                        AND o.called_at > c.called_at)
            ORDER BY c.agreed_call_back_on, c.agreed_call_back_minute, u.reference LIMIT \(limit)
            """, AgreedCall.init)
    }

    /// Disputes nobody has resolved, the oldest first.
    package func openDisputes(limit: Int) throws -> [OpenDispute] {
        try rows(
            """
            SELECT d.id, d.case_id, u.reference AS customer_reference, r.reference AS receivable_reference, d.opened_on,
                d.evidence_due_on
            FROM disputes d
            JOIN receivables r ON r.tenant_id = d.tenant_id AND r.id = d.receivable_id
            JOIN customers u ON u.tenant_id = r.tenant_id AND u.id = r.customer_id
            WHERE d.tenant_id = \(tenantID) AND NOT EXISTS (
                SELECT FROM dispute_resolutions x WHERE x.tenant_id = d.tenant_id AND x.dispute_id = d.id)
            ORDER BY d.opened_on, u.reference, r.reference LIMIT \(limit)
            """, OpenDispute.init)
    }

    /// Cases with something past due, a promise or a plan; those with the oldest debt first.
    package func casesToTalkAbout(on today: CalendarDate, limit: Int) throws -> [Identifier<CollectionCase>] {
        try rows(
            """
            SELECT c.id FROM collection_cases c
            LEFT JOIN LATERAL (
                SELECT min(r.due_on) AS due_on FROM receivables r
                JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
                WHERE r.tenant_id = c.tenant_id AND r.case_id = c.id AND b.open_minor > 0
            ) oldest ON true
            WHERE c.tenant_id = \(tenantID) AND (oldest.due_on < \(today)
                OR EXISTS (SELECT FROM promises p WHERE p.tenant_id = c.tenant_id AND p.case_id = c.id)
                OR EXISTS (SELECT FROM payment_plans p WHERE p.tenant_id = c.tenant_id AND p.case_id = c.id))
            ORDER BY oldest.due_on, c.id LIMIT \(limit)
            """
        ) { try $0.get("id") }
    }
}
