package import Foundation
package import Receivables

/// Days and local time on which something recurs: once for each matching local day, whatever the clocks do.
///
/// On the day a local time is skipped it happens when the gap ends; on the day it comes twice, the first time.
package struct Recurrence: Hashable, Sendable {
    /// What happens to days that passed while nothing ran.
    package enum CatchUp: String, Sendable, Codable {
        /// The latest missed day is run, once; older ones are dropped.
        case once
        /// Missed days are dropped. A day counts as missed when its moment is an hour past.
        case skip
    }

    /// Minutes after local midnight, 0 to 1439.
    package let minuteOfDay: Int
    package let zone: TimeZone
    /// ISO weekdays, Monday 1 to Sunday 7; at least one.
    package let weekdays: Set<Int>

    /// How late `CatchUp.skip` still runs a day.
    package static let skipGraceSeconds: Int64 = 3_600

    /// Every day unless `weekdays` says otherwise.
    package init(minuteOfDay: Int, zone: TimeZone, weekdays: Set<Int> = Set(1...7)) {
        precondition((0..<1_440).contains(minuteOfDay), "a minute of the day is 0 to 1439")
        precondition(!weekdays.isEmpty && weekdays.isSubset(of: Set(1...7)), "weekdays are some of 1 to 7")
        self.minuteOfDay = minuteOfDay
        self.zone = zone
        self.weekdays = weekdays
    }

    /// The first matching day after `day`, and its moment.
    package func next(after day: CalendarDate) -> (day: CalendarDate, moment: BusinessInstant) {
        var candidate = day.adding(days: 1)
        while !weekdays.contains(candidate.weekday) { candidate = candidate.adding(days: 1) }
        return (candidate, candidate.instant(minuteOfDay: minuteOfDay, in: zone))
    }

    /// What is due at `now` when all days up to `lastDay` are dealt with.
    ///
    /// - Returns: The day to run, if any, and the last day that is dealt with after that. It never goes back, so a
    ///   clock moved back repeats nothing.
    package func due(
        at now: BusinessInstant, lastDay: CalendarDate, catchUp: CatchUp
    ) -> (run: CalendarDate?, lastDay: CalendarDate) {
        var latest: (day: CalendarDate, moment: BusinessInstant)?
        // Today's local day and up to eight days back hold the latest matching day; older ones need no look.
        var day = max(lastDay, now.day(in: zone).adding(days: -8))
        while true {
            let candidate = next(after: day)
            guard candidate.moment <= now else { break }
            latest = candidate
            day = candidate.day
        }
        guard let latest else { return (nil, lastDay) }
        let isMissed = catchUp == .skip && latest.moment.adding(seconds: Self.skipGraceSeconds) < now
        return (isMissed ? nil : latest.day, latest.day)
    }

    /// Bit 0 Monday to bit 6 Sunday, as stored.
    var weekdayBits: Int { weekdays.reduce(0) { $0 | 1 << ($1 - 1) } }

    static func weekdays(bits: Int) -> Set<Int> { Set((1...7).filter { bits & 1 << ($0 - 1) != 0 }) }
}
