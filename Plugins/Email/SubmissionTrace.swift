/// How far the talk with a mail server came, followed line by line from what libcurl reports.
///
/// A pure state machine: whether the body was fully handed over decides between *never sent* and *in doubt*.
struct SubmissionTrace: Sendable {
    /// What was last asked of the server, and so what its next answer is about.
    enum Phase: String, Sendable {
        case connect, greeting, hello, encrypt, signIn, sender, recipient, data, body, probe

        /// In words, for a person.
        var words: String {
            switch self {
            case .connect: "connect"
            case .greeting: "greeting"
            case .hello: "EHLO"
            case .encrypt: "STARTTLS"
            case .signIn: "sign in"
            case .sender: "MAIL FROM"
            case .recipient: "RCPT TO"
            case .data: "DATA"
            case .body: "message"
            case .probe: "NOOP"
            }
        }
    }

    /// A server's answer.
    struct Reply: Hashable, Sendable {
        let code: Int
        /// The last line as it came, without its line end, at most 500 characters.
        let line: String

        /// The enhanced status `5.1.1` that may follow the code. Source: RFC 2034 and RFC 3463.
        var enhanced: String? {
            let word = line.dropFirst(4).prefix { $0 != " " }
            let parts = word.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 3 && parts.allSatisfy({ Int($0) != nil }) ? String(word) : nil
        }
    }

    private(set) var phase: Phase = .connect
    /// The answer to what was last asked; `nil` while none came.
    private(set) var reply: Reply?
    /// Whether libcurl took the last byte of the message, after which it sends the final dot on its own.
    private(set) var bodyFinished = false
    /// Every completed answer, in order; at most 40.
    private(set) var replies: [(phase: Phase, reply: Reply)] = []

    private var isOver = false

    /// The connection stands; the server speaks first.
    mutating func connected() {
        if phase == .connect { phase = .greeting }
    }

    /// A command went out. Commands may hold secrets; only their first word is looked at.
    mutating func sent(_ command: String) {
        switch command.prefix(4).uppercased() {
        case "EHLO", "HELO": phase = .hello
        case "STAR": phase = .encrypt
        case "AUTH": phase = .signIn
        case "MAIL": phase = .sender
        case "RCPT": phase = .recipient
        case "DATA": phase = .data
        case "NOOP": phase = .probe
        case "QUIT":
            // libcurl says goodbye after a refusal too; what counts is how far the talk had come.
            isOver = true
            return
        default: return  // a further line of signing in
        }
        reply = nil
    }

    /// One line came in. Lines with a hyphen after the code are followed by more.
    mutating func received(_ line: String) {
        guard !isOver else { return }
        connected()
        let line = line.prefix { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }
        guard let code = Int(line.prefix(3)), line.count == 3 || line.dropFirst(3).first == " " else { return }
        let reply = Reply(code: code, line: String(line.prefix(500)))
        self.reply = reply
        if replies.count < 40 { replies.append((phase, reply)) }
    }

    /// libcurl asked for the first bytes of the message, which the server allowed by its answer to DATA.
    mutating func bodyStarted() {
        guard phase != .body else { return }
        phase = .body
        reply = nil
    }

    /// libcurl was told that the message ends.
    mutating func bodyEnded() {
        bodyStarted()
        bodyFinished = true
    }
}
