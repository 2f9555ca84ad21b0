/// Who writes: one business as its customers know it.
package struct SenderFacts: Hashable, Sendable, Codable {
    /// The name in the register of companies; printed at the head of letters and at the foot of e-mails.
    package var registeredName: String
    /// The name customers use; the registered name when there is no other.
    package var tradeName: String
    /// Postal address without the name, one line each.
    package var addressLines: [String]
    /// A number a person answers, as printed.
    package var phone: String
    /// When a person answers; at least one span.
    package var hours: [OfficeHours]
    /// An e-mail address a person reads.
    package var replyAddress: String
    /// The ways the customer can pay; at least one must be offered.
    package var ways: WaysToPay
    /// Brand colour as `#RRGGBB`; `nil` for Dunwell's own calm blue. Used for lines and buttons, never for pressure.
    package var brandColor: String?

    /// Makes the sender from its parts.
    package init(
        registeredName: String, tradeName: String? = nil, addressLines: [String], phone: String, hours: [OfficeHours],
        replyAddress: String, ways: WaysToPay, brandColor: String? = nil
    ) {
        self.registeredName = registeredName
        self.tradeName = tradeName ?? registeredName
        self.addressLines = addressLines
        self.phone = phone
        self.hours = hours
        self.replyAddress = replyAddress
        self.ways = ways
        self.brandColor = brandColor
    }
}

/// The ways of paying a business offers. A way that is `nil` or `false` is not mentioned.
package struct WaysToPay: Hashable, Sendable, Codable {
    /// Where the customer pays online; `https` only.
    package var payLink: String?
    /// Whether the sender's telephone number takes payments.
    package var byPhone: Bool
    /// Where a cheque goes, name first, one line each; `nil` when cheques are not taken.
    package var remittanceLines: [String]?

    /// Makes the ways of paying.
    package init(payLink: String? = nil, byPhone: Bool = true, remittanceLines: [String]? = nil) {
        self.payLink = payLink
        self.byPhone = byPhone
        self.remittanceLines = remittanceLines
    }

    /// Whether nothing is offered; no message can be written then.
    package var isEmpty: Bool { payLink == nil && !byPhone && (remittanceLines ?? []).isEmpty }
}

/// Days of the week and times of day, in the business's own zone, at which a person answers.
package struct OfficeHours: Hashable, Sendable, Codable {
    /// First and last day, Monday 1 to Sunday 7.
    package var firstWeekday: Int
    package var lastWeekday: Int
    /// Minutes after midnight.
    package var opensAtMinute: Int
    package var closesAtMinute: Int

    /// Makes a span; days 1 to 7, minutes 0 to 1439.
    package init(firstWeekday: Int, lastWeekday: Int, opensAtMinute: Int, closesAtMinute: Int) {
        self.firstWeekday = firstWeekday
        self.lastWeekday = lastWeekday
        self.opensAtMinute = opensAtMinute
        self.closesAtMinute = closesAtMinute
    }

    /// Monday to Friday, 8:00 to 17:00.
    package static let weekdays = OfficeHours(
        firstWeekday: 1, lastWeekday: 5, opensAtMinute: 8 * 60, closesAtMinute: 17 * 60)
}
