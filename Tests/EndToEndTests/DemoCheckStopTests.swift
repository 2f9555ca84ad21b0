import DatabaseTesting
import Foundation
import Testing

@testable import LocalPostgres

/// A check of the demo that is stopped before its end leaves nothing: no server, no directory.
@Suite(.timeLimit(.minutes(5))) struct DemoCheckStopTests {
    @Test(arguments: [SIGINT, SIGTERM])
    func aCheckThatIsStoppedTakesItsServerAndItsDirectoryAway(signal: Int32) async throws {
        let directory = try TestDirectory()
        defer { directory.removeWithPrograms() }
        let temporary = directory.url.appending(path: "tmp", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(
            at: temporary, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
        let path = temporary.path(percentEncoded: false)
        let program = try Program(["demo", "check"], in: directory.url, environment: ["TMPDIR": path])
        // Its books are open and its days are about to be lived.
        try await program.says("receivables and")
        let made = try FileManager.default.contentsOfDirectory(atPath: path)
        let data = temporary.appending(path: try #require(made.first)).path(percentEncoded: false)
        #expect(made.count == 1 && !RunningProcess.all(in: data + "/postgres").isEmpty)
        program.signal(signal)
        let finished = try await program.finished()
        #expect(finished.end == .exit(75), "\(finished.messages)")
        #expect(finished.messages.contains("stopped before the end"), "\(finished.messages)")
        #expect(RunningProcess.all(in: data + "/postgres").isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
        #expect(!FileManager.default.fileExists(atPath: RuntimeDirectory.standard(for: data)))
    }
}
