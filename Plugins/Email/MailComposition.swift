import CGMime
import Foundation
import PluginKit
import Receivables

extension Envelope {
    /// The message as bytes for the wire: CRLF line ends, every line at most 998 bytes, ASCII throughout.
    ///
    /// Source: RFC 5322 (format), RFC 2045 to 2047 (parts, encodings, names), RFC 3834 (Auto-Submitted), RFC 8058
    /// (one-click unsubscribe).
    ///
    /// - Parameter attached: Files that go along, in order.
    func mail(at now: BusinessInstant, in zone: TimeZone, attached: [AttachedFile] = []) -> [UInt8] {
        let mail = MailComposition(
            parts: [("plain", content.text), ("html", content.html)], attached: attached, boundary: boundary)
        mail.setAddress(GMIME_ADDRESS_TYPE_FROM, sender.displayName, from)
        mail.setAddress(GMIME_ADDRESS_TYPE_TO, recipientName, recipient)
        if let replyTo = sender.replyTo { mail.setAddress(GMIME_ADDRESS_TYPE_REPLY_TO, sender.displayName, replyTo) }
        mail.setSubject(content.subject)
        mail.setDate(seconds: now.microseconds / 1_000_000, offset: zone.secondsFromGMT(for: now.date))
        mail.setRaw("Message-ID", messageID)
        if let last = references.last {
            mail.setRaw("In-Reply-To", last)
            mail.setRaw("References", references.joined(separator: "\n "))
        }
        mail.setRaw("Content-Language", language.rawValue)
        mail.setRaw("Auto-Submitted", "auto-generated")
        mail.setRaw("List-Unsubscribe", "<\(unsubscribeURL.absoluteString)>")
        // One click is promised only where the standard allows it: over https.
        if unsubscribeURL.scheme == "https" { mail.setRaw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") }
        return mail.bytes()
    }
}

/// One GMime message under construction; used on one thread and freed with this value.
private final class MailComposition {
    /// GMime's own tables, made once for the process.
    private static let started: Void = g_mime_init()

    private let message: UnsafeMutablePointer<GMimeMessage>

    init(parts: [(subtype: String, text: String)], attached: [AttachedFile], boundary: String) {
        Self.started
        guard let message = g_mime_message_new(0), let alternative = g_mime_multipart_new_with_subtype("alternative")
        else { preconditionFailure("GMime makes objects or ends the process") }
        self.message = message
        g_mime_multipart_set_boundary(alternative, boundary)
        for part in parts { Self.append(part.text, subtype: part.subtype, to: alternative) }
        guard !attached.isEmpty else {
            g_mime_message_set_mime_part(message, object(alternative))
            g_object_unref(alternative)
            return
        }
        guard let mixed = g_mime_multipart_new_with_subtype("mixed") else {
            preconditionFailure("GMime makes objects or ends the process")
        }
        g_mime_multipart_set_boundary(mixed, boundary + "-m")
        g_mime_multipart_add(mixed, object(alternative))
        for file in attached { Self.append(file, to: mixed) }
        g_mime_message_set_mime_part(message, object(mixed))
        g_object_unref(alternative)
        g_object_unref(mixed)
    }

    deinit { g_object_unref(message) }

    func setAddress(_ type: GMimeAddressType, _ name: String, _ address: EmailAddress) {
        let mailbox = internet_address_mailbox_new(name, address.text)
        // Left to itself GMime picks the smallest character set that fits, and not every reader knows them all.
        internet_address_set_charset(mailbox, "utf-8")
        internet_address_list_add(g_mime_message_get_addresses(message, type), mailbox)
        g_object_unref(mailbox)
    }

    func setSubject(_ subject: String) { g_mime_message_set_subject(message, subject, "utf-8") }

    func setDate(seconds: Int64, offset: Int) {
        let zone = g_time_zone_new_offset(gint32(offset))
        let utc = g_date_time_new_from_unix_utc(gint64(seconds))
        let local = g_date_time_to_timezone(utc, zone)
        g_mime_message_set_date(message, local)
        g_date_time_unref(local)
        g_date_time_unref(utc)
        g_time_zone_unref(zone)
    }

    /// Sets a header whose value is already checked and must stand as it is, unfolded or folded by us.
    func setRaw(_ name: String, _ value: String) {
        g_mime_object_set_header(object(message), name, value, "us-ascii")
        let header = g_mime_header_list_get_header(g_mime_object_get_header_list(object(message)), name)
        g_mime_header_set_raw_value(header, " \(value)\n")
    }

    func bytes() -> [UInt8] {
        let options = g_mime_format_options_new()
        defer { g_mime_format_options_free(options) }
        g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS)
        guard let text = g_mime_object_to_string(object(message), options) else {
            preconditionFailure("GMime writes a message it built or ends the process")
        }
        defer { g_free(text) }
        return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    private static func append(_ file: AttachedFile, to multipart: UnsafeMutablePointer<GMimeMultipart>) {
        let stream = file.bytes.withUnsafeBytes {
            g_mime_stream_mem_new_with_buffer($0.baseAddress?.assumingMemoryBound(to: CChar.self), file.bytes.count)
        }
        let content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT)
        guard let part = g_mime_part_new_with_type("application", "pdf") else {
            preconditionFailure("GMime makes objects or ends the process")
        }
        g_mime_part_set_content(part, content)
        g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64)
        g_mime_object_set_disposition(object(part), "attachment")
        g_mime_part_set_filename(part, file.name)
        g_mime_multipart_add(multipart, object(part))
        g_object_unref(part)
        g_object_unref(content)
        g_object_unref(stream)
    }

    private static func append(
        _ text: String, subtype: String, to multipart: UnsafeMutablePointer<GMimeMultipart>
    ) {
        // Line ends are LF inside GMime; the format options turn every one into CRLF on the way out.
        let bytes = Array(text.replacingOccurrences(of: "\r\n", with: "\n").utf8)
        let stream = bytes.withUnsafeBytes {
            g_mime_stream_mem_new_with_buffer($0.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        let content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT)
        guard let part = g_mime_part_new_with_type("text", subtype) else {
            preconditionFailure("GMime makes objects or ends the process")
        }
        g_mime_object_set_content_type_parameter(object(part), "charset", "utf-8")
        g_mime_part_set_content(part, content)
        g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
        g_mime_multipart_add(multipart, object(part))
        g_object_unref(part)
        g_object_unref(content)
        g_object_unref(stream)
    }
}

/// The base object every GMime object begins with.
private func object<Part>(_ part: UnsafeMutablePointer<Part>) -> UnsafeMutablePointer<GMimeObject> {
    UnsafeMutableRawPointer(part).assumingMemoryBound(to: GMimeObject.self)
}
