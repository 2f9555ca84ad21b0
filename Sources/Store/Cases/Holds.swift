import Foundation
import Postgres
package import Receivables

/// A dated reason why nothing may be sent or placed, with its release when there is one.
package struct HoldRecord: Sendable {
    package let id: Identifier<Hold>
    package let customerID: Identifier<Customer>
    package let caseID: Identifier<CollectionCase>?
    package let receivableID: Identifier<Receivable>?
    package let reason: HoldReason
    package let source: String
    package let heldFrom: CalendarDate
    /// First day on which it no longer binds, by its own end or by its release; `nil` while it has no end, and while
    /// somebody is still to do what it rests for.
    package let heldUntil: CalendarDate?
    package let note: String
    /// The day somebody looks at it again; `nil` when nobody said one.
    package let reviewOn: CalendarDate?

    init(_ row: Row) throws {
        id = try row.get("id")
        customerID = try row.get("customer_id")
        caseID = try row.getOptional("case_id")
        receivableID = try row.getOptional("receivable_id")
        reason = try row.choice("reason")
        source = try row.get("source")
        heldFrom = try row.get("held_from")
        heldUntil = try row.getOptional("held_until")
        note = try row.get("note")
        reviewOn = try row.getOptional("review_on")
    }

    /// Whether it binds on `day`.
    package func binds(on day: CalendarDate) -> Bool { heldFrom <= day && (heldUntil.map { day < $0 } ?? true) }
}

/// First day on which hold `h` no longer binds: its own end or its release `x`. What somebody is still to do binds beyond
/// that end, because the customer was told that they would.
private let heldUntil: SQL = """
    least(
        CASE
            WHEN h.held_until IS NULL THEN NULL
            WHEN EXISTS (
                SELECT 1 FROM case_tasks t
                LEFT JOIN case_task_endings e ON e.tenant_id = t.tenant_id AND e.task_id = t.id
                WHERE t.tenant_id = h.tenant_id AND t.hold_id = h.id AND e.task_id IS NULL) THEN NULL
            ELSE greatest(h.held_until, (
                SELECT max(e.ended_on) FROM case_tasks t
                JOIN case_task_endings e ON e.tenant_id = t.tenant_id AND e.task_id = t.id
                WHERE t.tenant_id = h.tenant_id AND t.hold_id = h.id))
        END,
        CASE WHEN x.released_on IS NOT NULL THEN greatest(x.released_on, h.held_from) END)
    """

/// A hold to be added.
package struct NewHold: Sendable {
    package var customerID: Identifier<Customer>
    package var caseID: Identifier<CollectionCase>?
    package var receivableID: Identifier<Receivable>?
    package var reason: HoldReason
    package var source: String
    package var from: CalendarDate
    package var until: CalendarDate?
    package var note: String

    package init(
        customerID: Identifier<Customer>, caseID: Identifier<CollectionCase>?,
        receivableID: Identifier<Receivable>? = nil,
        reason: HoldReason, source: String, from: CalendarDate, until: CalendarDate?, note: String = ""
    ) {
        self.customerID = customerID
        self.caseID = caseID
        self.receivableID = receivableID
        self.reason = reason
        self.source = source
        self.from = from
        self.until = until
        self.note = note
    }
}

extension TenantTransaction {
    /// Adds a hold. It binds every channel and exporter from its first day.
    package func add(_ hold: NewHold) throws -> Identifier<Hold> {
        let id = Identifier<Hold>()
        try execute(
            """
            INSERT INTO holds (tenant_id, id, customer_id, case_id, receivable_id, reason, source, held_from, held_until, note)
            VALUES (\(tenantID), \(id), \(hold.customerID), \(hold.caseID), \(hold.receivableID), \(hold.reason.rawValue),
                \(hold.source), \(hold.from), \(hold.until), \(hold.note))
            """)
        try lowerNextLook(of: try hold.caseID.map { [$0] } ?? caseIDs(of: hold.customerID), to: hold.from)
        return id
    }

    /// Customers with a postal address of today in one of these areas of five digits, a bad one and that of the site
    /// included, in the order of their references.
    package func customers(
        inZIPs zips: [String], after reference: String?, limit: Int
    ) throws -> [(id: Identifier<Customer>, reference: String)] {
        try rows(
            """
            SELECT u.id, u.reference FROM customers u
            WHERE u.tenant_id = \(tenantID) AND (\(reference)::text IS NULL OR u.reference > \(reference)::text)
                AND EXISTS (
                    SELECT 1 FROM contact_points p
                    WHERE p.tenant_id = u.tenant_id AND p.customer_id = u.id AND p.medium = 'post' AND p.is_current
                        AND left(p.zip, 5) = ANY(\(zips)))
            ORDER BY u.reference LIMIT \(limit)
            """
        ) { (try $0.get("id"), try $0.get("reference")) }
    }

    /// Lifts a hold from a day on. Lifting twice changes nothing.
    ///
    /// - Returns: `false` when there is no such hold.
    package func release(_ id: Identifier<Hold>, on day: CalendarDate, reason: String, source: String) throws -> Bool {
        guard
            let customer = try row(
                "SELECT customer_id FROM holds WHERE tenant_id = \(tenantID) AND id = \(id)",
                { try $0.get("customer_id", as: Identifier<Customer>.self) })
        else { return false }
        try execute(
            """
            INSERT INTO hold_releases (tenant_id, hold_id, released_on, reason, source)
            VALUES (\(tenantID), \(id), \(day), \(reason), \(source)) ON CONFLICT (tenant_id, hold_id) DO NOTHING
            """)
        try lowerNextLook(of: try caseIDs(of: customer), to: day)
        return true
    }

    /// One hold with the day it ends or ended; `nil` when there is none.
    package func hold(_ id: Identifier<Hold>) throws -> HoldRecord? {
        try row(
            """
            SELECT h.id, h.customer_id, h.case_id, h.receivable_id, h.reason, h.source, h.held_from,
                \(heldUntil) AS held_until, h.note,
                (SELECT v.review_on FROM hold_reviews v WHERE v.tenant_id = h.tenant_id AND v.hold_id = h.id
                    ORDER BY v.ordinal DESC LIMIT 1) AS review_on
            FROM holds h LEFT JOIN hold_releases x ON x.tenant_id = h.tenant_id AND x.hold_id = h.id
            WHERE h.tenant_id = \(tenantID) AND h.id = \(id)
            """, HoldRecord.init)
    }

    /// Holds of these customers, past ones included, oldest first.
    package func holds(of customers: [Identifier<Customer>]) throws -> [HoldRecord] {
        try rows(
            """
            SELECT h.id, h.customer_id, h.case_id, h.receivable_id, h.reason, h.source, h.held_from,
                \(heldUntil) AS held_until, h.note,
                (SELECT v.review_on FROM hold_reviews v WHERE v.tenant_id = h.tenant_id AND v.hold_id = h.id
                    ORDER BY v.ordinal DESC LIMIT 1) AS review_on
            FROM holds h LEFT JOIN hold_releases x ON x.tenant_id = h.tenant_id AND x.hold_id = h.id
            WHERE h.tenant_id = \(tenantID) AND h.customer_id = ANY(\(customers))
            ORDER BY h.customer_id, h.held_from, h.id
            """, HoldRecord.init)
    }

    /// Holds that bind on a day with the reference of their customer: those that end first, first.
    package func holdsInForce(
        on day: CalendarDate, limit: Int
    ) throws -> [(customer: String, hold: HoldRecord)] {
        try rows(
            """
            SELECT u.reference, h.id, h.customer_id, h.case_id, h.receivable_id, h.reason, h.source, h.held_from,
                \(heldUntil) AS held_until, h.note,
                (SELECT v.review_on FROM hold_reviews v WHERE v.tenant_id = h.tenant_id AND v.hold_id = h.id
                    ORDER BY v.ordinal DESC LIMIT 1) AS review_on
            FROM holds h
            JOIN customers u ON u.tenant_id = h.tenant_id AND u.id = h.customer_id
            LEFT JOIN hold_releases x ON x.tenant_id = h.tenant_id AND x.hold_id = h.id
            WHERE h.tenant_id = \(tenantID) AND h.held_from <= \(day)
                AND coalesce(\(heldUntil) > \(day), true)
            ORDER BY held_until NULLS LAST, u.reference, h.id LIMIT \(limit)
            """
        ) { (customer: try $0.get("reference"), hold: try HoldRecord($0)) }
    }
}
