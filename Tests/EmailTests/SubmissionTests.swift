import Foundation
import MailTesting
import PluginKit
import PluginTesting
import Receivables
import Testing

@testable import Email

/// What the server does, and what the host is told.
struct SubmissionTests {
    /// The shape of an answer, without its words.
    enum Expected: Equatable, Sendable {
        case accepted, retry, inDoubt
        case refused(Fault)

        init?(_ result: DeliveryResult) {
            switch result {
            case .accepted: self = .accepted
            case .retry: self = .retry
            case .inDoubt: self = .inDoubt
            case .refused(let fault, _): self = .refused(fault)
            default: return nil
            }
        }
    }

    @Test(arguments: [
        ("ok", Expected.accepted), ("rcpt450", .retry), ("rcpt550", .refused(.address)),
        ("rcpt571", .refused(.carrier)),
        ("data451", .retry), ("data554", .refused(.message)), ("data571", .refused(.carrier)), ("droprcpt", .retry),
        ("dropdata", .retry), ("dropafter", .inDoubt),
    ])
    func eachAnswerOfTheServerHasItsConsequence(word: String, expected: Expected) async throws {
        let sink = try await SMTPSink()
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try .smtp(port: sink.port), spool: spool.url)
        let result = await EmailChannel().send(.mail(to: "\(word)@Customer.Example"), in: context)
        #expect(Expected(result) == expected, "\(result)")
        #expect(!"\(result)".lowercased().contains("customer.example"), "no address in what will be kept as a reason")
    }

    @Test func aMessageTheServerFindsTooBigIsItselfAtFault() async throws {
        let sink = try await SMTPSink()
        let spool = try TemporaryFolder()
        let configuration = try PluginConfiguration.smtp(port: sink.port, returnPath: "toobig@northwind.example")
        let result = await EmailChannel().send(.mail(), in: .sample(configuration, spool: spool.url))
        #expect(Expected(result) == .refused(.message), "\(result)")
    }

    @Test func aConnectionLostInTheMiddleOfTheMessageIsNeverSent() async throws {
        let sink = try await SMTPSink()
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try .smtp(port: sink.port), spool: spool.url)
        // Far more than the sockets can hold, so that the loss is seen before the end is reached.
        let text = String(repeating: "A line of a very long message.\n", count: 600_000)
        let result = await EmailChannel().send(.mail(to: "dropmiddle@customer.example", text: text), in: context)
        #expect(Expected(result) == .retry, "\(result)")
    }

    @Test(arguments: [("stallafter", true), ("stalldata", false)])
    func aSilentServerCostsNoMoreThanTheDeadline(word: String, afterSuccess: Bool) async throws {
        let sink = try await SMTPSink()
        let spool = try TemporaryFolder()
        let configuration = try PluginConfiguration.smtp(port: sink.port)
        let context = PluginContext.sample(configuration, spool: spool.url, deadline: .seconds(2))
        let suite = ChannelConformance(
            EmailChannel(), message: .mail(to: "\(word)@customer.example"), configuration: configuration)
        #expect(await suite.violationsWhenSilent(in: context, afterSuccess: afterSuccess) == [])
    }

    @Test func aTalkThatIsCancelledEndsLongBeforeItsDeadline() async throws {
        let sink = try await SMTPSink()
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(
            try .smtp(port: sink.port), spool: spool.url, deadline: .seconds(600))
        let asked = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            group.addTask { await EmailChannel().send(.mail(to: "stallafter@customer.example"), in: context) }
            _ = try await sink.message()  // the message was handed over and no answer comes
            group.cancelAll()
            let result = try #require(try await group.next())
            #expect(Expected(result) == .inDoubt, "\(result)")
        }
        // Its own limit is the standard of 60 s.
        #expect(ContinuousClock.now - asked < .seconds(50))
    }

    @Test func nothingListeningIsTriedAgain() async throws {
        let spool = try TemporaryFolder()
        let port = try await SMTPSink().stop()
        let context = PluginContext.sample(try .smtp(port: port), spool: spool.url)
        let result = await EmailChannel().send(.mail(), in: context)
        #expect(Expected(result) == .retry, "\(result)")
    }

    @Test func aServerOfNoKnownNameIsTriedAgain() async throws {
        let spool = try TemporaryFolder()
        let configuration = try PluginConfiguration.smtp(port: 25, host: "mail.invalid")
        let result = await EmailChannel().send(.mail(), in: .sample(configuration, spool: spool.url))
        #expect(Expected(result) == .retry, "\(result)")
    }

    @Test func conformsAgainstARealServer() async throws {
        let sink = try await SMTPSink()
        let suite = ChannelConformance(EmailChannel(), message: .mail(), configuration: try .smtp(port: sink.port))
        #expect(try await suite.violations(recognisesKey: false) == [])
    }

    @Test(arguments: ["--starttls", "--tls"])
    func anEncryptedConnectionCarriesTheMessage(flag: String) async throws {
        let sink = try await SMTPSink(flag)
        let spool = try TemporaryFolder()
        let security = flag == "--tls" ? "tls" : "starttls"
        let configuration = try PluginConfiguration.smtp(
            port: sink.port, security: security, ca: sink.certificateFile)
        let result = await EmailChannel().send(.mail(), in: .sample(configuration, spool: spool.url))
        #expect(Expected(result) == .accepted, "\(result)")
        #expect(try await sink.message().tls)
    }

    @Test func anUnknownCertificateIsRefused() async throws {
        let sink = try await SMTPSink("--starttls")
        let spool = try TemporaryFolder()
        let configuration = try PluginConfiguration.smtp(port: sink.port, security: "starttls")
        let result = await EmailChannel().send(.mail(), in: .sample(configuration, spool: spool.url))
        #expect(Expected(result) == .refused(.plugin), "\(result)")
    }

    @Test(arguments: [("starttls", Expected.refused(.plugin)), ("starttls-optional", .accepted)])
    func aServerWithoutEncryptionGetsOnlyWhatMayGoInTheClear(security: String, expected: Expected) async throws {
        let sink = try await SMTPSink()
        let spool = try TemporaryFolder()
        let configuration = try PluginConfiguration.smtp(port: sink.port, security: security)
        let result = await EmailChannel().send(.mail(), in: .sample(configuration, spool: spool.url))
        #expect(Expected(result) == expected, "\(result)")
    }

    @Test(arguments: [
        ("correct horse" as String?, Expected.accepted), ("wrong", .refused(.plugin)), (nil, .refused(.plugin)),
    ])
    func signingInNeedsTheRightPassword(password: String?, expected: Expected) async throws {
        let sink = try await SMTPSink("--starttls", "--auth", "--require-auth")
        let spool = try TemporaryFolder()
        let configuration = try PluginConfiguration.smtp(
            port: sink.port, security: "starttls", user: password.map { _ in "dealer" }, password: password,
            ca: sink.certificateFile)
        let result = await EmailChannel().send(.mail(), in: .sample(configuration, spool: spool.url))
        #expect(Expected(result) == expected, "\(result)")
        if expected == .accepted { #expect(try await sink.message().user == "dealer") }
    }

    @Test func manyMessagesAtOnceAllArriveOnce() async throws {
        let sink = try await SMTPSink()
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try .smtp(port: sink.port), spool: spool.url)
        let channel = EmailChannel()
        let results = await withTaskGroup(of: DeliveryResult.self) { group in
            for number in 0..<40 { group.addTask { await channel.send(.mail(key: "many-\(number)"), in: context) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { Expected($0) == .accepted })
        var seen = Set<String>()
        for _ in 0..<40 { seen.insert(try await sink.message().parsed.headers["message-id"] ?? "") }
        #expect(seen.count == 40)
    }
}
