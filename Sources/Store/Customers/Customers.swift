import Foundation
import Postgres
package import Receivables

/// A customer as stored.
package struct CustomerRecord: Sendable {
    package let id: Identifier<Customer>
    package let reference: String
    package let kind: CustomerKind
    package let firstName: String
    package let lastName: String
    package let businessName: String
    package let language: Language
    /// `on`, `off` or `failed`.
    package let autopay: String
    package let statedZone: String?
    package let statedZoneUntil: CalendarDate?
    package let notes: String

    init(_ row: Row) throws {
        id = try row.get("customer_id")
        reference = try row.get("customer_reference")
        kind = try row.choice("kind")
        firstName = try row.get("first_name")
        lastName = try row.get("last_name")
        businessName = try row.get("business_name")
        language = try row.choice("language")
        autopay = try row.get("autopay")
        statedZone = try row.getOptional("stated_zone")
        statedZoneUntil = try row.getOptional("stated_zone_until")
        notes = try row.get("notes")
    }

    /// How a letter names the customer: the business name, or first and last name.
    package var displayName: String {
        businessName.isEmpty ? [firstName, lastName].filter { !$0.isEmpty }.joined(separator: " ") : businessName
    }
}

let customerColumns: SQL = """
    u.id AS customer_id, u.reference AS customer_reference, u.kind, u.first_name, u.last_name, u.business_name, u.language,
    u.autopay, u.stated_zone, u.stated_zone_until, u.notes
    """

/// A customer with the sums of all businesses, each currency by itself.
package struct CustomerStanding: Sendable {
    package let customer: CustomerRecord
    /// Owed; empty for nothing.
    package let open: [Money]
    /// To the customer's credit, set against nothing; empty for nothing.
    package let unapplied: [Money]
}

/// An address with its state and stops.
package struct ContactPointRecord: Sendable {
    package let id: Identifier<ContactPoint>
    package let customerID: Identifier<Customer>
    package let medium: ContactMedium
    package let role: String
    /// E-mail address, E.164 number, or the postal lines joined by LF.
    package let value: String
    package let zip: String?
    package let state: String?
    package let isBad: Bool
    package let badReason: String?
    package let stoppedAt: BusinessInstant?
    package let textConsentAt: BusinessInstant?
    package let recordedAt: BusinessInstant

    init(_ row: Row) throws {
        id = try row.get("id")
        customerID = try row.get("customer_id")
        medium = try row.choice("medium")
        role = try row.get("role")
        value = try row.get("value")
        zip = try row.getOptional("zip")
        state = try row.getOptional("state")
        isBad = try row.get("is_bad")
        badReason = try row.getOptional("bad_reason")
        stoppedAt = try row.getOptional("stopped_at")
        textConsentAt = try row.getOptional("text_consent_at")
        recordedAt = try row.get("created_at")
    }
}

/// An agreement as stored.
package struct AgreementRecord: Sendable {
    package let customerID: Identifier<Customer>
    package let businessID: Identifier<Business>
    package let reference: String
    package let serviceKinds: [String]
    package let monthly: Money?
    package let allows: [String]
    package let noticeDays: Int?
    /// The company the contract was sold to; empty when it was not.
    package let fundedBy: String

    init(_ row: Row) throws {
        fundedBy = try row.get("funded_by")
        customerID = try row.get("customer_id")
        businessID = try row.get("business_id")
        reference = try row.get("reference")
        serviceKinds = try row.get("service_kinds")
        monthly = try row.getOptional("monthly_minor", as: Int64.self) == nil ? nil : try row.money("monthly_minor")
        allows = try row.get("allows")
        noticeDays = try row.getOptional("notice_days", as: Int16.self).map(Int.init)
    }
}

extension TenantTransaction {
    /// The customer with this reference; `nil` when there is none.
    package func customer(reference: String) throws -> CustomerRecord? {
        try row(
            "SELECT \(customerColumns) FROM customers u WHERE u.tenant_id = \(tenantID) AND u.reference = \(reference)",
            CustomerRecord.init)
    }

    /// Names by reference, of those there are.
    package func customerNames(_ references: [String]) throws -> [String: String] {
        guard !references.isEmpty else { return [:] }
        let found = try rows(
            """
            SELECT \(customerColumns) FROM customers u
            WHERE u.tenant_id = \(tenantID) AND u.reference = ANY(\(references))
            """, CustomerRecord.init)
        return Dictionary(found.map { ($0.reference, $0.displayName) }) { first, _ in first }
    }

    /// The customer with this key; `nil` when there is none.
    package func customer(_ id: Identifier<Customer>) throws -> CustomerRecord? {
        try row(
            "SELECT \(customerColumns) FROM customers u WHERE u.tenant_id = \(tenantID) AND u.id = \(id)",
            CustomerRecord.init)
    }

    /// Customers whose own reference, or an agreement's of whom, is this one.
    package func customers(named reference: String) throws -> [Identifier<Customer>] {
        try rows(
            """
            SELECT id FROM customers WHERE tenant_id = \(tenantID) AND reference = \(reference)
            UNION
            SELECT customer_id FROM agreements WHERE tenant_id = \(tenantID) AND reference = \(reference)
            """
        ) { try $0.get("id") }
    }

    /// Customers by reference, with what each owes and has to the credit, after `reference`; one page.
    package func customers(after reference: String?, limit: Int) throws -> [CustomerStanding] {
        let customers = try rows(
            """
            SELECT \(customerColumns) FROM customers u
            WHERE u.tenant_id = \(tenantID) AND (\(reference)::text IS NULL OR u.reference > \(reference)::text)
            ORDER BY u.reference LIMIT \(limit)
            """, CustomerRecord.init)
        return try standings(of: customers)
    }

    /// What these customers owe and have to their credit, each currency once; with one business or all of them.
    package func customerBalances(
        of customers: [Identifier<Customer>], business: Identifier<Business>? = nil
    ) throws -> [Identifier<Customer>: [(open: Money, unapplied: Money)]] {
        let found = try rows(
            """
            SELECT customer_id, currency, sum(open_minor)::bigint AS open_minor,
                sum(unapplied_minor)::bigint AS unapplied_minor
            FROM customer_balances
            WHERE tenant_id = \(tenantID) AND customer_id = ANY(\(customers))
                AND (\(business)::uuid IS NULL OR business_id = \(business)::uuid)
            GROUP BY customer_id, currency ORDER BY customer_id, currency
            """
        ) { row in
            (
                customer: try row.get("customer_id", as: Identifier<Customer>.self),
                open: try row.money("open_minor"), unapplied: try row.money("unapplied_minor")
            )
        }
        return Dictionary(grouping: found, by: \.customer).mapValues { $0.map { ($0.open, $0.unapplied) } }
    }

    /// Addresses in use of these customers: main before second before service, newest first.
    package func contactPoints(of customers: [Identifier<Customer>]) throws -> [ContactPointRecord] {
        try rows(
            """
            SELECT id, customer_id, medium, role, value, zip, state, is_bad, bad_reason, stopped_at, text_consent_at, created_at
            FROM contact_points
            WHERE tenant_id = \(tenantID) AND customer_id = ANY(\(customers)) AND is_current
            ORDER BY customer_id, medium, CASE role WHEN 'main' THEN 1 WHEN 'second' THEN 2 ELSE 3 END, created_at DESC, id
            """, ContactPointRecord.init)
    }

    func agreements(of customers: [Identifier<Customer>]) throws -> [AgreementRecord] {
        try rows(
            """
            SELECT customer_id, business_id, reference, service_kinds, monthly_minor, currency, allows, notice_days, funded_by
            FROM agreements WHERE tenant_id = \(tenantID) AND customer_id = ANY(\(customers)) ORDER BY customer_id, reference
            """, AgreementRecord.init)
    }

    /// Stops an address at the customer's wish, for every debt and business of the tenant. Repeating changes nothing.
    ///
    /// The stop counts for the same address wherever it stands: cmt 14(h)(1)-3.ii.
    /// - Returns: The customer, or `nil` when there is no such contact point.
    package func stopContactPoint(
        _ id: Identifier<ContactPoint>, at moment: BusinessInstant, source: String
    ) throws -> Identifier<Customer>? {
        let stopped = try rows(
            """
            UPDATE contact_points AS other SET stopped_at = \(moment)
            FROM contact_points AS named
            WHERE named.tenant_id = \(tenantID) AND named.id = \(id) AND other.tenant_id = \(tenantID)
                AND other.medium = named.medium AND other.value = named.value AND other.stopped_at IS NULL
            RETURNING other.id, other.customer_id
            """
        ) {
            (
                try $0.get("id", as: Identifier<ContactPoint>.self),
                try $0.get("customer_id", as: Identifier<Customer>.self)
            )
        }
        for (point, customer) in stopped {
            try recordContactPointEvent(point, "stopped", at: moment, source: source)
            try lowerNextLook(of: try caseIDs(of: customer), to: moment.day(in: try tenant().timeZone()))
        }
        return try row(
            "SELECT customer_id FROM contact_points WHERE tenant_id = \(tenantID) AND id = \(id)"
        ) { try $0.get("customer_id") }
    }

    /// Stops texts to a number at the customer's wish; calls to it go on. No later file brings the consent back.
    package func stopTexts(to id: Identifier<ContactPoint>, at moment: BusinessInstant, source: String) throws {
        try recordContactPointEvent(id, "text-stopped", at: moment, source: source)
        try execute(
            """
            UPDATE contact_points AS other SET text_consent_at = NULL
            FROM contact_points AS named
            WHERE named.tenant_id = \(tenantID) AND named.id = \(id) AND other.tenant_id = \(tenantID)
                AND other.medium = named.medium
                AND (other.value = named.value OR other.customer_id = named.customer_id)
            """)
    }

    /// Marks an address bad: mail returned, number dead. Repeating changes nothing.
    package func markContactPointBad(
        _ id: Identifier<ContactPoint>, reason: String, at moment: TenantMoment, source: String
    ) throws {
        let changed = try rows(
            """
            UPDATE contact_points SET is_bad = true, bad_reason = \(reason), bad_since = \(moment.today)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND NOT is_bad RETURNING customer_id
            """
        ) { try $0.get("customer_id", as: Identifier<Customer>.self) }
        for customer in changed {
            try recordContactPointEvent(id, "bad", at: moment.now, source: "\(source): \(reason)")
            try lowerNextLook(of: try caseIDs(of: customer), to: moment.today)
        }
    }

    private func recordContactPointEvent(
        _ id: Identifier<ContactPoint>, _ kind: String, at moment: BusinessInstant, source: String
    ) throws {
        try execute(
            """
            INSERT INTO contact_point_events (tenant_id, id, contact_point_id, kind, happened_at, source)
            VALUES (\(tenantID), \(UUID()), \(id), \(kind), \(moment), \(source))
            ON CONFLICT (tenant_id, id) DO NOTHING
            """)
    }
}
