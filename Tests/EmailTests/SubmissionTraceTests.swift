import CCurl
import PluginKit
import Receivables
import Testing

@testable import Email

/// The rule between *never sent* and *in doubt*, at every point of the talk. Server words as in RFC 5321 appendix D.
struct SubmissionTraceTests {
    private let talk: [(inout SubmissionTrace) -> Void] = [
        { $0.connected() }, { $0.received("220 foo.com ready\r\n") }, { $0.sent("EHLO bar.com\r\n") },
        { $0.received("250-foo.com greets bar.com\r\n") }, { $0.received("250 HELP\r\n") },
        { $0.sent("MAIL FROM:<a@bar.com>\r\n") }, { $0.received("250 OK\r\n") }, { $0.sent("RCPT TO:<b@foo.com>\r\n") },
        { $0.received("250 OK\r\n") }, { $0.sent("DATA\r\n") }, { $0.received("354 Start mail input\r\n") },
        { $0.bodyStarted() }, { $0.bodyEnded() }, { $0.received("250 OK\r\n") },
    ]

    @Test func onlyAfterTheWholeMessageALossIsInDoubt() throws {
        let recipient = try #require(EmailAddress("b@foo.com"))
        for length in 0...talk.count {
            var trace = SubmissionTrace()
            for step in talk.prefix(length) { step(&trace) }
            let outcome = SubmissionOutcome(code: CURLE_RECV_ERROR, words: "connection reset", trace: trace)
            let result = outcome.result(messageID: "<m@bar.com>", recipient: recipient, pause: .seconds(60))
            switch result {
            case .retry where length < talk.count - 1, .inDoubt where length == talk.count - 1,
                .accepted where length == talk.count:
                break
            default: Issue.record("after \(length) steps: \(result)")
            }
        }
    }

    @Test func passwordsNeverEnterTheTrace() {
        var trace = SubmissionTrace()
        trace.sent("AUTH PLAIN AGRlYWxlcgBjb3JyZWN0\r\n")
        trace.sent("AGRlYWxlcgBjb3JyZWN0\r\n")
        #expect(trace.phase == .signIn)
        #expect(!"\(trace)".contains("AGRl"))
    }

    @Test(arguments: [
        ("550 5.1.1 unknown", "5.1.1" as String?), ("550 unknown", nil), ("250 2.0.0 Ok", "2.0.0"), ("550", nil),
    ])
    func theEnhancedStatusIsReadWhereItStands(line: String, enhanced: String?) {
        var trace = SubmissionTrace()
        trace.received(line)
        #expect(trace.reply?.enhanced == enhanced)
    }
}
