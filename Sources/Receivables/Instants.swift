public import Foundation

/// A moment on the machines' own clock: leases, heartbeats, retries. Never shown to a customer and never moved.
public struct ServerInstant: Hashable, Sendable, Comparable, Codable {
    /// Microseconds since 1970-01-01T00:00:00Z, the precision the database keeps.
    public let microseconds: Int64

    /// A moment by its count of microseconds.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// A moment from Foundation, rounded to the nearest microsecond so that `date` and back changes nothing.
    public init(_ date: Date) { microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded()) }

    /// The same moment for Foundation's formatters and calendars.
    public var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

    /// The moment `seconds` later (earlier when negative).
    public func adding(seconds: Int64) -> ServerInstant {
        ServerInstant(microseconds: microseconds + seconds * 1_000_000)
    }

    /// Earlier moments come first.
    public static func < (left: ServerInstant, right: ServerInstant) -> Bool { left.microseconds < right.microseconds }
}

/// A moment as the tenant's customers live it: when a letter is due, when a call was made.
///
/// A tenant stores a clock offset, zero in production; a test tenant may move it. The offset is the only bridge
/// between the two kinds of time.
public struct BusinessInstant: Hashable, Sendable, Comparable, Codable {
    /// Microseconds since 1970-01-01T00:00:00Z, the precision the database keeps.
    public let microseconds: Int64

    /// A moment by its count of microseconds.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// A moment from Foundation, rounded to the nearest microsecond so that `date` and back changes nothing.
    public init(_ date: Date) { microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded()) }

    /// The tenant's moment while the machines' clock shows `server`.
    public init(_ server: ServerInstant, offset: ClockOffset) {
        microseconds = server.microseconds + offset.microseconds
    }

    /// The same moment for Foundation's formatters and calendars.
    public var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

    /// When the machines' clock will show this moment of the tenant's.
    public func server(offset: ClockOffset) -> ServerInstant {
        ServerInstant(microseconds: microseconds - offset.microseconds)
    }

    /// The calendar day in a stated zone.
    public func day(in zone: TimeZone) -> CalendarDate {
        let seconds = Int((Double(microseconds) / 1_000_000).rounded(.down)) + zone.secondsFromGMT(for: date)
        return CalendarDate(daysSinceEpoch: Int((Double(seconds) / 86_400).rounded(.down)))
    }

    /// Minutes after local midnight, 0 to 1439, in a stated zone.
    public func minuteOfDay(in zone: TimeZone) -> Int {
        let seconds = Int((Double(microseconds) / 1_000_000).rounded(.down)) + zone.secondsFromGMT(for: date)
        let ofDay = seconds % 86_400
        return (ofDay < 0 ? ofDay + 86_400 : ofDay) / 60
    }

    /// The moment `seconds` later (earlier when negative).
    public func adding(seconds: Int64) -> BusinessInstant {
        BusinessInstant(microseconds: microseconds + seconds * 1_000_000)
    }

    /// Earlier moments come first.
    public static func < (left: BusinessInstant, right: BusinessInstant) -> Bool {
        left.microseconds < right.microseconds
    }
}

/// How far a test tenant's clock is ahead of the machines' clock; zero in production.
public struct ClockOffset: Hashable, Sendable, Codable {
    /// Microseconds; negative when the tenant lives in the past.
    public let microseconds: Int64

    /// An offset by its count of microseconds.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// The production setting.
    public static let none = ClockOffset(microseconds: 0)
}

extension CalendarDate {
    /// The first moment of this day at `minuteOfDay` local time in `zone`.
    ///
    /// When daylight saving skips that time the moment just after the gap is returned; when it comes twice, the first.
    public func instant(minuteOfDay: Int, in zone: TimeZone) -> BusinessInstant {
        let local = Double(daysSinceEpoch) * 86_400 + Double(minuteOfDay) * 60
        // The offsets in force shortly before and after bracket any change; the earlier moment that maps back wins.
        let before = zone.secondsFromGMT(for: Date(timeIntervalSince1970: local - 86_400))
        let after = zone.secondsFromGMT(for: Date(timeIntervalSince1970: local + 86_400))
        for offset in [max(before, after), min(before, after)] {
            let candidate = Date(timeIntervalSince1970: local - Double(offset))
            if zone.secondsFromGMT(for: candidate) == offset { return BusinessInstant(candidate) }
        }
        // The time was skipped: the change itself is the first moment that exists.
        let probe = Date(timeIntervalSince1970: local - Double(max(before, after)) - 86_400)
        let change = zone.nextDaylightSavingTimeTransition(after: probe) ?? Date(timeIntervalSince1970: local)
        return BusinessInstant(change)
    }
}
