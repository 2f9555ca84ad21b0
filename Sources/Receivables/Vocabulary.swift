/// How a message reaches a customer. A channel plugin serves one medium.
public enum ContactMedium: String, CaseIterable, Sendable, Codable {
    /// Electronic mail.
    case email
    /// A letter by the postal service.
    case post
    /// A telephone call made by a person.
    case telephone
    /// A text message.
    case text
}

/// A language customers are written to in.
public enum Language: String, CaseIterable, Sendable, Codable {
    /// English.
    case english = "en"
    /// Spanish.
    case spanish = "es"
}

/// Whether consumer law protects the customer. Unknown is treated as a consumer.
public enum CustomerKind: String, CaseIterable, Sendable, Codable {
    /// A natural person. Source: 12 CFR 1006.2(e).
    case consumer
    /// A sole proprietor, treated as a consumer.
    case soleProprietor = "sole-proprietor"
    /// A company or other entity.
    case business
    /// Not known: treated as a consumer.
    case unknown
}

/// How a message sounds; a later tone is never followed by an earlier one within a cycle. Source: starter policies §1.5.
public enum Tone: String, CaseIterable, Sendable, Codable, Comparable {
    /// A neighbour reminding you; assumes a slip.
    case warm
    /// Asks what went wrong and offers ways.
    case helpful
    /// States amount, date and consequence, and still offers help.
    case clear
    /// Short, formal, complete, never angry.
    case serious
    /// Facts and a date: withdrawal of service only.
    case plainNotice = "plain-notice"
    /// Short thanks: paid, kept, reinstated, written off.
    case grateful

    /// In the order of the cases; `grateful`, which asks for nothing, comes last.
    public static func < (left: Tone, right: Tone) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!  // every case is in the list
    }
}

/// Why a customer has not paid, as told by the customer.
public enum NonpaymentReason: String, CaseIterable, Sendable, Codable {
    case confusingInvoice = "confusing-invoice"
    case surprisedByTotal = "surprised-by-total"
    case nameNotRecognised = "name-not-recognised"
    case doubleCharge = "double-charge"
    case dissatisfied
    case changeOfMeans = "change-of-means"
    case otherDebtsFirst = "other-debts-first"
    case neverReceived = "never-received"
    case forgot
    case paidAlready = "paid-already"
    case refuses
    case cancelled = "i-cancelled"
    case movedOrSold = "moved-or-sold"
    case switchedProvider = "switched-provider"
    case systemDoesNotWork = "system-does-not-work"
    case cardExpired = "card-expired"
    case renewalUnknown = "renewal-unknown"
    case other
}

/// Why nothing may be sent or placed. Each is dated, has a source, and binds every channel and exporter.
public enum HoldReason: String, CaseIterable, Sendable, Codable {
    case promise
    case plan
    case dispute
    case hardship
    case bankruptcy
    case deceased
    case attorney
    case cease
    case refusal
    case activeDuty = "active-duty"
    case identityTheft = "identity-theft"
    case complaint
    case openTicket = "open-ticket"
    case cancellationClaim = "cancellation-claim"
    case paymentInFlight = "payment-in-flight"
    case disasterArea = "disaster-area"
    case litigation
    case placed
    case manual
}

/// How a telephone call ended.
public enum CallDisposition: String, CaseIterable, Sendable, Codable {
    /// Rang unanswered. Counts as an attempt.
    case noAnswer = "no-answer"
    /// Reached voicemail and left the limited-content message. Counts as an attempt. Source: 12 CFR 1006.2(j).
    case leftVoicemail = "left-voicemail"
    /// Spoke with the customer: a conversation. Source: 12 CFR 1006.14(b)(2)(i)(B).
    case spoke
    /// Somebody else answered; nothing was said about the reason. Counts as an attempt.
    case someoneElse = "someone-else"
    /// Busy: does not count. Source: comment 14(b)(3)(ii)-1.
    case busy
    /// Not in service: does not count, and the number is bad.
    case outOfService = "out-of-service"
    /// The number belongs to someone else: does not count, and the number is bad.
    case wrongNumber = "wrong-number"
}
