import PluginKit

/// A tenant's settings for installments.
struct InstallmentsConfiguration: Sendable {
    /// Which parts carry the cents that do not divide.
    enum LargerParts: String, CaseIterable {
        case first, last
    }

    let largerParts: LargerParts
    /// Days from the offer to the earliest first payment.
    let earliestFirstPaymentDays: Int
    /// No part is smaller, in minor units.
    let smallestPartMinor: Int64
    /// Most parts this tenant offers, whoever grants it.
    let partsMax: Int

    static let schema = ConfigurationSchema([
        ConfigurationField(
            "larger_parts", .choice(LargerParts.allCases.map(\.rawValue)), standard: "first",
            help: "first or last: which parts are a cent larger when the sum does not divide evenly"),
        ConfigurationField(
            "earliest_first_payment_days", .integer(min: 0, max: 6), standard: 0,
            help: "days after the offer before which no first payment is asked for; 0 allows the same day"),
        ConfigurationField(
            "smallest_part_minor", .integer(min: 1, max: 1_000_000), standard: 500,
            help: "smallest part in cents; plans with smaller parts are refused"),
        ConfigurationField(
            "parts_max", .integer(min: 2, max: 60), standard: 36,
            help: "most parts of any plan, whoever grants it"),
    ])

    /// Reads checked settings.
    init(_ configuration: PluginConfiguration) {
        largerParts = configuration.text("larger_parts").flatMap(LargerParts.init) ?? .first
        earliestFirstPaymentDays = configuration.integer("earliest_first_payment_days") ?? 0
        smallestPartMinor = Int64(configuration.integer("smallest_part_minor") ?? 500)
        partsMax = configuration.integer("parts_max") ?? 36
    }
}
