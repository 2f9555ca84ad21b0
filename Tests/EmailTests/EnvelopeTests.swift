import PluginKit
import PluginTesting
import Receivables
import Testing

@testable import Email

struct EnvelopeTests {
    @Test func conformsAsAPlugin() throws {
        #expect(try PluginConformance(EmailChannel.self).violations() == [])
    }

    @Test(arguments: [
        (OutboundMessage.mail(subject: "Hello\r\nBcc: all@example.com"), Fault.message),
        (.mail(subject: "Hello\nBcc: all@example.com"), .message), (.mail(subject: "Hello\u{0}"), .message),
        (.mail(subject: ""), .message), (.mail(name: "Ana\r\nBcc: all@example.com"), .message),
        (.mail(to: "ana@customer.example\r\nRCPT TO:<all@example.com>"), .address),
        (.mail(to: "ana@customer.example>"), .address), (.mail(to: "ana"), .address), (.mail(to: ""), .address),
        (.mail(text: "Hello\u{0}"), .message), (.mail(references: ["<a@b>\r\nBcc: c@d"]), .message),
        (.mail(references: ["no brackets@x"]), .message), (.mail(unsubscribe: nil), .message),
        (.mail(unsubscribe: "mailto:stop@northwind.example"), .message), (.mail(returnToken: "a@b"), .message),
        (.mail(returnToken: "a b"), .message), (.mail(from: nil), .plugin),
    ])
    func whatWouldBreakAHeaderIsRefusedBeforeAnythingIsSent(message: OutboundMessage, fault: Fault) async throws {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try .maildir(), spool: spool.url)
        #expect(EmailChannel().check(message, in: context)?.fault == fault)
        #expect(try spool.files().isEmpty)
    }

    @Test func settingsThatDoNotGoTogetherAreNamed() throws {
        func keys(_ values: [String: ConfigurationValue], _ secrets: [String: Secret] = [:]) throws -> [String] {
            let configuration = try PluginConfiguration(
                schema: EmailConfiguration.schema, values: values, secrets: secrets)
            return EmailChannel().check(configuration).map(\.key)
        }
        #expect(try keys([:]) == [])
        #expect(try keys(["delivery": "smtp"]) == ["host"])
        #expect(try keys(["delivery": "smtp", "host": "smtp.example.com", "username": "dealer"]) == ["password"])
        let password = ["password": Secret("correct horse")]
        #expect(try keys(["delivery": "smtp", "host": "smtp.example.com"], password) == ["username"])
        let open: [String: ConfigurationValue] = [
            "delivery": "smtp", "host": "smtp.example.com", "username": "dealer", "security": "none",
        ]
        #expect(try keys(open, password) == ["security"])
        #expect(try keys(open.merging(["host": "127.0.0.1"]) { _, new in new }, password) == [])
    }
}
