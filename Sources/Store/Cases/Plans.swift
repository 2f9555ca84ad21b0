import Foundation
import Postgres
package import Receivables
package import Treatment

/// An offer of a plan as it was made.
package struct PlanQuoteRecord: Sendable {
    package let id: Identifier<PlanQuote>
    package let caseID: Identifier<CollectionCase>
    /// The plugin that computed it and turns it into a plan.
    package let pluginKind: String
    package let offeredOn: CalendarDate
    /// Last day on which it may be accepted.
    package let expiresOn: CalendarDate
    package let grantedAs: GrantingRole
    package let quotedBy: String
    package let total: Money
    /// Every date and amount, as the plugin made it.
    package let offerJSON: String
    /// The plan it became.
    package internal(set) var plan: Identifier<PaymentPlan>?

    package init(
        id: Identifier<PlanQuote> = Identifier(), caseID: Identifier<CollectionCase>, pluginKind: String,
        offeredOn: CalendarDate, expiresOn: CalendarDate, grantedAs: GrantingRole, quotedBy: String, total: Money,
        offerJSON: String
    ) {
        self.id = id
        self.caseID = caseID
        self.pluginKind = pluginKind
        self.offeredOn = offeredOn
        self.expiresOn = expiresOn
        self.grantedAs = grantedAs
        self.quotedBy = quotedBy
        self.total = total
        self.offerJSON = offerJSON
        plan = nil
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        caseID = try row.get("case_id")
        pluginKind = try row.get("plugin_kind")
        offeredOn = try row.get("offered_on")
        expiresOn = try row.get("expires_on")
        grantedAs = try row.choice("granted_as")
        quotedBy = try row.get("quoted_by")
        total = try row.money("total_minor")
        offerJSON = try row.get("offer")
        plan = try row.getOptional("plan_id")
    }
}

/// A plan as agreed. Whether it is kept is computed: `history` holds what that needs.
package struct PlanRecord: Sendable {
    package let id: Identifier<PaymentPlan>
    package let caseID: Identifier<CollectionCase>
    package let quote: Identifier<PlanQuote>
    package let pluginKind: String
    package let acceptedOn: CalendarDate
    package let acceptedHow: String
    package let recordedBy: String
    package let reviewedBy: String?
    package let provisionalDays: Int
    package let graceDays: Int
    /// Whether the customer asked to be reminded of each part.
    package let reminds: Bool
    /// What it covers and what was open on each when it was accepted, oldest first.
    package internal(set) var items: [(receivable: Identifier<Receivable>, open: Money)] = []
    /// In the order of their numbers.
    package internal(set) var versions: [PlanVersionRecord] = []
    package internal(set) var cancelledOn: CalendarDate?
    package internal(set) var endReason: String?
    /// Who cancelled it.
    package internal(set) var endedBy: String?
    /// Everything that ever lowered what is owed on the covered items, or took that back.
    package internal(set) var movements: [PlanMovement] = []
    /// Objections to the covered items, decided ones included.
    package internal(set) var disputes: [PlanDispute] = []
    /// What moved because of a dispute that some versions leave out.
    package internal(set) var outside: [PlanMovementOutside] = []

    package init(
        id: Identifier<PaymentPlan> = Identifier(), caseID: Identifier<CollectionCase>, quote: Identifier<PlanQuote>,
        pluginKind: String, acceptedOn: CalendarDate, acceptedHow: String, recordedBy: String, reviewedBy: String?,
        provisionalDays: Int, graceDays: Int, reminds: Bool = false,
        items: [(receivable: Identifier<Receivable>, open: Money)],
        firstVersion: PlanVersionRecord
    ) {
        self.id = id
        self.caseID = caseID
        self.quote = quote
        self.pluginKind = pluginKind
        self.acceptedOn = acceptedOn
        self.acceptedHow = acceptedHow
        self.recordedBy = recordedBy
        self.reviewedBy = reviewedBy
        self.provisionalDays = provisionalDays
        self.graceDays = graceDays
        self.reminds = reminds
        self.items = items
        versions = [firstVersion]
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        caseID = try row.get("case_id")
        quote = try row.get("quote_id")
        pluginKind = try row.get("plugin_kind")
        acceptedOn = try row.get("accepted_on")
        acceptedHow = try row.get("accepted_how")
        recordedBy = try row.get("recorded_by")
        reviewedBy = try row.getOptional("reviewed_by")
        provisionalDays = Int(try row.get("provisional_days", as: Int16.self))
        graceDays = Int(try row.get("grace_days", as: Int16.self))
        reminds = try row.get("reminds")
        cancelledOn = try row.getOptional("ended_on")
        endReason = try row.getOptional("end_reason")
        endedBy = try row.getOptional("ended_by")
    }

    /// The plan as the rules see it.
    package var history: PlanHistory {
        PlanHistory(
            id: id, receivables: Set(items.map(\.receivable)), acceptedOn: acceptedOn, provisionalDays: provisionalDays,
            graceDays: graceDays, versions: versions.map(\.fact), cancelledOn: cancelledOn, movements: movements,
            disputes: disputes, outside: outside)
    }
}

/// One version of a plan's schedule.
package struct PlanVersionRecord: Sendable {
    package let fact: PlanVersionFact
    package let grantedAs: GrantingRole
    /// Why it was changed; empty for the first.
    package let reason: String
    package let recordedBy: String
    /// The documents given to the customer, as the plugin made them.
    package let documentsJSON: String
    /// What was open on each item it spreads, in the order of their ids; its parts add up to it.
    package let items: [(receivable: Identifier<Receivable>, open: Money)]
    /// When it was written down, by the server's clock; `nil` before it is.
    package internal(set) var recordedAt: ServerInstant?

    package init(
        fact: PlanVersionFact, grantedAs: GrantingRole, reason: String, recordedBy: String, documentsJSON: String,
        items: [(receivable: Identifier<Receivable>, open: Money)]
    ) {
        self.items = items
        self.fact = fact
        self.grantedAs = grantedAs
        self.reason = reason
        self.recordedBy = recordedBy
        self.documentsJSON = documentsJSON
    }
}

extension TenantTransaction {
    /// Holds the case's row until the transaction ends, so that two people who act on it follow each other.
    ///
    /// - Returns: `false` when there is no such case.
    package func lockCase(_ id: Identifier<CollectionCase>) throws -> Bool {
        try row("SELECT id FROM collection_cases WHERE tenant_id = \(tenantID) AND id = \(id) FOR UPDATE") { _ in true }
            ?? false
    }

    /// Keeps an offer.
    package func add(_ quote: PlanQuoteRecord) throws {
        try execute(
            """
            INSERT INTO plan_quotes (tenant_id, id, case_id, plugin_kind, offered_on, expires_on, granted_as, quoted_by,
                total_minor, currency, offer)
            VALUES (\(tenantID), \(quote.id), \(quote.caseID), \(quote.pluginKind), \(quote.offeredOn), \(quote.expiresOn),
                \(quote.grantedAs.rawValue), \(quote.quotedBy), \(quote.total.minorUnits), \(quote.total.currency.code),
                \(quote.offerJSON)::text::jsonb)
            """)
    }

    /// One offer, with the plan it became; `nil` when there is none.
    package func planQuote(_ id: Identifier<PlanQuote>) throws -> PlanQuoteRecord? {
        try planQuotes(matching: "q.id = \(id)").first
    }

    /// Offers of a case, oldest first.
    package func planQuotes(ofCase id: Identifier<CollectionCase>) throws -> [PlanQuoteRecord] {
        try planQuotes(matching: "q.case_id = \(id)")
    }

    private func planQuotes(matching condition: SQL) throws -> [PlanQuoteRecord] {
        try rows(
            """
            SELECT q.id, q.case_id, q.plugin_kind, q.offered_on, q.expires_on, q.granted_as, q.quoted_by, q.total_minor,
                q.currency, q.offer::text AS offer, p.id AS plan_id
            FROM plan_quotes q LEFT JOIN payment_plans p ON p.tenant_id = q.tenant_id AND p.quote_id = q.id
            WHERE q.tenant_id = \(tenantID) AND \(condition) ORDER BY q.offered_on, q.created_at, q.id LIMIT 1000
            """, PlanQuoteRecord.init)
    }

    /// Keeps a plan with its first version. The case is looked at from its day on.
    package func add(_ plan: PlanRecord) throws {
        try execute(
            """
            INSERT INTO payment_plans (tenant_id, id, case_id, quote_id, plugin_kind, accepted_on, accepted_how, recorded_by,
                reviewed_by, provisional_days, grace_days, reminds)
            VALUES (\(tenantID), \(plan.id), \(plan.caseID), \(plan.quote), \(plan.pluginKind), \(plan.acceptedOn),
                \(plan.acceptedHow), \(plan.recordedBy), \(plan.reviewedBy), \(Int16(plan.provisionalDays)),
                \(Int16(plan.graceDays)), \(plan.reminds))
            """)
        try execute(
            """
            INSERT INTO plan_items (tenant_id, plan_id, receivable_id, open_minor, currency)
            SELECT \(tenantID), \(plan.id), receivable_id, minor, currency
            FROM unnest(\(plan.items.map(\.receivable)), \(plan.items.map(\.open.minorUnits)),
                \(plan.items.map(\.open.currency.code))) AS item (receivable_id, minor, currency)
            """)
        for version in plan.versions { try add(version, of: plan.id) }
        try lowerNextLook(of: [plan.caseID], to: plan.acceptedOn)
    }

    /// Keeps the next version of a plan. The case is looked at from its day on.
    package func amend(_ plan: PlanRecord, with version: PlanVersionRecord) throws {
        try add(version, of: plan.id)
        try lowerNextLook(of: [plan.caseID], to: version.fact.agreedOn)
    }

    private func add(_ version: PlanVersionRecord, of plan: Identifier<PaymentPlan>) throws {
        let fact = version.fact
        try execute(
            """
            INSERT INTO plan_versions (tenant_id, plan_id, number, agreed_on, granted_as, reason, recorded_by,
                paid_before_minor, currency, documents)
            VALUES (\(tenantID), \(plan), \(Int16(fact.number)), \(fact.agreedOn), \(version.grantedAs.rawValue),
                \(version.reason), \(version.recordedBy), \(fact.paidBefore.minorUnits), \(fact.paidBefore.currency.code),
                \(version.documentsJSON)::text::jsonb)
            """)
        try execute(
            """
            INSERT INTO plan_installments (tenant_id, plan_id, number, ordinal, due_on, amount_minor, currency)
            SELECT \(tenantID), \(plan), \(Int16(fact.number)), ordinal, due_on, minor, currency
            FROM unnest(\(fact.installments.map { Int16($0.ordinal) }), \(fact.installments.map(\.dueOn)),
                \(fact.installments.map(\.amount.minorUnits)), \(fact.installments.map(\.amount.currency.code)))
                AS part (ordinal, due_on, minor, currency)
            """)
        try execute(
            """
            INSERT INTO plan_version_items (tenant_id, plan_id, number, receivable_id, open_minor, currency)
            SELECT \(tenantID), \(plan), \(Int16(fact.number)), receivable_id, minor, currency
            FROM unnest(\(version.items.map(\.receivable)), \(version.items.map(\.open.minorUnits)),
                \(version.items.map(\.open.currency.code))) AS item (receivable_id, minor, currency)
            """)
    }

    /// Ends a plan by agreement. Ending twice changes nothing.
    package func endPlan(_ plan: PlanRecord, on day: CalendarDate, reason: String, by person: String) throws {
        try execute(
            """
            INSERT INTO plan_endings (tenant_id, plan_id, ended_on, reason, ended_by)
            VALUES (\(tenantID), \(plan.id), \(day), \(reason), \(person)) ON CONFLICT (tenant_id, plan_id) DO NOTHING
            """)
        try lowerNextLook(of: [plan.caseID], to: day)
    }
}
