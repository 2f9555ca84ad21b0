public import Foundation

/// The key of one row, typed by what the row is, so that a customer's key cannot stand where a case's is meant.
public struct Identifier<Subject>: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The value as stored in a `uuid` column.
    public let uuid: UUID

    /// Wraps a stored value.
    public init(_ uuid: UUID) { self.uuid = uuid }

    /// Makes a new random key (version 4).
    public init() { self.uuid = UUID() }

    /// Reads the usual 36-character form; `nil` for anything else.
    public init?(_ text: String) {
        guard let uuid = UUID(uuidString: text) else { return nil }
        self.uuid = uuid
    }

    /// Lower-case 36-character form.
    public var description: String { uuid.uuidString.lowercased() }

    /// Reads the text form of a UUID.
    public init(from decoder: any Decoder) throws {
        uuid = try decoder.singleValueContainer().decode(UUID.self)
    }

    /// Writes the text form of the UUID, without the subject.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
