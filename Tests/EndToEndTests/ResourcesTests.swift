import DatabaseTesting
import Foundation
import Testing

/// The program without the files that belong beside it.
@Suite struct ResourcesTests {
    @Test(arguments: [["up"], ["tenant", "list"], ["doctor"]])
    func aProgramAloneSaysWhatIsMissingAndStartsNothing(arguments: [String]) async throws {
        try await OwnInstallation.with { own in
            let alone = own.folder.appending(path: "alone", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: alone, withIntermediateDirectories: true)
            let copy = alone.appending(path: "dunwell").path(percentEncoded: false)
            try FileManager.default.copyItem(atPath: try Program.executable(), toPath: copy)
            let refused = try await Program(
                arguments + ["--data", own.data.path(percentEncoded: false)], in: own.folder, executable: copy
            ).finished()
            #expect(refused.end == .exit(78), "\(refused.messages)")
            #expect(refused.messages.contains("dunwell_Store.resources"), "\(refused.messages)")
            #expect(refused.messages.contains("deploy/install"))
            #expect(!FileManager.default.fileExists(atPath: own.data.path(percentEncoded: false)))
        }
    }
}
