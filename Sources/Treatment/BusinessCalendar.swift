package import Receivables

/// Which days the tenant works. Steps by post and telephone wait for one, and grace periods are counted in them.
package struct BusinessCalendar: Sendable {
    private let isOpen: @Sendable (CalendarDate) -> Bool

    /// Most days in a row that may be closed before counting gives up and takes the day as it is: a calendar that is
    /// never open must not hang a run.
    static let closedDaysMax = 60

    /// A calendar from a test of one day. The test must give the same answer each time.
    package init(isBusinessDay: @escaping @Sendable (CalendarDate) -> Bool) { isOpen = isBusinessDay }

    /// Monday to Friday without holidays.
    package static let weekdays = BusinessCalendar { !$0.isWeekend }

    /// Whether the tenant works on `day`.
    package func isBusinessDay(_ day: CalendarDate) -> Bool { isOpen(day) }

    /// The first business day on or after `day`.
    package func onOrAfter(_ day: CalendarDate) -> CalendarDate {
        for offset in 0..<Self.closedDaysMax where isOpen(day.adding(days: offset)) { return day.adding(days: offset) }
        return day
    }

    /// The `count`th business day after `day`; `day` itself when `count` is 0, open or not.
    package func adding(_ count: Int, to day: CalendarDate) -> CalendarDate {
        (0..<max(0, count)).reduce(day) { reached, _ in onOrAfter(reached.adding(days: 1)) }
    }
}
