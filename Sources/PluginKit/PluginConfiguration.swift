/// A password or key. It prints as a placeholder, so that a log line or an error cannot carry it.
public struct Secret: Hashable, Sendable, Codable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The value itself. Give it to a library and to nothing else.
    public let revealed: String

    /// Wraps an unsealed value.
    public init(_ revealed: String) { self.revealed = revealed }

    /// Always `(secret)`.
    public var description: String { "(secret)" }
    /// Always `(secret)`.
    public var debugDescription: String { "(secret)" }
    /// Shows nothing, so that `dump` cannot.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// One tenant's settings for one plugin, checked against the schema, with secrets unsealed.
///
/// Encoding it writes the secrets in the clear: it may cross to the plugin's process and is never stored.
public struct PluginConfiguration: Hashable, Sendable, Codable {
    /// What the settings were checked against.
    public let schema: ConfigurationSchema
    private let values: [String: ConfigurationValue]
    private let secrets: [String: Secret]

    /// Checks settings and secrets as the host kept them.
    ///
    /// - Throws: `InvalidConfiguration` with every finding.
    public init(
        schema: ConfigurationSchema, values: [String: ConfigurationValue] = [:], secrets: [String: Secret] = [:]
    ) throws(InvalidConfiguration) {
        let reading = schema.read(values.merging(secrets.mapValues { .text($0.revealed) }) { _, secret in secret })
        guard reading.findings.isEmpty else { throw InvalidConfiguration(findings: reading.findings) }
        self.schema = schema
        self.values = reading.values
        self.secrets = reading.secrets
    }

    /// The text, choice, host, address, URL or path under `key`, or its default; `nil` when neither is there.
    ///
    /// Asking for a key the schema lacks is a mistake of the programmer and stops.
    public func text(_ key: String) -> String? { value(key)?.text }

    /// The number or port under `key`, or its default.
    public func integer(_ key: String) -> Int? {
        guard case .integer(let number) = value(key) else { return nil }
        return number
    }

    /// The flag under `key`, or its default.
    public func boolean(_ key: String) -> Bool? {
        guard case .boolean(let flag) = value(key) else { return nil }
        return flag
    }

    /// The secret under `key`; `nil` when none is kept.
    public func secret(_ key: String) -> Secret? {
        precondition(schema.field(key)?.type == .secret, "\(key) is not a secret of this plugin's schema")
        return secrets[key]
    }

    private func value(_ key: String) -> ConfigurationValue? {
        guard let field = schema.field(key) else { preconditionFailure("\(key) is not in this plugin's schema") }
        return values[key] ?? field.standard.flatMap(field.type.normalized)
    }
}

/// A configuration that cannot be used, with everything that is wrong.
public struct InvalidConfiguration: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    /// Never empty.
    public let findings: [ConfigurationFinding]

    /// Reports the findings.
    public init(findings: [ConfigurationFinding]) { self.findings = findings }

    /// One line for each finding; never a secret's value.
    public var description: String { findings.map(\.description).joined(separator: "\n") }
}
