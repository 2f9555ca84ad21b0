/// The settings a plugin takes, as typed fields: one source for the command line, the admin form and the API.
public struct ConfigurationSchema: Hashable, Sendable, Codable {
    /// In the order a form shows them.
    public let fields: [ConfigurationField]

    /// Makes a schema. Two fields of one key are a mistake of the programmer and stop.
    public init(_ fields: [ConfigurationField] = []) {
        precondition(Set(fields.map(\.key)).count == fields.count, "a configuration schema names each key once")
        self.fields = fields
    }

    /// The field of a key; `nil` when the plugin does not know it.
    public func field(_ key: String) -> ConfigurationField? { fields.first { $0.key == key } }
}

/// One setting of a plugin.
public struct ConfigurationField: Hashable, Sendable, Codable {
    /// Lower-case words with underscores, such as `connect_timeout_seconds`. Stable: stored with the tenant's values.
    public let key: String
    /// What a value must be; checked before it is stored.
    public let type: ConfigurationFieldType
    /// Whether a value must be given. A field with a default is never missing.
    public let required: Bool
    /// The value in force when none is given; secrets have none.
    public let standard: ConfigurationValue?
    /// What it is for and what to put there, for the person who fills in the form.
    public let help: String

    /// Declares a setting.
    ///
    /// - Parameter standard: The default. It must itself satisfy `type`; a secret has none.
    public init(
        _ key: String, _ type: ConfigurationFieldType, required: Bool = false, standard: ConfigurationValue? = nil,
        help: String
    ) {
        self.key = key
        self.type = type
        self.required = required
        self.standard = standard
        self.help = help
        if let standard {
            precondition(type != .secret, "a secret has no default")
            precondition(type.normalized(standard) != nil, "the default of \(key) does not satisfy its own type")
        }
    }
}

/// What a setting may hold.
public enum ConfigurationFieldType: Hashable, Sendable, Codable {
    /// One line of text without control characters, at most 1,000 characters.
    case text
    /// A whole number in the closed range.
    case integer(min: Int, max: Int)
    /// `true` or `false`.
    case boolean
    /// One of the listed words, exactly.
    case choice([String])
    /// A host name or an address, without scheme, port or path.
    case hostname
    /// A TCP port, 1 to 65535.
    case port
    /// An address such as `billing@example.com`.
    case emailAddress
    /// An absolute `https` or `http` address.
    case url
    /// An absolute path on the server.
    case path
    /// A password or key: write-only, kept sealed, never shown again.
    case secret
}

/// A value as given on the command line, in a form or over the API.
public enum ConfigurationValue: Hashable, Sendable, Codable {
    case text(String)
    case integer(Int)
    case boolean(Bool)

    /// A plain JSON scalar.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A decoder tells what JSON type it holds only by failing, so a failure of the first two means "another type" and
        // is no error; the last attempt throws what is wrong when it is none of them.
        if let flag = try? container.decode(Bool.self) {
            self = .boolean(flag)
        } else if let number = try? container.decode(Int.self) {
            self = .integer(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// A plain JSON scalar, read back as the same case.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .integer(let number): try container.encode(number)
        case .boolean(let flag): try container.encode(flag)
        }
    }

    /// As a person would type it.
    public var text: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        }
    }
}

extension ConfigurationValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    /// Lets a schema's default be written as a literal.
    public init(stringLiteral value: String) { self = .text(value) }
    /// As above.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// As above.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
