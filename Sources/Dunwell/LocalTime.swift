import Foundation
import Receivables

/// Moments as people read them.
enum LocalTime {
    /// `2026-03-09 08:10`, in a stated zone.
    static func text(_ moment: BusinessInstant, in zone: TimeZone) -> String {
        let minute = moment.minuteOfDay(in: zone)
        let digits = [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(moment.day(in: zone)) \(digits.joined(separator: ":"))"
    }
}
