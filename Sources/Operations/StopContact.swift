package import Receivables
package import Store

/// Stops e-mail to an address when its owner follows the link in a message. At once, without signing in, for every
/// business of the tenant.
///
/// Source: RFC 8058 §3.1 (one click, no further step); 15 USC 7704(a)(3).
package struct StopContact: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Longest token looked at.
    package static let tokenBytesMax = 1_024

    /// Who wrote to the holder of a link, and in which language; `nil` for a token nobody was given. It tells no more
    /// than the e-mail the link stood in: a name only when one business alone writes to the customer.
    package func owner(
        token: String, links: StopLink
    ) async throws -> (language: Language?, business: String)? {
        guard !token.isEmpty, token.utf8.count <= Self.tokenBytesMax, let subject = links.subject(of: token) else {
            return nil
        }
        return try await store.transaction(for: subject.tenant) { tx -> (language: Language?, business: String) in
            guard let found = try tx.writers(to: subject.contactPoint) else { return (nil, "") }
            return (found.language, found.brands.count == 1 ? found.brands[0] : "")
        }
    }

    /// Stops the address a link was made for.
    ///
    /// - Returns: `false` for a token nobody was given; nothing says more to a stranger who guesses. Following the link
    ///   twice changes nothing.
    package func stop(token: String, links: StopLink) async throws -> Bool {
        guard !token.isEmpty, token.utf8.count <= Self.tokenBytesMax, let subject = links.subject(of: token) else {
            return false
        }
        return try await store.transaction(for: subject.tenant) { tx in
            try tx.stopContactPoint(subject.contactPoint, at: try tx.moment().now, source: "one-click link") != nil
        }
    }
}
