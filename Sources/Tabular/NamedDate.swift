import Foundation
import Receivables

/// Days as people and spreadsheets write them where the month has its name, so that no order of numbers is in doubt.
enum NamedDate {
    /// `1-Jul-26`, `Jul 1, 2026`, `1 July 2026` and `2026 Jul 1`; `nil` for anything else. A year of two digits is taken
    /// as 1980 to 2079 and stands last.
    static func date(_ cell: ArraySlice<UInt8>) -> CalendarDate? {
        guard cell.count <= 40, cell.contains(where: isLetter), let words = words(of: cell), words.count == 3,
            let at = words.firstIndex(where: { $0.first.map(isLetter) ?? false }),
            let month = month(words[at])
        else { return nil }
        let others = words.indices.filter { $0 != at }
        guard let first = number(words[others[0]]), let last = number(words[others[1]]) else { return nil }
        if first.digits == 4, at == 1 { return day(last, month, year: first.value) }
        guard last.digits == 4 || last.digits == 2 else { return nil }
        return day(first, month, year: last.digits == 4 ? last.value : DateText.century(of: last.value))
    }

    private static func day(_ day: DateText.Part, _ month: Int, year: Int) -> CalendarDate? {
        day.digits <= 2 ? CalendarDate(year: year, month: month, day: day.value) : nil
    }

    /// Runs of letters and runs of digits; `nil` where anything but what separates them stands between.
    private static func words(of cell: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
        var words: [ArraySlice<UInt8>] = []
        var rest = cell
        while let first = rest.first {
            if isLetter(first) || isDigit(first) {
                let word = rest.prefix { isLetter(first) ? isLetter($0) : isDigit($0) }
                words.append(word)
                rest = rest[word.endIndex...]
            } else if separators.contains(first) {
                rest = rest.dropFirst()
            } else {
                return nil
            }
            if words.count > 3 { return nil }
        }
        return words
    }

    private static let separators = Set(" -/.,".utf8)

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func number(_ word: ArraySlice<UInt8>) -> DateText.Part? {
        guard word.allSatisfy(isDigit), word.count <= 4, let value = Int(CellBytes.text(word)) else { return nil }
        return DateText.Part(value: value, digits: word.count)
    }

    /// By the whole name or its first three letters.
    private static func month(_ word: ArraySlice<UInt8>) -> Int? {
        let text = CellBytes.text(word).lowercased()
        if text == "sept" { return 9 }
        return months.firstIndex { $0 == text || (text.count == 3 && $0.hasPrefix(text)) }.map { $0 + 1 }
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
}

/// What surrounds a day in a cell, or stands for it.
enum DateCell {
    /// The day without the time of day behind it; `nil` where no time stands there. A time with a zone is none: it
    /// leaves the day open.
    static func withoutTime(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let text = CellBytes.text(cell)
        guard cell.count <= 40, cell.contains(UInt8(ascii: ":")),
            let time = text.firstRange(
                of: /[ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?[AaPp]\.?[Mm]\.?)?$/)
        else { return nil }
        return CellBytes.trimmed(ArraySlice(text[..<time.lowerBound].utf8))
    }

    /// Whether it can be read as a day in some way.
    static func isDay(_ cell: ArraySlice<UInt8>) -> Bool {
        !DateText.orders(of: cell).isEmpty || NamedDate.date(withoutTime(cell) ?? cell) != nil
            || ofSpreadsheet(cell) != nil
    }

    /// Whether a time with a zone stands behind the day.
    static func hasZone(_ cell: ArraySlice<UInt8>) -> Bool {
        CellBytes.text(cell.prefix(60)).contains(/\d[ T]\d{1,2}:\d{2}.*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2})$/)
    }

    /// The day a spreadsheet's count of days stands for, of the years 2000 to 2049; `nil` for anything else.
    ///
    /// Source: spreadsheets count from 1900 with a leap day that year did not have, so that day 60 and all after it are
    /// counted from 1899-12-30.
    static func ofSpreadsheet(_ cell: ArraySlice<UInt8>) -> CalendarDate? {
        guard cell.count == 5, let count = Int(CellBytes.text(cell)), (36_526..<54_789).contains(count) else {
            return nil
        }
        return CalendarDate(year: 1899, month: 12, day: 30)?.adding(days: count)
    }
}
