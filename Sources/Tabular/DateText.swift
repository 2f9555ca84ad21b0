import Receivables

/// Dates as exports write them.
enum DateText {
    /// Three numbers with the same separator, in the order they stand, a midnight behind them ignored.
    static func numbers(_ cell: ArraySlice<UInt8>) -> (first: Part, second: Part, third: Part)? {
        var parts: [Part] = []
        var separator: UInt8 = 0
        var index = cell.startIndex
        while parts.count < 3 {
            let start = index
            var value = 0
            while index < cell.endIndex, (48...57).contains(cell[index]), index - start < 5 {
                value = value * 10 + Int(cell[index] - 48)
                index += 1
            }
            guard (1...4).contains(index - start) else { return nil }
            parts.append(Part(value: value, digits: index - start))
            if parts.count == 3 { break }
            guard index < cell.endIndex else { return nil }
            let found = cell[index]
            guard found == UInt8(ascii: "/") || found == UInt8(ascii: "-") || found == UInt8(ascii: "."),
                parts.count == 1 || found == separator
            else { return nil }
            separator = found
            index += 1
        }
        guard isMidnight(cell[index...]) else { return nil }
        return (parts[0], parts[1], parts[2])
    }

    struct Part {
        let value: Int
        let digits: Int
    }

    /// The day a cell names in a stated order, or by the name of its month in any; `nil` when it names none. `auto` is
    /// settled before.
    ///
    /// A year of two digits is taken as 1980 to 2079.
    static func date(_ cell: ArraySlice<UInt8>, order: DateOrder) -> CalendarDate? {
        ofNumbers(cell, order: order) ?? NamedDate.date(cell)
    }

    private static func ofNumbers(_ cell: ArraySlice<UInt8>, order: DateOrder) -> CalendarDate? {
        guard let (first, second, third) = numbers(cell) else { return nil }
        switch order {
        case .iso, .auto:
            guard first.digits == 4, second.digits == 2, third.digits == 2 else { return nil }
            return CalendarDate(year: first.value, month: second.value, day: third.value)
        case .monthDayYear, .dayMonthYear:
            guard first.digits <= 2, second.digits <= 2, third.digits == 4 || third.digits == 2 else { return nil }
            let year = third.digits == 4 ? third.value : century(of: third.value)
            let isMonthFirst = order == .monthDayYear
            return CalendarDate(
                year: year, month: isMonthFirst ? first.value : second.value,
                day: isMonthFirst ? second.value : first.value)
        }
    }

    /// The year two digits stand for.
    static func century(of twoDigits: Int) -> Int { twoDigits + (twoDigits < 80 ? 2000 : 1900) }

    /// Which orders a cell allows, whatever time of day stands behind it; none for a month by its name, which fits all.
    static func orders(of cell: ArraySlice<UInt8>) -> Set<DateOrder> {
        let day = DateCell.withoutTime(cell) ?? cell
        return Set([.iso, .monthDayYear, .dayMonthYear].filter { ofNumbers(day, order: $0) != nil })
    }

    /// Nothing, or a time of midnight such as ` 0:00` or `T00:00:00`.
    private static func isMidnight(_ rest: ArraySlice<UInt8>) -> Bool {
        guard let mark = rest.first else { return true }
        guard mark == UInt8(ascii: " ") || mark == UInt8(ascii: "T"), (4...13).contains(rest.count) else {
            return false
        }
        return rest.dropFirst().allSatisfy { $0 == 48 || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    }
}
