import Receivables
import Store

extension StopContact {
    /// Stops the address a link was made for, at once and without signing in.
    ///
    /// - Returns: `false` for a link nobody was given. Following it twice changes nothing.
    package func stop(token: String, links: StopLink) async throws -> Bool {
        guard !token.isEmpty, token.utf8.count <= Self.tokenBytesMax, let subject = links.subject(of: token) else {
            return false
        }
        return try await store.transaction(for: subject.tenant) { tx in
            try tx.stopContactPoint(subject.contactPoint, at: try tx.moment().now, source: "one-click link") != nil
        }
    }
}
