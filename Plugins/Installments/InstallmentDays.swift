import PluginKit
import Receivables

/// The days on which parts fall due.
///
/// Each is counted from the first, so that a day moved for a holiday moves no other: weeks are seven days, a month is the
/// same day of the next, or its last day where it is too short (31 January, 28 February, 31 March). A day the business
/// does not work is moved to the next one it does, and no two parts share a day.
enum InstallmentDays {
    static func days(from first: CalendarDate, _ rhythm: PlanRhythm, count: Int, calendar: BusinessCalendar)
        -> [CalendarDate]
    {
        var days: [CalendarDate] = []
        for index in 0..<count {
            let day = calendar.businessDay(onOrAfter: nominal(index, from: first, rhythm))
            if let last = days.last, day <= last {
                days.append(calendar.nextBusinessDay(after: last))
            } else {
                days.append(day)
            }
        }
        return days
    }

    static func nominal(_ index: Int, from first: CalendarDate, _ rhythm: PlanRhythm) -> CalendarDate {
        switch rhythm {
        case .weekly: return first.adding(days: 7 * index)
        case .everyTwoWeeks: return first.adding(days: 14 * index)
        case .monthly:
            let (year, month, day) = first.parts
            let months = month - 1 + index
            let (laterYear, laterMonth) = (year + months / 12, months % 12 + 1)
            let length = CalendarDate.days(in: laterMonth, of: laterYear)
            // Only a year beyond 9999 has no such day; a plan is bounded long before.
            return CalendarDate(year: laterYear, month: laterMonth, day: min(day, length)) ?? first
        }
    }
}
