import Foundation
import Postgres
package import Receivables

/// One message as it left, with what a proof over all of them needs.
package struct WrittenMessage: Sendable {
    package let customer: String
    package let step: String
    package let template: String
    package let cycle: String
    package let ordinal: Int
    package let medium: ContactMedium
    package let tone: Tone
    package let language: Language
    package let plannedOn: CalendarDate
    /// The day it was gone; `nil` for a letter that waits in its batch.
    package let sentOn: CalendarDate?
    /// Everything a reader sees, as it was rendered.
    package let text: String
    /// What each item was said to owe, in cents, oldest first; empty where nothing is asked for.
    package let items: [Int64]
    /// What had come in from the customer by then, was credited, written off, stood to their credit or was in dispute, in
    /// cents, day by day: what thanks and answers may tell of.
    package let received: [Int64]
    /// The first day on which anybody of the business rang the customer, and on which they spoke.
    package let firstRungOn: CalendarDate?
    package let firstSpokeOn: CalendarDate?

    package init(
        customer: String, step: String, template: String, cycle: String, ordinal: Int = 1,
        medium: ContactMedium = .email, tone: Tone, language: Language = .english, plannedOn: CalendarDate,
        sentOn: CalendarDate?, text: String, items: [Int64] = [], received: [Int64] = [],
        firstRungOn: CalendarDate? = nil, firstSpokeOn: CalendarDate? = nil
    ) {
        self.customer = customer
        self.step = step
        self.template = template
        self.cycle = cycle
        self.ordinal = ordinal
        self.medium = medium
        self.tone = tone
        self.language = language
        self.plannedOn = plannedOn
        self.sentOn = sentOn
        self.text = text
        self.items = items
        self.received = received
        self.firstRungOn = firstRungOn
        self.firstSpokeOn = firstSpokeOn
    }

    init(_ row: Row) throws {
        customer = try row.get("reference")
        step = try row.get("step_key")
        template = try row.get("template_key")
        cycle = try row.get("cycle")
        ordinal = Int(try row.get("ordinal", as: Int16.self))
        medium = try row.choice("medium")
        tone = try row.choice("tone")
        language = try row.choice("language")
        plannedOn = try row.get("planned_on")
        sentOn = try row.getOptional("sent_on")
        text = try row.get("text")
        items = try row.get("items")
        received = try row.get("received")
        firstRungOn = try row.getOptional("first_rung_on")
        firstSpokeOn = try row.getOptional("first_spoke_on")
    }
}

extension TenantTransaction {
    /// Every e-mail and letter that left or waits in its batch, in the order of their customers and days.
    package func writtenMessages() throws -> [WrittenMessage] {
        let zone = try moment().zone.identifier
        return try rows(
            """
            SELECT a.id, u.reference, a.step_key, a.template_key, a.cycle, a.ordinal, a.medium, a.tone, a.language,
                a.planned_on, a.sent_on, coalesce(a.content #>> '{content,email,_0,text}', (a.content - 'enclosures')::text, '') AS text,
                ARRAY(
                    SELECT i.open_minor FROM attempt_items i
                    JOIN receivables r ON r.tenant_id = i.tenant_id AND r.id = i.receivable_id
                    WHERE i.tenant_id = a.tenant_id AND i.attempt_id = a.id AND i.try_ordinal = (
                        SELECT max(l.try_ordinal) FROM attempt_items l
                        WHERE l.tenant_id = a.tenant_id AND l.attempt_id = a.id)
                    ORDER BY r.due_on, r.reference) AS items,
                ARRAY(
                    SELECT sum(p.amount_minor)::bigint FROM journal_entries e
                    JOIN postings p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
                    WHERE e.tenant_id = a.tenant_id AND e.customer_id = a.customer_id
                        AND e.kind IN ('payment-received', 'settled-elsewhere', 'written-off', 'credited')
                        AND e.effective_on <= a.planned_on
                        AND e.effective_on > a.planned_on - 60
                    GROUP BY e.effective_on, e.kind ORDER BY e.effective_on, e.kind)
                || ARRAY(
                    SELECT sum(p.amount_minor)::bigint FROM ledger_accounts l
                    JOIN postings p ON p.tenant_id = l.tenant_id AND p.credit_account_id = l.id
                    JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                    WHERE l.tenant_id = a.tenant_id AND l.kind = 'unapplied-cash' AND l.subject_id = a.customer_id
                        AND e.effective_on <= a.planned_on AND e.effective_on > a.planned_on - 60
                    GROUP BY e.id ORDER BY e.id)
                || ARRAY(
                    SELECT sum(q.part_minor)::bigint FROM (
                        SELECT CASE WHEN bool_or(d.amount_minor IS NULL) THEN m.open_minor
                            ELSE least(m.open_minor, sum(d.amount_minor)) END AS part_minor
                        FROM disputes d
                        LEFT JOIN dispute_resolutions x ON x.tenant_id = d.tenant_id AND x.dispute_id = d.id
                        CROSS JOIN LATERAL (
                            SELECT coalesce(sum(CASE WHEN p.debit_account_id = d.receivable_id THEN p.amount_minor
                                ELSE -p.amount_minor END), 0) AS open_minor
                            FROM postings p
                            JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                            WHERE p.tenant_id = a.tenant_id AND e.effective_on <= a.planned_on
                                AND d.receivable_id IN (p.debit_account_id, p.credit_account_id)) m
                        WHERE d.tenant_id = a.tenant_id AND d.case_id = a.case_id AND d.opened_on <= a.planned_on
                            AND (x.resolved_on IS NULL OR x.resolved_on > a.planned_on)
                        GROUP BY d.receivable_id, m.open_minor) q
                    HAVING sum(q.part_minor) > 0) AS received,
                (SELECT min((c.called_at AT TIME ZONE \(zone))::date) FROM calls c
                    WHERE c.tenant_id = a.tenant_id AND c.customer_id = a.customer_id AND c.direction = 'out')
                    AS first_rung_on,
                (SELECT min((c.called_at AT TIME ZONE \(zone))::date) FROM calls c
                    WHERE c.tenant_id = a.tenant_id AND c.customer_id = a.customer_id AND c.disposition = 'spoke')
                    AS first_spoke_on
            FROM contact_attempts a
            JOIN customers u ON u.tenant_id = a.tenant_id AND u.id = a.customer_id
            WHERE a.tenant_id = \(tenantID) AND a.medium IN ('email', 'post') AND a.content IS NOT NULL
                AND a.state IN ('sent', 'prepared', 'returned')
            ORDER BY u.reference, coalesce(a.sent_on, a.planned_on), a.planned_on, a.id
            """, WrittenMessage.init)
    }

    /// Messages and call tasks planned while something held the whole case, other than thanks: `step customer day`.
    /// Words that settle the case itself, such as the letter of a write-off, are thanks too.
    package func messagesDuringHolds() throws -> [String] {
        try rows(
            """
            SELECT DISTINCT a.step_key || ' ' || u.reference || ' ' || a.planned_on || ' ' || h.reason AS text
            FROM contact_attempts a
            JOIN customers u ON u.tenant_id = a.tenant_id AND u.id = a.customer_id
            JOIN holds h ON h.tenant_id = a.tenant_id AND h.customer_id = a.customer_id
                AND (h.case_id IS NULL OR h.case_id = a.case_id) AND h.receivable_id IS NULL
            LEFT JOIN hold_releases x ON x.tenant_id = h.tenant_id AND x.hold_id = h.id
            WHERE a.tenant_id = \(tenantID) AND a.tone <> 'grateful' AND a.state NOT IN ('planned', 'cancelled', 'refused')
                AND a.created_at > h.created_at AND a.planned_on >= h.held_from
                AND (h.held_until IS NULL OR a.planned_on < h.held_until)
                AND (x.released_on IS NULL OR a.planned_on < x.released_on)
            ORDER BY 1
            """
        ) { try $0.get("text") }
    }

    /// Amounts in messages that the books do not show for their day: neither as the day began nor as it ended.
    /// `step customer day reference said/found`.
    package func amountsNotInTheBooks() throws -> [String] {
        try rows(
            """
            WITH said AS (
                SELECT a.step_key, u.reference AS customer, a.planned_on, i.receivable_id, i.open_minor, r.reference
                FROM contact_attempts a
                JOIN customers u ON u.tenant_id = a.tenant_id AND u.id = a.customer_id
                JOIN attempt_items i ON i.tenant_id = a.tenant_id AND i.attempt_id = a.id
                JOIN receivables r ON r.tenant_id = i.tenant_id AND r.id = i.receivable_id
                WHERE a.tenant_id = \(tenantID) AND a.state NOT IN ('planned', 'cancelled', 'refused')
            ), found AS (
                SELECT s.*, m.before_minor, m.after_minor FROM said s CROSS JOIN LATERAL (
                    SELECT
                        sum(CASE WHEN p.debit_account_id = s.receivable_id THEN p.amount_minor ELSE -p.amount_minor END)
                            FILTER (WHERE e.effective_on < s.planned_on) AS before_minor,
                        sum(CASE WHEN p.debit_account_id = s.receivable_id THEN p.amount_minor ELSE -p.amount_minor END)
                            AS after_minor
                    FROM postings p JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                    WHERE p.tenant_id = \(tenantID) AND e.effective_on <= s.planned_on
                        AND s.receivable_id IN (p.debit_account_id, p.credit_account_id)
                ) m
            )
            SELECT step_key || ' ' || customer || ' ' || planned_on || ' ' || reference || ' ' || open_minor || '/'
                || coalesce(after_minor, 0) AS text
            FROM found WHERE open_minor IS DISTINCT FROM before_minor AND open_minor IS DISTINCT FROM after_minor
            ORDER BY 1
            """
        ) { try $0.get("text") }
    }
}
