import Foundation
import Postgres
package import Receivables

/// Why a customer did or did not get a message: one verdict with its rule, facts and end.
package struct DecisionRecord: Sendable {
    /// When it was taken.
    package enum Moment: String, CaseIterable, Sendable, Codable {
        case planning, sending, placing
    }

    /// What came of it.
    package enum Verdict: String, CaseIterable, Sendable, Codable {
        /// The gate let it pass.
        case send
        /// The gate refused.
        case block
        /// A person has to look.
        case needsPerson = "needs-person"
        /// The policy waits.
        case wait
        /// A hold, promise, plan or dispute sleeps the case.
        case asleep
        /// Nothing is left to do.
        case done
        /// No address: somebody has to look for one.
        case locate
    }

    package var caseID: Identifier<CollectionCase>
    package var customerID: Identifier<Customer>
    package var attempt: Identifier<ContactAttempt>?
    /// The day it is about: another than that of `decidedAt` when the book was run for a day gone by.
    package var decidedOn: CalendarDate
    package var decidedAt: BusinessInstant
    package var stepKey: String
    package var cycle: String
    package var moment: Moment
    package var verdict: Verdict
    package var ruleID: String
    package var citation: String
    /// What the rule looked at; no personal data.
    package var facts: [String: String]
    /// One English sentence.
    package var words: String
    package var until: BusinessInstant?
    package var packVersion: String
    /// Verdict, rule and step as one hash: the same cause on the next day writes no new record.
    package var cause: [UInt8]

    package init(
        caseID: Identifier<CollectionCase>, customerID: Identifier<Customer>, attempt: Identifier<ContactAttempt>?,
        decidedOn: CalendarDate, decidedAt: BusinessInstant, stepKey: String, cycle: String, moment: Moment,
        verdict: Verdict, ruleID: String, citation: String, facts: [String: String], words: String,
        until: BusinessInstant?, packVersion: String, cause: [UInt8]
    ) {
        self.caseID = caseID
        self.customerID = customerID
        self.attempt = attempt
        self.decidedOn = decidedOn
        self.decidedAt = decidedAt
        self.stepKey = stepKey
        self.cycle = cycle
        self.moment = moment
        self.verdict = verdict
        self.ruleID = ruleID
        self.citation = citation
        self.facts = facts
        self.words = words
        self.until = until
        self.packVersion = packVersion
        self.cause = cause
    }

    init(_ row: Row) throws {
        caseID = try row.get("case_id")
        customerID = try row.get("customer_id")
        attempt = try row.getOptional("attempt_id")
        decidedOn = try row.get("decided_on")
        decidedAt = try row.get("decided_at")
        stepKey = try row.get("step_key")
        cycle = try row.get("cycle")
        moment = try row.choice("moment")
        verdict = try row.choice("verdict")
        ruleID = try row.get("rule_id")
        citation = try row.get("citation")
        facts = try JSONDecoder().decode([String: String].self, from: Data(try row.get("facts", as: String.self).utf8))
        words = try row.get("words")
        until = try row.getOptional("until_at")
        packVersion = try row.get("pack_version")
        cause = try row.get("cause_sha256")
    }
}

extension TenantTransaction {
    /// Keeps decisions: each at the moment of sending, and those of planning whose cause differs from the case's last,
    /// in the order given.
    ///
    /// - Returns: How many were written.
    package func record(_ decisions: [DecisionRecord]) throws -> Int {
        guard !decisions.isEmpty else { return 0 }
        let last = try rows(
            """
            SELECT case_id, cause_sha256 FROM case_verdicts
            WHERE tenant_id = \(tenantID) AND case_id = ANY(\(decisions.map(\.caseID)))
            """
        ) { (try $0.get("case_id", as: Identifier<CollectionCase>.self), try $0.get("cause_sha256", as: [UInt8].self)) }
        let known = Dictionary(uniqueKeysWithValues: last)
        var causes = known
        // One by one: a case may be decided on twice in one call, and only the last cause stands afterwards.
        let fresh = decisions.filter { decision in
            guard decision.moment == .planning else { return true }
            return causes.updateValue(decision.cause, forKey: decision.caseID) != decision.cause
        }
        guard !fresh.isEmpty else { return 0 }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let facts = try fresh.map { String(decoding: try encoder.encode($0.facts), as: UTF8.self) }
        try execute(
            """
            INSERT INTO decision_records (tenant_id, decided_on, id, case_id, customer_id, attempt_id, step_key, cycle, moment,
                verdict, rule_id, citation, facts, words, until_at, pack_version, cause_sha256, decided_at)
            SELECT \(tenantID), decided_on, id, case_id, customer_id, attempt_id, step_key, cycle, moment, verdict, rule_id,
                citation, facts::jsonb, words, until_at, pack_version, cause, decided_at
            FROM unnest(\(fresh.map(\.decidedOn)), \(fresh.map { _ in UUID() }), \(fresh.map(\.caseID)),
                \(fresh.map(\.customerID)), \(fresh.map(\.attempt)), \(fresh.map(\.stepKey)), \(fresh.map(\.cycle)),
                \(fresh.map(\.moment.rawValue)), \(fresh.map(\.verdict.rawValue)), \(fresh.map(\.ruleID)),
                \(fresh.map(\.citation)), \(facts), \(fresh.map(\.words)), \(fresh.map(\.until)),
                \(fresh.map(\.packVersion)), \(fresh.map(\.cause)), \(fresh.map(\.decidedAt)))
                AS d (decided_on, id, case_id, customer_id, attempt_id, step_key, cycle, moment, verdict, rule_id, citation,
                    facts, words, until_at, pack_version, cause, decided_at)
            ON CONFLICT (tenant_id, decided_on, id) DO NOTHING
            """)
        let changed = causes.filter { known[$0.key] != $0.value }
        try execute(
            """
            INSERT INTO case_verdicts (tenant_id, case_id, cause_sha256)
            SELECT \(tenantID), case_id, cause
            FROM unnest(\(changed.map(\.key)), \(changed.map(\.value))) AS v (case_id, cause) ORDER BY case_id
            ON CONFLICT (tenant_id, case_id) DO UPDATE SET cause_sha256 = excluded.cause_sha256
            """)
        return fresh.count
    }

    /// Decisions about a customer up to a day, the latest day first and what was written last before what was there.
    package func decisions(
        about customer: Identifier<Customer>, onOrBefore day: CalendarDate, limit: Int
    ) throws -> [DecisionRecord] {
        try rows(
            """
            SELECT decided_on, case_id, customer_id, attempt_id, step_key, cycle, moment, verdict, rule_id, citation,
                facts::text AS facts, words, until_at, pack_version, cause_sha256, decided_at
            FROM decision_records
            WHERE tenant_id = \(tenantID) AND decided_on <= \(day)
                AND case_id = ANY(ARRAY(
                    SELECT id FROM collection_cases WHERE tenant_id = \(tenantID) AND customer_id = \(customer)))
            ORDER BY decided_on DESC, written_as DESC LIMIT \(limit)
            """, DecisionRecord.init)
    }
}
