import Postgres
package import Receivables

/// How far one step of the policies was carried out as written, over a period.
package struct AdherenceCount: Hashable, Sendable {
    /// Which kind of work it is, in the order it is shown.
    package enum Work: String, CaseIterable, Sendable {
        case call, letter
    }

    package let work: Work
    package let step: String
    /// Calls whose task was made, or letters whose batch was produced, in the period; what was called off is left out.
    package let due: Int
    /// Calls made within their window; letters confirmed as mailed.
    package let done: Int
    /// Calls made after their window; they count as not made.
    package let late: Int
    /// Calls somebody tried within their window, and less often than the policy asks.
    package let tried: Int
    /// Calls nobody tried within their window.
    package let notMade: Int
    /// Calls whose window still runs; letters produced and not confirmed.
    package let waiting: Int
    /// Letters that came back.
    package let returned: Int
}

extension TenantTransaction {
    /// Steps with work in `period`, as they stood on its last day.
    ///
    /// A call is made on the day of the first conversation since its task, or of the attempt that made up the number the
    /// policy asks for, whichever came first; it is tried with the first of those. Source: starter policies §1.2 rule 3;
    /// field reference §7.3, attempts from dispositions that count as such.
    package func adherenceCounts(
        in period: ReportPeriod, attempts: [CallDisposition]
    ) throws -> [AdherenceCount] {
        let (first, last) = (period.first, period.last)
        let counted = attempts.map(\.rawValue)
        return try rows(
            """
            WITH task AS (
                SELECT a.id, a.step_key, coalesce(a.lapses_after, a.planned_on) AS lapses_after,
                    least(
                        (SELECT min((c.called_at AT TIME ZONE \(period.zoneName))::date) FROM calls c
                        WHERE c.tenant_id = a.tenant_id AND c.customer_id = a.customer_id AND c.disposition = 'spoke'
                            AND c.called_at < \(period.ends)
                            AND (c.called_at AT TIME ZONE \(period.zoneName))::date >= a.planned_on),
                        (SELECT (c.called_at AT TIME ZONE \(period.zoneName))::date FROM calls c
                        WHERE c.tenant_id = a.tenant_id AND c.customer_id = a.customer_id AND c.attempt_id = a.id
                            AND c.disposition = ANY(\(counted)) AND c.called_at < \(period.ends)
                        ORDER BY c.called_at, c.id OFFSET greatest(coalesce(a.attempts_max, 1), 1) - 1 LIMIT 1)
                    ) AS made_on,
                    EXISTS (
                        SELECT 1 FROM calls c
                        WHERE c.tenant_id = a.tenant_id AND c.customer_id = a.customer_id AND c.attempt_id = a.id
                            AND c.disposition = ANY(\(counted)) AND c.called_at < \(period.ends)
                            AND (c.called_at AT TIME ZONE \(period.zoneName))::date
                                <= coalesce(a.lapses_after, a.planned_on)) AS is_tried
                FROM contact_attempts a
                WHERE a.tenant_id = \(tenantID) AND a.medium = 'telephone' AND a.source = 'policy'
                    AND a.planned_on BETWEEN \(first) AND \(last)
                    AND NOT (a.state IN ('refused', 'cancelled') AND a.closed_at < \(period.ends))
            ), letter AS (
                SELECT a.step_key, a.sent_on <= \(last) AS is_confirmed,
                    a.state = 'returned' AND a.closed_at < \(period.ends) AS is_returned
                FROM contact_attempts a
                JOIN mail_batches b ON b.tenant_id = a.tenant_id AND b.id = a.batch_id
                WHERE a.tenant_id = \(tenantID) AND a.source <> 'history' AND a.medium = 'post'
                    AND b.produced_at >= \(period.begins) AND b.produced_at < \(period.ends)
                    AND NOT (a.state IN ('refused', 'cancelled') AND a.closed_at < \(period.ends))
            )
            SELECT 'call' AS work, step_key, count(*) AS due, count(*) FILTER (WHERE made_on <= lapses_after) AS done,
                count(*) FILTER (WHERE made_on > lapses_after) AS late,
                count(*) FILTER (WHERE made_on IS NULL AND lapses_after < \(last) AND is_tried) AS tried,
                count(*) FILTER (WHERE made_on IS NULL AND lapses_after < \(last) AND NOT is_tried) AS not_made,
                count(*) FILTER (WHERE made_on IS NULL AND lapses_after >= \(last)) AS waiting, 0::bigint AS returned
            FROM task GROUP BY step_key
            UNION ALL
            SELECT 'letter', step_key, count(*), count(*) FILTER (WHERE is_confirmed), 0, 0, 0,
                count(*) FILTER (WHERE is_confirmed IS NOT TRUE), count(*) FILTER (WHERE is_returned)
            FROM letter GROUP BY step_key
            ORDER BY work, step_key LIMIT 500
            """
        ) { row in
            let count = { (name: String) in Int(try row.get(name, as: Int64.self)) }
            return AdherenceCount(
                work: try row.choice("work"), step: try row.get("step_key"), due: try count("due"),
                done: try count("done"), late: try count("late"), tried: try count("tried"),
                notMade: try count("not_made"),
                waiting: try count("waiting"), returned: try count("returned"))
        }
    }
}
