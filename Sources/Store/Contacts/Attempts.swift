import Foundation
import Postgres
package import Receivables

/// Where an attempt stands. `Attempts.md` beside the migrations would repeat the list: this is it.
package enum AttemptState: String, CaseIterable, Sendable, Codable {
    /// Decided and queued; the gate is asked again when it is sent.
    case planned
    /// Intent committed; the channel is talking. A crash here ends in doubt.
    case talking
    /// Gone: accepted by the relay, or the batch confirmed mailed.
    case sent
    /// A call task waits for a person.
    case taskOpen = "task-open"
    /// The call task is complete: reached, or attempted as often as the policy asks.
    case taskDone = "task-done"
    /// Nobody made the call within its window. No message may say that we called.
    case taskLapsed = "task-lapsed"
    /// A letter waits in a batch; not a mailing yet.
    case prepared
    /// Handed over with unknown outcome: a person decides, nobody sends again by itself.
    case inDoubt = "in-doubt"
    /// Certainly never left; `detail` says whose fault.
    case refused
    /// Taken back before it was sent: paid, held, muted, paused.
    case cancelled
    /// Came back: counts as not given.
    case returned
}

/// One act to reach one customer.
package struct AttemptRecord: Sendable {
    package let id: Identifier<ContactAttempt>
    package let caseID: Identifier<CollectionCase>
    package let customerID: Identifier<Customer>
    package let businessID: Identifier<Business>
    package let policyVersion: Identifier<PolicyVersion>?
    package let stepKey: String
    package let cycle: String
    package let ordinal: Int
    package let medium: ContactMedium
    package let pluginKind: String
    package let contactPoint: Identifier<ContactPoint>?
    package let source: String
    package let state: AttemptState
    package let plannedOn: CalendarDate
    package let dueSince: CalendarDate
    package let lapsesAfter: CalendarDate?
    package let attemptsMax: Int?
    package let language: Language
    package let tone: Tone
    package let templateKey: String
    /// The rendered message as JSON; `nil` until it was rendered.
    package let contentJSON: String?
    package let messageID: String?
    package let batch: Identifier<MailBatch>?
    package let sentOn: CalendarDate?
    package let sentAt: BusinessInstant?
    /// When it came to its end, whichever that is.
    package let closedAt: BusinessInstant?
    package let detail: String
    /// The last day it names to pay or to agree how, as it was written; `nil` when it names none.
    package let namesDay: CalendarDate?
    /// When it was planned, by the server's clock; the words are written after that.
    package let recordedAt: ServerInstant

    init(_ row: Row) throws {
        id = try row.get("id")
        caseID = try row.get("case_id")
        customerID = try row.get("customer_id")
        businessID = try row.get("business_id")
        policyVersion = try row.getOptional("policy_version_id")
        stepKey = try row.get("step_key")
        cycle = try row.get("cycle")
        ordinal = Int(try row.get("ordinal", as: Int16.self))
        medium = try row.choice("medium")
        pluginKind = try row.get("plugin_kind")
        contactPoint = try row.getOptional("contact_point_id")
        source = try row.get("source")
        state = try row.choice("state")
        plannedOn = try row.get("planned_on")
        dueSince = try row.get("due_since")
        lapsesAfter = try row.getOptional("lapses_after")
        attemptsMax = try row.getOptional("attempts_max", as: Int16.self).map(Int.init)
        language = try row.choice("language")
        tone = try row.choice("tone")
        templateKey = try row.get("template_key")
        contentJSON = try row.getOptional("content")
        messageID = try row.getOptional("message_id")
        batch = try row.getOptional("batch_id")
        sentOn = try row.getOptional("sent_on")
        sentAt = try row.getOptional("sent_at")
        closedAt = try row.getOptional("closed_at")
        detail = try row.get("detail")
        namesDay = try row.getOptional("names_day")
        recordedAt = try row.get("created_at")
    }
}

/// An attempt the run decided on.
package struct PlannedAttempt: Sendable {
    package var id: Identifier<ContactAttempt>
    package var caseID: Identifier<CollectionCase>
    package var customerID: Identifier<Customer>
    package var businessID: Identifier<Business>
    package var policyVersion: Identifier<PolicyVersion>
    package var stepKey: String
    package var cycle: String
    package var ordinal: Int
    package var medium: ContactMedium
    package var pluginKind: String
    package var contactPoint: Identifier<ContactPoint>
    package var plannedOn: CalendarDate
    package var dueSince: CalendarDate
    package var lapsesAfter: CalendarDate?
    package var attemptsMax: Int?
    package var language: Language
    package var tone: Tone
    package var templateKey: String

    package init(
        id: Identifier<ContactAttempt>, caseID: Identifier<CollectionCase>, customerID: Identifier<Customer>,
        businessID: Identifier<Business>, policyVersion: Identifier<PolicyVersion>, stepKey: String, cycle: String,
        ordinal: Int, medium: ContactMedium, pluginKind: String, contactPoint: Identifier<ContactPoint>,
        plannedOn: CalendarDate, dueSince: CalendarDate, lapsesAfter: CalendarDate?, attemptsMax: Int?,
        language: Language, tone: Tone, templateKey: String
    ) {
        self.id = id
        self.caseID = caseID
        self.customerID = customerID
        self.businessID = businessID
        self.policyVersion = policyVersion
        self.stepKey = stepKey
        self.cycle = cycle
        self.ordinal = ordinal
        self.medium = medium
        self.pluginKind = pluginKind
        self.contactPoint = contactPoint
        self.plannedOn = plannedOn
        self.dueSince = dueSince
        self.lapsesAfter = lapsesAfter
        self.attemptsMax = attemptsMax
        self.language = language
        self.tone = tone
        self.templateKey = templateKey
    }
}

private let attemptColumns: SQL = """
    id, case_id, customer_id, business_id, policy_version_id, step_key, cycle, ordinal, medium, plugin_kind,
    contact_point_id, source, state, planned_on, due_since, lapses_after, attempts_max, language, tone, template_key,
    content::text AS content, message_id, batch_id, sent_on, sent_at, closed_at, detail,
    names_day, created_at
    """

extension TenantTransaction {
    /// Adds planned attempts; one that exists already for its (case, step, cycle, ordinal) is left out.
    ///
    /// - Returns: The ids that are new, whose jobs are still to be enqueued.
    package func plan(_ attempts: [PlannedAttempt]) throws -> Set<Identifier<ContactAttempt>> {
        guard !attempts.isEmpty else { return [] }
        let inserted = try rows(
            """
            INSERT INTO contact_attempts (tenant_id, id, case_id, customer_id, business_id, policy_version_id, step_key,
                cycle, ordinal, medium, plugin_kind, contact_point_id, state, planned_on, due_since, lapses_after,
                attempts_max, language, tone, template_key)
            SELECT \(tenantID), id, case_id, customer_id, business_id, policy_version_id, step_key, cycle, ordinal, medium,
                plugin_kind, contact_point_id, 'planned', planned_on, due_since, lapses_after, attempts_max, language, tone,
                template_key
            FROM unnest(\(attempts.map(\.id)), \(attempts.map(\.caseID)), \(attempts.map(\.customerID)),
                \(attempts.map(\.businessID)), \(attempts.map(\.policyVersion)), \(attempts.map(\.stepKey)),
                \(attempts.map(\.cycle)), \(attempts.map { Int16($0.ordinal) }), \(attempts.map(\.medium.rawValue)),
                \(attempts.map(\.pluginKind)), \(attempts.map(\.contactPoint)), \(attempts.map(\.plannedOn)),
                \(attempts.map(\.dueSince)), \(attempts.map(\.lapsesAfter)), \(attempts.map { $0.attemptsMax.map(Int16.init) }),
                \(attempts.map(\.language.rawValue)), \(attempts.map(\.tone.rawValue)), \(attempts.map(\.templateKey)))
                AS a (id, case_id, customer_id, business_id, policy_version_id, step_key, cycle, ordinal, medium, plugin_kind,
                    contact_point_id, planned_on, due_since, lapses_after, attempts_max, language, tone, template_key)
            ON CONFLICT (tenant_id, case_id, step_key, cycle, ordinal) DO NOTHING
            RETURNING id
            """
        ) { try $0.get("id", as: Identifier<ContactAttempt>.self) }
        return Set(inserted)
    }

    /// One attempt, locked until the transaction ends; `nil` when there is none.
    package func attempt(_ id: Identifier<ContactAttempt>) throws -> AttemptRecord? {
        try row(
            "SELECT \(attemptColumns) FROM contact_attempts WHERE tenant_id = \(tenantID) AND id = \(id) FOR UPDATE",
            AttemptRecord.init)
    }

    /// Attempts for these customers planned since a day, oldest first.
    package func attempts(of customers: [Identifier<Customer>], since day: CalendarDate) throws -> [AttemptRecord] {
        try rows(
            """
            SELECT \(attemptColumns) FROM contact_attempts
            WHERE tenant_id = \(tenantID) AND customer_id = ANY(\(customers)) AND planned_on >= \(day)
            ORDER BY customer_id, planned_on, created_at, id
            """, AttemptRecord.init)
    }

    /// Attempts through these addresses planned since a day, oldest first.
    func attempts(through points: [Identifier<ContactPoint>], since day: CalendarDate) throws -> [AttemptRecord] {
        try rows(
            """
            SELECT \(attemptColumns) FROM contact_attempts
            WHERE tenant_id = \(tenantID) AND contact_point_id = ANY(\(points)) AND planned_on >= \(day)
                AND customer_id IN (
                    SELECT customer_id FROM contact_points WHERE tenant_id = \(tenantID) AND id = ANY(\(points)))
            ORDER BY customer_id, planned_on, created_at, id
            """, AttemptRecord.init)
    }

    /// Attempts of one mail batch in the order they were planned.
    package func attempts(inBatch batch: Identifier<MailBatch>) throws -> [AttemptRecord] {
        try rows(
            """
            SELECT \(attemptColumns) FROM contact_attempts
            WHERE tenant_id = \(tenantID) AND batch_id = \(batch) ORDER BY created_at, id
            """, AttemptRecord.init)
    }

    /// What each of these messages asks for, by its last try; one that was never written is left out.
    package func asked(
        inAttempts ids: [Identifier<ContactAttempt>]
    ) throws -> [Identifier<ContactAttempt>: [(receivable: Identifier<Receivable>, amount: Money)]] {
        let found = try rows(
            """
            SELECT i.attempt_id, i.receivable_id, i.open_minor, i.currency FROM attempt_items i
            WHERE i.tenant_id = \(tenantID) AND i.attempt_id = ANY(\(ids)) AND i.try_ordinal = (
                SELECT max(l.try_ordinal) FROM attempt_items l
                WHERE l.tenant_id = i.tenant_id AND l.attempt_id = i.attempt_id)
            ORDER BY i.attempt_id, i.receivable_id
            """
        ) { row in
            (
                try row.get("attempt_id", as: Identifier<ContactAttempt>.self),
                (
                    receivable: try row.get("receivable_id", as: Identifier<Receivable>.self),
                    amount: try row.money("open_minor")
                )
            )
        }
        return Dictionary(grouping: found) { $0.0 }.mapValues { $0.map(\.1) }
    }

    /// Those of these attempts after whose planning money of their customer moved with their business: what was paid,
    /// set against a bill, credited, given back or taken back since.
    package func overtakenByMoney(_ ids: [Identifier<ContactAttempt>]) throws -> Set<Identifier<ContactAttempt>> {
        Set(
            try rows(
                """
                SELECT a.id FROM contact_attempts a
                WHERE a.tenant_id = \(tenantID) AND a.id = ANY(\(ids)) AND EXISTS (
                    SELECT 1 FROM journal_entries e
                    WHERE e.tenant_id = a.tenant_id AND e.customer_id = a.customer_id AND e.business_id = a.business_id
                        AND e.kind NOT IN ('invoiced', 'opening-balance', 'fee-charged', 'interest-charged')
                        AND e.posted_at > a.created_at)
                """
            ) { try $0.get("id", as: Identifier<ContactAttempt>.self) })
    }

    /// Call tasks that wait for a person, those lapsing first, first.
    package func openCallTasks(limit: Int) throws -> [AttemptRecord] {
        try rows(
            """
            SELECT \(attemptColumns) FROM contact_attempts
            WHERE tenant_id = \(tenantID) AND state = 'task-open' ORDER BY lapses_after, planned_on, id LIMIT \(limit)
            """, AttemptRecord.init)
    }

    /// Moves an attempt from one of the expected states to another.
    ///
    /// - Returns: `false` when it was in none of them: somebody else moved it first, and nothing was changed.
    package func move(
        _ id: Identifier<ContactAttempt>, from expected: [AttemptState], to state: AttemptState, detail: String = "",
        at moment: BusinessInstant
    ) throws -> Bool {
        let moved = try rows(
            """
            UPDATE contact_attempts SET state = \(state.rawValue), detail = \(detail),
                closed_at = CASE WHEN \(state.rawValue) IN ('planned', 'talking', 'task-open', 'prepared') THEN NULL
                    ELSE \(moment)::timestamptz END
            WHERE tenant_id = \(tenantID) AND id = \(id) AND state = ANY(\(expected.map(\.rawValue)))
            RETURNING customer_id
            """
        ) { try $0.get("customer_id", as: Identifier<Customer>.self) }
        guard let customer = moved.first else { return false }
        // What waited no longer keeps others from the same person, who may be another customer too.
        if [.cancelled, .refused].contains(state) {
            try lowerNextLook(ofPersonBehind: customer, to: moment.day(in: try tenant().timeZone()))
        }
        return true
    }

    /// Keeps what is about to be said and the items it asks for, as one more try, and marks that talking begins.
    ///
    /// - Parameter namesDay: The last day it names to pay or to agree how; `nil` when it names none.
    package func beginTalking(
        _ id: Identifier<ContactAttempt>, contentJSON: String, messageID: String?,
        items: [(Identifier<Receivable>, Money)], namesDay: CalendarDate? = nil,
        batch: Identifier<MailBatch>?
    ) throws -> Bool {
        let moved = try execute(
            """
            UPDATE contact_attempts SET state = 'talking', content = \(contentJSON)::text::jsonb, message_id = \(messageID),
                batch_id = \(batch), names_day = \(namesDay)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND state = 'planned'
            """)
        guard moved == 1 else { return false }
        try execute(
            """
            INSERT INTO attempt_items (tenant_id, attempt_id, try_ordinal, receivable_id, open_minor, currency)
            SELECT \(tenantID), \(id), 1 + (
                    SELECT coalesce(max(try_ordinal), 0) FROM attempt_items
                    WHERE tenant_id = \(tenantID) AND attempt_id = \(id)),
                receivable_id, open_minor, currency
            FROM unnest(\(items.map(\.0)), \(items.map(\.1.minorUnits)), \(items.map(\.1.currency.code)))
                AS item (receivable_id, open_minor, currency)
            ON CONFLICT (tenant_id, attempt_id, try_ordinal, receivable_id) DO NOTHING
            """)
        return true
    }

    /// Records that a message is gone.
    package func markSent(
        _ id: Identifier<ContactAttempt>, from expected: [AttemptState], reference: String?, on day: CalendarDate,
        at moment: BusinessInstant
    ) throws -> Bool {
        try execute(
            """
            UPDATE contact_attempts SET state = 'sent', sent_on = \(day), sent_at = \(moment), closed_at = \(moment),
                carrier_reference = \(reference)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND state = ANY(\(expected.map(\.rawValue)))
            """) == 1
    }

    /// Keeps the Message-ID an e-mail went out under; `nil` changes nothing.
    package func keepMessageID(_ messageID: String?, of id: Identifier<ContactAttempt>) throws {
        guard let messageID else { return }
        try execute(
            "UPDATE contact_attempts SET message_id = \(messageID) WHERE tenant_id = \(tenantID) AND id = \(id)")
    }

    /// The latest e-mails of the case, so that the next one continues the conversation; oldest of them first.
    package func messageIDs(of caseID: Identifier<CollectionCase>, limit: Int = 20) throws -> [String] {
        try rows(
            """
            SELECT message_id FROM (
                SELECT id, message_id, sent_at FROM contact_attempts
                WHERE tenant_id = \(tenantID) AND case_id = \(caseID) AND message_id IS NOT NULL AND state = 'sent'
                ORDER BY sent_at DESC, id DESC LIMIT \(limit)
            ) AS latest ORDER BY sent_at, id
            """
        ) { try $0.get("message_id") }
    }

    /// Adds what an older process already sent; a repeat changes nothing.
    ///
    /// - Returns: How many were new.
    package func recordHistory(_ steps: [HistoricStep]) throws -> Int {
        try execute(
            """
            INSERT INTO contact_attempts (tenant_id, id, case_id, customer_id, business_id, step_key, cycle, ordinal, medium,
                source, state, planned_on, due_since, language, tone, template_key, sent_on)
            SELECT \(tenantID), gen_random_uuid(), h.case_id, c.customer_id, c.business_id, h.step_key,
                'history:' || h.happened_on, 1, h.medium, 'history', 'sent', h.happened_on, h.happened_on, u.language, 'warm',
                '', h.happened_on
            FROM unnest(\(steps.map(\.caseID)), \(steps.map(\.stepKey)), \(steps.map(\.medium.rawValue)),
                \(steps.map(\.happenedOn))) AS h (case_id, step_key, medium, happened_on)
            JOIN collection_cases c ON c.tenant_id = \(tenantID) AND c.id = h.case_id
            JOIN customers u ON u.tenant_id = \(tenantID) AND u.id = c.customer_id
            ON CONFLICT (tenant_id, case_id, step_key, cycle, ordinal) DO NOTHING
            """)
    }
}

/// A step the process before Dunwell took.
package struct HistoricStep: Sendable {
    package let caseID: Identifier<CollectionCase>
    package let stepKey: String
    package let medium: ContactMedium
    package let happenedOn: CalendarDate
    package init(caseID: Identifier<CollectionCase>, stepKey: String, medium: ContactMedium, happenedOn: CalendarDate) {
        self.caseID = caseID
        self.stepKey = stepKey
        self.medium = medium
        self.happenedOn = happenedOn
    }
}
