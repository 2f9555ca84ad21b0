package import Receivables
package import Store

/// Finds customers by what a caller or a letter names them by.
package struct FindCustomers: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// One page of those who fit; all customers when nothing is asked for.
    ///
    /// - Parameters:
    ///   - text: The beginning of a reference or a name, `Last, First`, an agreement's reference, or a whole e-mail
    ///     address or number; accents, cases and kinds of apostrophes are the same.
    ///   - owes: Least open; who owes most comes first then, and `reference` is not used.
    package func find(
        _ text: String?, owes: Money?, after reference: String?, limit: Int, for tenant: Identifier<Tenant>
    ) async throws -> [CustomerStanding] {
        var search = CustomerSearch()
        if let text {
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard !words.isEmpty, words.count <= 200 else {
                throw ActRefused(.badInput, "what is looked for has 1 to 200 characters: give a part of the name")
            }
            search.text = words
            search.email = EmailAddress(words)?.text
            search.telephone = PhoneNumber(words)?.stored
        }
        search.owes = owes
        let asked = search
        return try await store.transaction(for: tenant) {
            try $0.customers(asked, after: owes == nil ? reference : nil, limit: limit)
        }
    }
}
