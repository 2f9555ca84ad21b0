import Foundation
import Postgres
package import Receivables

/// A letter that named a late fee, with what became of it.
package struct FeeNoticeRecord: Sendable {
    package let attempt: Identifier<ContactAttempt>
    package let caseID: Identifier<CollectionCase>
    /// The round of treatment the letter belongs to.
    package let cycle: String
    package let feeFrom: CalendarDate
    /// On each item.
    package let amount: Money
    package let receivables: [Identifier<Receivable>]
    /// The confirmed mailing; `nil` while only printed.
    package let mailedOn: CalendarDate?
    /// When it came back; `nil` when it has not.
    package let returnedAt: BusinessInstant?

    init(_ row: Row) throws {
        attempt = try row.get("attempt_id")
        caseID = try row.get("case_id")
        cycle = try row.get("cycle")
        feeFrom = try row.get("fee_from")
        amount = try row.money("amount_minor")
        receivables = try row.get("receivable_ids", as: [UUID].self).map { Identifier($0) }
        mailedOn = try row.getOptional("sent_on")
        returnedAt =
            try row.get("state", as: String.self) == AttemptState.returned.rawValue
            ? try row.getOptional("closed_at") : nil
    }
}

/// What a state allows by way of late fees, as a person entered it.
package struct FeeSettingRecord: Sendable {
    package let business: Identifier<Business>
    /// Two letters.
    package let state: String
    /// `nil`: none there.
    package let max: Money?
    /// As they stand after "agreed in"; empty where no letter in the language may name a fee.
    package let clauseEnglish: String
    package let clauseSpanish: String
    package let source: String
    package let setBy: String
    package let setAt: BusinessInstant

    package init(
        business: Identifier<Business>, state: String, max: Money?, clauseEnglish: String, clauseSpanish: String,
        source: String, setBy: String, setAt: BusinessInstant
    ) {
        self.business = business
        self.state = state
        self.max = max
        self.clauseEnglish = clauseEnglish
        self.clauseSpanish = clauseSpanish
        self.source = source
        self.setBy = setBy
        self.setAt = setAt
    }

    init(_ row: Row) throws {
        business = try row.get("business_id")
        state = try row.get("state")
        max = try row.getOptional("max_minor", as: Int64.self) == nil ? nil : try row.money("max_minor")
        clauseEnglish = try row.get("clause_english")
        clauseSpanish = try row.get("clause_spanish")
        source = try row.get("source")
        setBy = try row.get("set_by")
        setAt = try row.get("set_at")
    }
}

extension TenantTransaction {
    /// Keeps what a letter about to be written names. Called after `beginTalking`, whose try it belongs to.
    package func recordFeeNotice(
        _ attempt: Identifier<ContactAttempt>, feeFrom: CalendarDate, amount: Money,
        receivables: [Identifier<Receivable>]
    ) throws {
        try execute(
            """
            INSERT INTO fee_notices (tenant_id, attempt_id, try_ordinal, fee_from, amount_minor, currency)
            SELECT \(tenantID), \(attempt), max(try_ordinal), \(feeFrom), \(amount.minorUnits), \(amount.currency.code)
            FROM attempt_items WHERE tenant_id = \(tenantID) AND attempt_id = \(attempt)
            HAVING max(try_ordinal) IS NOT NULL
            """)
        try execute(
            """
            INSERT INTO fee_notice_items (tenant_id, attempt_id, try_ordinal, receivable_id)
            SELECT n.tenant_id, n.attempt_id, n.try_ordinal, item.id
            FROM (SELECT tenant_id, attempt_id, max(try_ordinal) AS try_ordinal FROM fee_notices
                WHERE tenant_id = \(tenantID) AND attempt_id = \(attempt) GROUP BY tenant_id, attempt_id) AS n
            CROSS JOIN unnest(\(receivables)) AS item (id)
            """)
    }

    /// Letters of these cases that named a fee, each by its last try, oldest first.
    func feeNotices(
        ofCases ids: [Identifier<CollectionCase>]
    ) throws -> [Identifier<CollectionCase>: [FeeNoticeRecord]] {
        let found = try rows(
            """
            SELECT n.attempt_id, a.case_id, a.cycle, a.sent_on, a.state, a.closed_at, n.fee_from, n.amount_minor,
                n.currency, ARRAY(
                    SELECT i.receivable_id FROM fee_notice_items i
                    WHERE i.tenant_id = n.tenant_id AND i.attempt_id = n.attempt_id AND i.try_ordinal = n.try_ordinal
                    ORDER BY i.receivable_id) AS receivable_ids
            FROM contact_attempts a
            JOIN fee_notices n ON n.tenant_id = a.tenant_id AND n.attempt_id = a.id
            WHERE a.tenant_id = \(tenantID) AND a.case_id = ANY(\(ids)) AND n.try_ordinal = (
                SELECT max(i.try_ordinal) FROM attempt_items i
                WHERE i.tenant_id = n.tenant_id AND i.attempt_id = n.attempt_id)
            ORDER BY a.case_id, n.fee_from, n.attempt_id
            """, FeeNoticeRecord.init)
        return Dictionary(grouping: found, by: \.caseID)
    }

    /// The settings in force, the latest of each business and state.
    package func feeSettings() throws -> [FeeSettingRecord] {
        try rows(
            """
            SELECT DISTINCT ON (business_id, state) business_id, state, max_minor, currency, clause_english,
                clause_spanish, source, set_by, set_at
            FROM fee_settings WHERE tenant_id = \(tenantID)
            ORDER BY business_id, state, set_at DESC, id
            """, FeeSettingRecord.init)
    }

    /// Adds a setting; the one before stays as a fact.
    package func addFeeSetting(_ setting: FeeSettingRecord, currency: Currency) throws {
        try execute(
            """
            INSERT INTO fee_settings (tenant_id, id, business_id, state, max_minor, currency, clause_english,
                clause_spanish, source, set_by, set_at)
            VALUES (\(tenantID), \(UUID()), \(setting.business), \(setting.state), \(setting.max?.minorUnits),
                \(currency.code), \(setting.clauseEnglish), \(setting.clauseSpanish), \(setting.source),
                \(setting.setBy), \(setting.setAt))
            """)
    }
}
