import Foundation

/// What a running server writes about itself into its data directory.
///
/// Source: PostgreSQL 15, src/include/utils/pidfile.h.
struct PostmasterFile: Equatable {
    let pid: pid_t
    let dataDirectory: String
    /// Seconds since 1970 when the server began.
    let startedAt: Int64
    let port: Int
    let socketDirectory: String
    let isReady: Bool

    init?(clusterDirectory: String) {
        // No file means no server, which is what `nil` says.
        guard let text = try? String(contentsOfFile: clusterDirectory + "/postmaster.pid", encoding: .utf8) else {
            return nil
        }
        self.init(text: text)
    }

    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard lines.count >= 5, let pid = pid_t(lines[0]), pid > 0, let startedAt = Int64(lines[2]),
            let port = Int(lines[3])
        else { return nil }
        self.pid = pid
        dataDirectory = lines[1]
        self.startedAt = startedAt
        self.port = port
        socketDirectory = lines[4]
        isReady = lines.count >= 8 && lines[7] == "ready"
    }

    /// Whether the process of that id is a PostgreSQL server whose working directory is `clusterDirectory`, and not
    /// another one that got the same number later.
    func isRunning(in clusterDirectory: String) -> Bool {
        RunningProcess.directory(of: pid) == clusterDirectory && RunningProcess.name(of: pid) == "postgres"
    }
}

/// What the system tells about processes.
enum RunningProcess {
    /// The working directory; `nil` when there is no such process or it is not ours to look at.
    static func directory(of pid: pid_t) -> String? {
        // Absence is the answer, not a failure.
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")
    }

    static func name(of pid: pid_t) -> String? {
        // As above.
        let text = try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Every process working in a directory: a server, or what a killed server left behind.
    static func all(in directory: String) -> [pid_t] {
        // Without /proc nothing can be told, and the server's own interlock has to do.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { self.directory(of: $0) == directory }
    }
}
