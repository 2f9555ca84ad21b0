import CSodium

/// A text for a link that only this installation can have made, such as an unsubscribe link.
///
/// It carries its payload readably, so the payload holds row keys and nothing personal. It does not expire on its own:
/// what may become stale has its date in the payload. Source: RFC 2104 with SHA-256, cut to 128 bits (§5).
package struct HMACToken: Sendable {
    private let keyring: Keyring
    private let purpose: String

    /// Tokens of one purpose; a token for another purpose does not verify.
    package init(_ keyring: Keyring, purpose: String) {
        self.keyring = keyring
        self.purpose = purpose
    }

    /// Longest payload, so that a link stays a link.
    package static let payloadBytesMax = 512
    private static let macLength = 16

    /// The token for `payload`: letters, digits, `-` and `_` only. The same payload gives the same token.
    package func token(for payload: [UInt8]) -> String {
        precondition(payload.count <= Self.payloadBytesMax, "a token's payload is short")
        let head = withUnsafeBytes(of: keyring.currentID.bigEndian) { Array($0) }
        let mac = Self.mac(of: head + payload, key: keyring.current, purpose: purpose)
        return Base64URL.encode(head + payload + mac)
    }

    /// The payload of a token this installation made for this purpose; `nil` for every other text.
    ///
    /// Compares in constant time.
    package func payload(of token: String) -> [UInt8]? {
        let length = 4 + Self.macLength
        guard token.utf8.count <= (Self.payloadBytesMax + length) * 4 / 3 + 4, let bytes = Base64URL.decode(token),
            bytes.count >= length, let key = keyring[bytes[..<4].reduce(0) { $0 << 8 | Keyring.KeyID($1) }]
        else { return nil }
        let expected = Self.mac(of: Array(bytes.dropLast(Self.macLength)), key: key, purpose: purpose)
        let found = Array(bytes.suffix(Self.macLength))
        guard sodium_memcmp(expected, found, Self.macLength) == 0 else { return nil }
        return Array(bytes[4...].dropLast(Self.macLength))
    }

    private static func mac(of message: [UInt8], key: SealingKey, purpose: String) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 32)
        key.derived(for: ["token", purpose]).withBytes { key in
            let status = crypto_auth_hmacsha256(&output, message, UInt64(message.count), key)
            precondition(status == 0, "HMAC-SHA-256 cannot fail")
        }
        return Array(output.prefix(macLength))
    }
}

/// Base64 for links. Source: RFC 4648 §5, without padding.
enum Base64URL {
    private static let variant = Int32(7)  // sodium_base64_VARIANT_URLSAFE_NO_PADDING

    static func encode(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
        sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
        return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func decode(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: text.utf8.count * 3 / 4 + 1)
        var length = 0
        let count = text.utf8.count
        let status = sodium_base642bin(&bytes, bytes.count, text, count, nil, &length, nil, variant)
        guard status == 0 else { return nil }
        return Array(bytes.prefix(length))
    }
}
