import Foundation
import PluginKit
import PluginTesting
import Testing

@testable import Email

struct MaildirSpoolTests {
    @Test func conformsAndKeepsOneFileForOneKey() async throws {
        let suite = ChannelConformance(EmailChannel(), message: .mail(), configuration: try .maildir())
        #expect(try await suite.violations(recognisesKey: true) == [])
    }

    @Test func aMailIsCompleteInNewAndNothingStaysInTmp() async throws {
        let spool = try TemporaryFolder()
        let result = await EmailChannel().send(.mail(), in: .sample(try .maildir(), spool: spool.url))
        guard case .accepted(let receipt) = result else {
            Issue.record("\(result)")
            return
        }
        let files = try spool.files()
        let name = try #require(receipt.reference)
        let messageID = try #require(receipt.messageID)
        #expect(files.keys.sorted() == ["maildir/new/\(name)"])
        let text = String(decoding: try #require(files.values.first), as: UTF8.self)
        #expect(text.contains("Message-ID: \(messageID)\r\n"))
        #expect(text.contains("To: "))
    }

    @Test func nobodyButTheServiceReadsAKeptMail() async throws {
        let spool = try TemporaryFolder()
        _ = await EmailChannel().send(.mail(), in: .sample(try .maildir(), spool: spool.url))
        let permissions = try spool.permissions()
        #expect(permissions.count == 5)
        for (path, mode) in permissions { #expect(mode == (path.hasSuffix(".dunwell") ? "600" : "700"), "\(path)") }
    }

    @Test func aMailAProgramHasAlreadySeenIsNotKeptTwice() async throws {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try .maildir(), spool: spool.url)
        let first = await EmailChannel().send(.mail(), in: context)
        let maildir = spool.url.appending(path: "maildir")
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: maildir.path + "/new").first)
        try FileManager.default.moveItem(
            at: maildir.appending(path: "new/\(name)"), to: maildir.appending(path: "cur/\(name):2,S"))
        #expect(await EmailChannel().send(.mail(), in: context) == first)
        #expect(try spool.files().count == 1)
    }

    @Test func twoCallsAtOnceForOneKeyLeaveOneFile() async throws {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try .maildir(), spool: spool.url)
        let channel = EmailChannel()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    guard case .accepted = await channel.send(.mail(), in: context) else {
                        Issue.record("each call is told that the mail is kept")
                        return
                    }
                }
            }
        }
        #expect(try spool.files().count == 1)
    }

    @Test func aFolderThatCannotBeWrittenIsTriedAgain() async throws {
        let spool = try TemporaryFolder()
        try Data().write(to: spool.url.appending(path: "maildir"))  // a file stands where the folder belongs
        let context = PluginContext.sample(try .maildir(), spool: spool.url)
        guard case .retry = await EmailChannel().send(.mail(), in: context) else {
            Issue.record("a disk's trouble passes; the message is not at fault")
            return
        }
        let test = await EmailChannel().test(in: context)
        #expect(!test.passed && test.fix != nil)
    }
}
