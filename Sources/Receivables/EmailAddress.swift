/// An electronic mail address that is safe to put into a message header and a mail server's command.
///
/// Narrower than the standard on purpose: ASCII only, no quoted local part, no address literal, no comment. Control
/// characters are refused, so a value cannot add a header line. Source: RFC 5321 §4.1.2 and §4.5.3.1, RFC 1035 §2.3.4.
///
/// Printing the value shows `***`; `text` is the way to the address.
public struct EmailAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The whole address; the domain is in lower case, the local part as given.
    public let text: String
    /// The part after the sign, in lower case.
    public let domain: String
    /// The part before the sign, whose case only the receiving server may interpret.
    public var localPart: String { String(text.dropLast(domain.count + 1)) }

    /// Reads one bare address; `nil` for a list, a display name or anything outside the narrow form.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 254, let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        guard Self.isLocalPart(bytes[..<at]), Self.isDomain(bytes[(at + 1)...]) else { return nil }
        domain = String(decoding: bytes[(at + 1)...], as: UTF8.self).lowercased()
        self.text = String(decoding: bytes[...at], as: UTF8.self) + domain
    }

    /// Always `***`.
    public var description: String { "***" }

    /// Refuses what `init(_:)` does not read.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = EmailAddress(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an e-mail address")
        }
        self = address
    }

    /// Writes the bare address in the clear: for storage and channels, not for logs.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static let localMarks = Set("!#$%&'*+-/=?^_`{|}~.".utf8)

    private static func isLocalPart(_ bytes: ArraySlice<UInt8>) -> Bool {
        let dot = UInt8(ascii: ".")
        guard (1...64).contains(bytes.count), bytes.first != dot, bytes.last != dot else { return false }
        var previous: UInt8 = 0
        for byte in bytes {
            guard isAlphanumeric(byte) || localMarks.contains(byte), !(byte == dot && previous == dot)
            else { return false }
            previous = byte
        }
        return true
    }

    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let hyphen = UInt8(ascii: "-")
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2, let top = labels.last, !top.allSatisfy({ (48...57).contains($0) }) else {
            return false
        }
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
                && label.allSatisfy { isAlphanumeric($0) || $0 == hyphen }
        }
    }
}
