import PluginKit

/// A tenant's settings for the layout.
struct PlacementCSVConfiguration: Sendable {
    /// Whether the last four digits of the social security number are told; off unless the tenant opts in.
    let tellsSocialSecurityLastFour: Bool

    static let schema = ConfigurationSchema([
        ConfigurationField(
            "include_ssn_last4", .boolean, standard: false,
            help: "true tells the agency the last four digits of social security numbers you have")
    ])

    /// States the settings.
    init(tellsSocialSecurityLastFour: Bool) { self.tellsSocialSecurityLastFour = tellsSocialSecurityLastFour }

    /// Reads checked settings.
    init(_ configuration: PluginConfiguration) {
        tellsSocialSecurityLastFour = configuration.boolean("include_ssn_last4") ?? false
    }
}
