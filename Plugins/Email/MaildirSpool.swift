import Foundation
import PluginKit

/// Keeps mails in a maildir instead of sending them, for a tenant that is not live yet.
///
/// Source: the maildir format, as in maildir(5): write under `tmp`, then rename into `new`.
struct MaildirSpool {
    /// The context's spool directory; the maildir is a folder in it.
    let directory: URL

    private var maildir: URL { directory.appending(path: "maildir", directoryHint: .isDirectory) }

    /// Keeps one mail. The same key twice leaves one file and answers the same.
    func keep(_ mail: [UInt8], key: String, messageID: String, pause: Duration) -> DeliveryResult {
        let name = digest(of: key).prefix(40) + ".dunwell"
        let kept = CarrierReceipt(
            reference: String(name), words: "kept in the maildir spool; nobody was written to", messageID: messageID)
        do {
            try makeFolders()
            if try isKept(String(name)) { return .accepted(kept) }
            // The temporary name is this call's own, so that two calls for one message cannot write into each other.
            let temporary = maildir.appending(path: "tmp/\(name).\(UUID().uuidString)")
            do {
                try write(mail, to: temporary)
                try rename(temporary, to: maildir.appending(path: "new/\(name)"))
            } catch {
                // The error being thrown says more than a failure to remove what it left behind.
                try? FileManager.default.removeItem(at: temporary)
                throw error
            }
            return .accepted(kept)
        } catch {
            return .retry(after: pause, detail: Self.words(error))
        }
    }

    /// Whether mails can be kept here.
    func test() -> ConnectionTest {
        let probe = maildir.appending(path: "tmp/probe.\(UUID().uuidString)")
        do {
            try makeFolders()
            try write([], to: probe)
            try FileManager.default.removeItem(at: probe)
            let words = "messages are kept in a folder; nobody is written to"
            return ConnectionTest(steps: [ConnectionTest.Step(name: "write a file", passed: true, words: words)])
        } catch {
            let step = ConnectionTest.Step(name: "write a file", passed: false, words: Self.words(error))
            return ConnectionTest(steps: [step], fix: "Make room on the disk, or give the service the folder.")
        }
    }

    private func makeFolders() throws {
        for folder in [maildir] + ["tmp", "new", "cur"].map({ maildir.appending(path: $0) }) {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
    }

    /// A mail program moves what it has seen to `cur` and appends flags after a colon.
    private func isKept(_ name: String) throws -> Bool {
        let manager = FileManager.default
        if manager.fileExists(atPath: maildir.appending(path: "new/\(name)").path) { return true }
        return try manager.contentsOfDirectory(atPath: maildir.appending(path: "cur").path)
            .contains { $0 == name || $0.hasPrefix(name + ":") }
    }

    private func write(_ mail: [UInt8], to file: URL) throws {
        // Only the service reads what was written to a customer.
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: file.path, contents: nil, attributes: attributes) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let handle = try FileHandle(forWritingTo: file)
        do {
            try handle.write(contentsOf: mail)
            try handle.synchronize()
        } catch {
            // The write's own error is the one that matters.
            try? handle.close()
            throw error
        }
        try handle.close()
    }

    private func rename(_ from: URL, to target: URL) throws {
        // POSIX rename replaces an equal file at once; Foundation's move would refuse it.
        guard Foundation.rename(from.path, target.path) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    private static func words(_ error: any Error) -> String {
        let code = (error as? CocoaError)?.code
        if code == .fileWriteOutOfSpace { return "the spool's disk is full; make room" }
        if code == .fileWriteNoPermission { return "the spool folder may not be written; give it to the service" }
        return "the spool folder could not be written; check that it exists and the disk has room"
    }
}
