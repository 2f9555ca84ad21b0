import Foundation

/// The right to work on a data directory: an exclusive lock on one file, given up by the system when the process dies.
/// The file says who holds it, its time of change since when.
final class DataLock {
    private let descriptor: Int32

    init(dataDirectory: String) throws(LocalPostgresError) {
        let path = dataDirectory + "/dunwell.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .failing("open the lock file", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            defer { Foundation.close(descriptor) }
            guard code == EWOULDBLOCK else { throw .failing("lock", path, code: code) }
            throw Self.holder(descriptor, dataDirectory)
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            let code = errno
            Foundation.close(descriptor)
            throw .failing("write", path, code: code)
        }
    }

    /// Gives the lock up, also where a program being started still holds a copy of the descriptor.
    func release() {
        flock(descriptor, LOCK_UN)
        Foundation.close(descriptor)
    }

    private static func holder(_ descriptor: Int32, _ dataDirectory: String) -> LocalPostgresError {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        var entry = stat()
        let known = fstat(descriptor, &entry) == 0
        let since = Date(timeIntervalSince1970: known ? Double(entry.st_mtim.tv_sec) : 0).formatted(.iso8601)
        let pid = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        return .heldBy(pid: pid, since: since, dataDirectory: dataDirectory)
    }
}
