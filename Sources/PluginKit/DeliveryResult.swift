public import Receivables

/// What became of one message handed to a channel.
public enum DeliveryResult: Hashable, Sendable, Codable {
    /// The carrier took it and answers for it: it is gone. Delivery is reported later.
    case accepted(CarrierReceipt)
    /// It reached the recipient.
    case delivered(CarrierReceipt)
    /// A person has to act: this is the task for them. Nothing has been done yet.
    case taskCreated(TaskReference)
    /// Ready for the next batch of this channel; it counts as sent only once that batch is confirmed gone.
    case prepared
    /// Never sent. `fault` says who has to change something; sending the same again would be refused again.
    case refused(fault: Fault, detail: String)
    /// Never sent, and the same may be sent again after the pause.
    case retry(after: Duration, detail: String)
    /// Talking had begun and the outcome is unknown: nobody sends again without a person's decision.
    case inDoubt(detail: String)
}

/// Who has to change something before a refused message can go.
public enum Fault: String, CaseIterable, Hashable, Sendable, Codable {
    /// The plugin's configuration, or the plugin itself.
    case plugin
    /// The carrier refuses this sender.
    case carrier
    /// What the message says or how it is made.
    case message
    /// The recipient's address.
    case address
    /// The address is as good as any, and does not fit where this channel has to show it, with its present settings.
    case fit
}

/// The carrier's word that it took a message.
public struct CarrierReceipt: Hashable, Sendable, Codable {
    /// The carrier's own reference, when it names one.
    public let reference: String?
    /// What it said, such as `250 2.0.0 Ok: queued as 4X1`.
    public let words: String
    /// The Message-ID under which an answer or a bounce will come back, with angle brackets; e-mail only.
    public let messageID: String?

    /// Records a receipt.
    public init(reference: String? = nil, words: String, messageID: String? = nil) {
        self.reference = reference
        self.words = words
        self.messageID = messageID
    }
}

/// A task for a person, which the host keeps and shows.
public struct TaskReference: Hashable, Sendable, Codable {
    /// The same for every repetition of the attempt, so that the host keeps one task.
    public let key: String
    /// The number to call, E.164.
    public let number: String
    /// What to say and ask.
    public let script: CallScript
    /// Why, in one line.
    public let reason: String
    /// When the call suits; `nil` when nothing is known.
    public let bestTime: BestTime?

    /// Describes a task.
    public init(key: String, number: String, script: CallScript, reason: String, bestTime: BestTime?) {
        self.key = key
        self.number = number
        self.script = script
        self.reason = reason
        self.bestTime = bestTime
    }
}

/// Why a channel cannot deliver a message, found before talking to anyone. A plugin may throw it to itself.
public struct Refusal: Error, Hashable, Sendable, Codable {
    /// Who has to change something before it can be sent.
    public let fault: Fault
    /// What is wrong and what to do; no personal data.
    public let detail: String

    /// States a refusal.
    public init(fault: Fault, detail: String) {
        self.fault = fault
        self.detail = detail
    }

    /// The refusal as the outcome of a send.
    public var result: DeliveryResult { .refused(fault: fault, detail: detail) }
}
