import DatabaseTesting
import Foundation
import Synchronization

/// The built program as a process of its own. What it writes goes to two files; it is asked, not listened to.
final class Program: Sendable {
    /// Why the program could not be started, with the fix.
    struct NotStarted: Error, CustomStringConvertible {
        let description: String
    }

    /// How a process ended.
    enum End: Hashable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    /// What a program that ended has left.
    struct Finished: Sendable {
        let end: End
        let output: String
        let messages: String
    }

    let pid: pid_t
    private let output: URL
    private let messages: URL
    private let end = Mutex<End?>(nil)
    private static let counter = Atomic<Int>(0)

    /// Starts `dunwell` with these arguments.
    ///
    /// - Parameter folder: Where it works and where its output is kept, so that the next test run finds what this one left.
    init(
        _ arguments: [String], in folder: URL, environment: [String: String] = [:], executable: String? = nil
    ) throws {
        let number = Self.counter.add(1, ordering: .relaxed).newValue
        output = folder.appending(path: "out-\(number)")
        messages = folder.appending(path: "err-\(number)")
        pid = try Self.spawn(
            [try executable ?? Self.executable()] + arguments, in: folder.path(percentEncoded: false),
            Self.cleared(environment), output: output.path(percentEncoded: false),
            messages: messages.path(percentEncoded: false))
    }

    /// Runs `dunwell` to its end.
    static func run(
        _ arguments: [String], in folder: URL, environment: [String: String] = [:]
    ) async throws -> Finished {
        try await Program(arguments, in: folder, environment: environment).finished()
    }

    /// Waits for the end. A program that does not end is ended, and an error.
    func finished(within limit: Duration = .seconds(120)) async throws -> Finished {
        guard try await eventually(within: limit, { hasEnded() }), let end = end.withLock({ $0 }) else {
            signal(SIGKILL)
            throw NotStarted(description: "dunwell did not end within \(limit); it wrote: \(written)")
        }
        return Finished(end: end, output: Self.text(output), messages: Self.text(messages))
    }

    /// Waits until it has written these words to its standard error.
    func says(_ words: String, within limit: Duration = .seconds(120)) async throws {
        let said = try await eventually(within: limit) { Self.text(messages).contains(words) || hasEnded() }
        guard said, Self.text(messages).contains(words) else {
            throw NotStarted(description: "dunwell did not say \"\(words)\"; it wrote: \(written)")
        }
    }

    /// Sends a signal, unless it has ended.
    func signal(_ number: Int32) {
        end.withLock { end in
            // Not reaped, so the number is still its own.
            if end == nil { kill(pid, number) }
        }
    }

    /// Ends it if it still runs, and waits for that.
    func end(by number: Int32 = SIGKILL) async throws {
        signal(number)
        _ = try await finished()  // how it ended is the caller's to ask
    }

    /// Everything it has written so far, for messages.
    var written: String { Self.text(output) + Self.text(messages) }

    private func hasEnded() -> Bool {
        end.withLock { end in
            if end != nil { return true }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return false }
            // Source: <sys/wait.h>, WIFEXITED and WTERMSIG, which Swift does not import.
            end = status & 0x7f == 0 ? .exit((status >> 8) & 0xff) : .signal(status & 0x7f)
            return true
        }
    }

    private static func text(_ file: URL) -> String {
        // Nothing written yet is an empty text.
        (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }

    /// The program beside this test bundle.
    static func executable() throws -> String {
        let folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
        let path = folder?.appending(path: "dunwell").path(percentEncoded: false) ?? "nowhere"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw NotStarted(description: "there is no program at \(path): run `swift build --build-tests` first")
        }
        return path
    }

    /// The environment of the tests without the settings of Dunwell and PostgreSQL, and with those given.
    private static func cleared(_ given: [String: String]) -> [String: String] {
        ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("DUNWELL_") && !$0.key.hasPrefix("PG") }
            .merging(given) { $1 }
    }

    private static func spawn(
        _ command: [String], in folder: String, _ environment: [String: String], output: String, messages: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, messages, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // A descriptor that has gone meanwhile is no error; without /proc those of the tests are close-on-exec.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > 2 {
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
        posix_spawnattr_setflags(&attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)))
        // `env` changes the folder and replaces itself by the program, so the id stays the same.
        let command = ["/usr/bin/env", "-C", folder, "--"] + command
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        var settings: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for pointer in words + settings { free(pointer) } }
        words.append(nil)
        settings.append(nil)
        var pid: pid_t = 0
        let code = posix_spawn(&pid, command[0], &actions, &attributes, words, settings)
        guard code == 0 else { throw NotStarted(description: "\(command[0]): \(String(cString: strerror(code)))") }
        return pid
    }
}
