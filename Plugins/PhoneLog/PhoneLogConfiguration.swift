import PluginKit

/// A tenant's settings for calls.
struct PhoneLogConfiguration: Sendable {
    /// Whether numbers outside the North American plan get tasks; such calls cost and have other clocks.
    let callsAbroad: Bool

    static let schema = ConfigurationSchema([
        ConfigurationField(
            "calls_abroad", .boolean, standard: false,
            help: "true makes tasks for numbers outside the United States and Canada too")
    ])

    init(_ configuration: PluginConfiguration) {
        callsAbroad = configuration.boolean("calls_abroad") ?? false
    }
}

/// Whether a person can dial a stored number.
enum DialableNumber {
    /// - Parameter abroad: Whether country codes other than 1 count.
    ///
    /// Source: E.164 (at most 15 digits); NANP: area code and exchange begin with 2 to 9.
    static func isDialable(_ number: String, abroad: Bool) -> Bool {
        let digits = Array(number.utf8.dropFirst())
        guard number.utf8.first == UInt8(ascii: "+"), (8...15).contains(digits.count),
            digits.allSatisfy({ (48...57).contains($0) }), digits[0] != 48
        else { return false }
        guard digits[0] == 49 else { return abroad }
        return digits.count == 11 && digits[1] >= 50 && digits[4] >= 50
    }
}
