public import Receivables

/// What a plugin declares about itself: the one source for the command line, the admin form and the API.
public struct PluginManifest: Hashable, Sendable, Codable {
    /// Stable name kept in rows, lower-case words with hyphens, such as `email`. Never renamed once a row carries it.
    public let kind: String
    /// Name for people, such as `E-mail`.
    public let name: String
    /// Version of the plugin, three numbers with points.
    public let version: String
    /// Which job it does.
    public let role: PluginRole
    /// What it does, in one sentence for an administrator.
    public let summary: String
    /// What the host may ask of it; a policy that asks for more is refused.
    public let capabilities: PluginCapabilities
    /// Outside libraries it links, with their licences, such as `GMime (LGPL-2.1+)`.
    public let libraries: [String]
    /// The settings a tenant gives it.
    public let configuration: ConfigurationSchema
    /// What leaves this machine, to whom and why. Empty when nothing does.
    public let dataFlows: [DataFlow]

    /// Declares a plugin. `PluginRegistry` checks the parts when the plugin is registered.
    public init(
        kind: String, name: String, version: String, role: PluginRole, summary: String,
        capabilities: PluginCapabilities, libraries: [String] = [], configuration: ConfigurationSchema,
        dataFlows: [DataFlow] = []
    ) {
        self.kind = kind
        self.name = name
        self.version = version
        self.role = role
        self.summary = summary
        self.capabilities = capabilities
        self.libraries = libraries
        self.configuration = configuration
        self.dataFlows = dataFlows
    }
}

/// The job a plugin does for the platform.
public enum PluginRole: Hashable, Sendable, Codable {
    /// Reaches customers over one medium; conforms to `ContactChannel`.
    case contactChannel(ContactMedium)
    /// Writes placed cases in an agency's layout; conforms to `PlacementExporter`.
    case placementExporter
    /// Offers ways of paying over time; conforms to `PaymentPlanProvider`.
    case paymentPlanProvider
}

/// What a plugin can and needs.
public struct PluginCapabilities: Hashable, Sendable, Codable {
    /// Languages in which it can deliver.
    public let languages: [Language]
    /// Whether a message may carry files.
    public let attachments: Bool
    /// Whether the customer's consent to the medium must be on record before it is used.
    public let consentNeeded: Bool
    /// Whether messages are gathered into one artefact a day (`BatchContactChannel`) instead of sent one by one.
    public let batched: Bool

    /// States what a plugin can and needs.
    public init(
        languages: [Language] = Language.allCases, attachments: Bool = false, consentNeeded: Bool = false,
        batched: Bool = false
    ) {
        self.languages = languages
        self.attachments = attachments
        self.consentNeeded = consentNeeded
        self.batched = batched
    }
}

/// One flow of data out of the platform, told to the administrator before the plugin is enabled.
public struct DataFlow: Hashable, Sendable, Codable {
    /// What is told, such as `the customer's e-mail address and the whole message`.
    public let data: String
    /// Who receives it, such as `the configured SMTP server`.
    public let recipient: String
    /// Why it is needed.
    public let purpose: String

    /// States one flow.
    public init(data: String, recipient: String, purpose: String) {
        self.data = data
        self.recipient = recipient
        self.purpose = purpose
    }
}
