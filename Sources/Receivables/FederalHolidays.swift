/// A legal public holiday of the United States in one year.
public struct FederalHoliday: Hashable, Sendable {
    /// The statute's name for it.
    public let name: String
    /// The day named in the statute.
    public let date: CalendarDate
    /// When federal offices close: the Friday before a Saturday, the Monday after a Sunday.
    /// Source: 5 U.S.C. 6103(b)(1); Executive Order 11582 for Sundays.
    public let observedOn: CalendarDate
    /// When the Reserve Banks close: the Monday after a Sunday; `nil` for a Saturday, when they open the Friday before.
    /// Source: Federal Reserve Bank holiday schedule.
    public let reserveBanksClosedOn: CalendarDate?

    init(_ name: String, on date: CalendarDate) {
        self.name = name
        self.date = date
        switch date.weekday {
        case 6: (observedOn, reserveBanksClosedOn) = (date.adding(days: -1), nil)
        case 7: (observedOn, reserveBanksClosedOn) = (date.adding(days: 1), date.adding(days: 1))
        default: (observedOn, reserveBanksClosedOn) = (date, date)
        }
    }
}

/// The legal public holidays of the United States, computed from the statute.
///
/// Inauguration Day, which closes the Washington area only, is left out.
/// Source: 5 U.S.C. 6103(a).
public enum FederalHolidays {
    /// The holidays of a year in order of date, from 1971, when the Uniform Monday Holiday Act took effect.
    ///
    /// Martin Luther King, Jr. from 1986 (Pub. L. 98-144), Juneteenth from 2021 (Pub. L. 117-17), Veterans Day on the
    /// fourth Monday of October to 1977 (Pub. L. 90-363, 94-97). The observed day of 1 January may lie in the year
    /// before.
    public static func holidays(in year: Int) -> [FederalHoliday] {
        var found = [FederalHoliday("New Year's Day", on: day(year, 1, 1))]
        if year >= 1986 {
            found.append(FederalHoliday("Birthday of Martin Luther King, Jr.", on: monday(3, in: 1, of: year)))
        }
        found.append(FederalHoliday("Washington's Birthday", on: monday(3, in: 2, of: year)))
        let lastOfMay = day(year, 5, 31)
        found.append(FederalHoliday("Memorial Day", on: lastOfMay.adding(days: 1 - lastOfMay.weekday)))
        if year >= 2021 { found.append(FederalHoliday("Juneteenth National Independence Day", on: day(year, 6, 19))) }
        found.append(FederalHoliday("Independence Day", on: day(year, 7, 4)))
        found.append(FederalHoliday("Labor Day", on: monday(1, in: 9, of: year)))
        found.append(FederalHoliday("Columbus Day", on: monday(2, in: 10, of: year)))
        let veterans = year >= 1978 ? day(year, 11, 11) : monday(4, in: 10, of: year)
        found.append(FederalHoliday("Veterans Day", on: veterans))
        let firstOfNovember = day(year, 11, 1)
        let toThursday = (4 - firstOfNovember.weekday + 7) % 7
        found.append(FederalHoliday("Thanksgiving Day", on: firstOfNovember.adding(days: toThursday + 21)))
        found.append(FederalHoliday("Christmas Day", on: day(year, 12, 25)))
        return found
    }

    /// Whether federal offices close on `date` for a holiday.
    public static func isObserved(on date: CalendarDate) -> Bool {
        if span.contains(date.daysSinceEpoch) { return observed.contains(date) }
        let year = date.parts.year
        return [year, year + 1].contains { holidays(in: $0).contains { $0.observedOn == date } }
    }

    private static let span = day(1990, 1, 1).daysSinceEpoch...day(2079, 12, 31).daysSinceEpoch
    private static let observed = Set((1990...2080).flatMap { holidays(in: $0).map(\.observedOn) })

    private static func monday(_ ordinal: Int, in month: Int, of year: Int) -> CalendarDate {
        let first = day(year, month, 1)
        return first.adding(days: (8 - first.weekday) % 7 + 7 * (ordinal - 1))
    }

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate {
        CalendarDate(year: year, month: month, day: day)!  // only dates every year has are asked for
    }
}
