import Foundation
import Postgres
package import Receivables

/// A promise to pay as the customer gave it. Whether it was kept is computed from the books.
package struct PromiseRecord: Sendable {
    package var id: Identifier<PromiseToPay>
    package var caseID: Identifier<CollectionCase>
    package var call: Identifier<CallMark>?
    package var amount: Money
    package var madeOn: CalendarDate
    /// Last day on which payment keeps the promise, tenant's calendar.
    package var dueOn: CalendarDate
    package var madeBy: String
    /// How the customer means to pay; empty when not said.
    package var way = ""
    /// The day the customer may be called when the money has not come; `nil` when no call was agreed.
    package var callBackOn: CalendarDate?
    /// Whether the customer asked to be reminded the day before.
    package var wantsReminder = false
    /// Whose allowance it was taken by, as a stable word.
    package var grantedAs = "collector"
    /// What it covers; empty for all of the case.
    package var items: [Identifier<Receivable>] = []
    package var supersededOn: CalendarDate?
    package var withdrawnOn: CalendarDate?
    /// When it was written down; `nil` before it is.
    package internal(set) var recordedAt: ServerInstant?
    /// When it was replaced or taken back; `nil` while it stands, and where nobody knows.
    package internal(set) var endedAt: ServerInstant?

    package init(
        id: Identifier<PromiseToPay> = Identifier(), caseID: Identifier<CollectionCase>, call: Identifier<CallMark>?,
        amount: Money, madeOn: CalendarDate, dueOn: CalendarDate, madeBy: String
    ) {
        self.id = id
        self.caseID = caseID
        self.call = call
        self.amount = amount
        self.madeOn = madeOn
        self.dueOn = dueOn
        self.madeBy = madeBy
        supersededOn = nil
        withdrawnOn = nil
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        caseID = try row.get("case_id")
        call = try row.getOptional("call_id")
        amount = try row.money("amount_minor")
        madeOn = try row.get("made_on")
        dueOn = try row.get("due_on")
        madeBy = try row.get("made_by")
        way = try row.get("method")
        callBackOn = try row.getOptional("call_back_on")
        wantsReminder = try row.get("wants_reminder")
        grantedAs = try row.get("granted_as")
        items = try row.get("items")
        let ending = try row.getOptional("ending", as: String.self)
        let endedOn = try row.getOptional("ended_on", as: CalendarDate.self)
        supersededOn = ending == "superseded" ? endedOn : nil
        withdrawnOn = ending == "withdrawn" ? endedOn : nil
        recordedAt = try row.get("created_at")
        endedAt = try row.getOptional("ending_recorded_at")
    }
}

extension TenantTransaction {
    /// Keeps a promise; earlier ones of the case that have no ending are superseded by it while their day has not passed.
    ///
    /// - Parameter open: Promises whose day has passed and whose grace has not: they are superseded too.
    package func add(_ promise: PromiseRecord, replacing open: [Identifier<PromiseToPay>] = []) throws {
        try execute(
            """
            INSERT INTO promise_endings (tenant_id, promise_id, kind, ended_on, reason)
            SELECT tenant_id, id, 'superseded', \(promise.madeOn), 'a later promise'
            FROM promises WHERE tenant_id = \(tenantID) AND case_id = \(promise.caseID)
                AND (due_on >= \(promise.madeOn) OR id = ANY(\(open)))
            ON CONFLICT (tenant_id, promise_id) DO NOTHING
            """)
        try execute(
            """
            INSERT INTO promises (tenant_id, id, case_id, call_id, amount_minor, currency, made_on, due_on, made_by, method,
                call_back_on, wants_reminder, granted_as, created_at)
            VALUES (\(tenantID), \(promise.id), \(promise.caseID), \(promise.call), \(promise.amount.minorUnits),
                \(promise.amount.currency.code), \(promise.madeOn), \(promise.dueOn), \(promise.madeBy), \(promise.way),
                \(promise.callBackOn), \(promise.wantsReminder), \(promise.grantedAs), clock_timestamp())
            """)
        try execute(
            """
            INSERT INTO promise_items (tenant_id, promise_id, receivable_id)
            SELECT \(tenantID), \(promise.id), item FROM unnest(\(promise.items)) AS i (item)
            ON CONFLICT (tenant_id, promise_id, receivable_id) DO NOTHING
            """)
        try lowerNextLook(of: [promise.caseID], to: promise.madeOn)
    }

    /// Ends promises of a case because something took their place. One that has an ending keeps it.
    package func supersede(
        _ promises: [Identifier<PromiseToPay>], ofCase caseID: Identifier<CollectionCase>, on day: CalendarDate,
        reason: String
    ) throws {
        guard !promises.isEmpty else { return }
        try execute(
            """
            INSERT INTO promise_endings (tenant_id, promise_id, kind, ended_on, reason)
            SELECT tenant_id, id, 'superseded', \(day), \(reason)
            FROM promises WHERE tenant_id = \(tenantID) AND case_id = \(caseID) AND id = ANY(\(promises))
            ON CONFLICT (tenant_id, promise_id) DO NOTHING
            """)
        try lowerNextLook(of: [caseID], to: day)
    }

    /// Promises of these cases, oldest first.
    package func promises(ofCases ids: [Identifier<CollectionCase>]) throws -> [PromiseRecord] {
        try rows(
            """
            SELECT \(Self.promiseColumns)
            FROM promises p LEFT JOIN promise_endings x ON x.tenant_id = p.tenant_id AND x.promise_id = p.id
            WHERE p.tenant_id = \(tenantID) AND p.case_id = ANY(\(ids)) ORDER BY p.case_id, p.made_on, p.created_at, p.id
            """, PromiseRecord.init)
    }

    private static let promiseColumns: SQL = """
        p.id, p.case_id, p.call_id, p.amount_minor, p.currency, p.made_on, p.due_on, p.made_by, p.method, p.call_back_on,
        p.wants_reminder, p.granted_as, p.created_at, x.kind AS ending, x.ended_on,
        x.recorded_at AS ending_recorded_at, ARRAY(
            SELECT i.receivable_id FROM promise_items i
            WHERE i.tenant_id = p.tenant_id AND i.promise_id = p.id ORDER BY i.receivable_id) AS items
        """

    /// One promise; `nil` when there is none.
    package func promise(_ id: Identifier<PromiseToPay>) throws -> PromiseRecord? {
        try row(
            """
            SELECT \(Self.promiseColumns)
            FROM promises p LEFT JOIN promise_endings x ON x.tenant_id = p.tenant_id AND x.promise_id = p.id
            WHERE p.tenant_id = \(tenantID) AND p.id = \(id)
            """, PromiseRecord.init)
    }

    /// Keeps that a promise was taken back. One that has an ending keeps it.
    ///
    /// - Returns: Whether it is withdrawn by this.
    package func withdraw(
        _ promise: PromiseRecord, on day: CalendarDate, reason: String, by person: String
    ) throws -> Bool {
        let isNew =
            try execute(
                """
                INSERT INTO promise_endings (tenant_id, promise_id, kind, ended_on, reason, recorded_by)
                VALUES (\(tenantID), \(promise.id), 'withdrawn', \(day), \(reason), \(person))
                ON CONFLICT (tenant_id, promise_id) DO NOTHING
                """) == 1
        try lowerNextLook(of: [promise.caseID], to: day)
        return isNew
    }
}
