import Foundation
import Postgres
package import Receivables

/// What a person wrote down about a customer.
package struct CustomerNoteRecord: Sendable {
    package let writtenAt: BusinessInstant
    package let writtenBy: String
    package let note: String

    init(_ row: Row) throws {
        writtenAt = try row.get("written_at")
        writtenBy = try row.get("written_by")
        note = try row.get("note")
    }
}

/// What of a customer a person may correct.
package enum CustomerField: String, CaseIterable, Sendable, Codable {
    case email
    case telephone
    case post
    case language
    case firstName = "first-name"
    case lastName = "last-name"
    case businessName = "business-name"
}

/// A correction.
package struct CustomerChangeRecord: Sendable {
    package let field: CustomerField
    /// Empty where there was nothing.
    package let was: String
    package let became: String
    package let changedAt: BusinessInstant
    package let changedBy: String
    /// Where it comes from, as a stable word.
    package let source: String

    package init(
        field: CustomerField, was: String, became: String, changedAt: BusinessInstant, changedBy: String, source: String
    ) {
        self.field = field
        self.was = was
        self.became = became
        self.changedAt = changedAt
        self.changedBy = changedBy
        self.source = source
    }

    init(_ row: Row) throws {
        field = try row.choice("field")
        was = try row.get("was")
        became = try row.get("became")
        changedAt = try row.get("changed_at")
        changedBy = try row.get("changed_by")
        source = try row.get("source")
    }
}

/// An address a person gave for a customer.
package struct NewContactPoint: Sendable {
    package let medium: ContactMedium
    /// E-mail address, E.164 number, or the postal lines joined by LF.
    package let value: String
    package var line1: String?
    package var line2: String?
    package var city: String?
    package var state: String?
    package var zip: String?

    package init(medium: ContactMedium, value: String) {
        self.medium = medium
        self.value = value
    }
}

extension TenantTransaction {
    /// Notes on a customer, newest first.
    package func customerNotes(of customer: Identifier<Customer>, limit: Int = 200) throws -> [CustomerNoteRecord] {
        try rows(
            """
            SELECT written_at, written_by, note FROM customer_notes
            WHERE tenant_id = \(tenantID) AND customer_id = \(customer) ORDER BY written_at DESC, id LIMIT \(limit)
            """, CustomerNoteRecord.init)
    }

    /// Adds a note. The same key again adds nothing.
    ///
    /// - Returns: Whether it is new.
    package func addCustomerNote(
        _ note: String, on customer: Identifier<Customer>, by person: String, at moment: BusinessInstant, key: String
    ) throws -> Bool {
        try execute(
            """
            INSERT INTO customer_notes (tenant_id, id, customer_id, written_at, written_by, note, idempotency_key)
            VALUES (\(tenantID), \(UUID()), \(customer), \(moment), \(person), \(note), \(key))
            ON CONFLICT (tenant_id, customer_id, idempotency_key) DO NOTHING
            """) == 1
    }

    /// The note on a customer with this key; `nil` when there is none.
    package func customerNote(key: String, on customer: Identifier<Customer>) throws -> CustomerNoteRecord? {
        try row(
            """
            SELECT written_at, written_by, note FROM customer_notes
            WHERE tenant_id = \(tenantID) AND customer_id = \(customer) AND idempotency_key = \(key)
            """, CustomerNoteRecord.init)
    }

    /// Corrections of a customer, newest first.
    package func customerChanges(
        of customer: Identifier<Customer>, limit: Int = 200
    ) throws -> [CustomerChangeRecord] {
        try rows(
            """
            SELECT field, was, became, changed_at, changed_by, source FROM customer_changes
            WHERE tenant_id = \(tenantID) AND customer_id = \(customer) ORDER BY changed_at DESC, field, id LIMIT \(limit)
            """, CustomerChangeRecord.init)
    }

    /// Keeps that something was corrected.
    package func recordCustomerChange(_ change: CustomerChangeRecord, of customer: Identifier<Customer>) throws {
        try execute(
            """
            INSERT INTO customer_changes (tenant_id, id, customer_id, field, was, became, changed_at, changed_by, source)
            VALUES (\(tenantID), \(UUID()), \(customer), \(change.field.rawValue), \(change.was), \(change.became),
                \(change.changedAt), \(change.changedBy), \(change.source))
            """)
    }

    /// Corrects names and language; `nil` leaves as it is.
    package func correctCustomer(
        _ id: Identifier<Customer>, language: Language?, firstName: String?, lastName: String?, businessName: String?
    ) throws {
        try execute(
            """
            UPDATE customers SET language = coalesce(\(language?.rawValue), language),
                first_name = coalesce(\(firstName), first_name), last_name = coalesce(\(lastName), last_name),
                business_name = coalesce(\(businessName), business_name)
            WHERE tenant_id = \(tenantID) AND id = \(id)
            """)
    }

    /// Puts an address in the place of the main one of its medium. The old one stays as a fact and is used no longer.
    ///
    /// An address that was bad and is given again is good again: a person says it works. A stop of the same address,
    /// wherever it stands, binds it. Source: Regulation F comment 14(h)(1)-3.ii.
    package func replaceMainContactPoint(
        _ point: NewContactPoint, of customer: Identifier<Customer>, at moment: TenantMoment, source: String
    ) throws {
        try execute(
            """
            UPDATE contact_points SET is_current = false
            WHERE tenant_id = \(tenantID) AND customer_id = \(customer) AND medium = \(point.medium.rawValue)
                AND role = 'main' AND value <> \(point.value) AND is_current
            """)
        let made = try rows(
            """
            INSERT INTO contact_points (tenant_id, id, customer_id, medium, role, value, zip, state, line1, line2, city,
                stopped_at, created_at)
            VALUES (\(tenantID), \(UUID()), \(customer), \(point.medium.rawValue), 'main', \(point.value), \(point.zip),
                \(point.state), \(point.line1), \(point.line2), \(point.city),
                (SELECT min(o.stopped_at) FROM contact_points o WHERE o.tenant_id = \(tenantID)
                    AND o.medium = \(point.medium.rawValue) AND o.value = \(point.value)), \(moment.now))
            ON CONFLICT (tenant_id, customer_id, medium, value) DO UPDATE SET is_current = true, role = 'main',
                is_bad = false, bad_reason = NULL, bad_since = NULL
            RETURNING id
            """
        ) { try $0.get("id", as: Identifier<ContactPoint>.self) }
        for id in made {
            try execute(
                """
                INSERT INTO contact_point_events (tenant_id, id, contact_point_id, kind, happened_at, source)
                VALUES (\(tenantID), \(UUID()), \(id), 'good', \(moment.now), \(source))
                """)
        }
    }
}
