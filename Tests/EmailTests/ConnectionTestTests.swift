import MailTesting
import PluginKit
import PluginTesting
import Testing

@testable import Email

struct ConnectionTestTests {
    @Test func aGoodServerAnswersEveryStepInItsOwnWords() async throws {
        let sink = try await SMTPSink("--starttls", "--auth")
        let spool = try TemporaryFolder()
        let configuration = try PluginConfiguration.smtp(
            port: sink.port, security: "starttls", user: "dealer", password: "correct horse", ca: sink.certificateFile)
        let test = await EmailChannel().test(in: .sample(configuration, spool: spool.url))
        #expect(test.passed, "\(test)")
        #expect(test.steps.contains { $0.name == "greeting" && $0.words.contains("sink.test") })
        #expect(test.steps.contains { $0.name == "sign in" && $0.words.hasPrefix("235") })
        #expect(test.steps.last?.name == "NOOP")
        #expect(!"\(test)".contains("correct horse"))
    }

    @Test func mailWhoseStopLinkNobodyCanOpenIsRefusedBeforeAnyTalk() async throws {
        let spool = try TemporaryFolder()
        let smtp = try PluginConfiguration.smtp(port: 9)
        let context = PluginContext.sample(smtp, spool: spool.url, linksReachCustomers: false)
        let test = await EmailChannel().test(in: context)
        #expect(!test.passed && test.fix?.contains("DUNWELL_PUBLIC_URL") == true)
        let refusal = EmailChannel().check(.mail(), in: context)
        #expect(refusal?.fault == .plugin && refusal?.detail.contains("DUNWELL_PUBLIC_URL") == true)
        let reachable = PluginContext.sample(smtp, spool: spool.url)
        #expect(EmailChannel().check(.mail(), in: reachable) == nil)
    }

    @Test func aWrongPasswordIsNamed() async throws {
        let sink = try await SMTPSink("--starttls", "--auth")
        let spool = try TemporaryFolder()
        let configuration = try PluginConfiguration.smtp(
            port: sink.port, security: "starttls", user: "dealer", password: "wrong", ca: sink.certificateFile)
        let test = await EmailChannel().test(in: .sample(configuration, spool: spool.url))
        #expect(!test.passed)
        #expect(test.steps.last?.name == "sign in")
        #expect(test.fix == "Correct username and password.")
    }

    @Test func nothingListeningIsNamed() async throws {
        let spool = try TemporaryFolder()
        let port = try await SMTPSink().stop()
        let test = await EmailChannel().test(in: .sample(try .smtp(port: port), spool: spool.url))
        #expect(!test.passed)
        #expect(test.steps.map(\.name) == ["connect"])
        #expect(test.fix?.contains("host and port") == true)
    }

    @Test func aFolderIsTriedByWritingIntoIt() async throws {
        let spool = try TemporaryFolder()
        let test = await EmailChannel().test(in: .sample(try .maildir(), spool: spool.url))
        #expect(test.passed)
        #expect(try spool.files().isEmpty)
    }
}
