/// An exact amount of money in one currency.
///
/// Adding two currencies is a mistake of the programmer and stops; exceeding the range of `Int64` throws
/// `MoneyOverflow`, because imported data can cause it.
public struct Money: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Count of the currency's smallest unit: cents for USD, yen for JPY. Negative is a credit to the customer.
    public let minorUnits: Int64
    /// The currency both sides of any sum must share.
    public let currency: Currency

    /// An amount of `minorUnits` smallest units.
    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// An amount of US cents.
    public static func usd(cents: Int64) -> Money { Money(minorUnits: cents, currency: .usd) }

    /// Nothing, in `currency`.
    public static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency: currency) }

    /// Whether the amount is exactly nothing.
    public var isZero: Bool { minorUnits == 0 }
    /// Whether the amount is above nothing.
    public var isPositive: Bool { minorUnits > 0 }
    /// Whether the amount is a credit.
    public var isNegative: Bool { minorUnits < 0 }

    /// The sum. Throws `MoneyOverflow` past the range of `Int64`.
    public func adding(_ other: Money) throws(MoneyOverflow) -> Money {
        precondition(currency == other.currency, "amounts of two currencies are never added")
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        if overflow { throw MoneyOverflow() }
        return Money(minorUnits: sum, currency: currency)
    }

    /// The difference. Throws `MoneyOverflow` past the range of `Int64`.
    public func subtracting(_ other: Money) throws(MoneyOverflow) -> Money {
        precondition(currency == other.currency, "amounts of two currencies are never subtracted")
        let (difference, overflow) = minorUnits.subtractingReportingOverflow(other.minorUnits)
        if overflow { throw MoneyOverflow() }
        return Money(minorUnits: difference, currency: currency)
    }

    /// Splits this amount into parts that add up to it exactly.
    ///
    /// Parts differ by at most one minor unit and the larger come first: 100 cents in three parts is 34, 33, 33.
    ///
    /// - Parameter count: Number of parts, at least 1.
    /// - Returns: `count` amounts in the same currency whose sum is `self`.
    public func split(into count: Int) -> [Money] {
        precondition(count >= 1, "an amount is split into at least one part")
        let (share, leftover) = minorUnits.quotientAndRemainder(dividingBy: Int64(count))
        return (0..<count).map { index in
            let unit = index < leftover.magnitude ? leftover.signum() : 0
            return Money(minorUnits: share + unit, currency: currency)
        }
    }

    /// Plain decimal with the currency's digits and no sign or grouping words: `-12.05`. For files and logs of amounts.
    public var decimalText: String {
        let digits = currency.minorUnitDigits
        let magnitude = String(minorUnits.magnitude)
        let sign = minorUnits < 0 ? "-" : ""
        guard digits > 0 else { return sign + magnitude }
        let padded = String(repeating: "0", count: max(0, digits + 1 - magnitude.count)) + magnitude
        return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
    }

    /// The amount as a person reads it, with its decimals and code, such as `1,234.50 USD`.
    public var description: String {
        let digits = minorUnits < 0 ? 1 : 0
        let whole = decimalText.dropFirst(digits).prefix { $0 != "." }
        let grouped = whole.enumerated().map { index, digit in
            index > 0 && (whole.count - index).isMultiple(of: 3) ? ",\(digit)" : "\(digit)"
        }.joined()
        return decimalText.prefix(digits) + grouped + decimalText.dropFirst(digits + whole.count) + " \(currency.code)"
    }

    private enum CodingKeys: String, CodingKey {
        case minorUnits = "amount_minor"
        case currency
    }
}

/// An amount left the range of `Int64`. The operation did nothing; the data that caused it has to be corrected.
public struct MoneyOverflow: Error, Hashable, CustomStringConvertible {
    /// Makes the error.
    public init() {}
    /// What happened and the fix; no amount in it.
    public var description: String { "amount exceeds what can be counted exactly (about 92 quadrillion); split it" }
}

extension Sequence<Money> {
    /// The sum of all amounts, which share `currency`; nothing when there are none.
    public func total(in currency: Currency) throws(MoneyOverflow) -> Money {
        var sum = Money.zero(currency)
        for amount in self { sum = try sum.adding(amount) }
        return sum
    }
}
