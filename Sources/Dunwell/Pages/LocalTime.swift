import Foundation
import Receivables

/// Moments as people read them, and as programs do.
enum LocalTime {
    /// `2026-03-09 08:10`, in a stated zone.
    static func text(_ moment: BusinessInstant, in zone: TimeZone) -> String {
        let minute = moment.minuteOfDay(in: zone)
        return "\(moment.day(in: zone)) \(twoDigits(minute / 60)):\(twoDigits(minute % 60))"
    }

    /// `2026-03-09T08:10:05-05:00`, in a stated zone. Source: ISO 8601 with the offset of RFC 3339.
    static func iso(_ moment: BusinessInstant, in zone: TimeZone) -> String {
        let (minute, offset) = (moment.minuteOfDay(in: zone), zone.secondsFromGMT(for: moment.date) / 60)
        let second = Int((moment.microseconds % 60_000_000 + 60_000_000) % 60_000_000 / 1_000_000)
        let time = [minute / 60, minute % 60, second].map(twoDigits).joined(separator: ":")
        let sign = offset < 0 ? "-" : "+"
        return "\(moment.day(in: zone))T\(time)\(sign)\(twoDigits(abs(offset) / 60)):\(twoDigits(abs(offset) % 60))"
    }

    /// How far a clock is ahead, as people say it: `3 days 2 hours ahead`.
    static func ahead(seconds: Int64) -> String {
        guard seconds != 0 else { return "as the machines'" }
        let minutes = Int(seconds.magnitude) / 60
        let parts = [
            (minutes / 1_440).counted("day"), (minutes / 60 % 24).counted("hour"), (minutes % 60).counted("minute"),
        ].filter { !$0.hasPrefix("0 ") }
        let far = parts.isEmpty ? "less than a minute" : parts.joined(separator: " ")
        return "\(far) \(seconds > 0 ? "ahead of" : "behind") the machines'"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
