import CPangoCairo
import Foundation

/// A file that appears under its name only when it is complete and on the disk.
final class FileSink {
    private let target: URL
    private let partial: URL
    private var descriptor: Int32 = -1
    private let checksum: OpaquePointer
    private(set) var byteCount = 0
    /// The first refusal of the operating system.
    private(set) var failure: LetterFileError?

    /// Opens `<name>.part` beside the target; what an earlier, broken run left there is overwritten.
    init(target: URL) throws(LetterFileError) {
        self.target = target
        self.partial = target.appendingPathExtension("part")
        guard let checksum = g_checksum_new(G_CHECKSUM_SHA256) else { throw .drawing(reason: "no SHA-256") }
        self.checksum = checksum
        descriptor = open(partial.path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw Self.error("opening") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        g_checksum_free(checksum)
    }

    /// SHA-256 of everything written, 64 lower-case hexadecimal digits.
    var sha256: String { String(cString: g_checksum_get_string(checksum)) }

    /// Writes all bytes; `false` after a refusal, which `failure` keeps.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        g_checksum_update(checksum, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count)
        byteCount += bytes.count
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                failure = failure ?? Self.error("writing")
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Bytes already written; fewer than asked for at the end, none when they cannot be read.
    func read(at offset: Int, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, found in
            found = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
    }

    /// Puts the file in place, durably.
    func commit() throws(LetterFileError) {
        if let failure { throw failure }
        if fsync(descriptor) != 0 { throw Self.error("saving") }
        if close(descriptor) != 0 {
            descriptor = -1
            throw Self.error("closing")
        }
        descriptor = -1
        if rename(partial.path, target.path) != 0 { throw Self.error("renaming") }
        let folder = open(target.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder < 0 { throw Self.error("saving the folder of") }
        defer { close(folder) }
        if fsync(folder) != 0 { throw Self.error("saving the folder of") }
    }

    /// Removes what was written. A file left by an earlier run under the final name stays.
    func abandon() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        unlink(partial.path)  // already gone is as good
    }

    private static func error(_ step: String) -> LetterFileError {
        let code = errno
        return .system(step: step, code: code, reason: String(cString: strerror(code)))
    }
}
