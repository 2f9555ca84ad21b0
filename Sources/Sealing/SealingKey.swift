import CSodium

/// One 256-bit key in memory that is locked against swapping, read-only once filled, and wiped when let go.
///
/// Source: libsodium "Secure memory": `sodium_malloc`, `sodium_mprotect_readonly`, `sodium_free`.
package final class SealingKey: @unchecked Sendable {
    // Unchecked: the bytes are written in the initializer only and read-only from then on.
    private let bytes: UnsafeMutableRawPointer

    /// Bytes in a key.
    package static let byteCount = 32

    /// A fresh random key.
    package convenience init() {
        var random = Sodium.randomBytes(Self.byteCount)
        defer { sodium_memzero(&random, random.count) }
        self.init(copying: random)
    }

    /// Copies key material. The caller wipes its own copy.
    package init(copying material: [UInt8]) {
        Sodium.requireReady()
        precondition(material.count == Self.byteCount, "a sealing key has 32 bytes")
        guard let memory = sodium_malloc(Self.byteCount) else {
            preconditionFailure("no memory for a sealing key")
        }
        bytes = memory
        bytes.copyMemory(from: material, byteCount: Self.byteCount)
        sodium_mprotect_readonly(bytes)
    }

    deinit { sodium_free(bytes) }

    /// Lends the key to `body`; the pointer is invalid afterwards.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        body(UnsafePointer(bytes.assumingMemoryBound(to: UInt8.self)))
    }

    /// A key for one purpose, from which neither this key nor its other derivations can be found.
    ///
    /// Keyed BLAKE2b over the length-prefixed parts of the purpose.
    func derived(for parts: [String]) -> SealingKey {
        let message = LengthPrefixed.bytes(of: parts)
        var output = [UInt8](repeating: 0, count: Self.byteCount)
        defer { sodium_memzero(&output, output.count) }
        withBytes { key in
            let status = crypto_generichash(
                &output, Self.byteCount, message, UInt64(message.count), key, Self.byteCount)
            precondition(status == 0, "BLAKE2b accepts a 32-byte key and output")
        }
        return SealingKey(copying: output)
    }
}

/// Texts joined so that no two different lists give the same bytes.
enum LengthPrefixed {
    /// Each part's byte count as eight big-endian bytes, then its bytes.
    static func bytes(of parts: [String]) -> [UInt8] {
        var joined: [UInt8] = []
        for part in parts {
            withUnsafeBytes(of: UInt64(part.utf8.count).bigEndian) { joined.append(contentsOf: $0) }
            joined.append(contentsOf: part.utf8)
        }
        return joined
    }
}
