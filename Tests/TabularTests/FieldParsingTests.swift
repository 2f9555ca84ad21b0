import Receivables
import Testing

@testable import Tabular

struct FieldParsingTests {
    private static func read(
        _ text: String, _ type: FieldType, order: DateOrder = .iso, mark: ImportMapping.DecimalMark = .point,
        currency: Currency = .usd
    ) -> String? {
        let setting = FieldSetting(dateOrder: order, decimalMark: mark, currency: currency)
        switch FieldParsing.outcome(of: ArraySlice(text.utf8), as: type, in: setting) {
        case .value(let value): return CellBytes.text(value)
        case .warned(let value, _, _): return "!" + CellBytes.text(value)
        case .dropped, .refused: return nil
        }
    }

    @Test(
        arguments: [
            ("1,234.56", "123456"), ("1234.5", "123450"), ("$12", "1200"), ("(12.00)", "-1200"), ("12.00-", "-1200"),
            ("-$12.34", "-1234"), ("$-12.34", "-1234"), ("($1,000.01)", "-100001"), ("USD 5", "500"), ("5 USD", "500"),
            (".5", "50"), ("+3.00", "300"), ("0.10", "10"), ("12.3400", "1234"),
            ("92233720368547758.07", "9223372036854775807"),
            ("12.345", nil), ("1,23", nil), ("12,34.00", nil), ("", nil), ("-", nil), ("1.", nil), ("abc", nil),
            ("--1", nil),
            ("(-1)", nil), ("1e3", nil), ("€5", nil), ("5 EUR", nil), ("92233720368547758.08", nil), ("1 2", nil),
            ("٣", nil),
        ] as [(String, String?)])
    func moneyIsReadExactlyOrNotAtAll(text: String, units: String?) {
        #expect(Self.read(text, .money(.notZero)) == units)
    }

    @Test(
        arguments: [
            ("1.234,56", "123456"), ("1234,5 €", "123450"), ("12,00-", "-1200"), ("1,234.56", nil), ("1.23", nil),
        ] as [(String, String?)])
    func moneyWithACommaIsReadByItsMapping(text: String, units: String?) throws {
        let euro = try #require(Currency("EUR"))
        #expect(Self.read(text, .money(.notZero), mark: .comma, currency: euro) == units)
    }

    @Test func yenHaveNoDigitsBehindThePoint() throws {
        let yen = try #require(Currency("JPY"))
        #expect(Self.read("¥1,200", .money(.positive), currency: yen) == "1200")
        #expect(Self.read("12.50", .money(.positive), currency: yen) == nil)
    }

    @Test(
        arguments: [
            (FieldType.Sign.positive, "1", true), (.positive, "0", false), (.positive, "-1", false),
            (.notNegative, "0", true),
            (.notNegative, "(1)", false), (.notZero, "-1", true), (.notZero, "0.00", false),
        ] as [(FieldType.Sign, String, Bool)])
    func eachFieldSaysWhichAmountsItTakes(sign: FieldType.Sign, text: String, isAccepted: Bool) {
        #expect((Self.read(text, .money(sign)) != nil) == isAccepted)
    }

    @Test(
        arguments: [
            ("1/13/2026", DateOrder.monthDayYear, "2026-01-13"), ("01/13/2026", .monthDayYear, "2026-01-13"),
            ("01/13/2026", .dayMonthYear, nil), ("13/1/2026", .dayMonthYear, "2026-01-13"),
            ("13.01.26", .dayMonthYear, "2026-01-13"),
            ("1-13-99", .monthDayYear, "1999-01-13"), ("2026-01-13", .iso, "2026-01-13"), ("2026-1-13", .iso, nil),
            ("2026-01-13", .monthDayYear, nil), ("2/30/2026", .monthDayYear, nil),
            ("2/29/2024", .monthDayYear, "2024-02-29"),
            ("1/13/2026 0:00", .monthDayYear, "2026-01-13"), ("2026-01-13T00:00:00", .iso, "2026-01-13"),
            ("1/13/2026 13:00", .monthDayYear, "!2026-01-13"), ("1/13-2026", .monthDayYear, nil),
            ("1/13/2026 5:30 PM", .monthDayYear, "!2026-01-13"), ("2026-01-13 13:45:10.5", .iso, "!2026-01-13"),
            ("2026-01-13T13:45:10Z", .iso, nil), ("2026-01-13T13:45:10+02:00", .iso, nil),
            ("2026-01-13T25", .iso, nil), ("1/13/202", .monthDayYear, nil), ("", .iso, nil),
        ] as [(String, DateOrder, String?)])
    func datesAreReadInTheStatedOrderOnly(text: String, order: DateOrder, date: String?) {
        #expect(Self.read(text, .date, order: order) == date)
    }

    @Test(
        arguments: [
            ("1-Jul-26", "2026-07-01"), ("Jul 1, 2026", "2026-07-01"), ("1 July 2026", "2026-07-01"),
            ("July 1 2026", "2026-07-01"), ("2026-Jul-01", "2026-07-01"), ("Sept. 9, 2026", "2026-09-09"),
            ("31-dec-99", "1999-12-31"), ("Jul 1, 2026 5:30 PM", "!2026-07-01"), ("Feb 30, 2026", nil),
            ("Jul 2026", nil), ("Juli 1, 2026", nil), ("yes", nil), ("1-Jul-26-1", nil), ("Jul 1st, 2026", nil),
        ] as [(String, String?)])
    func aMonthByItsNameIsReadInAnyOrder(text: String, date: String?) {
        for order in [DateOrder.iso, .monthDayYear, .dayMonthYear] {
            #expect(Self.read(text, .date, order: order) == date)
        }
    }

    /// Day 46204 is 1 July 2026 in every spreadsheet that counts from 1900.
    @Test(
        arguments: [
            ("46204", "!2026-07-01"), ("36526", "!2000-01-01"), ("45678", "!2025-01-21"), ("36525", nil),
            ("99999", nil), ("4620", nil), ("20260701", nil),
        ] as [(String, String?)])
    func aSpreadsheetsCountOfDaysIsReadWithAWord(text: String, date: String?) {
        #expect(Self.read(text, .date, order: .monthDayYear) == date)
    }

    private static func fix(_ text: String, _ type: FieldType) -> String {
        guard case .refused(_, let fix) = FieldParsing.outcome(of: ArraySlice(text.utf8), as: type, in: setting) else {
            return ""
        }
        return fix
    }

    @Test func whatIsRefusedSaysWhatToDo() {
        #expect(Self.fix("2026-01-13T13:45:10Z", .date).contains("zone"))
        #expect(Self.fix("1.234,56", .money(.notZero)).contains("mark: comma"))
        #expect(!Self.fix("abc", .money(.notZero)).contains("mark"))
    }

    @Test(
        arguments: [
            ("02134", "02134"), ("2134", "!02134"), ("2134-1001", "!02134-1001"), ("02134-1001", "02134-1001"),
            ("601", "!00601"),
            ("021341001", "02134-1001"), ("=\"02134\"", "02134"), ("1", nil), ("123456", nil), ("0213A", nil),
            ("02134-10", nil),
        ] as [(String, String?)])
    func aZIPKeepsOrGetsBackItsZeros(text: String, zip: String?) {
        #expect(Self.read(text, .zip) == zip)
    }

    @Test(
        arguments: [
            (FieldType.phone, "(212) 555-0123 x45", "+12125550123;ext=45"), (.phone, "none", nil),
            (.email, "A@Example.COM", "A@example.com"), (.email, "a@b", nil), (.state, "pennsylvania", "PA"),
            (.state, "ZZ", nil),
            (.country, "usa", "US"), (.country, "Germany", nil), (.currency, "usd", "USD"), (.currency, "XXX", nil),
            (.boolean, "Yes", "true"), (.boolean, "0", "false"), (.boolean, "maybe", nil),
            (.integer(1...60), "36", "36"),
            (.integer(1...60), "61", nil), (.integer(0...9_999), "1,450", "1450"),
            (.choice(["sole-proprietor"]), "Sole Proprietor", "sole-proprietor"),
            (.choice(["en"]), "fr", nil), (.choices(["burglar", "fire"]), "Fire + burglar", "burglar+fire"),
            (.choices(["burglar"]), "burglar+moat", nil), (.reference, "0042", "0042"),
            (.reference, "=\"0042\"", "0042"),
            (.reference, "1.23457E+11", nil), (.reference, "#REF!", nil), (.reference, "a\u{1}b", nil),
            (.reference, "Jose\u{301}", "Jos\u{E9}"), (.text(bytesMax: 5), "123456", nil),
            (.text(bytesMax: 20), "a\r\nb", "a b"),
            (.text(bytesMax: 20, lines: true), "a\nb", "a\nb"), (.text(bytesMax: 40), "=1+1", "!=1+1"),
            (.text(bytesMax: 9), "####", nil),
        ] as [(FieldType, String, String?)])
    func eachTypeHasOneCanonicalForm(type: FieldType, text: String, value: String?) {
        let read = Self.read(text, type)
        #expect(read.map { Array($0.utf8) } == value.map { Array($0.utf8) })
    }

    private static let setting = FieldSetting(dateOrder: .iso, decimalMark: .point, currency: .usd)

    @Test(arguments: ["0001-01-01", "1949-12-31", "2101-01-01", "9999-12-31"])
    func aYearThatCannotBeMeantIsRefused(text: String) {
        guard
            case .refused(let expected, _) = FieldParsing.outcome(
                of: ArraySlice(text.utf8), as: .date, in: Self.setting)
        else {
            Issue.record("taken")
            return
        }
        #expect(expected.contains("1950 to 2100"))
    }

    @Test(arguments: ["+44 20 7946 0958", "011 44 20 7946 0958", "0049 30 123456"])
    func aForeignTelephoneIsLeftOutAndTheRowIsUsed(text: String) {
        guard case .dropped = FieldParsing.outcome(of: ArraySlice(text.utf8), as: .phone, in: Self.setting) else {
            Issue.record("not left out")
            return
        }
    }

    @Test(arguments: ["Ann\u{202E}nna", "\u{2066}Ann", "Ann\u{2069}"])
    func textThatReadsOtherwiseThanItIsWrittenIsRefused(text: String) {
        for type in [FieldType.text(bytesMax: 200), .reference] {
            guard
                case .refused(let expected, _) = FieldParsing.outcome(
                    of: ArraySlice(text.utf8), as: type, in: Self.setting)
            else {
                Issue.record("taken")
                return
            }
            #expect(expected.contains("direction"))
        }
    }
}
