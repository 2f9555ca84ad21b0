import CCurl
import Foundation
import PluginKit
import Receivables

/// How a submission ended: libcurl's own verdict and how far the talk came.
struct SubmissionOutcome: Sendable {
    let code: CURLcode
    /// libcurl's words; they name hosts and files, never the recipient.
    let words: String
    let trace: SubmissionTrace

    /// What became of the message.
    ///
    /// The rule that matters: once libcurl has taken the whole message, only the server's own answer tells whether it
    /// was accepted; without one it is in doubt. Before that, nothing can have been accepted.
    func result(messageID: String, recipient: EmailAddress, pause: Duration) -> DeliveryResult {
        let detail = self.detail(hiding: recipient)
        if trace.bodyFinished {
            guard trace.phase == .body, let reply = trace.reply else { return .inDoubt(detail: detail) }
            switch reply.code / 100 {
            case 2:
                return .accepted(
                    CarrierReceipt(
                        reference: Self.queueName(in: reply.line), words: hide(recipient, in: reply.line),
                        messageID: messageID))
            case 4: return .retry(after: pause, detail: detail)
            case 5: return .refused(fault: faultOfContent(reply), detail: detail)
            default: return .inDoubt(detail: detail)
            }
        }
        guard let reply = trace.reply, reply.code >= 400 else { return withoutAnswer(detail, pause) }
        if reply.code < 500 { return .retry(after: pause, detail: detail) }
        return .refused(fault: fault(of: reply), detail: detail)
    }

    /// What happened, for the person who has to act.
    func detail(hiding recipient: EmailAddress?) -> String {
        let step = trace.phase.words
        if let reply = trace.reply, reply.code >= 400 {
            return "\(step) answered: \(hide(recipient, in: reply.line))"
        }
        if trace.bodyFinished { return "the message was handed over and no answer came: \(words)" }
        return "\(step) failed: \(words)"
    }

    /// The connection failed or broke before the message was handed over.
    private func withoutAnswer(_ detail: String, _ pause: Duration) -> DeliveryResult {
        switch code {
        case CURLE_USE_SSL_FAILED, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_URL_MALFORMAT,
            CURLE_LOGIN_DENIED, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM:
            .refused(fault: .plugin, detail: detail)
        default: .retry(after: pause, detail: detail)
        }
    }

    private func fault(of reply: SubmissionTrace.Reply) -> Fault {
        switch trace.phase {
        case .signIn: .plugin
        case .recipient: isPolicy(reply) ? .carrier : .address
        case .sender where reply.code == 552 || isTooBig(reply): .message
        case .sender where reply.code == 530: .plugin
        default: .carrier
        }
    }

    private func faultOfContent(_ reply: SubmissionTrace.Reply) -> Fault {
        if let enhanced = reply.enhanced, enhanced.hasPrefix("5.1.") || enhanced.hasPrefix("5.2.") { return .address }
        return isPolicy(reply) ? .carrier : .message
    }

    /// Source: RFC 3463 section 3.8, security or policy status.
    private func isPolicy(_ reply: SubmissionTrace.Reply) -> Bool { reply.enhanced?.hasPrefix("5.7.") == true }

    /// Source: RFC 3463 section 3.4, X.3.4 message too big for system.
    private func isTooBig(_ reply: SubmissionTrace.Reply) -> Bool { reply.enhanced == "5.3.4" }

    /// The server's words are kept for a person; the customer's address in them is not.
    private func hide(_ recipient: EmailAddress?, in line: String) -> String {
        guard let recipient else { return line }
        // Servers give the address back in lower case as often as not.
        var hidden = line
        while let range = hidden.range(of: recipient.text, options: .caseInsensitive) {
            hidden.replaceSubrange(range, with: "(recipient)")
        }
        return hidden
    }

    /// The name after `queued as`, which most servers give.
    private static func queueName(in line: String) -> String? {
        guard let range = line.firstRange(of: "queued as ") else { return nil }
        let name = line[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." }
        return name.isEmpty ? nil : String(name)
    }
}
