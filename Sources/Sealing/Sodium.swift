// Sealing keeps secrets unreadable outside this process and proves that a token was issued by it: keys, sealed
// fields, digests, signatures. It must not know who may see what, nor where sealed values are stored.
import CSodium

/// The library's one-time start; every entry point of this module passes through it.
enum Sodium {
    /// Picks the library up. Fails only when the system gives no randomness, where going on would be unsafe.
    static let isReady: Bool = sodium_init() >= 0

    static func requireReady() {
        precondition(isReady, "libsodium found no source of randomness")
    }

    /// `count` bytes from the system's generator.
    static func randomBytes(_ count: Int) -> [UInt8] {
        requireReady()
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }
}
