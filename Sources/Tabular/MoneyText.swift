import Receivables

/// Amounts as exports write them: `1,234.56`, `$12`, `(12.00)`, `12.00-`, `1.234,56 €`.
enum MoneyText {
    /// Why a cell is no amount.
    enum Problem: Error {
        case malformed
        /// A symbol or code of another currency than the row's.
        case otherCurrency
        /// More digits behind the mark than the currency has, and not all zero.
        case tooFine
        case tooLarge
    }

    /// The exact count of the currency's smallest units.
    static func minorUnits(
        _ cell: ArraySlice<UInt8>, mark: ImportMapping.DecimalMark, currency: Currency
    ) throws(Problem) -> Int64 {
        var rest = CellBytes.trimmed(cell)
        let isNegative = try removeSign(&rest, currency)
        let point = mark == .point ? UInt8(ascii: ".") : UInt8(ascii: ",")
        let group = mark == .point ? UInt8(ascii: ",") : UInt8(ascii: ".")
        let whole = rest.prefix { $0 != point }
        let fraction = rest[whole.endIndex...].dropFirst()
        guard !whole.isEmpty || !fraction.isEmpty, whole.endIndex == rest.endIndex || !fraction.isEmpty
        else { throw .malformed }
        guard isGrouped(whole, by: group), fraction.allSatisfy({ (48...57).contains($0) }) else { throw .malformed }
        let digits = currency.minorUnitDigits
        guard fraction.dropFirst(digits).allSatisfy({ $0 == 48 }) else { throw .tooFine }
        let padding = repeatElement(UInt8(48), count: max(0, digits - fraction.count))
        var units: Int64 = 0
        for byte in [whole[...], fraction.prefix(digits), ArraySlice(padding)].joined() where byte >= 48 && byte <= 57 {
            let (product, isOver) = units.multipliedReportingOverflow(by: 10)
            let (sum, isOverToo) = product.addingReportingOverflow(Int64(byte - 48))
            if isOver || isOverToo { throw .tooLarge }
            units = sum
        }
        return isNegative ? -units : units
    }

    /// Takes parentheses, one sign before or behind, and the currency off both ends.
    private static func removeSign(_ rest: inout ArraySlice<UInt8>, _ currency: Currency) throws(Problem) -> Bool {
        var isNegative = false
        var signs = 0
        if rest.first == UInt8(ascii: "("), rest.last == UInt8(ascii: ")"), rest.count > 2 {
            rest = CellBytes.trimmed(rest.dropFirst().dropLast())
            (isNegative, signs) = (true, 1)
        }
        // A sign may stand outside or inside the currency, so the ends are looked at twice.
        for _ in 0..<2 {
            if let sign = sign(rest.first) {
                rest = CellBytes.trimmed(rest.dropFirst())
                (isNegative, signs) = (isNegative || sign, signs + 1)
            }
            if signs == 0, let sign = sign(rest.last), sign {
                rest = CellBytes.trimmed(rest.dropLast())
                (isNegative, signs) = (true, 1)
            }
            try removeCurrency(&rest, currency)
        }
        guard signs <= 1 else { throw .malformed }
        return isNegative
    }

    private static func sign(_ byte: UInt8?) -> Bool? {
        switch byte {
        case UInt8(ascii: "-"): true
        case UInt8(ascii: "+"): false
        default: nil
        }
    }

    private static func removeCurrency(_ rest: inout ArraySlice<UInt8>, _ currency: Currency) throws(Problem) {
        // The plain case has digits at both ends and nothing to take off.
        guard let first = rest.first, let last = rest.last, !(isAmount(first) && isAmount(last)) else { return }
        let head = rest.prefix { !isAmount($0) && sign($0) == nil }
        let tail = rest[head.endIndex...].suffix { !isAmount($0) && sign($0) == nil }
        for name in [head, tail] {
            let text = CellBytes.text(CellBytes.trimmed(name)).uppercased()
            guard text.isEmpty || symbols(of: currency).contains(text) else {
                throw otherSymbols.contains(text) || Currency(text) != nil ? .otherCurrency : .malformed
            }
        }
        rest = CellBytes.trimmed(rest[head.endIndex..<tail.startIndex])
    }

    private static func isAmount(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
    }

    private static func symbols(of currency: Currency) -> Set<String> {
        switch currency.code {
        case "USD": ["USD", "$", "US$"]
        case "CAD": ["CAD", "$", "CA$", "C$"]
        case "MXN": ["MXN", "$", "MX$"]
        case "EUR": ["EUR", "\u{20AC}"]
        case "GBP": ["GBP", "\u{A3}"]
        case "JPY": ["JPY", "\u{A5}"]
        default: [currency.code]
        }
    }

    private static let otherSymbols: Set<String> = [
        "$", "US$", "CA$", "C$", "MX$", "\u{20AC}", "\u{A3}", "\u{A5}", "CHF", "AUD", "NZD", "INR", "CNY",
    ]

    /// Digits alone, or groups of three behind a first of one to three.
    private static func isGrouped(_ whole: ArraySlice<UInt8>, by group: UInt8) -> Bool {
        if whole.allSatisfy({ (48...57).contains($0) }) { return true }
        let groups = whole.split(separator: group, omittingEmptySubsequences: false)
        guard let first = groups.first, (1...3).contains(first.count) else { return false }
        return groups.allSatisfy { $0.allSatisfy { (48...57).contains($0) } }
            && groups.dropFirst().allSatisfy { $0.count == 3 }
    }
}

extension ArraySlice<UInt8> {
    /// The longest end of which every byte passes.
    fileprivate func suffix(_ predicate: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var start = endIndex
        while start > startIndex, predicate(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}
