public import Foundation

/// Every time zone the records suggest a customer may be in: what is allowed must be allowed in all of them.
///
/// Source: comment 6(b)(1)(i)-2 to 12 CFR 1006.6 (conflicting or ambiguous information about location).
public struct ZoneSet: Hashable, Sendable {
    /// Where the zones come from.
    public enum Basis: String, Hashable, Sendable, Codable {
        /// The customer said where they are; this replaces what the records suggest.
        case stated
        /// Addresses and telephone numbers in the records.
        case records
        /// Nothing is known: all zones of the lower 48 states.
        case assumed
    }

    /// At least one zone, in the order of their names.
    public let zones: [TimeZone]
    /// How the zones were found.
    public let basis: Basis
    /// Whether an address or number in the records gave no zone (military, toll-free or not in the tables).
    public let hasUnplacedEvidence: Bool

    /// A set of zones, duplicates removed.
    public init(_ zones: some Sequence<TimeZone>, basis: Basis = .records, hasUnplacedEvidence: Bool = false) {
        let unique = Set(zones)
        precondition(!unique.isEmpty, "a zone set has at least one zone; when nothing is known it is .lower48")
        self.zones = unique.sorted { $0.identifier < $1.identifier }
        self.basis = basis
        self.hasUnplacedEvidence = hasUnplacedEvidence
    }

    /// IANA names, in order.
    public var names: [String] { zones.map(\.identifier) }

    /// What is assumed of a customer whose place is unknown: hours that suit all of them are 11:00 to 21:00 Eastern.
    public static let lower48 = lower48(hasUnplacedEvidence: false)

    static func lower48(hasUnplacedEvidence: Bool) -> ZoneSet {
        let names = ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"]
        return ZoneSet(
            names.map { TimeZone(identifier: $0)! },  // these five are in every zone database
            basis: .assumed, hasUnplacedEvidence: hasUnplacedEvidence)
    }
}

/// What the records say about where a customer is.
public struct ZoneEvidence: Hashable, Sendable {
    /// Where the customer said they are. Keep the words it was taken from beside it.
    public struct Statement: Hashable, Sendable {
        /// The zone of the place the customer named.
        public let zone: TimeZone
        /// The day it was said, on the tenant's calendar.
        public let statedOn: CalendarDate
        /// How long it is believed.
        public let validDays: Int

        /// A statement, believed for `validDays` days from the day it was made.
        public init(zone: TimeZone, statedOn: CalendarDate, validDays: Int = 180) {
            self.zone = zone
            self.statedOn = statedOn
            self.validDays = validDays
        }

        /// Whether the statement still holds; the last day is `statedOn + validDays - 1`.
        public func isValid(on day: CalendarDate) -> Bool { (0..<validDays).contains(day.days(since: statedOn)) }
    }

    /// ZIP codes of mailing and service addresses, five digits or ZIP+4; a bare prefix of three digits is understood.
    public let zipCodes: [String]
    /// Area codes of all live telephone numbers, three digits.
    public let areaCodes: [String]
    /// States of addresses whose ZIP is not known, two letters.
    public let states: [String]
    /// The latest thing the customer said about where they are.
    public let statement: Statement?

    /// Evidence; empty lists when the records hold none.
    public init(zipCodes: [String] = [], areaCodes: [String] = [], states: [String] = [], statement: Statement? = nil) {
        self.zipCodes = zipCodes
        self.areaCodes = areaCodes
        self.states = states
        self.statement = statement
    }
}
