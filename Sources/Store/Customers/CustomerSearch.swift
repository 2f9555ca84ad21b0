import Foundation
import Postgres
package import Receivables

/// What customers are looked for by; each part given has to fit.
package struct CustomerSearch: Sendable {
    /// The beginning of a reference, a first name, a last name or a business name, whichever case, accents and
    /// apostrophes it is written with; the whole of a first name with the beginning of a last name; or `Last, First`,
    /// of which either may be cut short.
    package var text: String?
    /// A whole e-mail address as stored, `nil` when the text is none.
    package var email: String?
    /// A whole telephone number as stored, `nil` when the text is none.
    package var telephone: String?
    /// Least open with all businesses together, in its currency.
    package var owes: Money?

    package init() {}
}

extension TenantTransaction {
    /// Customers who fit, with what each owes: by reference, or those who owe most first when asked by what is owed.
    ///
    /// Every comparison is an equality or a range on a column under collation "C": under row-level security no other
    /// kind uses an index.
    package func customers(_ search: CustomerSearch, after reference: String?, limit: Int) throws -> [CustomerStanding]
    {
        var ids: [Identifier<Customer>]?
        if let text = search.text { ids = try customersNamed(text, search) }
        var owing: [Identifier<Customer>] = []
        if let owes = search.owes {
            owing = try customersOwing(owes, among: ids, limit: limit)
            ids = owing
        }
        let found = try rows(
            """
            SELECT \(customerColumns) FROM customers u
            WHERE u.tenant_id = \(tenantID) AND (\(ids)::uuid[] IS NULL OR u.id = ANY(\(ids)::uuid[]))
                AND (\(reference)::text IS NULL OR u.reference > \(reference)::text)
            ORDER BY u.reference LIMIT \(limit)
            """, CustomerRecord.init)
        let standings = try standings(of: found)
        guard search.owes != nil else { return standings }
        let ranks = Dictionary(uniqueKeysWithValues: owing.enumerated().map { ($1, $0) })
        return standings.sorted { (ranks[$0.customer.id] ?? 0) < (ranks[$1.customer.id] ?? 0) }
    }

    /// Most customers one text may mean; who has more is named more precisely.
    private static let namedMax = 10_000

    private func customersNamed(_ text: String, _ search: CustomerSearch) throws -> [Identifier<Customer>] {
        let end = "\u{10FFFF}"
        let (given, family) = Self.fullNames(text)
        return try rows(
            """
            SELECT id FROM customers WHERE tenant_id = \(tenantID)
                AND reference_key >= search_key(\(text)) AND reference_key < search_key(\(text)) || \(end)
            UNION
            SELECT id FROM customers WHERE tenant_id = \(tenantID)
                AND first_name_key >= search_key(\(text)) AND first_name_key < search_key(\(text)) || \(end)
            UNION
            SELECT id FROM customers WHERE tenant_id = \(tenantID)
                AND last_name_key >= search_key(\(text)) AND last_name_key < search_key(\(text)) || \(end)
            UNION
            SELECT id FROM customers WHERE tenant_id = \(tenantID)
                AND business_name_key >= search_key(\(text)) AND business_name_key < search_key(\(text)) || \(end)
            UNION
            SELECT c.id FROM unnest(\(given)::text[], \(family)::text[]) AS n (given, family)
            JOIN customers c ON c.tenant_id = \(tenantID) AND c.first_name_key = search_key(n.given)
                AND c.last_name_key >= search_key(n.family) AND c.last_name_key < search_key(n.family) || \(end)
            UNION
            SELECT c.id FROM unnest(\(given)::text[], \(family)::text[]) AS n (given, family)
            JOIN customers c ON c.tenant_id = \(tenantID) AND c.last_name_key = search_key(n.family)
                AND c.first_name_key >= search_key(n.given) AND c.first_name_key < search_key(n.given) || \(end)
            WHERE \(text.contains(","))
            UNION
            SELECT customer_id FROM agreements WHERE tenant_id = \(tenantID) AND reference = \(text)
            UNION
            SELECT customer_id FROM contact_points
            WHERE tenant_id = \(tenantID) AND medium = 'email' AND value = \(search.email)::text
            UNION
            SELECT customer_id FROM contact_points
            WHERE tenant_id = \(tenantID) AND medium = 'telephone' AND value = \(search.telephone)::text
            LIMIT \(Self.namedMax)
            """
        ) { try $0.get("id") }
    }

    /// Ways a text may be read as a whole name: `Last, First` in one way, and words without a comma cut after each of
    /// the first, for either part may have several.
    private static func fullNames(_ text: String) -> (given: [String], family: [String]) {
        if let comma = text.firstIndex(of: ",") {
            func part(_ words: Substring) -> String { words.split(separator: " ").joined(separator: " ") }
            let (family, given) = (part(text[..<comma]), part(text[text.index(after: comma)...]))
            return given.isEmpty || family.isEmpty ? ([], []) : ([given], [family])
        }
        let words = text.split(separator: " ")
        let cuts = 1..<max(1, min(words.count, 6))
        return (
            cuts.map { words[..<$0].joined(separator: " ") }, cuts.map { words[$0...].joined(separator: " ") }
        )
    }

    private func customersOwing(
        _ least: Money, among ids: [Identifier<Customer>]?, limit: Int
    ) throws -> [Identifier<Customer>] {
        try rows(
            """
            SELECT customer_id FROM customer_balances
            WHERE tenant_id = \(tenantID) AND currency = \(least.currency.code)
                AND (\(ids)::uuid[] IS NULL OR customer_id = ANY(\(ids)::uuid[]))
            GROUP BY customer_id HAVING sum(open_minor) >= \(least.minorUnits)
            ORDER BY sum(open_minor) DESC, customer_id LIMIT \(limit)
            """
        ) { try $0.get("customer_id") }
    }

    /// What each of these owes and has to the credit.
    func standings(of customers: [CustomerRecord]) throws -> [CustomerStanding] {
        let balances = try customerBalances(of: customers.map(\.id))
        return customers.map { customer in
            let own = balances[customer.id] ?? []
            return CustomerStanding(
                customer: customer, open: own.map(\.open).filter { !$0.isZero },
                unapplied: own.map(\.unapplied).filter { !$0.isZero })
        }
    }
}
