import Receivables
import Sealing
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

    /// Stops the address a token was made for.
    ///
    /// - Returns: `false` for a token nobody was given; nothing says more to a stranger who guesses. Following the link
    ///   twice changes nothing.
    package func stop(token: String) async throws -> Bool {
        guard !token.isEmpty, token.utf8.count <= Self.tokenBytesMax else { return false }
        let hash = Digest.sha256(Array(token.utf8))
        let found = try await store.withoutTenantScope(reason: "a link says whose it is only by its token") {
            try $0.stopToken(sha256: hash)
        }
        guard let found else { return false }
        return try await store.transaction(for: found.tenant) { tx in
            try tx.stopContactPoint(found.contactPoint, at: try tx.moment().now, source: "one-click link") != nil
        }
    }

    /// The text to be kept for a token: its SHA-256, so that the database holds no working link.
    package static func hash(of token: String) -> [UInt8] { Digest.sha256(Array(token.utf8)) }
}
