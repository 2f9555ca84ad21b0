/// An ISO 4217 currency, such as USD.
public struct Currency: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Three upper-case letters.
    public let code: String
    /// Digits after the point: 2 for USD, 0 for JPY.
    public let minorUnitDigits: Int

    /// US dollar, counted in cents.
    public static let usd = Currency(known: "USD", 2)
    /// Canadian dollar, counted in cents.
    public static let cad = Currency(known: "CAD", 2)

    private static let digits: [String: Int] = ["USD": 2, "CAD": 2, "MXN": 2, "EUR": 2, "GBP": 2, "JPY": 0]

    private init(known code: String, _ digits: Int) {
        self.code = code
        self.minorUnitDigits = digits
    }

    /// Looks a code up; `nil` when Dunwell does not know the currency, because guessing its digits would move money.
    public init?(_ code: String) {
        guard let digits = Self.digits[code] else { return nil }
        self.init(known: code, digits)
    }

    /// The three letters.
    public var description: String { code }

    /// Reads the three letters; refuses a code that is not one.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let code = try container.decode(String.self)
        guard let currency = Currency(code) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "unknown currency \(code)")
        }
        self = currency
    }

    /// Writes the three letters.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
