// The program itself as its users meet it: run as a process, judged by what it prints and how it ends.

import Foundation

/// One run of `dunwell`.
struct HostProgram: Sendable {
    /// What a host prints once it serves.
    static let upMark = "Dunwell is up"

    /// As the shell sees it.
    let status: Int32
    /// Both streams, as they came.
    let output: String

    /// Runs the program to its end. One that serves is told to stop as soon as it says so: its end is not waited for in
    /// vain.
    ///
    /// - Parameter environment: All it is given besides the search path.
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> HostProgram {
        try await withCheckedThrowingContinuation { caller in
            // Reading blocks, so it has a thread of its own.
            Thread.detachNewThread {
                caller.resume(with: Result { try HostProgram(running: arguments, environment) })
            }
        }
    }

    private init(running arguments: [String], _ environment: [String: String]) throws {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { given, _ in given }
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        var data = Data()
        var wasStopped = false
        while true {
            let piece = pipe.fileHandleForReading.availableData
            if piece.isEmpty { break }
            data += piece
            if !wasStopped, data.range(of: Data(Self.upMark.utf8)) != nil {
                process.terminate()
                wasStopped = true
            }
        }
        process.waitUntilExit()
        status = process.terminationStatus
        output = String(decoding: data, as: UTF8.self)
    }

    /// Built beside the tests.
    private static var executable: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "dunwell")
    }
}
