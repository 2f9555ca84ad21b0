package import Foundation
import Synchronization

/// A directory of one test process under /tmp (short, for the sake of socket paths) that the database server's user may
/// pass through.
package struct TestDirectory: Sendable {
    package let url: URL

    private static let counter = Atomic<Int>(0)
    private static var prefix: String { "dunwell-test-\(geteuid())-" }

    /// Makes a new one.
    package init() throws {
        let number = Self.counter.add(1, ordering: .relaxed).newValue
        url = URL(filePath: "/tmp/\(Self.prefix)\(getpid())-\(number)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o711])
        // The attribute is narrowed by the umask.
        try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: path)
    }

    /// Without a slash at the end.
    package var path: String {
        let path = url.path(percentEncoded: false)
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Removes it with everything in it.
    package func remove() {
        // What cannot be removed now is tried again by the next test process.
        try? FileManager.default.removeItem(at: url)
    }

    /// Ends servers and removes directories of test processes that are gone.
    static func removeLeftovers() {
        // Nothing listed means nothing to remove.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []
        for name in names where name.hasPrefix(prefix) {
            let owner = name.dropFirst(prefix.count).prefix { $0.isNumber }
            guard let pid = pid_t(owner), kill(pid, 0) != 0, errno == ESRCH else { continue }
            endServers(in: "/tmp/\(name)/")
            // As in `remove`.
            try? FileManager.default.removeItem(atPath: "/tmp/\(name)")
        }
    }

    private static func endServers(in directory: String) {
        for _ in 0..<500 {
            // Without /proc there is nothing to find.
            let pids = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
            let servers = pids.filter { pid in
                // A process that is gone has no directory.
                let cwd = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")
                return cwd?.hasPrefix(directory) == true
            }
            if servers.isEmpty { return }
            for server in servers { kill(server, SIGQUIT) }
            usleep(10_000)
        }
    }
}
