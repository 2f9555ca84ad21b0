/// A telephone number of the North American Numbering Plan, with the extension that followed it.
///
/// Checks the plan's form, not whether anyone answers. Source: NANPA numbering plan: area code and exchange begin with
/// 2 to 9 and are not N11; an area code has no 9 in the middle.
///
/// Printing the value shows `***`, so that a log line cannot leak it; `e164` and `display` are the ways to the digits.
public struct PhoneNumber: Hashable, Sendable, Codable, CustomStringConvertible {
    /// `+1` and ten digits.
    public let e164: String
    /// Digits to press after the call is answered, 1 to 7 of them.
    public let extensionDigits: String?

    /// Reads a number as people write it: `(212) 555-0123 x45`, `1-212-555-0123`, `+12125550123;ext=45`.
    ///
    /// - Returns: `nil` for anything outside the plan, other countries included; a guess would ring a stranger.
    public init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        let lowered = text.lowercased()
        let (number, suffix) = Self.separated(lowered)
        var digits: [UInt8] = []
        var hasPlus = false
        for scalar in number.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.append(UInt8(scalar.value))
            case "+" where digits.isEmpty && !hasPlus: hasPlus = true
            case " ", "\u{A0}", "\t", "(", ")", "-", "\u{2010}", "\u{2011}", "\u{2013}", ".", "/": continue
            default: return nil
            }
        }
        if digits.count == 11, digits[0] == UInt8(ascii: "1") { digits.removeFirst() } else if hasPlus { return nil }
        guard digits.count == 10, Self.isAreaCode(digits[0..<3]), Self.isExchange(digits[3..<6]) else { return nil }
        if let suffix {
            let pressed = suffix.filter { $0 != " " && $0 != "." && $0 != ":" && $0 != "=" }
            guard (1...7).contains(pressed.utf8.count), pressed.utf8.allSatisfy({ (48...57).contains($0) })
            else { return nil }
            extensionDigits = String(pressed)
        } else {
            extensionDigits = nil
        }
        e164 = "+1" + String(decoding: digits, as: UTF8.self)
    }

    /// The three digits after `+1`.
    public var areaCode: String { String(e164.dropFirst(2).prefix(3)) }

    /// Whether the caller pays nothing and the area code tells no place, so no time zone either.
    public var isTollFree: Bool { Self.tollFree.contains(areaCode) }

    /// Whether the number is one of those set aside for stories: exchange 555, line 0100 to 0199.
    public var isFictional: Bool { e164.dropFirst(5).hasPrefix("55501") }

    /// `(212) 555-0123`, with ` ext. 45` behind it where there is one.
    public var display: String {
        let digits = Array(e164.dropFirst(2))
        let number = "(\(String(digits[0..<3]))) \(String(digits[3..<6]))-\(String(digits[6...]))"
        return extensionDigits.map { number + " ext. " + $0 } ?? number
    }

    /// One text that holds number and extension and reads back to the same value. Source: RFC 3966 §5.3.
    public var stored: String { extensionDigits.map { e164 + ";ext=" + $0 } ?? e164 }

    /// Always `***`.
    public var description: String { "***" }

    /// Refuses what `init(_:)` does not read.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = PhoneNumber(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a telephone number")
        }
        self = number
    }

    /// Writes `stored` in the clear: for storage and channels, not for logs.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(stored)
    }

    private static let tollFree: Set<String> = ["800", "833", "844", "855", "866", "877", "888"]
    private static let extensionMarks = [";ext", "extension", "extn", "ext", "x", "#"]

    /// Cuts the text before the first mark of an extension.
    private static func separated(_ text: String) -> (number: Substring, suffix: Substring?) {
        guard let start = text.firstIndex(where: { $0 == ";" || $0 == "e" || $0 == "x" || $0 == "#" })
        else { return (text[...], nil) }
        let rest = text[start...]
        guard let mark = extensionMarks.first(where: { rest.hasPrefix($0) }) else { return (text[...], nil) }
        return (text[..<start], rest.dropFirst(mark.count))
    }

    private static func isAreaCode(_ digits: ArraySlice<UInt8>) -> Bool {
        isExchange(digits) && digits[digits.startIndex + 1] != UInt8(ascii: "9")
    }

    private static func isExchange(_ digits: ArraySlice<UInt8>) -> Bool {
        let first = digits.startIndex
        let one = UInt8(ascii: "1")
        return digits[first] >= UInt8(ascii: "2") && !(digits[first + 1] == one && digits[first + 2] == one)
    }
}
