/// The days a tenant works: its weekdays, less federal holidays as observed, less days of its own.
public struct BusinessCalendar: Hashable, Sendable, Codable {
    /// Days of the week worked, Monday 1 to Sunday 7; never empty.
    public let weekdays: Set<Int>
    /// Whether the tenant closes on federal holidays.
    public let closesOnFederalHolidays: Bool
    /// Further days on which the tenant is closed.
    public let closedDays: Set<CalendarDate>

    /// A calendar, by default Monday to Friday without federal holidays.
    public init(
        weekdays: Set<Int> = [1, 2, 3, 4, 5], closesOnFederalHolidays: Bool = true, closedDays: Set<CalendarDate> = []
    ) {
        precondition(
            !weekdays.isEmpty && weekdays.allSatisfy { (1...7).contains($0) },
            "a business works on at least one day of the week, Monday 1 to Sunday 7")
        self.weekdays = weekdays
        self.closesOnFederalHolidays = closesOnFederalHolidays
        self.closedDays = closedDays
    }

    /// Monday to Friday without federal holidays.
    public static let standard = BusinessCalendar()

    /// Whether the tenant works on `day`.
    public func isBusinessDay(_ day: CalendarDate) -> Bool {
        weekdays.contains(day.weekday) && !closedDays.contains(day)
            && !(closesOnFederalHolidays && FederalHolidays.isObserved(on: day))
    }

    /// `day` itself when worked, else the next day that is.
    public func businessDay(onOrAfter day: CalendarDate) -> CalendarDate { seek(from: day, step: 1) }

    /// `day` itself when worked, else the last one before it.
    public func businessDay(onOrBefore day: CalendarDate) -> CalendarDate { seek(from: day, step: -1) }

    /// The first business day after `day`.
    public func nextBusinessDay(after day: CalendarDate) -> CalendarDate { seek(from: day.adding(days: 1), step: 1) }

    /// The last business day before `day`.
    public func previousBusinessDay(before day: CalendarDate) -> CalendarDate {
        seek(from: day.adding(days: -1), step: -1)
    }

    /// The `count`-th business day after `day` (before it when negative); `day` itself, worked or not, when zero.
    public func adding(businessDays count: Int, to day: CalendarDate) -> CalendarDate {
        var result = day
        for _ in 0..<abs(count) {
            result = count > 0 ? nextBusinessDay(after: result) : previousBusinessDay(before: result)
        }
        return result
    }

    /// Number of business days after `start` up to and with `end`; 0 when `end` is not later.
    public func businessDays(after start: CalendarDate, through end: CalendarDate) -> Int {
        guard end > start else { return 0 }
        return (1...end.days(since: start)).count { isBusinessDay(start.adding(days: $0)) }
    }

    // Ends because closed days are finite and a weekday comes round: holidays never take every one of a weekday.
    private func seek(from start: CalendarDate, step: Int) -> CalendarDate {
        var day = start
        while !isBusinessDay(day) { day = day.adding(days: step) }
        return day
    }

    /// Refuses an empty list of weekdays and weekdays outside 1 to 7.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let weekdays = try container.decode(Set<Int>.self, forKey: .weekdays)
        guard !weekdays.isEmpty, weekdays.allSatisfy({ (1...7).contains($0) }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .weekdays, in: container,
                debugDescription: "list at least one weekday, 1 (Monday) to 7 (Sunday)")
        }
        self.init(
            weekdays: weekdays,
            closesOnFederalHolidays: try container.decode(Bool.self, forKey: .closesOnFederalHolidays),
            closedDays: try container.decode(Set<CalendarDate>.self, forKey: .closedDays))
    }
}
