import Receivables
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
