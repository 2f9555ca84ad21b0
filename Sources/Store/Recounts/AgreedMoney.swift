import Foundation
import Postgres
package import Receivables

/// Something a customer agreed to pay by days, with all the money that came in since. Nothing concluded.
package struct AgreedMoney: Sendable {
    /// One day and what is due on it.
    package struct Part: Hashable, Sendable {
        package let dueOn: CalendarDate
        package let amountMinor: Int64

        package init(dueOn: CalendarDate, amountMinor: Int64) {
            self.dueOn = dueOn
            self.amountMinor = amountMinor
        }
    }

    package let customer: String
    package let agreedOn: CalendarDate
    /// In the order of their days.
    package let parts: [Part]
    /// What came in on the receivables concerned, by day, that of the day of the agreement included.
    package let received: [Part]
    /// Days after a due day until the word is broken; `nil` where they are the policy's.
    package let graceDays: Int?
    /// Whether it was called off or replaced.
    package let wasEnded: Bool

    package init(
        customer: String, agreedOn: CalendarDate, parts: [Part], received: [Part], graceDays: Int?, wasEnded: Bool
    ) {
        self.customer = customer
        self.agreedOn = agreedOn
        self.parts = parts
        self.received = received
        self.graceDays = graceDays
        self.wasEnded = wasEnded
    }
}

extension TenantTransaction {
    /// Every promise with the money its case received from the day it was given on.
    package func promisedMoney() throws -> [AgreedMoney] {
        let promises = try rows(
            """
            SELECT u.reference, q.id, q.case_id, q.made_on, q.due_on, q.amount_minor, x.promise_id IS NOT NULL AS ended
            FROM promises q
            JOIN collection_cases c ON c.tenant_id = q.tenant_id AND c.id = q.case_id
            JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
            LEFT JOIN promise_endings x ON x.tenant_id = q.tenant_id AND x.promise_id = q.id
            WHERE q.tenant_id = \(tenantID) ORDER BY q.made_on, u.reference, q.id
            """
        ) { row in
            (
                customer: try row.get("reference", as: String.self),
                caseID: try row.get("case_id", as: Identifier<CollectionCase>.self),
                madeOn: try row.get("made_on", as: CalendarDate.self),
                part: AgreedMoney.Part(dueOn: try row.get("due_on"), amountMinor: try row.get("amount_minor")),
                wasEnded: try row.get("ended", as: Bool.self)
            )
        }
        return try promises.map { promise in
            AgreedMoney(
                customer: promise.customer, agreedOn: promise.madeOn, parts: [promise.part],
                received: try received(
                    "SELECT id FROM receivables WHERE tenant_id = \(tenantID) AND case_id = \(promise.caseID)",
                    from: promise.madeOn),
                graceDays: nil, wasEnded: promise.wasEnded)
        }
    }

    /// Every plan with its last schedule and the money that came in on what it covers.
    package func plannedMoney() throws -> [AgreedMoney] {
        let plans = try rows(
            """
            SELECT u.reference, p.id, p.accepted_on, p.grace_days, x.plan_id IS NOT NULL AS ended
            FROM payment_plans p
            JOIN collection_cases c ON c.tenant_id = p.tenant_id AND c.id = p.case_id
            JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
            LEFT JOIN plan_endings x ON x.tenant_id = p.tenant_id AND x.plan_id = p.id
            WHERE p.tenant_id = \(tenantID) ORDER BY p.accepted_on, u.reference, p.id
            """
        ) { row in
            (
                id: try row.get("id", as: Identifier<PaymentPlan>.self),
                customer: try row.get("reference", as: String.self),
                acceptedOn: try row.get("accepted_on", as: CalendarDate.self),
                grace: Int(try row.get("grace_days", as: Int16.self)), wasEnded: try row.get("ended", as: Bool.self)
            )
        }
        return try plans.map { plan in
            AgreedMoney(
                customer: plan.customer, agreedOn: plan.acceptedOn,
                parts: try rows(
                    """
                    SELECT due_on, amount_minor FROM plan_installments
                    WHERE tenant_id = \(tenantID) AND plan_id = \(plan.id) AND number = (
                        SELECT max(number) FROM plan_versions WHERE tenant_id = \(tenantID) AND plan_id = \(plan.id))
                    ORDER BY due_on
                    """
                ) { AgreedMoney.Part(dueOn: try $0.get("due_on"), amountMinor: try $0.get("amount_minor")) },
                received: try received(
                    "SELECT receivable_id FROM plan_items WHERE tenant_id = \(tenantID) AND plan_id = \(plan.id)",
                    from: plan.acceptedOn),
                graceDays: plan.grace, wasEnded: plan.wasEnded)
        }
    }

    private func received(_ receivables: SQL, from day: CalendarDate) throws -> [AgreedMoney.Part] {
        try rows(
            """
            SELECT e.effective_on, sum(p.amount_minor)::bigint AS amount_minor
            FROM postings p JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
            WHERE p.tenant_id = \(tenantID) AND p.credit_account_id IN (\(receivables)) AND e.effective_on >= \(day)
                AND e.kind IN ('payment-received', 'settled-elsewhere', 'applied')
                AND NOT EXISTS (
                    SELECT FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            GROUP BY 1 ORDER BY 1
            """
        ) { AgreedMoney.Part(dueOn: try $0.get("effective_on"), amountMinor: try $0.get("amount_minor")) }
    }
}
