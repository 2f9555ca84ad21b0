public import Receivables

/// A channel whose messages leave together: the letters of a day, printed and mailed as one batch.
///
/// `send` checks one message and answers `.prepared`; `produce` makes the artefact. Nothing in a batch counts as sent
/// until a person confirms that it was mailed.
public protocol BatchContactChannel: ContactChannel {
    /// Makes the batch's files in `context.spoolDirectory`.
    ///
    /// May be called again with the same batch: it writes the same files in place of the old, byte for byte. A file
    /// appears under its name only when it is complete. A message that cannot be produced is refused by itself; the
    /// rest of the batch goes on.
    func produce(_ batch: OutboundBatch, in context: PluginContext) async -> BatchResult
}

extension BatchContactChannel {
    /// Checks the message and leaves it for the batch.
    public func send(_ message: OutboundMessage, in context: PluginContext) async -> DeliveryResult {
        check(message, in: context)?.result ?? .prepared
    }
}

/// Messages of one business and day that leave together.
public struct OutboundBatch: Hashable, Sendable, Codable {
    /// Most messages in one batch.
    public static let messagesMax = 5_000

    /// The host's key of the batch; the same when it is produced again.
    public let batchID: Identifier<MailBatch>
    /// The tenant's day printed on every message.
    public let day: CalendarDate
    /// Counts the batches of this business and day from 1; part of the file name.
    public let number: Int
    /// In the order they are printed.
    public let messages: [OutboundMessage]

    /// Gathers messages.
    public init(batchID: Identifier<MailBatch>, day: CalendarDate, number: Int, messages: [OutboundMessage]) {
        self.batchID = batchID
        self.day = day
        self.number = number
        self.messages = messages
    }
}

/// What became of a batch.
public enum BatchResult: Hashable, Sendable, Codable {
    case produced(ProducedBatch)
    /// No file was made; `fault` says who has to change something.
    case refused(fault: Fault, detail: String)
    /// No file was made, a full disk for example; the same may be tried again after the pause.
    case retry(after: Duration, detail: String)
}

/// A finished batch: its files and what became of each message.
public struct ProducedBatch: Hashable, Sendable, Codable {
    /// The main file, such as the PDF; `nil` when every message was refused.
    public let artefact: SpooledFile?
    /// What the artefact holds, for machine and person to check it against; `nil` with the artefact.
    public let manifest: SpooledFile?
    /// One for each message, in the batch's order.
    public let outcomes: [BatchOutcome]

    /// Records a finished batch.
    public init(artefact: SpooledFile?, manifest: SpooledFile?, outcomes: [BatchOutcome]) {
        self.artefact = artefact
        self.manifest = manifest
        self.outcomes = outcomes
    }
}

/// What became of one message of a batch.
public struct BatchOutcome: Hashable, Sendable, Codable {
    /// Whether the message is in the artefact.
    public enum Result: Hashable, Sendable, Codable {
        /// In the artefact, on `pages` pages from `firstPage` (counted from 1), using `sheets` sheets of paper.
        case included(firstPage: Int, pages: Int, sheets: Int)
        /// Left out.
        case refused(Refusal)
    }

    /// Names the message by the attempt it carries.
    public let attemptID: Identifier<ContactAttempt>
    /// Whether it is in the artefact, and where.
    public let result: Result

    /// Records an outcome.
    public init(attemptID: Identifier<ContactAttempt>, result: Result) {
        self.attemptID = attemptID
        self.result = result
    }
}

/// A file a plugin left in its spool directory.
public struct SpooledFile: Hashable, Sendable, Codable {
    /// File name inside the context's spool directory, without folders.
    public let name: String
    /// Such as `application/pdf`.
    public let mediaType: String
    /// Size of the whole file in bytes.
    public let byteCount: Int
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    public let sha256: String

    /// Describes a file.
    public init(name: String, mediaType: String, byteCount: Int, sha256: String) {
        self.name = name
        self.mediaType = mediaType
        self.byteCount = byteCount
        self.sha256 = sha256
    }
}
