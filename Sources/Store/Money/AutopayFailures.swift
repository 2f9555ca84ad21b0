import Foundation
import Postgres
package import Receivables

/// An automatic payment that was declined or came back.
package struct AutopayFailureRecord: Sendable {
    package let caseID: Identifier<CollectionCase>
    /// `nil` where the source names none.
    package let receivable: Identifier<Receivable>?
    /// The source's number of the try.
    package let reference: String
    package let failedOn: CalendarDate
    /// As the bank or card network gave it.
    package let code: String
    /// A stable word such as `card-expired`.
    package let cause: String
    /// Whether trying the same means again cannot work.
    package let isHard: Bool
    package let nextTryOn: CalendarDate?

    package init(
        caseID: Identifier<CollectionCase>, receivable: Identifier<Receivable>?, reference: String,
        failedOn: CalendarDate, code: String, cause: String, isHard: Bool, nextTryOn: CalendarDate?
    ) {
        self.caseID = caseID
        self.receivable = receivable
        self.reference = reference
        self.failedOn = failedOn
        self.code = code
        self.cause = cause
        self.isHard = isHard
        self.nextTryOn = nextTryOn
    }

    init(_ row: Row) throws {
        caseID = try row.get("case_id")
        receivable = try row.getOptional("receivable_id")
        reference = try row.get("reference")
        failedOn = try row.get("failed_on")
        code = try row.get("code")
        cause = try row.get("cause")
        isHard = try row.get("is_hard")
        nextTryOn = try row.getOptional("next_try_on")
    }
}

/// A failed automatic payment of a staged row.
package struct StagedAutopayFailure: Sendable {
    package let line: Int
    package let caseID: Identifier<CollectionCase>
    package let receivable: Identifier<Receivable>?
    package let reference: String
    package let failedOn: CalendarDate
    package let code: String
    package let nextTryOn: CalendarDate?
}

extension TenantTransaction {
    /// Compares staged failures with those recorded, and notes what is wrong with them. What is recorded already is left
    /// alone when the row says the same, however old it is, and refused when it says something else.
    ///
    /// - Parameter daysMax: Days after which no payment comes back or is tried again.
    package func checkStagedAutopay(_ business: Identifier<Business>, today: CalendarDate, daysMax: Int) throws {
        try resolveStagedCustomers()
        try flagStaged(
            "failed_on", found: "s.failed_on",
            expected: "'a day not after today, ' || to_char(\(today)::date, 'YYYY-MM-DD')",
            fix: "'correct the day: a failure is what has happened'", where: "s.failed_on::date > \(today)")
        try flagStaged(
            "next_try_on", found: "s.next_try_on", expected: "'a day after ' || s.failed_on",
            fix: "'correct the day, or leave the cell empty when it is not tried again'",
            where: "s.next_try_on::date <= s.failed_on::date")
        try execute(
            """
            UPDATE staged s SET known_receivable_id = r.id FROM receivables r
            WHERE r.tenant_id = \(tenantID) AND r.business_id = \(business) AND r.reference = s.receivable_reference
            """)
        try flagStaged(
            "receivable_reference", found: "s.receivable_reference",
            expected: "'the number of a receivable in the books'",
            fix: "'import the receivable first, or leave the cell empty'",
            where: "s.receivable_reference IS NOT NULL AND s.known_receivable_id IS NULL")
        try flagStaged(
            "receivable_reference", found: "s.receivable_reference", expected: "'a receivable of this customer'",
            fix: "'correct the customer or the receivable'",
            joining: "JOIN receivables r ON r.tenant_id = \(tenantID) AND r.id = s.known_receivable_id",
            where: "r.customer_id <> s.known_customer_id")
        try flagStaged(
            "receivable_reference", isError: false, found: "s.receivable_reference",
            expected: "'an open receivable: this one was settled on ' || to_char(b.settled_on, 'YYYY-MM-DD')",
            fix: "'taken, and nobody is written to about it; correct the number if another was meant'",
            joining: """
                JOIN receivable_balances b ON b.tenant_id = \(tenantID) AND b.receivable_id = s.known_receivable_id
                """, where: "b.settled_on IS NOT NULL")
        try matchStagedAutopay(business)
        try flagStaged(
            "failed_on", found: "s.failed_on",
            expected: "'a day on or after ' || to_char(\(today.adding(days: -daysMax))::date, 'YYYY-MM-DD')",
            fix: "'correct the day, or take the row out: no bank returns a payment so late'",
            where: "s.status = 'new' AND s.failed_on::date < \(today.adding(days: -daysMax))")
        try flagStaged(
            "next_try_on", found: "s.next_try_on",
            expected: """
                'a day at most ' || \(Int32(clamping: daysMax))::int || ' days after the failure on ' || s.failed_on
                """,
            fix: "'correct the day, or leave the cell empty when it is not tried again'",
            where: """
                s.status = 'new' AND s.next_try_on::date > s.failed_on::date + \(Int32(clamping: daysMax))::int
                """)
    }

    /// Leaves alone what is recorded as the row says, and refuses a number that is recorded for something else: what the
    /// row tells would be lost without a word.
    private func matchStagedAutopay(_ business: Identifier<Business>) throws {
        let known: SQL = """
            collection_cases c
            JOIN autopay_failures f ON f.tenant_id = c.tenant_id AND f.case_id = c.id
            """
        let isTheirs: SQL = """
            c.tenant_id = \(tenantID) AND c.business_id = \(business) AND c.customer_id = s.known_customer_id
                AND f.reference = s.reference
            """
        let isTheSame: SQL = """
            (f.code, f.failed_on) = (s.code, s.failed_on::date)
                AND f.receivable_id IS NOT DISTINCT FROM s.known_receivable_id
                AND f.next_try_on IS NOT DISTINCT FROM s.next_try_on::date
            """
        try execute("UPDATE staged s SET status = 'unchanged' FROM \(known) WHERE \(isTheirs) AND \(isTheSame)")
        try flagStaged(
            "reference", found: "s.reference",
            expected: """
                'as it was recorded before: ' || f.code || ' of ' || to_char(f.failed_on, 'YYYY-MM-DD')
                    || coalesce(', for ' || r.reference, ', for no bill')
                    || coalesce(', next try ' || to_char(f.next_try_on, 'YYYY-MM-DD'), ', no next try')
                """,
            fix: "'give another failure its own number; correct the row where it is the same one'",
            joining: """
                JOIN \(known) ON \(isTheirs) AND NOT (\(isTheSame))
                LEFT JOIN receivables r ON r.tenant_id = f.tenant_id AND r.id = f.receivable_id
                """, where: "true")
    }

    /// Lines and codes of staged failures with the next try they tell of, so that what cannot be is named.
    package func stagedAutopayCodes() throws -> [(line: Int, code: String, nextTry: String?)] {
        try rows("SELECT line, code, next_try_on FROM staged ORDER BY line") {
            (
                line: Int(try $0.get("line", as: Int32.self)), code: try $0.get("code"),
                nextTry: try $0.getOptional("next_try_on")
            )
        }
    }

    /// Makes sure that every customer with a new failure has a case with the business.
    package func ensureCasesOfStagedAutopay(_ business: Identifier<Business>, today: CalendarDate) throws {
        try ensureCasesOfStaged(business, today: today)
    }

    /// New failures in the order of the file, behind a line; one page.
    package func stagedAutopayFailures(after line: Int) throws -> [StagedAutopayFailure] {
        try rows(
            """
            SELECT line, known_case_id, known_receivable_id, reference, failed_on::date AS failed_on, code,
                next_try_on::date AS next_try_on
            FROM staged WHERE status = 'new' AND line > \(Int32(clamping: line)) ORDER BY line LIMIT \(Self.stagedPage)
            """
        ) { row in
            StagedAutopayFailure(
                line: Int(try row.get("line", as: Int32.self)), caseID: try row.get("known_case_id"),
                receivable: try row.getOptional("known_receivable_id"), reference: try row.get("reference"),
                failedOn: try row.get("failed_on"), code: try row.get("code"),
                nextTryOn: try row.getOptional("next_try_on"))
        }
    }

    /// Keeps failures, marks the customers' automatic payment as failed unless they gave a new payment method since, and
    /// has the cases looked at. A repeat of the same reference changes nothing.
    ///
    /// - Returns: Those that are new.
    package func recordAutopayFailures(
        _ failures: [AutopayFailureRecord], today: CalendarDate
    ) throws -> [AutopayFailureRecord] {
        guard !failures.isEmpty else { return [] }
        let kept = try rows(
            """
            INSERT INTO autopay_failures (tenant_id, id, case_id, receivable_id, reference, failed_on, code, cause, is_hard,
                next_try_on)
            SELECT \(tenantID), gen_random_uuid(), case_id, receivable_id, reference, failed_on, code, cause, is_hard,
                next_try_on
            FROM unnest(\(failures.map(\.caseID)), \(failures.map(\.receivable)), \(failures.map(\.reference)),
                \(failures.map(\.failedOn)), \(failures.map(\.code)), \(failures.map(\.cause)), \(failures.map(\.isHard)),
                \(failures.map(\.nextTryOn)))
                AS f (case_id, receivable_id, reference, failed_on, code, cause, is_hard, next_try_on)
            ON CONFLICT (tenant_id, case_id, reference) DO NOTHING
            RETURNING case_id, reference
            """
        ) { row in
            (
                caseID: try row.get("case_id", as: Identifier<CollectionCase>.self),
                reference: try row.get("reference", as: String.self)
            )
        }
        let cases = kept.map(\.caseID)
        try execute(
            """
            UPDATE customers u SET autopay = 'failed' FROM collection_cases c
            JOIN autopay_failures f ON f.tenant_id = c.tenant_id AND f.case_id = c.id
            JOIN unnest(\(cases), \(kept.map(\.reference))) AS k (case_id, reference)
                ON k.case_id = f.case_id AND k.reference = f.reference
            WHERE c.tenant_id = \(tenantID) AND u.tenant_id = c.tenant_id AND u.id = c.customer_id
                AND NOT EXISTS (
                    SELECT 1 FROM collection_cases o
                    JOIN case_events e ON e.tenant_id = o.tenant_id AND e.case_id = o.id
                    WHERE o.tenant_id = c.tenant_id AND o.customer_id = c.customer_id
                        AND e.kind = 'payment-method-changed' AND e.happened_on >= f.failed_on)
            """)
        try lowerNextLook(of: Array(Set(cases)), to: today)
        return failures.filter { failure in
            kept.contains { $0.caseID == failure.caseID && $0.reference == failure.reference }
        }
    }

    /// The failure of a case with the source's number; `nil` when there is none.
    package func autopayFailure(
        _ reference: String, ofCase caseID: Identifier<CollectionCase>
    ) throws -> AutopayFailureRecord? {
        try row(
            """
            SELECT case_id, receivable_id, reference, failed_on, code, cause, is_hard, next_try_on FROM autopay_failures
            WHERE tenant_id = \(tenantID) AND case_id = \(caseID) AND reference = \(reference)
            """, AutopayFailureRecord.init)
    }

    /// Failures of these cases since a day, and older ones with a next try since, oldest first.
    func autopayFailures(
        ofCases ids: [Identifier<CollectionCase>], since day: CalendarDate
    ) throws -> [Identifier<CollectionCase>: [AutopayFailureRecord]] {
        let found = try rows(
            """
            SELECT case_id, receivable_id, reference, failed_on, code, cause, is_hard, next_try_on FROM autopay_failures
            WHERE tenant_id = \(tenantID) AND case_id = ANY(\(ids)) AND (failed_on >= \(day) OR next_try_on >= \(day))
            ORDER BY case_id, failed_on, reference
            """, AutopayFailureRecord.init)
        return Dictionary(grouping: found, by: \.caseID)
    }

    /// Keeps that the customer gave a new payment method: the automatic payment is on again.
    package func recordNewPaymentMethod(
        of customer: Identifier<Customer>, on day: CalendarDate, source: String
    ) throws {
        try execute(
            "UPDATE customers SET autopay = 'on' WHERE tenant_id = \(tenantID) AND id = \(customer)")
        let cases = try caseIDs(of: customer)
        try execute(
            """
            INSERT INTO case_events (tenant_id, id, case_id, kind, happened_on, source)
            SELECT \(tenantID), gen_random_uuid(), id, 'payment-method-changed', \(day), \(source)
            FROM unnest(\(cases)) AS c (id)
            ON CONFLICT (tenant_id, case_id, kind, happened_on) DO NOTHING
            """)
        try lowerNextLook(of: cases, to: day)
    }
}
