import CSodium

/// Fingerprints of bytes.
package enum Digest {
    /// The 32 bytes of SHA-256. Source: FIPS 180-4.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = SHA256()
        digest.update(bytes)
        return digest.finish()
    }

    /// Lower-case hexadecimal digits, two a byte.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// SHA-256 of bytes that arrive in pieces, for files larger than memory. Source: FIPS 180-4.
package struct SHA256 {
    private var state = crypto_hash_sha256_state()

    /// Begins with no bytes.
    package init() {
        Sodium.requireReady()
        crypto_hash_sha256_init(&state)
    }

    /// Adds the next piece.
    package mutating func update(_ bytes: [UInt8]) {
        crypto_hash_sha256_update(&state, bytes, UInt64(bytes.count))
    }

    /// The 32 bytes for everything added. Use the value once.
    package mutating func finish() -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 32)
        crypto_hash_sha256_final(&state, &output)
        return output
    }
}
