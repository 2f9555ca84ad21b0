/// An address of electronic mail that is safe to put in a header and on the wire.
///
/// Deliberately narrower than RFC 5321: no quoted local part, no comment, no address literal, printable ASCII only.
/// Source: RFC 5321 section 4.1.2 (Dot-string), length limits section 4.5.3.1.
public struct EmailAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The part before the `@`.
    public let localPart: String
    /// The part after the `@`.
    public let domain: String

    /// Reads an address; `nil` when it is not one this platform will write to.
    public init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count),
            Self.isDotted(parts[0], of: Self.localBytes), Self.isDotted(parts[1], of: Self.domainBytes),
            parts[1].split(separator: ".").allSatisfy({
                !$0.hasPrefix("-") && !$0.hasSuffix("-") && $0.utf8.count <= 63
            })
        else { return nil }
        localPart = String(parts[0])
        domain = String(parts[1])
    }

    public var description: String { localPart + "@" + domain }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = EmailAddress(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an e-mail address")
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
    private static let localBytes = letters.union("!#$%&'*+-/=?^_`{|}~".utf8)
    private static let domainBytes = letters.union("-".utf8)

    private static func isDotted(_ text: Substring, of allowed: Set<UInt8>) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(allowed.contains) }
    }
}
