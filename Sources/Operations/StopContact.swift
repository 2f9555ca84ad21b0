import Foundation
import Receivables
package import Sealing
package import Store

/// Stops e-mail to an address when its owner follows the link in a message. At once, without signing in, for every
/// business of the tenant.
///
/// Source: RFC 8058 §3.1 (one click, no further step); 15 USC 7704(a)(3).
package struct StopContact: Sendable {
    let store: Store
    let links: StopLink

    /// - Parameter keyring: The keys the messages' links were made with.
    package init(store: Store, keyring: Keyring) {
        self.store = store
        // Links are only read here, so where they point does not matter.
        links = StopLink(keyring: keyring, base: URL(filePath: "/"))
    }

    /// Longest token looked at.
    package static let tokenBytesMax = 1_024

    /// Stops the address a token was made for.
    ///
    /// - Returns: `false` for a token nobody was given; nothing says more to a stranger who guesses. Following the link
    ///   twice changes nothing.
    package func stop(token: String) async throws -> Bool {
        guard !token.isEmpty, token.utf8.count <= Self.tokenBytesMax else { return false }
        guard let found = links.subject(of: token) else { return false }
        return try await store.transaction(for: found.tenant) { tx in
            try tx.stopContactPoint(found.contactPoint, at: try tx.moment().now, source: "one-click link") != nil
        }
    }
}
