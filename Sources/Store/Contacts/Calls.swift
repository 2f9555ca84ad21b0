import Foundation
import Postgres
package import Receivables

/// One telephone call, as a person recorded it.
package struct CallRecord: Sendable {
    package var id: Identifier<CallMark>
    package var customerID: Identifier<Customer>
    package var caseID: Identifier<CollectionCase>
    package var attempt: Identifier<ContactAttempt>?
    package var contactPoint: Identifier<ContactPoint>?
    /// Whether the business called; otherwise the customer did.
    package var isOutbound: Bool
    package var disposition: CallDisposition
    package var reason: NonpaymentReason?
    package var calledAt: BusinessInstant
    package var agreedCallBackOn: CalendarDate?
    /// Minutes after the customer's midnight.
    package var agreedCallBackMinute: Int?
    package var willLookIntoIt: Bool
    /// Whether the customer had agreed to this very call.
    package var wasAgreed: Bool
    package var note: String
    package var recordedBy: String
    package var idempotencyKey: String

    package init(
        id: Identifier<CallMark> = Identifier(), customerID: Identifier<Customer>, caseID: Identifier<CollectionCase>,
        attempt: Identifier<ContactAttempt>?, contactPoint: Identifier<ContactPoint>?, isOutbound: Bool = true,
        disposition: CallDisposition, reason: NonpaymentReason?, calledAt: BusinessInstant,
        agreedCallBackOn: CalendarDate?, agreedCallBackMinute: Int?, willLookIntoIt: Bool, wasAgreed: Bool,
        note: String,
        recordedBy: String, idempotencyKey: String
    ) {
        self.id = id
        self.customerID = customerID
        self.caseID = caseID
        self.attempt = attempt
        self.contactPoint = contactPoint
        self.isOutbound = isOutbound
        self.disposition = disposition
        self.reason = reason
        self.calledAt = calledAt
        self.agreedCallBackOn = agreedCallBackOn
        self.agreedCallBackMinute = agreedCallBackMinute
        self.willLookIntoIt = willLookIntoIt
        self.wasAgreed = wasAgreed
        self.note = note
        self.recordedBy = recordedBy
        self.idempotencyKey = idempotencyKey
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        customerID = try row.get("customer_id")
        caseID = try row.get("case_id")
        attempt = try row.getOptional("attempt_id")
        contactPoint = try row.getOptional("contact_point_id")
        isOutbound = try row.get("direction", as: String.self) == "out"
        disposition = try row.choice("disposition")
        reason = try row.optionalChoice("nonpayment_reason")
        calledAt = try row.get("called_at")
        agreedCallBackOn = try row.getOptional("agreed_call_back_on")
        agreedCallBackMinute = try row.getOptional("agreed_call_back_minute", as: Int16.self).map(Int.init)
        willLookIntoIt = try row.get("will_look_into_it")
        wasAgreed = try row.get("was_agreed")
        note = try row.get("note")
        recordedBy = try row.get("recorded_by")
        idempotencyKey = try row.get("idempotency_key")
    }
}

/// One recorded telephone call.
package enum CallMark {}

extension TenantTransaction {
    /// Keeps a call; one whose key is known changes nothing.
    ///
    /// - Returns: Whether the call is new.
    package func record(_ call: CallRecord, today: CalendarDate) throws -> Bool {
        let isNew =
            try execute(
                """
                INSERT INTO calls (tenant_id, id, customer_id, case_id, attempt_id, contact_point_id, direction, disposition,
                    nonpayment_reason, called_at, agreed_call_back_on, agreed_call_back_minute, will_look_into_it, was_agreed,
                    note, recorded_by, idempotency_key)
                VALUES (\(tenantID), \(call.id), \(call.customerID), \(call.caseID), \(call.attempt), \(call.contactPoint),
                    \(call.isOutbound ? "out" : "in"), \(call.disposition.rawValue), \(call.reason?.rawValue),
                    \(call.calledAt), \(call.agreedCallBackOn), \(call.agreedCallBackMinute.map(Int16.init)),
                    \(call.willLookIntoIt), \(call.wasAgreed), \(call.note), \(call.recordedBy), \(call.idempotencyKey))
                ON CONFLICT (tenant_id, idempotency_key) DO NOTHING
                """) == 1
        try lowerNextLook(of: try caseIDs(of: call.customerID), to: today)
        return isNew
    }

    /// The call reported with this key; `nil` when none was.
    package func call(key idempotencyKey: String) throws -> CallRecord? {
        try row(
            """
            SELECT id, customer_id, case_id, attempt_id, contact_point_id, direction, disposition, nonpayment_reason, called_at,
                agreed_call_back_on, agreed_call_back_minute, will_look_into_it, was_agreed, note, recorded_by, idempotency_key
            FROM calls WHERE tenant_id = \(tenantID) AND idempotency_key = \(idempotencyKey)
            """, CallRecord.init)
    }

    /// Calls with these customers since a day, oldest first, whichever case they were about.
    package func calls(of customers: [Identifier<Customer>], since day: CalendarDate) throws -> [CallRecord] {
        try rows(
            """
            SELECT id, customer_id, case_id, attempt_id, contact_point_id, direction, disposition, nonpayment_reason, called_at,
                agreed_call_back_on, agreed_call_back_minute, will_look_into_it, was_agreed, note, recorded_by, idempotency_key
            FROM calls WHERE tenant_id = \(tenantID) AND customer_id = ANY(\(customers))
                AND called_at >= \(day.instant(minuteOfDay: 0, in: .gmt))
            ORDER BY customer_id, called_at, id
            """, CallRecord.init)
    }

    /// Calls made for one task, oldest first.
    package func calls(for attempt: Identifier<ContactAttempt>) throws -> [CallRecord] {
        try rows(
            """
            SELECT id, customer_id, case_id, attempt_id, contact_point_id, direction, disposition, nonpayment_reason, called_at,
                agreed_call_back_on, agreed_call_back_minute, will_look_into_it, was_agreed, note, recorded_by, idempotency_key
            FROM calls WHERE tenant_id = \(tenantID) AND attempt_id = \(attempt) ORDER BY called_at, id
            """, CallRecord.init)
    }
}
