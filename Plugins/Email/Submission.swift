import CCurl
import PluginKit
import Receivables

/// One talk with a mail server, one recipient, on the calling thread, which blocks until it ends.
///
/// Source: RFC 6409 (submission), RFC 3207 (STARTTLS), RFC 4954 (AUTH).
struct Submission {
    let server: MailServer
    /// How long it may take from now on.
    let deadline: Duration
    /// Asks the talk to end early; heard within about a second.
    var stop = TalkStop()

    /// libcurl's own tables, made once for the process.
    private static let started: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// Hands a message over.
    func send(_ mail: [UInt8], from returnPath: EmailAddress, to recipient: EmailAddress) -> SubmissionOutcome {
        talk(mail: mail) { handle in
            curl_set_long(handle, CURLOPT_UPLOAD, 1)
            curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(returnPath.text)>")
            let recipients = curl_slist_append(nil, "<\(recipient.text)>")
            curl_set_pointer(handle, CURLOPT_MAIL_RCPT, recipients)
            return recipients
        }
    }

    /// Connects, signs in and asks for a sign of life; reports each answer in the server's own words.
    func test() -> ConnectionTest {
        let outcome = talk(mail: []) { handle in
            curl_set_text(handle, CURLOPT_CUSTOMREQUEST, "NOOP")
            return nil
        }
        var steps = outcome.trace.replies.map {
            ConnectionTest.Step(name: $0.phase.words, passed: $0.reply.code < 400, words: $0.reply.line)
        }
        if outcome.code == CURLE_OK { return ConnectionTest(steps: steps) }
        if steps.last?.passed ?? true {
            let step = ConnectionTest.Step(name: outcome.trace.phase.words, passed: false, words: outcome.words)
            steps.append(step)
        }
        return ConnectionTest(steps: steps, fix: fix(for: outcome))
    }

    private func fix(for outcome: SubmissionOutcome) -> String {
        switch (outcome.trace.phase, outcome.code) {
        case (_, CURLE_COULDNT_RESOLVE_HOST): "Correct host: no machine of that name is known."
        case (.connect, _): "Check host and port, and that a firewall lets this machine reach them."
        case (_, CURLE_USE_SSL_FAILED): "The server offers no encryption: set security or port as your provider says."
        case (_, CURLE_PEER_FAILED_VERIFICATION): "The certificate does not fit: correct host, or set ca_file."
        case (.signIn, _): "Correct username and password."
        default: "Ask whoever runs the mail server about the last answer."
        }
    }

    private func talk(
        mail: [UInt8], prepare: (UnsafeMutableRawPointer) -> UnsafeMutablePointer<curl_slist>?
    ) -> SubmissionOutcome {
        guard Self.started == CURLE_OK, let handle = curl_easy_init() else {
            return SubmissionOutcome(
                code: CURLE_FAILED_INIT, words: "libcurl could not start", trace: SubmissionTrace())
        }
        let transcript = Transcript(mail: mail, stop: stop)
        return withExtendedLifetime(transcript) {
            let data = Unmanaged.passUnretained(transcript).toOpaque()
            curl_set_reader(handle, readMail, data)
            curl_set_writer(handle, discardAnswer)
            curl_set_tracer(handle, followTalk, data)
            curl_set_watcher(handle, watchTalk, data)
            setServer(handle)
            let recipients = prepare(handle)
            var words = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
            let outcome = words.withUnsafeMutableBufferPointer { buffer in
                curl_set_pointer(handle, CURLOPT_ERRORBUFFER, buffer.baseAddress)
                let code = curl_easy_perform(handle)
                let words = buffer.baseAddress.map { String(cString: $0) } ?? ""
                let plain = words.isEmpty ? String(cString: curl_easy_strerror(code)) : words
                return SubmissionOutcome(code: code, words: plain, trace: transcript.trace)
            }
            curl_set_pointer(handle, CURLOPT_ERRORBUFFER, nil)
            // A server that has not answered so far would be waited for once more.
            if [CURLE_ABORTED_BY_CALLBACK, CURLE_OPERATION_TIMEDOUT].contains(outcome.code) {
                curl_cut_connection(handle)
            }
            curl_easy_cleanup(handle)
            curl_slist_free_all(recipients)
            return outcome
        }
    }

    private func setServer(_ handle: UnsafeMutableRawPointer) {
        let total = min(deadline, server.timeout)
        curl_set_text(handle, CURLOPT_URL, server.url)
        curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // A proxy named in the environment is not part of the tenant's configuration.
        curl_set_text(handle, CURLOPT_PROXY, "")
        curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        curl_set_long(handle, CURLOPT_TIMEOUT_MS, total.milliseconds)
        curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, min(total, server.connectTimeout).milliseconds)
        curl_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, total.milliseconds / 1_000))
        switch server.security {
        case .startTLS, .tls: curl_set_long(handle, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        case .startTLSOptional: curl_set_long(handle, CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
        case .none: curl_set_long(handle, CURLOPT_USE_SSL, Int(CURLUSESSL_NONE.rawValue))
        }
        curl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = server.certificateFile { curl_set_text(handle, CURLOPT_CAINFO, file) }
        if let username = server.username, let password = server.password {
            curl_set_text(handle, CURLOPT_USERNAME, username)
            curl_set_text(handle, CURLOPT_PASSWORD, password.revealed)
        }
    }
}

extension Duration {
    /// Whole milliseconds, at least 1: zero would mean no limit to libcurl.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}

/// What libcurl's callbacks read and write. Touched only by the thread on which the talk runs.
private final class Transcript {
    let mail: [UInt8]
    let stop: TalkStop
    var position = 0
    var trace = SubmissionTrace()

    init(mail: [UInt8], stop: TalkStop) {
        self.mail = mail
        self.stop = stop
    }
}

/// libcurl asks about once a second, also while it waits for an answer; anything but 0 ends the talk.
private let watchTalk: curl_xferinfo_callback = { data, _, _, _, _ in
    guard let data else { return 0 }
    return Unmanaged<Transcript>.fromOpaque(data).takeUnretainedValue().stop.isAsked ? 1 : 0
}

private let readMail: curl_read_callback = { buffer, size, count, data in
    guard let buffer, let data else { return 0 }
    let transcript = Unmanaged<Transcript>.fromOpaque(data).takeUnretainedValue()
    let length = min(size * count, transcript.mail.count - transcript.position)
    guard length > 0 else {
        transcript.trace.bodyEnded()
        return 0
    }
    transcript.trace.bodyStarted()
    transcript.mail[transcript.position..<transcript.position + length].withUnsafeBytes {
        UnsafeMutableRawPointer(buffer).copyMemory(from: $0.baseAddress!, byteCount: length)  // length is above zero
    }
    transcript.position += length
    return length
}

private let discardAnswer: curl_write_callback = { _, size, count, _ in size * count }

private let followTalk: curl_debug_callback = { _, kind, text, length, data in
    guard let text, let data else { return 0 }
    let transcript = Unmanaged<Transcript>.fromOpaque(data).takeUnretainedValue()
    let line = String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
    switch kind {
    case CURLINFO_HEADER_IN: transcript.trace.received(line)
    case CURLINFO_HEADER_OUT: transcript.trace.sent(line)
    case CURLINFO_TEXT where line.hasPrefix("Connected to"): transcript.trace.connected()
    default: break
    }
    return 0
}
