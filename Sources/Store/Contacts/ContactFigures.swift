import Foundation
import Postgres
package import Receivables

/// How many attempts of one step stand where.
package struct AttemptCount: Hashable, Sendable, Codable {
    package let step: String
    package let medium: ContactMedium
    package let state: AttemptState
    package let count: Int
}

/// How often one rule kept something from being sent, by the verdict it gave.
package struct RefusalCount: Hashable, Sendable, Codable {
    package let rule: String
    package let verdict: DecisionRecord.Verdict
    package let moment: DecisionRecord.Moment
    package let count: Int
}

/// Calls by how they ended.
package struct CallCount: Hashable, Sendable, Codable {
    package let disposition: CallDisposition
    package let count: Int
}

/// What was opened and what is closed of it.
package struct DisputeCount: Hashable, Sendable, Codable {
    package let opened: Int
    package let resolved: Int
}

extension TenantTransaction {
    /// Attempts made by policy or a person, by step, medium and state; what an older process sent is left out.
    package func attemptCounts() throws -> [AttemptCount] {
        try rows(
            """
            SELECT step_key, medium, state, count(*) AS count FROM contact_attempts
            WHERE tenant_id = \(tenantID) AND source <> 'history'
            GROUP BY step_key, medium, state ORDER BY step_key, medium, state
            """
        ) {
            AttemptCount(
                step: try $0.get("step_key"), medium: try $0.choice("medium"), state: try $0.choice("state"),
                count: Int(try $0.get("count", as: Int64.self)))
        }
    }

    /// Decision records that let nothing go, by rule. A cause that stays the same over days is one record.
    package func refusalCounts() throws -> [RefusalCount] {
        try rows(
            """
            SELECT rule_id, verdict, moment, count(*) AS count FROM decision_records
            WHERE tenant_id = \(tenantID) AND verdict IN ('block', 'needs-person', 'locate')
            GROUP BY rule_id, verdict, moment ORDER BY rule_id, verdict, moment
            """
        ) {
            RefusalCount(
                rule: try $0.get("rule_id"), verdict: try $0.choice("verdict"), moment: try $0.choice("moment"),
                count: Int(try $0.get("count", as: Int64.self)))
        }
    }

    /// Recorded calls by disposition.
    package func callCounts() throws -> [CallCount] {
        try rows(
            """
            SELECT disposition, count(*) AS count FROM calls
            WHERE tenant_id = \(tenantID) GROUP BY disposition ORDER BY disposition
            """
        ) { CallCount(disposition: try $0.choice("disposition"), count: Int(try $0.get("count", as: Int64.self))) }
    }

    /// Disputes ever opened and how many of them are resolved.
    package func disputeCount() throws -> DisputeCount {
        let found = try row(
            """
            SELECT count(*) AS opened, count(x.dispute_id) AS resolved FROM disputes d
            LEFT JOIN dispute_resolutions x ON x.tenant_id = d.tenant_id AND x.dispute_id = d.id
            WHERE d.tenant_id = \(tenantID)
            """
        ) {
            DisputeCount(
                opened: Int(try $0.get("opened", as: Int64.self)), resolved: Int(try $0.get("resolved", as: Int64.self))
            )
        }
        return found!  // an aggregate without GROUP BY returns one row
    }

    /// Attempts whose outcome nobody knows.
    package func inDoubtCount() throws -> Int {
        try count("SELECT count(*) AS count FROM contact_attempts WHERE tenant_id = \(tenantID) AND state = 'in-doubt'")
    }

    /// Addresses their customers stopped.
    package func stoppedAddressCount() throws -> Int {
        try count(
            "SELECT count(*) AS count FROM contact_points WHERE tenant_id = \(tenantID) AND stopped_at IS NOT NULL")
    }

    /// Cases in which a promise was ever made, in the order of their ids.
    package func casesWithPromises() throws -> [Identifier<CollectionCase>] {
        try rows("SELECT DISTINCT case_id FROM promises WHERE tenant_id = \(tenantID) ORDER BY case_id") {
            try $0.get("case_id")
        }
    }

    private func count(_ sql: SQL) throws -> Int {
        Int(try row(sql) { try $0.get("count", as: Int64.self) }!)  // an aggregate without GROUP BY returns one row
    }
}
