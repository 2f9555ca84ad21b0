import Foundation
import Receivables
import Testing

@testable import Sealing

struct KeyFileTests {
    private final class Folder {
        let path = NSTemporaryDirectory() + "keys-" + UUID().uuidString
        var file: String { path + "/keys" }
        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit {
            // Nothing depends on the leftover.
            try? FileManager.default.removeItem(atPath: path)
        }
        func write(_ text: String, mode: Int = 0o600) throws {
            try Data(text.utf8).write(to: URL(filePath: file))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        }
    }

    private static let context = SealingContext(tenant: Identifier(), table: "t", column: "c", row: "r")
    private static let key = Data(repeating: 7, count: 32).base64EncodedString()

    @Test func aMadeFileLoadsAndOnlyItsOwnerMayReadIt() throws {
        let folder = try Folder()
        let made = try KeyFile.create(at: folder.file)
        let sealed = Sealer(made).seal([5], context: Self.context)
        #expect(try Sealer(KeyFile.load(at: folder.file)).open(sealed, context: Self.context) == [5])
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["keys"])
    }

    @Test func anExistingFileIsNeverReplaced() throws {
        let folder = try Folder()
        try KeyFile.create(at: folder.file)
        let before = try Data(contentsOf: URL(filePath: folder.file))
        #expect(throws: KeyFileError.exists(folder.file)) { try KeyFile.create(at: folder.file) }
        #expect(try KeyFile.loadOrCreate(at: folder.file).ids == [1])
        #expect(try Data(contentsOf: URL(filePath: folder.file)) == before)
    }

    @Test func rotationKeepsTheOldKey() throws {
        let folder = try Folder()
        let sealed = Sealer(try KeyFile.loadOrCreate(at: folder.file)).seal([5], context: Self.context)
        try KeyFile.rotate(at: folder.file)
        let ring = try KeyFile.load(at: folder.file)
        #expect(ring.ids == [1, 2] && ring.currentID == 2)
        #expect(try Sealer(ring).open(sealed, context: Self.context) == [5])
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660, 0o700])
    func aFileOthersMayUseIsRefused(mode: Int) throws {
        let folder = try Folder()
        try folder.write("dunwell-keys 1\nkey 1 \(Self.key) current\n", mode: mode)
        #expect(throws: KeyFileError.readableByOthers(folder.file, mode: mode)) { try KeyFile.load(at: folder.file) }
    }

    @Test(arguments: [
        ("", 1), ("dunwell-keys 2\n", 1), ("dunwell-keys 1\nkey one AAAA current\n", 2),
        ("dunwell-keys 1\nkey 1 AAAA current\n", 2), ("dunwell-keys 1\nkey 1 \(key)\n", 3),
        ("dunwell-keys 1\nkey 1 \(key) current\nkey 1 \(key)\n", 3), ("dunwell-keys 1\n\u{0}\n", 2),
        ("dunwell-keys 1\nkey 1 \(key) current\nkey 2 \(key) current\n", 3),
        ("dunwell-keys 1\nkey 0 \(key) current\n", 2),
    ])
    func aDamagedFileNamesTheLine(text: String, line: Int) throws {
        let folder = try Folder()
        try folder.write(text)
        let error = #expect(throws: KeyFileError.self) { try KeyFile.load(at: folder.file) }
        guard case .corrupt(folder.file, line, _)? = error else {
            Issue.record("expected damage in line \(line), found \(String(describing: error))")
            return
        }
        #expect(error?.description.contains(Self.key) == false)
    }

    @Test func whatIsNoFileIsRefused() throws {
        let folder = try Folder()
        #expect(throws: KeyFileError.missing(folder.file)) { try KeyFile.load(at: folder.file) }
        #expect(throws: KeyFileError.unreadable(folder.path, reason: "not a regular file")) {
            try KeyFile.load(at: folder.path)
        }
        try KeyFile.create(at: folder.file)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link", withDestinationPath: folder.file)
        #expect(throws: KeyFileError.self) { try KeyFile.load(at: folder.path + "/link") }
        #expect(throws: KeyFileError.self) { try KeyFile.create(at: folder.path + "/none/keys") }
    }
}
