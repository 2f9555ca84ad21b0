import Foundation

/// Starts the server's programs as the server's user, each in a session of its own, so that Ctrl-C at a terminal
/// reaches the host alone. Nothing is inherited but three descriptors, and no pipe is held.
struct ServerProgram {
    let path: String
    let arguments: [String]
    let user: ServerUser
    /// Receives standard output and error; emptied first.
    let log: String

    /// Returns the process's id; the caller must wait for it.
    func spawn() throws(LocalPostgresError) -> pid_t {
        var command = [path] + arguments
        if user.differs {
            // setpriv replaces itself by the program, so the id stays the same.
            let setpriv = "/usr/bin/setpriv"
            guard access(setpriv, X_OK) == 0 else {
                throw .file(
                    action: "run", path: setpriv, reason: "it is missing; install util-linux, or do not run as root")
            }
            command = [setpriv, "--reuid=\(user.uid)", "--regid=\(user.gid)", "--clear-groups", "--"] + command
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        for descriptor in Self.openDescriptors() where descriptor > 2 {
            // Closing one that has gone meanwhile is no error.
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, a macro Swift does not import
        posix_spawnattr_setflags(
            &attributes, Int16(newSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)))
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        let settings: [String] = ["PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"]
        var environment: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) }
        defer { for pointer in words + environment { free(pointer) } }
        words.append(nil)
        environment.append(nil)
        var pid: pid_t = 0
        let code = posix_spawn(&pid, command[0], &actions, &attributes, words, environment)
        guard code == 0 else { throw .failing("run", command[0], code: code) }
        return pid
    }

    /// Runs to the end. False when the program failed; `logTail` then tells why.
    func run() throws(LocalPostgresError) -> Bool {
        let pid = try spawn()
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return status == 0
    }

    /// The last lines of the log, for messages.
    func logTail() -> String { Self.tail(of: log) }

    static func tail(of log: String) -> String {
        // A log that cannot be read has nothing to add to the failure being reported.
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").suffix(6)
        return lines.isEmpty ? "none (see \(log))" : lines.joined(separator: " | ")
    }

    private static func openDescriptors() -> [Int32] {
        // Without /proc nothing is listed; our own descriptors are all close-on-exec.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }
    }
}
