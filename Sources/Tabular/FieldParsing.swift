import Foundation
import Receivables

/// What a trimmed, non-empty cell became.
enum FieldOutcome {
    case value(ArraySlice<UInt8>)
    /// A value, understood in a way the uploader should know.
    case warned(ArraySlice<UInt8>, expected: String, fix: String)
    /// No value, which the uploader should know; the row is used all the same.
    case dropped(expected: String, fix: String)
    case refused(expected: String, fix: String)

    static func text(_ text: String) -> FieldOutcome { .value(ArraySlice(text.utf8)) }
}

/// What else decides how a cell is read.
struct FieldSetting {
    var dateOrder: DateOrder
    var decimalMark: ImportMapping.DecimalMark
    var currency: Currency?
    var country = "US"
}

/// Turns the text of a cell into the canonical text of its field's type, exactly or not at all.
enum FieldParsing {
    static func outcome(of cell: ArraySlice<UInt8>, as type: FieldType, in setting: FieldSetting) -> FieldOutcome {
        switch type {
        case .text(let bytesMax, let lines): TextCell.text(cell, bytesMax: bytesMax, lines: lines)
        case .reference: TextCell.reference(cell)
        case .date: date(cell, setting.dateOrder)
        case .money(let sign): money(cell, sign, setting)
        case .integer(let range): integer(cell, range)
        case .phone: phone(cell)
        case .email: email(cell)
        case .zip: PlaceCell.zip(cell, country: setting.country)
        case .state: PlaceCell.state(cell, country: setting.country)
        case .country: PlaceCell.country(cell)
        case .currency: currency(cell)
        case .boolean: boolean(cell)
        case .choice(let words): choice(cell, words)
        case .choices(let words): choices(cell, words)
        }
    }

    /// Days outside were typed wrongly or stand for no day at all, as 0001-01-01 and 9999-12-31 do.
    private static let days =
        CalendarDate(year: 1950, month: 1, day: 1)!...CalendarDate(year: 2100, month: 12, day: 31)!  // both exist

    private static func date(_ cell: ArraySlice<UInt8>, _ order: DateOrder) -> FieldOutcome {
        let form =
            switch order {
            case .monthDayYear: "a date as month/day/year, such as 1/31/2026"
            case .dayMonthYear: "a date as day/month/year, such as 31/1/2026"
            case .iso, .auto: "a date as 2026-01-31"
            }
        if let date = DateText.date(cell, order: order) {
            guard days.contains(date) else {
                return .refused(
                    expected: "a date of the years 1950 to 2100",
                    fix: "correct the year, or leave the cell empty where no day is known")
            }
            return .text(date.description)
        }
        if let day = DateCell.withoutTime(cell), let date = DateText.date(day, order: order), days.contains(date) {
            return .warned(
                ArraySlice(date.description.utf8), expected: form, fix: "the time of day is left out: taken as \(date)")
        }
        if let date = DateCell.ofSpreadsheet(cell) {
            return .warned(
                ArraySlice(date.description.utf8), expected: form,
                fix: "taken as \(date), as a spreadsheet counts days: format the column as a date where it is none")
        }
        if DateCell.hasZone(cell) {
            return .refused(
                expected: form, fix: "a time with a zone leaves the day open: export the day alone")
        }
        let others = DateText.orders(of: cell)
        if let other = [DateOrder.monthDayYear, .dayMonthYear, .iso].first(where: { others.contains($0) }) {
            return .refused(
                expected: form,
                fix: "this is a date in the order \(other.rawValue): if all are, state 'dates: \(other.rawValue)' in "
                    + "the mapping; else correct this cell")
        }
        return .refused(expected: form, fix: "correct the date; it must exist in the calendar")
    }

    private static func money(
        _ cell: ArraySlice<UInt8>, _ sign: FieldType.Sign, _ setting: FieldSetting
    ) -> FieldOutcome {
        guard let currency = setting.currency else {
            return .refused(expected: "a row with a known currency", fix: "correct the row's currency first")
        }
        let form = setting.decimalMark == .point ? "an amount such as 1,234.56" : "an amount such as 1.234,56"
        let units: Int64
        do throws(MoneyText.Problem) {
            units = try MoneyText.minorUnits(cell, mark: setting.decimalMark, currency: currency)
        } catch {
            switch error {
            case .malformed:
                return .refused(expected: form, fix: Self.fix(cell, setting.decimalMark, currency))
            case .otherCurrency:
                return .refused(
                    expected: "an amount in \(currency.code)",
                    fix: "bill one receivable in one currency; correct the symbol or the row's currency")
            case .tooFine:
                return .refused(
                    expected: "at most \(currency.minorUnitDigits) digits behind the mark",
                    fix: "round the amount in the source, or check the mapping's decimal mark")
            case .tooLarge: return .refused(expected: form, fix: "the amount is larger than any that can be counted")
            }
        }
        switch sign {
        case .positive where units <= 0:
            return .refused(
                expected: "an amount above zero",
                fix: units == 0
                    ? "leave rows without an amount out" : "leave credits out and record them as credits")
        case .notNegative where units < 0:
            return .refused(expected: "an amount of zero or more", fix: "remove the minus, or leave the row out")
        case .notZero where units == 0:
            return .refused(expected: "an amount other than zero", fix: "leave settled rows out")
        default: return .text(String(units))
        }
    }

    /// What to do about an amount that is none: it may be one with the other mark.
    private static func fix(
        _ cell: ArraySlice<UInt8>, _ mark: ImportMapping.DecimalMark, _ currency: Currency
    ) -> String {
        let other: ImportMapping.DecimalMark = mark == .point ? .comma : .point
        do throws(MoneyText.Problem) {
            _ = try MoneyText.minorUnits(cell, mark: other, currency: currency)
        } catch {
            return "write the amount in digits alone"
        }
        return
            "the \(other.rawValue) is its decimal mark: write it with a \(mark.rawValue), or, where the whole file is "
            + "written so, use a mapping file with 'mark: \(other.rawValue)' under 'money'"
    }

    private static func integer(_ cell: ArraySlice<UInt8>, _ range: ClosedRange<Int>) -> FieldOutcome {
        let text = CellBytes.text(cell).replacing(",", with: "")
        guard let number = Int(text), range.contains(number) else {
            return .refused(
                expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", fix: "correct the number")
        }
        return .text(String(number))
    }

    private static func phone(_ cell: ArraySlice<UInt8>) -> FieldOutcome {
        let text = CellBytes.text(cell)
        if let number = PhoneNumber(text) { return .text(number.stored) }
        if isForeign(text) {
            return .dropped(
                expected: "a North American number, such as (212) 555-0123",
                fix: "left out: nobody is called abroad; give another number if there is one")
        }
        return .refused(
            expected: "one North American number, such as (212) 555-0123 or +12125550123 x45",
            fix: "correct it, move a second number to its own column, or empty the cell")
    }

    /// A whole number with the sign or prefix of another country.
    private static func isForeign(_ text: String) -> Bool {
        let allowed: Set<Character> = [" ", "-", ".", "(", ")", "/", "\u{A0}"]
        guard let prefix = ["+", "011", "00"].first(where: { text.hasPrefix($0) }) else { return false }
        let rest = text.dropFirst(prefix.count).filter { !allowed.contains($0) }
        return rest.first != "1" && (6...15).contains(rest.count) && rest.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func email(_ cell: ArraySlice<UInt8>) -> FieldOutcome {
        if let address = EmailAddress(CellBytes.text(cell)) { return .text(address.text) }
        return .refused(
            expected: "one e-mail address, such as name@example.com", fix: "correct it, or empty the cell")
    }

    private static func currency(_ cell: ArraySlice<UInt8>) -> FieldOutcome {
        if let currency = Currency(CellBytes.text(cell).uppercased()) { return .text(currency.code) }
        return .refused(expected: "a currency code such as USD", fix: "correct it, or map it under 'values'")
    }

    private static let truths: Set<String> = ["yes", "y", "true", "t", "1", "on", "x"]
    private static let falsehoods: Set<String> = ["no", "n", "false", "f", "0", "off"]

    private static func boolean(_ cell: ArraySlice<UInt8>) -> FieldOutcome {
        let word = CellBytes.text(cell).lowercased()
        if truths.contains(word) { return .text("true") }
        if falsehoods.contains(word) { return .text("false") }
        return .refused(expected: "yes or no", fix: "correct it, or map it under 'values'")
    }

    private static func word(_ text: some StringProtocol) -> String {
        text.lowercased().split { $0 == " " || $0 == "_" || $0 == "-" }.joined(separator: "-")
    }

    private static func choice(_ cell: ArraySlice<UInt8>, _ words: [String]) -> FieldOutcome {
        let found = word(CellBytes.text(cell))
        if words.contains(found) { return .text(found) }
        return .refused(
            expected: "one of \(words.joined(separator: ", "))", fix: "correct it, or map it under 'values'")
    }

    private static func choices(_ cell: ArraySlice<UInt8>, _ words: [String]) -> FieldOutcome {
        let separators: Set<Character> = ["+", ",", ";", "/", "&"]
        let found = Set(
            CellBytes.text(cell).split(whereSeparator: separators.contains).map { word($0) }.filter { !$0.isEmpty })
        guard !found.isEmpty, found.isSubset(of: words) else {
            return .refused(
                expected: "some of \(words.joined(separator: ", ")), joined by +",
                fix: "correct it, or map it under 'values'")
        }
        return .text(words.filter(found.contains).joined(separator: "+"))
    }
}
