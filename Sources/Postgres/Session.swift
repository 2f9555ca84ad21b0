import CPostgres
import Foundation
import Logging

/// One libpq connection. Used only on the thread that owns it; every call blocks that thread.
final class Session {
    private let connection: OpaquePointer
    private let notices: NoticeSink
    private let silenceDeadline: Duration
    /// Set when the server asked for the transaction to be repeated, whatever the caller made of that error.
    private(set) var retryableFailure: PostgresError?

    /// Connects and logs in.
    init(_ configuration: PostgresConfiguration, logger: Logger) throws {
        try configuration.validate()
        notices = NoticeSink(logger: logger)
        silenceDeadline = configuration.silenceDeadline
        let started = PostgresEnvironment.cleared { ConnectionKeywords(configuration).start() }
        guard let started else { throw PostgresError.connectionLost(reason: "out of memory") }
        connection = started
        notices.attach(to: connection)
        do {
            try logIn(by: ContinuousClock.now + configuration.connectTimeout)
        } catch {
            finish()
            throw error
        }
    }

    deinit { finish() }

    private var finished = false

    /// Closes the connection; safe to call again.
    func finish() {
        if !finished { PQfinish(connection) }
        finished = true
    }

    /// Whether the connection can still be used.
    var isAlive: Bool { !finished && PQstatus(connection) == CONNECTION_OK }

    var transactionStatus: PGTransactionStatusType { finished ? PQTRANS_UNKNOWN : PQtransactionStatus(connection) }

    var socket: Int32 { finished ? -1 : PQsocket(connection) }

    /// Throws once the connection was given up; every call into libpq below stands behind it.
    private func requireOpen() throws {
        guard !finished else { throw PostgresError.connectionLost(reason: "the connection is broken") }
    }

    func forgetRetryableFailure() { retryableFailure = nil }

    private func logIn(by deadline: ContinuousClock.Instant) throws {
        var state = PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK {
            guard state != PGRES_POLLING_FAILED, PQstatus(connection) != CONNECTION_BAD else {
                throw PostgresError.connectionLost(reason: logInFailure)
            }
            let events = Int16(state == PGRES_POLLING_WRITING ? POLLOUT : POLLIN)
            guard try wait(for: events, until: deadline) else {
                throw PostgresError.connectionLost(reason: "the server did not answer within the connect timeout")
            }
            state = PostgresEnvironment.cleared { PQconnectPoll(connection) }
        }
    }

    /// The last message of libpq. Used for failures of the connection itself, which quote addresses and roles only.
    var lastMessage: String {
        if finished { return "the connection is broken" }
        let text = PQerrorMessage(connection).map { String(cString: $0) } ?? "unknown reason"
        return Self.firstLines(text)
    }

    /// libpq's message without its questions to the reader, which stand on lines that begin with a tab.
    static func firstLines(_ text: String) -> String {
        text.split(separator: "\n").filter { !$0.hasPrefix("\t") }
            .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "; ")
    }

    /// Why no connection was made. libpq hands out no error code here, so what asking again cannot change is known by
    /// its words; in a language it is not known in, the message stands alone.
    private var logInFailure: String {
        let message = lastMessage
        let isRefused = ["authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry"]
            .contains { message.contains($0) }
        return isRefused ? message + "; correct DUNWELL_DATABASE_URL or what the server knows of it" : message
    }

    /// Waits until the socket is ready; false when the deadline passed.
    func wait(for events: Int16, until deadline: ContinuousClock.Instant) throws -> Bool {
        try requireOpen()
        while true {
            let left = deadline - ContinuousClock.now
            if left <= .zero { return false }
            let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
            var descriptor = pollfd(fd: socket, events: events, revents: 0)
            let ready = poll(&descriptor, 1, Int32(clamping: milliseconds))
            if ready > 0 { return true }
            if ready < 0 && errno != EINTR { throw lost("poll failed with error \(errno)") }
        }
    }

    func lost(_ reason: String) -> PostgresError {
        let reason = reason.isEmpty ? "unknown reason" : reason
        // A connection whose state is unknown is never used again.
        finish()
        return .connectionLost(reason: reason)
    }
}

// Sending statements and reading what comes back.
extension Session {
    /// Runs one statement with its parameters bound, in binary both ways.
    func send(_ sql: SQL, singleRow: Bool = false) throws {
        let parameters = sql.parameters
        guard parameters.count <= 65_535 else {
            throw PostgresError.unsupportedParameter("\(parameters.count) parameters; 65535 is the limit, use arrays")
        }
        var flat: [UInt8] = []
        var ranges: [Range<Int>?] = []
        for parameter in parameters {
            guard let bytes = try parameter.content.get() else {
                ranges.append(nil)
                continue
            }
            ranges.append(flat.count..<(flat.count + bytes.count))
            flat += bytes
        }
        flat.append(0)  // keeps the address of an empty value from being NULL
        guard isAlive else { throw lost("the connection is broken") }
        let types = parameters.map(\.type.oid)
        let lengths = ranges.map { Int32($0?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: parameters.count)
        let sent = flat.withUnsafeBytes { bytes in
            let values = ranges.map { range in
                range.flatMap { bytes.baseAddress?.advanced(by: $0.lowerBound).assumingMemoryBound(to: CChar.self) }
            }
            return PQsendQueryParams(
                connection, sql.text, Int32(parameters.count), types, values, lengths, formats, 1)
        }
        guard sent == 1 else { throw lost(lastMessage) }
        if singleRow { PQsetSingleRowMode(connection) }
    }

    /// Sends text as it is; it may hold several statements.
    func sendScript(_ text: String) throws {
        guard isAlive else { throw lost("the connection is broken") }
        guard !text.utf8.contains(0) else { throw PostgresError.invalidText }
        guard PQsendQuery(connection, text) == 1 else { throw lost(lastMessage) }
    }

    /// The next result of what was sent; `nil` at the end.
    func nextResult() throws -> ResultSet? {
        if finished { return nil }
        let deadline = ContinuousClock.now + silenceDeadline
        while PQisBusy(connection) == 1 {
            guard try wait(for: Int16(POLLIN), until: deadline) else {
                throw lost("the server was silent for \(silenceDeadline.components.seconds) s")
            }
            if PQconsumeInput(connection) == 0 { break }
        }
        guard let pointer = PQgetResult(connection) else { return nil }
        return ResultSet(pointer)
    }

    /// The error a result stands for, if it does.
    func failure(of result: ResultSet) -> PostgresError? {
        switch result.status {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR:
            // After FATAL the server closes the connection, whether libpq has noticed yet or not.
            let isLast = ["FATAL", "PANIC"].contains(result.field("V") ?? "")
            guard result.field("C") != nil, isAlive, !isLast else {
                return lost(Self.reason(of: result) ?? lastMessage)
            }
            let error = PostgresError(result)
            if error.isRetryable { retryableFailure = error }
            return error
        default: return nil
        }
    }

    private static func reason(of result: ResultSet) -> String? {
        guard let state = result.field("C") else { return nil }
        return "the server ended it (\(state))"
    }

    /// Reads every result up to the end and returns the last; throws the first error after having read all.
    @discardableResult
    func finishStatement() throws -> ResultSet? {
        var last: ResultSet?
        var failed: PostgresError?
        while let result = try nextResult() {
            if let error = failure(of: result) { failed = failed ?? error }
            last = result
            // A COPY that nobody feeds or reads would never end.
            switch result.status {
            case PGRES_COPY_IN: PQputCopyEnd(connection, "COPY needs copyIn")
            case PGRES_COPY_OUT, PGRES_COPY_BOTH: try drainCopyOut()
            default: break
            }
        }
        if let failed { throw failed }
        return last
    }

    /// Runs fixed text such as BEGIN and returns its command tag.
    @discardableResult
    func run(_ text: String) throws -> String {
        try sendScript(text)
        return try finishStatement()?.commandTag ?? ""
    }
}

// COPY
extension Session {
    func putCopyData(_ bytes: [UInt8]) throws {
        try requireOpen()
        let sent = bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { PQputCopyData(connection, $0.baseAddress, Int32($0.count)) }
        }
        guard sent == 1 else { throw lost(lastMessage) }
    }

    /// Ends the data; with a reason, the server drops what came and reports an error.
    func endCopyIn(abandonedBecause reason: String?) throws {
        try requireOpen()
        guard PQputCopyEnd(connection, reason) == 1 else { throw lost(lastMessage) }
    }

    /// The next piece the server sends; false at the end.
    func takeCopyData(_ sink: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        try requireOpen()
        var buffer: UnsafeMutablePointer<CChar>?
        let deadline = ContinuousClock.now + silenceDeadline
        while true {
            let count = PQgetCopyData(connection, &buffer, 1)
            switch count {
            case -1: return false
            case -2: throw lost(lastMessage)
            case 0:
                guard try wait(for: Int16(POLLIN), until: deadline) else { throw lost("the server was silent") }
                guard PQconsumeInput(connection) == 1 else { throw lost(lastMessage) }
            default:
                defer { PQfreemem(buffer) }
                try sink(UnsafeRawBufferPointer(start: buffer, count: Int(count)))
                return true
            }
        }
    }

    func drainCopyOut() throws { while try takeCopyData({ _ in }) {} }

    /// Notifications that arrived so far; needs `takeInput` or a statement before.
    func takeNotifications(_ body: (_ channel: String, _ payload: String) -> Void) {
        while !finished, let notify = PQnotifies(connection) {
            body(String(cString: notify.pointee.relname), String(cString: notify.pointee.extra))
            PQfreemem(notify)
        }
    }

    /// Reads what has arrived; for notifications outside a statement.
    func takeInput() throws {
        try requireOpen()
        guard PQconsumeInput(connection) == 1 else { throw lost(lastMessage) }
    }
}
