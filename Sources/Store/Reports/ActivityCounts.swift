import Postgres
package import Receivables

/// How often one sort of thing happened in a period.
package struct ActivityCount: Hashable, Sendable {
    /// What is counted. Messages are counted by the day of each fact, so one may be planned in one period and be gone in
    /// the next.
    package enum What: String, CaseIterable, Sendable {
        case planned, sent, returned
        case notSent = "not-sent"
        case inDoubt = "in-doubt"
        case callAttempts = "call-attempts"
        case conversations
        case voicemails
        case callsNotCounted = "calls-not-counted"
        case callsReceived = "calls-received"
        case heldBack = "held-back"
        case promises
        /// Given on calls we made; of a promise and what replaced it on such a call the last alone.
        case promisesOnCalls = "promises-on-calls"
        case payments
        case disputesOpened = "disputes-opened"
        case disputesResolved = "disputes-resolved"
    }

    /// The medium of messages, the rule of what was held back; empty for the rest.
    package let subject: String
    package let what: What
    package let count: Int
    package let customers: Int
    /// Of promises and payments.
    package let amount: Money?
}

extension TenantTransaction {
    /// Everything counted in `period`, at most 200 lines.
    ///
    /// - Parameters:
    ///   - attempts: Dispositions that count as an attempt to reach the customer.
    ///   - currency: Of promises and payments.
    package func activityCounts(
        in period: ReportPeriod, attempts: [CallDisposition], currency: Currency
    ) throws -> [ActivityCount] {
        let (first, last) = (period.first, period.last)
        let counted = attempts.map(\.rawValue)
        return try rows(
            """
            WITH message AS (
                SELECT medium, customer_id, state, planned_on, sent_on,
                    (closed_at AT TIME ZONE \(period.zoneName))::date AS closed_on
                FROM contact_attempts
                WHERE tenant_id = \(tenantID) AND source <> 'history' AND medium <> 'telephone'
                    AND planned_on <= \(last)
            ), call AS (
                SELECT id, customer_id, direction, disposition FROM calls
                WHERE tenant_id = \(tenantID) AND called_at >= \(period.begins) AND called_at < \(period.ends)
            ), promised AS (
                SELECT p.id, p.case_id, p.call_id, p.amount_minor, p.created_at, c.customer_id FROM promises p
                JOIN call c ON c.id = p.call_id AND c.direction = 'out' AND c.disposition = 'spoke'
                WHERE p.tenant_id = \(tenantID) AND p.currency = \(currency.code)
            ), lasting AS (
                SELECT p.* FROM promised p
                LEFT JOIN promise_endings x ON x.tenant_id = \(tenantID) AND x.promise_id = p.id
                    AND x.kind = 'superseded'
                WHERE x.promise_id IS NULL OR NOT EXISTS (
                    SELECT 1 FROM promised n
                    WHERE n.case_id = p.case_id AND (n.created_at, n.id) > (p.created_at, p.id))
            )
            SELECT medium AS subject, 'planned' AS what, count(*) AS count, count(DISTINCT customer_id) AS customers,
                NULL::bigint AS amount_minor
            FROM message WHERE planned_on >= \(first) GROUP BY medium
            UNION ALL
            SELECT medium, 'sent', count(*), count(DISTINCT customer_id), NULL
            FROM message WHERE sent_on BETWEEN \(first) AND \(last) GROUP BY medium
            UNION ALL
            SELECT medium, 'returned', count(*), count(DISTINCT customer_id), NULL
            FROM message WHERE state = 'returned' AND closed_on BETWEEN \(first) AND \(last) GROUP BY medium
            UNION ALL
            SELECT medium, 'not-sent', count(*), count(DISTINCT customer_id), NULL
            FROM message WHERE state IN ('refused', 'cancelled') AND closed_on BETWEEN \(first) AND \(last) GROUP BY medium
            UNION ALL
            SELECT medium, 'in-doubt', count(*), count(DISTINCT customer_id), NULL
            FROM message WHERE state = 'in-doubt' AND planned_on >= \(first) GROUP BY medium
            UNION ALL
            SELECT '', kind.what, count(c.customer_id), count(DISTINCT c.customer_id), NULL
            FROM (VALUES ('call-attempts'), ('conversations'), ('voicemails'), ('calls-not-counted'), ('calls-received'))
                AS kind (what)
            JOIN call c ON CASE kind.what
                WHEN 'call-attempts' THEN c.direction = 'out' AND c.disposition = ANY(\(counted))
                WHEN 'conversations' THEN c.direction = 'out' AND c.disposition = 'spoke'
                WHEN 'voicemails' THEN c.direction = 'out' AND c.disposition = 'left-voicemail'
                WHEN 'calls-not-counted' THEN c.direction = 'out' AND NOT c.disposition = ANY(\(counted))
                ELSE c.direction = 'in' END
            GROUP BY kind.what
            UNION ALL
            (SELECT rule_id, 'held-back', count(DISTINCT case_id), count(DISTINCT customer_id), NULL
            FROM decision_records
            WHERE tenant_id = \(tenantID) AND decided_on BETWEEN \(first) AND \(last)
                AND verdict IN ('block', 'needs-person', 'locate')
            GROUP BY rule_id ORDER BY count(DISTINCT case_id) DESC, rule_id LIMIT 100)
            UNION ALL
            SELECT '', 'promises', count(*), count(DISTINCT c.customer_id), coalesce(sum(p.amount_minor), 0)::bigint
            FROM promises p JOIN collection_cases c ON c.tenant_id = p.tenant_id AND c.id = p.case_id
            WHERE p.tenant_id = \(tenantID) AND p.made_on BETWEEN \(first) AND \(last)
                AND p.currency = \(currency.code)
            UNION ALL
            SELECT '', 'promises-on-calls', count(DISTINCT call_id), count(DISTINCT customer_id),
                coalesce(sum(amount_minor), 0)::bigint
            FROM lasting
            UNION ALL
            SELECT '', 'payments', count(DISTINCT e.id), count(DISTINCT e.customer_id),
                coalesce(sum(p.amount_minor), 0)::bigint
            FROM journal_entries e JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
            WHERE e.tenant_id = \(tenantID) AND e.kind = 'payment-received' AND p.currency = \(currency.code)
                AND e.effective_on BETWEEN \(first) AND \(last)
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entries x
                    WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id AND x.effective_on <= \(last))
            UNION ALL
            SELECT '', 'disputes-opened', count(*), count(DISTINCT case_id), NULL FROM disputes
            WHERE tenant_id = \(tenantID) AND opened_on BETWEEN \(first) AND \(last)
            UNION ALL
            SELECT '', 'disputes-resolved', count(*), count(DISTINCT d.case_id), NULL
            FROM dispute_resolutions x JOIN disputes d ON d.tenant_id = x.tenant_id AND d.id = x.dispute_id
            WHERE x.tenant_id = \(tenantID) AND x.resolved_on BETWEEN \(first) AND \(last)
            LIMIT 200
            """
        ) { row in
            ActivityCount(
                subject: try row.get("subject"), what: try row.choice("what"),
                count: Int(try row.get("count", as: Int64.self)),
                customers: Int(try row.get("customers", as: Int64.self)),
                amount: try row.getOptional("amount_minor", as: Int64.self).map {
                    Money(minorUnits: $0, currency: currency)
                })
        }
    }
}
