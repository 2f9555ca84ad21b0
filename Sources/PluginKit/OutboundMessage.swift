public import Foundation
public import Receivables

/// One message, settled in every word, for one recipient: a channel delivers it and changes nothing.
public struct OutboundMessage: Hashable, Sendable, Codable {
    /// The attempt whose intent is already committed.
    public let attemptID: Identifier<ContactAttempt>
    /// The same for every repetition of this attempt, different for every other; at most 200 printable ASCII
    /// characters.
    public let idempotencyKey: String
    /// The business in whose name it goes.
    public let sender: SenderIdentity
    /// Who gets it, at the one address the gate allowed.
    public let recipient: MessageRecipient
    /// The words in the form the channel's medium takes; another form is refused with the message at fault.
    public let content: MessageContent
    /// Pages that go along, in order; empty for none. Media without paper or files leave them out.
    public let enclosures: [Enclosure]
    /// The language `content` is written in.
    public let language: Language
    /// The tenant's day for which the figures in it were computed.
    public let figuresOn: CalendarDate
    /// Why this contact is made, in one line for the person who makes it; not shown to the customer.
    public let reason: String
    /// Earlier e-mails it continues; empty for other media.
    public let thread: MessageThread
    /// Where one click stops this channel; `https`. E-mail must carry it. Source: RFC 8058.
    public let unsubscribeURL: URL?
    /// Opaque mark put into the return address, by which a bounce finds the attempt; letters and digits, at most 40.
    public let returnToken: String?

    /// Makes a message.
    public init(
        attemptID: Identifier<ContactAttempt>, idempotencyKey: String, sender: SenderIdentity,
        recipient: MessageRecipient, content: MessageContent, enclosures: [Enclosure] = [], language: Language,
        figuresOn: CalendarDate,
        reason: String, thread: MessageThread = MessageThread(), unsubscribeURL: URL? = nil, returnToken: String? = nil
    ) {
        self.attemptID = attemptID
        self.idempotencyKey = idempotencyKey
        self.sender = sender
        self.recipient = recipient
        self.content = content
        self.enclosures = enclosures
        self.language = language
        self.figuresOn = figuresOn
        self.reason = reason
        self.thread = thread
        self.unsubscribeURL = unsubscribeURL
        self.returnToken = returnToken
    }
}

/// Who writes: the business as the customer knows it.
public struct SenderIdentity: Hashable, Sendable, Codable {
    /// The registered name.
    public let legalName: String
    /// The name beside the address in a mail program; names no collecting.
    public let displayName: String
    /// Postal address, one line each, without the name.
    public let addressLines: [String]
    /// The address mail comes from.
    public let email: EmailAddress?
    /// Where answers go, when not to `email`.
    public let replyTo: EmailAddress?
    /// The number a person answers.
    public let phone: String?
    /// When that person is there, in words.
    public let phoneHours: String?
    /// Where the customer can pay.
    public let payLink: URL?

    /// States who writes.
    public init(
        legalName: String, displayName: String, addressLines: [String], email: EmailAddress? = nil,
        replyTo: EmailAddress? = nil, phone: String? = nil, phoneHours: String? = nil, payLink: URL? = nil
    ) {
        self.legalName = legalName
        self.displayName = displayName
        self.addressLines = addressLines
        self.email = email
        self.replyTo = replyTo
        self.phone = phone
        self.phoneHours = phoneHours
        self.payLink = payLink
    }
}

/// Who is written to, and at which address.
public struct MessageRecipient: Hashable, Sendable, Codable {
    /// One address of the recipient, of the kind the channel serves.
    public enum Address: Hashable, Sendable, Codable {
        /// As stored; the channel checks it and refuses with the address at fault when it cannot be used.
        case email(String)
        /// E.164, such as `+15055550123`.
        case phone(String)
        /// As printed, one line each, without the name.
        case postal([String])
    }

    /// The customer's name as it is addressed.
    public let name: String
    /// The address the gate allowed for this attempt, and no other.
    public let address: Address
    /// When a call suits best; `nil` when nothing is known.
    public let bestTime: BestTime?

    /// States who is written to.
    public init(name: String, address: Address, bestTime: BestTime? = nil) {
        self.name = name
        self.address = address
        self.bestTime = bestTime
    }
}

/// When a call suits, on the customer's own clock. Already inside the lawful hours of every zone the records suggest.
public struct BestTime: Hashable, Sendable, Codable {
    /// The customer's day, at most a few days ahead.
    public let day: CalendarDate
    /// Minutes after midnight where the customer is, 0 to 1439.
    public let fromMinute: Int
    /// Minutes after midnight, excluded; later than `fromMinute`.
    public let untilMinute: Int
    /// IANA name of the customer's zone.
    public let zone: String

    /// States when a call suits.
    public init(day: CalendarDate, fromMinute: Int, untilMinute: Int, zone: String) {
        self.day = day
        self.fromMinute = fromMinute
        self.untilMinute = untilMinute
        self.zone = zone
    }
}

/// How a mail joins the earlier ones to the same customer.
public struct MessageThread: Hashable, Sendable, Codable {
    /// Message-IDs of earlier mails of the same case, oldest first, each with its angle brackets.
    public let references: [String]

    /// A thread after the given mails; none starts a new one.
    public init(references: [String] = []) { self.references = references }
}
