import Postgres
package import Receivables

/// An address of one customer that stands with another customer of the tenant too: behind both rows is one person.
///
/// A place is no person, so that postal addresses are left out. Source: cmt 14(h)(1)-3.ii, as for stops.
struct SharedAddress: Sendable {
    let customer: Identifier<Customer>
    let otherCustomer: Identifier<Customer>
    let otherPoint: Identifier<ContactPoint>
    let medium: ContactMedium

    init(_ row: Row) throws {
        customer = try row.get("customer_id")
        otherCustomer = try row.get("other_customer_id")
        otherPoint = try row.get("other_point_id")
        medium = try row.choice("medium")
    }
}

extension TenantTransaction {
    /// E-mail addresses and telephone numbers of these customers that others have too, past ones of the others among
    /// them: who was reached there was the same person.
    func sharedAddresses(of customers: [Identifier<Customer>]) throws -> [SharedAddress] {
        try rows(
            """
            SELECT mine.customer_id, other.customer_id AS other_customer_id, other.id AS other_point_id, other.medium
            FROM contact_points mine
            JOIN contact_points other ON other.tenant_id = mine.tenant_id AND other.medium = mine.medium
                AND other.value = mine.value AND other.customer_id <> mine.customer_id
            WHERE mine.tenant_id = \(tenantID) AND mine.customer_id = ANY(\(customers)) AND mine.is_current
                AND mine.medium IN ('email', 'telephone')
            ORDER BY mine.customer_id, other.id
            """, SharedAddress.init)
    }

    /// Lowers the next look of every case of a customer, and of the customers behind whom the same person stands.
    func lowerNextLook(ofPersonBehind customer: Identifier<Customer>, to day: CalendarDate) throws {
        let others = Set(try sharedAddresses(of: [customer]).map(\.otherCustomer))
        for one in others.union([customer]).sorted(by: { $0.description < $1.description }) {
            try lowerNextLook(of: try caseIDs(of: one), to: day)
        }
    }

    /// What was said to the same persons under other customers' names: their messages and calls by customer of ours.
    func contactsElsewhere(
        of customers: [Identifier<Customer>], since day: CalendarDate
    ) throws -> [Identifier<Customer>: (attempts: [AttemptRecord], calls: [CallRecord])] {
        let shared = try sharedAddresses(of: customers)
        guard !shared.isEmpty else { return [:] }
        let attempts = Dictionary(
            grouping: try attempts(through: Array(Set(shared.map(\.otherPoint))), since: day), by: \.contactPoint)
        let phones = shared.filter { $0.medium == .telephone }
        let calls = Dictionary(
            grouping: try calls(of: Array(Set(phones.map(\.otherCustomer))), since: day), by: \.customerID)
        return Dictionary(grouping: shared, by: \.customer).mapValues { addresses in
            // A call of the customer's own names no number: it came from the person all the same.
            let points = Set(addresses.map(\.otherPoint))
            let callers = Set(addresses.filter { $0.medium == .telephone }.map(\.otherCustomer))
            return (
                points.sorted { $0.description < $1.description }.flatMap { attempts[$0] ?? [] },
                callers.sorted { $0.description < $1.description }.flatMap { calls[$0] ?? [] }
                    .filter { $0.contactPoint.map(points.contains) ?? true }
            )
        }
    }

    /// Since when these customers asked not to be reached through a medium, at whichever of their addresses.
    package func stoppedMedia(
        of customers: [Identifier<Customer>]
    ) throws -> [Identifier<Customer>: [ContactMedium: BusinessInstant]] {
        let found = try rows(
            """
            SELECT customer_id, medium, min(stopped_at) AS stopped_at FROM contact_points
            WHERE tenant_id = \(tenantID) AND customer_id = ANY(\(customers)) AND stopped_at IS NOT NULL
            GROUP BY customer_id, medium
            """
        ) { row in
            (
                customer: try row.get("customer_id", as: Identifier<Customer>.self),
                medium: try row.choice("medium", as: ContactMedium.self),
                at: try row.get("stopped_at", as: BusinessInstant.self)
            )
        }
        return Dictionary(grouping: found, by: \.customer).mapValues { stops in
            Dictionary(stops.map { ($0.medium, $0.at) }, uniquingKeysWith: min)
        }
    }
}
