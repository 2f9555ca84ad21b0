// MailTesting: a real mail server for tests, which misbehaves when asked to. It must not know who sends.

import Foundation
import Synchronization

/// A real mail server in a child process, on a loopback port of its own; ends with this value.
///
/// The server is `Fixtures/smtp_sink.py` on aiosmtpd; `scripts/test-tools` installs it.
package final class SMTPSink: Sendable {
    /// A message the server took, as it came and as Python's e-mail package reads it.
    package struct Message: Decodable, Sendable {
        package struct Body: Decodable, Sendable {
            package let text: String
            package let charset: String?
            package let encoding: String?
        }

        package struct Parsed: Decodable, Sendable {
            package let type: String
            /// By lower-case name.
            package let headers: [String: String]
            /// Pairs of name and address.
            package let from: [[String]]
            package let to: [[String]]
            package let date: String?
            package let bodies: [String: Body]
            package let defects: [String]
            package let longestLine: Int
            package let bareNewlines: Int
        }

        package let from: String
        package let to: [String]
        /// The bytes after DATA, as Latin-1.
        package let data: String
        package let parsed: Parsed
        package let user: String?
        package let tls: Bool
    }

    /// Why the server did not start, with the fix.
    package struct NotStarted: Error, CustomStringConvertible {
        package let description: String
    }

    private struct Greeting: Decodable {
        let port: Int
        let ca: String?
    }

    package let port: Int
    /// The certificate to trust, when the server has one.
    package let certificateFile: String?

    private let process: Process
    private let input: Pipe
    private let folder: URL
    private let lines: Lines

    /// Starts a server.
    ///
    /// - Parameter flags: `--starttls`, `--tls`, `--auth`, `--require-auth`, `--silent`.
    package init(_ flags: String...) async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let python = root.appending(path: ".build/test-venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw NotStarted(description: "no test mail server: run scripts/test-tools first")
        }
        guard
            let script = Bundle.module.url(forResource: "smtp_sink", withExtension: "py", subdirectory: "Fixtures")
        else { throw NotStarted(description: "Fixtures/smtp_sink.py is not among the resources of this test") }
        folder = FileManager.default.temporaryDirectory.appending(path: "dunwell-sink-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process = Process()
        process.executableURL = python
        process.arguments = [script.path, folder.path] + flags
        input = Pipe()
        process.standardInput = input
        let output = Pipe()
        process.standardOutput = output
        let lines = Lines(output.fileHandleForReading)
        self.lines = lines
        try process.run()
        guard let line = await lines.next() else {
            throw NotStarted(description: "the test mail server ended at once: run scripts/test-tools and try again")
        }
        let greeting = try JSONDecoder().decode(Greeting.self, from: line)
        port = greeting.port
        certificateFile = greeting.ca
    }

    deinit {
        // The child ends when its input does; the folder holds only its certificate.
        try? input.fileHandleForWriting.close()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Ends the server and waits for its end: nothing listens on the port afterwards.
    package func stop() throws -> Int {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return port
    }

    /// Ends the server and returns the messages it took and nobody asked for yet, in order.
    package func stopAndTakeRest() async throws -> [Message] {
        _ = try stop()  // the port is of no use here
        var rest: [Message] = []
        while let line = await lines.next() { rest.append(try JSONDecoder().decode(Message.self, from: line)) }
        return rest
    }

    /// Lets the answers go that are held back after the final dot of messages to `hold@`, now and from now on.
    package func release() throws { try input.fileHandleForWriting.write(contentsOf: Data("release\n".utf8)) }

    /// The next message that was taken; waits for it.
    package func message() async throws -> Message {
        guard let line = await lines.next() else {
            throw NotStarted(description: "the test mail server ended before a message came")
        }
        return try JSONDecoder().decode(Message.self, from: line)
    }
}

/// Lines a child process writes, handed out one by one as they come.
private final class Lines: Sendable {
    private struct State {
        var partial = Data()
        var lines: [Data] = []
        var ended = false
        var waiting: CheckedContinuation<Data?, Never>?
    }

    private let state = Mutex(State())

    init(_ output: FileHandle) {
        // A thread of its own: a handler set on a descriptor whose number was in use a moment ago may never be called.
        Thread.detachNewThread { [weak self] in
            while true {
                let data = output.availableData
                self?.take(data)
                if data.isEmpty { return }
            }
        }
    }

    /// The next line; `nil` when the child closed its output. One caller at a time.
    func next() async -> Data? {
        await withCheckedContinuation { continuation in
            let ready: Data?? = state.withLock { state in
                if !state.lines.isEmpty { return state.lines.removeFirst() }
                if state.ended { return .some(nil) }
                state.waiting = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    private func take(_ data: Data) {
        let wake: (CheckedContinuation<Data?, Never>, Data?)? = state.withLock { state in
            if data.isEmpty { state.ended = true }
            state.partial += data
            while let end = state.partial.firstIndex(of: 0x0A) {
                state.lines.append(Data(state.partial[state.partial.startIndex..<end]))
                state.partial = Data(state.partial[state.partial.index(after: end)...])
            }
            guard let waiting = state.waiting, state.ended || !state.lines.isEmpty else { return nil }
            state.waiting = nil
            return (waiting, state.lines.isEmpty ? nil : state.lines.removeFirst())
        }
        if let (continuation, line) = wake { continuation.resume(returning: line) }
    }
}
