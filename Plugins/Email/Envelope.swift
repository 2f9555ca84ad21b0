import CGMime
import Foundation
import PluginKit
import Receivables

/// A message checked and addressed: everything a mail needs, with nothing in a header that could end it.
struct Envelope: Sendable {
    let content: EmailContent
    let sender: SenderIdentity
    let from: EmailAddress
    let recipientName: String
    let recipient: EmailAddress
    /// Where bounces go, with the mark of the attempt.
    let returnPath: EmailAddress
    /// With angle brackets; the same for every repetition of the attempt.
    let messageID: String
    /// Message-IDs of the earlier mails of the thread, oldest first.
    let references: [String]
    let unsubscribeURL: URL
    let language: Language
    /// Separates the parts; the same for every repetition, so that a repeated message is the same bytes.
    let boundary: String

    /// Checks a message.
    ///
    /// - Throws: A refusal that names who has to change what.
    init(_ message: OutboundMessage, settings: EmailConfiguration) throws(Refusal) {
        guard case .email(let content) = message.content else {
            throw Refusal(fault: .message, detail: "this is no e-mail: prepare it for the e-mail channel")
        }
        guard case .email(let address) = message.recipient.address, let recipient = EmailAddress(address) else {
            throw Refusal(fault: .address, detail: "the recipient's e-mail address cannot be used; correct it")
        }
        guard let from = message.sender.email else {
            throw Refusal(fault: .plugin, detail: "the business has no e-mail address to write from; give it one")
        }
        guard let unsubscribeURL = message.unsubscribeURL, Self.isWebAddress(unsubscribeURL) else {
            throw Refusal(
                fault: .message, detail: "the mail has no web address where the customer can stop e-mail; add it")
        }
        try Self.checkHeaders(message, content)
        self.content = content
        self.recipient = recipient
        self.from = from
        self.unsubscribeURL = unsubscribeURL
        sender = message.sender
        recipientName = message.recipient.name
        language = message.language
        references = message.thread.references
        returnPath = try Self.returnPath(settings.returnPath ?? from, token: message.returnToken)
        let mark = digest(of: message.idempotencyKey).prefix(40)
        messageID = "<\(mark)@\(from.domain)>"
        boundary = "=_\(mark)"
    }

    private static func isWebAddress(_ url: URL) -> Bool {
        guard let scheme = url.scheme, ["https", "http"].contains(scheme), url.host()?.isEmpty == false else {
            return false
        }
        let text = url.absoluteString
        return text.utf8.count <= 900
            && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 60 && $0 != 62 && $0 != 44 }
    }

    private static func checkHeaders(_ message: OutboundMessage, _ content: EmailContent) throws(Refusal) {
        let lines = [
            ("subject", content.subject), ("recipient's name", message.recipient.name),
            ("sender's name", message.sender.displayName),
        ]
        for (name, line) in lines {
            if line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                throw Refusal(
                    fault: .message, detail: "the \(name) holds a line break or control character; remove it")
            }
        }
        if content.subject.isEmpty || content.subject.utf8.count > 800 || message.recipient.name.utf8.count > 400 {
            throw Refusal(fault: .message, detail: "subject and name must be there and fit in a header; shorten them")
        }
        if content.text.utf8.contains(0) || content.html.utf8.contains(0) {
            throw Refusal(fault: .message, detail: "the text holds a NUL character; remove it")
        }
        if message.thread.references.count > 50 || !message.thread.references.allSatisfy(isMessageID) {
            throw Refusal(
                fault: .message, detail: "the thread must name at most 50 Message-IDs with angle brackets; correct it")
        }
    }

    private static func isMessageID(_ text: String) -> Bool {
        text.hasPrefix("<") && text.hasSuffix(">") && (5...250).contains(text.utf8.count) && text.contains("@")
            && text.dropFirst().dropLast().utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 60 && $0 != 62 }
    }

    /// Source: variable envelope return path with RFC 5233 subaddressing.
    private static func returnPath(_ base: EmailAddress, token: String?) throws(Refusal) -> EmailAddress {
        guard let token else { return base }
        let isPlain = token.utf8.count <= 40 && token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard isPlain, let marked = EmailAddress("\(base.localPart)+\(token)@\(base.domain)") else {
            throw Refusal(
                fault: .message, detail: "the return mark must be letters and digits and fit into the return address")
        }
        return marked
    }
}

/// SHA-256 of a text as 64 hexadecimal digits.
func digest(of text: String) -> String {
    guard let sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1) else {
        preconditionFailure("GLib knows SHA-256")
    }
    defer { g_free(sum) }
    return String(cString: sum)
}
