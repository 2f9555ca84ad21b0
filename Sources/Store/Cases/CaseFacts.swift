import Foundation
import Postgres
package import Receivables
package import Treatment

/// One case with everything a decision about it may look at, as stored: dated facts, nothing concluded.
package struct CaseFacts: Sendable {
    package let id: Identifier<CollectionCase>
    package let business: Identifier<Business>
    package let customer: CustomerRecord
    package let policyVersion: Identifier<PolicyVersion>?
    package let nextLookOn: CalendarDate
    /// What is open and what was settled in the last 400 days, or since the oldest open due day when that is longer
    /// ago; oldest due first.
    package internal(set) var receivables: [ReceivableRecord] = []
    package internal(set) var agreements: [AgreementRecord] = []
    package internal(set) var contactPoints: [ContactPointRecord] = []
    /// Attempts of this case, oldest first.
    package internal(set) var attempts: [AttemptRecord] = []
    /// Messages and letters to the same person under other cases of the tenant, and under other customers who share an
    /// e-mail address or a number with this one.
    package internal(set) var attemptsElsewhere: [AttemptRecord] = []
    /// Calls with the same person as another customer, oldest first.
    package internal(set) var callsElsewhere: [CallRecord] = []
    /// Media the customer asked to stop, at whichever address: another address of the medium is stopped with them.
    package internal(set) var stoppedMedia: [ContactMedium: BusinessInstant] = [:]
    /// Calls with the same customer, whichever case they were about, oldest first.
    package internal(set) var calls: [CallRecord] = []
    package internal(set) var holds: [HoldRecord] = []
    package internal(set) var promises: [PromiseRecord] = []
    package internal(set) var plans: [PlanRecord] = []
    package internal(set) var disputes: [DisputeRecord] = []
    package internal(set) var events: [CaseEvent] = []
    /// Payments set against receivables of the case since the oldest promise, reversed ones left out.
    package internal(set) var payments: [PaymentFact] = []
    /// Money of the last 30 days that went to what was late, oldest first.
    package internal(set) var latePayments: [LatePayment] = []
    /// The last day on which money arrived that stayed, for any bill or none; `nil` for none within a year.
    package internal(set) var lastPaidOn: CalendarDate?
    /// Automatic payments that failed in the last 60 days, oldest first.
    package internal(set) var autopayFailures: [AutopayFailureRecord] = []
    /// Late fees taken off in the last 30 days, oldest first.
    package internal(set) var feeWaivers: [FeeWaiverRecord] = []
    /// What persons decided about the case, in order, those that stand no more included.
    package internal(set) var decisions: [CaseDecisionRecord] = []
    /// Letters that named a late fee.
    package internal(set) var feeNotices: [FeeNoticeRecord] = []
    /// When nothing was open of what those letters name.
    package internal(set) var settledTimes: [SettledTime] = []
    /// Reasons told otherwise than on a call, oldest first.
    package internal(set) var reasonStatements: [ReasonStatement] = []
    /// Answers about service and bill, oldest first.
    package internal(set) var satisfactionAnswers: [SatisfactionAnswerRecord] = []
    /// The day of the first bill ever.
    package internal(set) var firstBilledOn: CalendarDate?
    package internal(set) var unapplied: Money?
    /// What was taken off the books last, and when; `nil` when nothing was, or it was undone.
    package internal(set) var writtenOff: (amount: Money, on: CalendarDate)?
    /// Whether an exported placement holds the case.
    package internal(set) var isPlaced = false

    init(_ row: Row) throws {
        id = try row.get("case_id")
        business = try row.get("business_id")
        policyVersion = try row.getOptional("policy_version_id")
        nextLookOn = try row.get("next_look_on")
        customer = try CustomerRecord(row)
    }
}

/// A receivable with its balance.
package struct ReceivableRecord: Sendable {
    package let id: Identifier<Receivable>
    package let caseID: Identifier<CollectionCase>
    package let reference: String
    package let summary: String
    package let billedOn: CalendarDate
    package let dueOn: CalendarDate
    package let open: Money
    package let billed: Money
    package let settledOn: CalendarDate?
    /// Whether it is itself a late fee or interest.
    package let isFee: Bool
    /// Late fees charged on it, waived ones included.
    package let fees: Money
    /// Credits on it, waivers included.
    package let credited: Money
    /// What the agreement it arises from allows; `nil` where none is known.
    package let agreementAllows: [String]?

    init(_ row: Row) throws {
        let kind = try row.get("kind", as: String.self)
        isFee = ["late-fee", "interest"].contains(kind)
        fees = try row.money("fees_minor")
        credited = try row.money("credited_minor")
        agreementAllows = try row.getOptional("agreement_allows")
        id = try row.get("id")
        caseID = try row.get("case_id")
        reference = try row.get("reference")
        summary = try row.get("summary")
        billedOn = try row.get("billed_on")
        dueOn = try row.get("due_on")
        open = try row.money("open_minor")
        billed = try row.money("billed_minor")
        settledOn = try row.getOptional("settled_on")
    }
}

extension TenantTransaction {
    /// Locks and returns the next cases to look at, in the order of their ids.
    ///
    /// The lock makes a second host that runs the same book wait for this chunk and then find nothing to do.
    package func casesToLookAt(
        onOrBefore day: CalendarDate, after last: Identifier<CollectionCase>?, limit: Int
    ) throws -> [Identifier<CollectionCase>] {
        try rows(
            """
            SELECT id FROM collection_cases
            WHERE tenant_id = \(tenantID) AND next_look_on <= \(day) AND policy_version_id IS NOT NULL
                AND (\(last)::uuid IS NULL OR id > \(last)::uuid)
            ORDER BY id LIMIT \(limit) FOR UPDATE
            """
        ) { try $0.get("id") }
    }

    /// Cases with a policy that wait to be looked at. Locks nothing.
    package func casesAwaitingALook(onOrBefore day: CalendarDate, limit: Int) throws -> [Identifier<CollectionCase>] {
        try rows(
            """
            SELECT id FROM collection_cases
            WHERE tenant_id = \(tenantID) AND next_look_on <= \(day) AND policy_version_id IS NOT NULL
            ORDER BY id LIMIT \(limit)
            """
        ) { try $0.get("id") }
    }

    /// How many cases there are, and how many of them have no policy.
    package func caseCounts() throws -> (all: Int, withoutPolicy: Int) {
        let counts = try row(
            """
            SELECT count(*) AS n, count(*) FILTER (WHERE policy_version_id IS NULL) AS bare
            FROM collection_cases WHERE tenant_id = \(tenantID)
            """
        ) { (Int(try $0.get("n", as: Int64.self)), Int(try $0.get("bare", as: Int64.self))) }
        return counts ?? (0, 0)
    }

    /// Facts of the given cases, in the order of their ids. At most 1,000 at a time.
    package func caseFacts(_ ids: [Identifier<CollectionCase>], today: CalendarDate) throws -> [CaseFacts] {
        precondition(ids.count <= 1_000, "cases are read in chunks")
        var cases = try rows(
            """
            SELECT c.id AS case_id, c.business_id, c.policy_version_id, c.next_look_on, \(customerColumns)
            FROM collection_cases c
            JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
            WHERE c.tenant_id = \(tenantID) AND c.id = ANY(\(ids)) ORDER BY c.id
            """, CaseFacts.init)
        let customers = cases.map(\.customer.id)
        // A cycle lasts as long as something is late: what was done in it is known however long ago that was.
        let since = min(today.adding(days: -400), try oldestOpenDueDay(ofCases: ids) ?? today)
        let receivables = Dictionary(grouping: try receivables(ofCases: ids, settledSince: since), by: \.caseID)
        let agreements = Dictionary(grouping: try agreements(of: customers), by: \.customerID)
        let points = Dictionary(grouping: try contactPoints(of: customers), by: \.customerID)
        let attempts = Dictionary(
            grouping: try attempts(of: customers, since: since), by: \.customerID)
        let calls = Dictionary(grouping: try calls(of: customers, since: since), by: \.customerID)
        let elsewhere = try contactsElsewhere(of: customers, since: today.adding(days: -400))
        let stopped = try stoppedMedia(of: customers)
        let holds = Dictionary(grouping: try holds(of: customers), by: \.customerID)
        let promises = Dictionary(grouping: try promises(ofCases: ids), by: \.caseID)
        let plans = Dictionary(grouping: try plans(ofCases: ids), by: \.caseID)
        let disputes = Dictionary(grouping: try disputes(ofCases: ids), by: \.caseID)
        let events = try caseEvents(ofCases: ids)
        let payments = try paymentsTowardsPromises(promises.values.flatMap { $0 }, cases: ids)
        let books = try bookFacts(ofCases: ids)
        let autopayFailures = try self.autopayFailures(ofCases: ids, since: today.adding(days: -60))
        let feeNotices = try self.feeNotices(ofCases: ids)
        let settledTimes = feeNotices.isEmpty ? [:] : try self.settledTimes(ofCases: ids)
        let feeWaivers = try self.feeWaivers(ofCases: ids, today: today)
        let writtenOff = try lastWriteOffs(ofCases: ids)
        let decisions = Dictionary(grouping: try caseDecisions(ofCases: ids), by: \.caseID)
        let latePayments = try self.latePayments(ofCases: ids, today: today)
        let lastPaid = try lastPaidOn(ofCases: ids, today: today)
        let reasonStatements = try self.reasonStatements(ofCases: ids)
        let satisfactionAnswers = try self.satisfactionAnswers(ofCases: ids)
        for index in cases.indices {
            let one = cases[index]
            cases[index].receivables = receivables[one.id] ?? []
            cases[index].agreements = (agreements[one.customer.id] ?? []).filter { $0.businessID == one.business }
            cases[index].contactPoints = points[one.customer.id] ?? []
            cases[index].attempts = (attempts[one.customer.id] ?? []).filter { $0.caseID == one.id }
            cases[index].attemptsElsewhere =
                (attempts[one.customer.id] ?? []).filter { $0.caseID != one.id }
                + (elsewhere[one.customer.id]?.attempts ?? [])
            cases[index].calls = calls[one.customer.id] ?? []
            cases[index].callsElsewhere = (elsewhere[one.customer.id]?.calls ?? []).sorted { $0.calledAt < $1.calledAt }
            cases[index].stoppedMedia = stopped[one.customer.id] ?? [:]
            cases[index].holds = (holds[one.customer.id] ?? []).filter { $0.caseID == nil || $0.caseID == one.id }
            cases[index].promises = promises[one.id] ?? []
            cases[index].plans = plans[one.id] ?? []
            cases[index].disputes = disputes[one.id] ?? []
            cases[index].events = events[one.id] ?? []
            cases[index].payments = payments[one.id] ?? []
            cases[index].autopayFailures = autopayFailures[one.id] ?? []
            cases[index].feeNotices = feeNotices[one.id] ?? []
            cases[index].settledTimes = settledTimes[one.id] ?? []
            cases[index].feeWaivers = feeWaivers[one.id] ?? []
            cases[index].writtenOff = writtenOff[one.id]
            cases[index].decisions = decisions[one.id] ?? []
            cases[index].reasonStatements = reasonStatements[one.id] ?? []
            cases[index].satisfactionAnswers = satisfactionAnswers[one.id] ?? []
            cases[index].latePayments = latePayments[one.id] ?? []
            cases[index].lastPaidOn = lastPaid[one.id]
            cases[index].firstBilledOn = books[one.id]?.firstBilledOn
            cases[index].unapplied = books[one.id]?.unapplied
            cases[index].isPlaced = books[one.id]?.isPlaced ?? false
        }
        return cases
    }

    private func oldestOpenDueDay(ofCases ids: [Identifier<CollectionCase>]) throws -> CalendarDate? {
        try row(
            """
            SELECT min(r.due_on) AS oldest FROM receivables r
            JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            WHERE r.tenant_id = \(tenantID) AND r.case_id = ANY(\(ids)) AND b.open_minor > 0
            """
        ) { try $0.getOptional("oldest", as: CalendarDate.self) } ?? nil
    }

    private func receivables(ofCases ids: [Identifier<CollectionCase>], settledSince day: CalendarDate) throws
        -> [ReceivableRecord]
    {
        try rows(
            """
            SELECT r.id, r.case_id, r.reference, r.summary, r.billed_on, r.due_on, b.open_minor, b.billed_minor, b.currency,
                b.settled_on, r.kind, b.fees_minor, b.credited_minor, a.allows AS agreement_allows
            FROM receivables r
            JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            LEFT JOIN agreements a ON a.tenant_id = r.tenant_id AND a.id = r.agreement_id
            WHERE r.tenant_id = \(tenantID) AND r.case_id = ANY(\(ids))
                AND (b.open_minor > 0 OR b.settled_on >= \(day))
            ORDER BY r.due_on, r.reference
            """, ReceivableRecord.init)
    }

    private func caseEvents(ofCases ids: [Identifier<CollectionCase>]) throws -> [Identifier<CollectionCase>:
        [CaseEvent]]
    {
        let found = try rows(
            """
            SELECT case_id, kind, happened_on FROM case_events
            WHERE tenant_id = \(tenantID) AND case_id = ANY(\(ids)) ORDER BY happened_on, kind
            """
        ) {
            (
                caseID: try $0.get("case_id", as: Identifier<CollectionCase>.self),
                event: CaseEvent(kind: try $0.choice("kind"), day: try $0.get("happened_on"))
            )
        }
        return Dictionary(grouping: found, by: \.caseID).mapValues { $0.map(\.event) }
    }

    /// Money that came in for these cases since the oldest of the promises, by receivable and day.
    private func paymentsTowardsPromises(
        _ promises: [PromiseRecord], cases: [Identifier<CollectionCase>]
    ) throws -> [Identifier<CollectionCase>: [PaymentFact]] {
        guard let oldest = promises.map(\.madeOn).min() else { return [:] }
        var undone = try appliedMoneyUndone(ofCases: cases, since: oldest)
        let found = try rows(
            """
            SELECT r.case_id, r.id AS receivable_id, e.kind, e.effective_on, e.posted_at, p.amount_minor, p.currency
            FROM receivables r
            JOIN postings p ON p.tenant_id = r.tenant_id AND p.credit_account_id = r.id
            JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
            WHERE r.tenant_id = \(tenantID) AND r.case_id = ANY(\(cases)) AND e.effective_on >= \(oldest)
                AND e.kind IN ('payment-received', 'applied', 'settled-elsewhere')
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entries x WHERE x.tenant_id = e.tenant_id AND x.reverses_entry_id = e.id)
            ORDER BY e.effective_on DESC, e.id DESC, p.ordinal DESC
            """
        ) { row in
            (
                caseID: try row.get("case_id", as: Identifier<CollectionCase>.self),
                isApplied: try row.get("kind", as: String.self) == "applied",
                receivable: try row.get("receivable_id", as: Identifier<Receivable>.self),
                day: try row.get("effective_on", as: CalendarDate.self), amount: try row.money("amount_minor"),
                recordedAt: try row.get("posted_at", as: ServerInstant.self)
            )
        }
        var facts: [Identifier<CollectionCase>: [PaymentFact]] = [:]
        for line in found {
            // What brought the money was undone: what was set against the receivable last goes first.
            let gone = line.isApplied ? min(line.amount.minorUnits, undone[line.receivable] ?? 0) : 0
            if gone > 0 { undone[line.receivable, default: 0] -= gone }
            guard gone < line.amount.minorUnits else { continue }
            facts[line.caseID, default: []].append(
                PaymentFact(
                    day: line.day,
                    amount: Money(minorUnits: line.amount.minorUnits - gone, currency: line.amount.currency),
                    receivable: line.receivable, recordedAt: line.recordedAt))
        }
        return facts.mapValues { Array($0.reversed()) }
    }

    /// Money set against receivables that was taken off again because the payment that brought it was reversed, in minor
    /// units by receivable.
    private func appliedMoneyUndone(
        ofCases cases: [Identifier<CollectionCase>], since day: CalendarDate
    ) throws -> [Identifier<Receivable>: Int64] {
        let found = try rows(
            """
            SELECT r.id, sum(p.amount_minor)::bigint AS undone_minor
            FROM receivables r
            JOIN postings p ON p.tenant_id = r.tenant_id AND p.debit_account_id = r.id
            JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
            JOIN journal_entries v ON v.tenant_id = e.tenant_id AND v.business_id = e.business_id AND v.kind = 'reversed'
                AND e.idempotency_key = 'unapplied:' || v.idempotency_key || ':' || r.id
            WHERE r.tenant_id = \(tenantID) AND r.case_id = ANY(\(cases)) AND e.kind = 'unapplied'
                AND e.effective_on >= \(day)
            GROUP BY r.id
            """
        ) {
            (
                id: try $0.get("id", as: Identifier<Receivable>.self),
                amount: try $0.get("undone_minor", as: Int64.self)
            )
        }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.amount) })
    }

    private struct BookFacts {
        let firstBilledOn: CalendarDate?
        let unapplied: Money?
        let isPlaced: Bool
    }

    private func bookFacts(ofCases ids: [Identifier<CollectionCase>]) throws -> [Identifier<CollectionCase>: BookFacts]
    {
        let found = try rows(
            """
            SELECT c.id,
                (SELECT min(r.billed_on) FROM receivables r WHERE r.tenant_id = c.tenant_id AND r.case_id = c.id) AS first_billed_on,
                b.unapplied_minor, b.currency,
                EXISTS (SELECT 1 FROM placements p WHERE p.tenant_id = c.tenant_id AND p.case_id = c.id AND p.state = 'exported')
                    AS is_placed
            FROM collection_cases c
            LEFT JOIN LATERAL (
                SELECT unapplied_minor, currency FROM customer_balances b
                WHERE b.tenant_id = c.tenant_id AND b.business_id = c.business_id AND b.customer_id = c.customer_id
                ORDER BY b.unapplied_minor DESC LIMIT 1
            ) b ON true
            WHERE c.tenant_id = \(tenantID) AND c.id = ANY(\(ids))
            """
        ) { row in
            (
                id: try row.get("id", as: Identifier<CollectionCase>.self),
                facts: BookFacts(
                    firstBilledOn: try row.getOptional("first_billed_on"),
                    unapplied: try row.getOptional("unapplied_minor", as: Int64.self) == nil
                        ? nil : try row.money("unapplied_minor"),
                    isPlaced: try row.get("is_placed"))
            )
        }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.facts) })
    }

    /// The case of a customer with a business; `nil` while nothing was ever billed.
    package func caseID(
        of customer: Identifier<Customer>, business: Identifier<Business>
    ) throws -> Identifier<CollectionCase>? {
        try row(
            """
            SELECT id FROM collection_cases
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND customer_id = \(customer)
            """
        ) { try $0.get("id") }
    }

    /// The policy version a case pins; `nil` when it pins none.
    package func policyVersion(of caseID: Identifier<CollectionCase>) throws -> Identifier<PolicyVersion>? {
        try row("SELECT policy_version_id FROM collection_cases WHERE tenant_id = \(tenantID) AND id = \(caseID)") {
            try $0.getOptional("policy_version_id", as: Identifier<PolicyVersion>.self)
        } ?? nil
    }

    /// Whose case it is; `nil` when there is none.
    package func customer(ofCase id: Identifier<CollectionCase>) throws -> Identifier<Customer>? {
        try row("SELECT customer_id FROM collection_cases WHERE tenant_id = \(tenantID) AND id = \(id)") {
            try $0.get("customer_id")
        }
    }

    /// Cases of a customer with any business.
    package func caseIDs(of customer: Identifier<Customer>) throws -> [Identifier<CollectionCase>] {
        try rows(
            "SELECT id FROM collection_cases WHERE tenant_id = \(tenantID) AND customer_id = \(customer) ORDER BY id"
        ) { try $0.get("id") }
    }
}
