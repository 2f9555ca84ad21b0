import CSodium
package import Receivables

/// The one place a sealed value belongs. Opening it anywhere else fails.
package struct SealingContext: Hashable, Sendable {
    /// Whose value it is.
    package let tenant: Identifier<Tenant>
    /// Table of the value, such as `plugin_secrets`.
    package let table: String
    /// Column of the value.
    package let column: String
    /// The row's key as text; several key columns are joined by the caller in a fixed way.
    package let row: String

    /// Names the place of a value.
    package init(tenant: Identifier<Tenant>, table: String, column: String, row: String) {
        self.tenant = tenant
        self.table = table
        self.column = column
        self.row = row
    }

    var parts: [String] { [tenant.description, table, column, row] }
}

/// Seals field values so that the database holds nothing readable and nothing that can be moved elsewhere.
///
/// The envelope is version (1 byte, now 1), key number (4, big-endian), nonce (24), cipher text with its 16-byte tag.
/// Each tenant, table and column has its own key, derived from the ring's; the whole context and the envelope's head
/// are authenticated. Source: XChaCha20-Poly1305-IETF as in libsodium; random nonces of 192 bits do not collide.
package struct Sealer: Sendable {
    private let keyring: Keyring

    /// A sealer that opens with any key of the ring and seals with its current one.
    package init(_ keyring: Keyring) { self.keyring = keyring }

    private static let version: UInt8 = 1
    private static let headLength = 5
    private static let nonceLength = 24
    private static let tagLength = 16

    /// Bytes a sealed value is longer than its plain text.
    package static let overhead = headLength + nonceLength + tagLength

    /// Seals `plaintext` for one place. Two calls give different bytes.
    package func seal(_ plaintext: [UInt8], context: SealingContext) -> [UInt8] {
        let head = Self.head(keyID: keyring.currentID)
        let nonce = Sodium.randomBytes(Self.nonceLength)
        let associated = head + LengthPrefixed.bytes(of: context.parts)
        var ciphertext = [UInt8](repeating: 0, count: plaintext.count + Self.tagLength)
        var written: UInt64 = 0
        let status = Self.fieldKey(from: keyring.current, context).withBytes { key in
            crypto_aead_xchacha20poly1305_ietf_encrypt(
                &ciphertext, &written, plaintext, UInt64(plaintext.count), associated, UInt64(associated.count), nil,
                nonce, key)
        }
        precondition(status == 0 && written == UInt64(ciphertext.count), "sealing cannot fail")
        return head + nonce + ciphertext
    }

    /// Opens a value that was sealed for exactly this place.
    package func open(_ sealed: [UInt8], context: SealingContext) throws(SealingError) -> [UInt8] {
        guard let version = sealed.first else { throw .truncated }
        guard version == Self.version else { throw .unknownVersion(version) }
        guard sealed.count >= Self.overhead else { throw .truncated }
        let keyID = sealed[1..<Self.headLength].reduce(0) { $0 << 8 | Keyring.KeyID($1) }
        guard let key = keyring[keyID] else { throw .unknownKey(keyID) }

        let nonce = Array(sealed[Self.headLength..<Self.headLength + Self.nonceLength])
        let ciphertext = Array(sealed[(Self.headLength + Self.nonceLength)...])
        let associated = Self.head(keyID: keyID) + LengthPrefixed.bytes(of: context.parts)
        var plaintext = [UInt8](repeating: 0, count: ciphertext.count - Self.tagLength)
        var written: UInt64 = 0
        let status = Self.fieldKey(from: key, context).withBytes { key in
            crypto_aead_xchacha20poly1305_ietf_decrypt(
                &plaintext, &written, nil, ciphertext, UInt64(ciphertext.count), associated, UInt64(associated.count),
                nonce, key)
        }
        guard status == 0 else { throw .notAuthentic }
        return plaintext
    }

    /// Whether a value is sealed with an older key than the current one, so that a rotation should seal it again.
    package func isSealedWithOlderKey(_ sealed: [UInt8]) -> Bool {
        !sealed.starts(with: Self.head(keyID: keyring.currentID))
    }

    private static func head(keyID: Keyring.KeyID) -> [UInt8] {
        [version] + withUnsafeBytes(of: keyID.bigEndian) { Array($0) }
    }

    private static func fieldKey(from master: SealingKey, _ context: SealingContext) -> SealingKey {
        master.derived(for: ["sealed tenant", context.tenant.description])
            .derived(for: ["sealed field", context.table, context.column])
    }
}

/// Why a sealed value does not open. Holds nothing of the value.
package enum SealingError: Error, Hashable, CustomStringConvertible {
    /// Fewer bytes than any sealed value has.
    case truncated
    /// Written by a later release, or no sealed value at all.
    case unknownVersion(UInt8)
    /// The key file lacks the key it was sealed with.
    case unknownKey(Keyring.KeyID)
    /// Changed, moved from another tenant, table, column or row, or sealed by another installation's key.
    case notAuthentic

    package var description: String {
        switch self {
        case .truncated: "the sealed value is cut short: restore it from a backup or enter it again"
        case .unknownVersion(let version):
            "the sealed value has format \(version), which this release cannot read: update, or enter it again"
        case .unknownKey(let id):
            "the key file has no key \(id): restore the key file that had it, or enter the value again"
        case .notAuthentic:
            "the sealed value was changed, moved from its place, or sealed with another key file: enter it again"
        }
    }
}
