package import Foundation
package import Receivables
package import Sealing

/// The link in an e-mail that stops e-mail to its address at once.
///
/// The token carries tenant and contact point under a keyed code: it cannot be guessed or altered, says nothing to a
/// reader, and needs no look-up.
package struct StopLink: Sendable {
    private let token: HMACToken
    private let base: URL

    /// - Parameter base: Where the host answers, such as `https://mail.example.com`.
    package init(keyring: Keyring, base: URL) {
        token = HMACToken(keyring, purpose: "stop-email")
        self.base = base
    }

    /// Whether a customer can open what begins with this address: encrypted, and not this machine alone. Without it a
    /// mail's one click leads nowhere. Source: RFC 8058 §3.1 (the address is HTTPS).
    package static func reachesCustomers(_ base: URL) -> Bool {
        guard base.scheme == "https", let host = base.host() else { return false }
        return host != "localhost" && host != "::1" && !host.hasPrefix("127.")
    }

    /// The same of this link.
    var reachesCustomers: Bool { Self.reachesCustomers(base) }

    /// The address for one contact point.
    package func url(tenant: Identifier<Tenant>, contactPoint: Identifier<ContactPoint>) throws -> URL {
        base.appending(path: "u").appending(path: token.token(for: bytes(tenant.uuid) + bytes(contactPoint.uuid)))
    }

    /// Whose link a token is; `nil` for one this host never made.
    package func subject(of text: String) -> (tenant: Identifier<Tenant>, contactPoint: Identifier<ContactPoint>)? {
        guard let payload = token.payload(of: text), payload.count == 32 else { return nil }
        return (Identifier(uuid(payload[0..<16])), Identifier(uuid(payload[16..<32])))
    }

    private func bytes(_ uuid: UUID) -> [UInt8] { withUnsafeBytes(of: uuid.uuid) { Array($0) } }

    private func uuid(_ bytes: ArraySlice<UInt8>) -> UUID {
        var value = UUID().uuid
        withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: bytes) }
        return UUID(uuid: value)
    }
}
