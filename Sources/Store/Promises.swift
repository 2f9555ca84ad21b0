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
    package var supersededOn: CalendarDate?
    package var withdrawnOn: CalendarDate?

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
        let ending = try row.getOptional("ending", as: String.self)
        let endedOn = try row.getOptional("ended_on", as: CalendarDate.self)
        supersededOn = ending == "superseded" ? endedOn : nil
        withdrawnOn = ending == "withdrawn" ? endedOn : nil
    }
}

extension TenantTransaction {
    /// Keeps a promise; earlier ones of the case that have no ending are superseded by it.
    package func add(_ promise: PromiseRecord) throws {
        try execute(
            """
            INSERT INTO promise_endings (tenant_id, promise_id, kind, ended_on, reason)
            SELECT tenant_id, id, 'superseded', \(promise.madeOn), 'a later promise'
            FROM promises WHERE tenant_id = \(tenantID) AND case_id = \(promise.caseID) AND due_on >= \(promise.madeOn)
            ON CONFLICT (tenant_id, promise_id) DO NOTHING
            """)
        try execute(
            """
            INSERT INTO promises (tenant_id, id, case_id, call_id, amount_minor, currency, made_on, due_on, made_by)
            VALUES (\(tenantID), \(promise.id), \(promise.caseID), \(promise.call), \(promise.amount.minorUnits),
                \(promise.amount.currency.code), \(promise.madeOn), \(promise.dueOn), \(promise.madeBy))
            """)
        try lowerNextLook(of: [promise.caseID], to: promise.madeOn)
    }

    /// Promises of these cases, oldest first.
    package func promises(ofCases ids: [Identifier<CollectionCase>]) throws -> [PromiseRecord] {
        try rows(
            """
            SELECT p.id, p.case_id, p.call_id, p.amount_minor, p.currency, p.made_on, p.due_on, p.made_by,
                x.kind AS ending, x.ended_on
            FROM promises p LEFT JOIN promise_endings x ON x.tenant_id = p.tenant_id AND x.promise_id = p.id
            WHERE p.tenant_id = \(tenantID) AND p.case_id = ANY(\(ids)) ORDER BY p.case_id, p.made_on, p.created_at, p.id
            """, PromiseRecord.init)
    }
}
