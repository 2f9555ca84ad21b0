/// Where a letter goes, checked for form: a ZIP with its leading zeros, a state that exists.
///
/// Whether the house exists is for the postal service. Printing the value shows `***`.
public struct PostalAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Street or box; never empty.
    public let line1: String
    /// Second line as given, such as `Unit 12`; empty when there is none.
    public let line2: String
    /// City; never empty. `APO`, `FPO` or `DPO` for military and diplomatic mail.
    public let city: String
    /// Two upper-case letters in the United States; as given elsewhere.
    public let state: String
    /// `02134` or `02134-1001` in the United States, text because its zeros count; as given elsewhere.
    public let zip: String
    /// ISO 3166 alpha-2 code, `US` unless said otherwise.
    public let country: String

    /// Makes an address, trimming each part.
    ///
    /// Outside the United States only the first line and the city are required and state and ZIP are not judged.
    public init(
        line1: String, line2: String = "", city: String, state: String, zip: String, country: String = "US"
    ) throws(PostalAddressProblem) {
        let parts = [line1, line2, city, state, zip, country].map(Self.trimmed)
        for (part, name) in Self.named(parts)
        where part.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
            throw PostalAddressProblem.controlCharacter(field: name)
        }
        guard !parts[0].isEmpty else { throw .missing(field: "line1") }
        guard !parts[2].isEmpty else { throw .missing(field: "city") }
        self.line1 = parts[0]
        self.line2 = parts[1]
        self.city = parts[2]
        self.country = parts[5].isEmpty ? "US" : parts[5].uppercased()
        guard self.country == "US" else {
            self.state = parts[3]
            self.zip = parts[4]
            return
        }
        self.state = parts[3].uppercased()
        self.zip = parts[4]
        guard !self.state.isEmpty else { throw .missing(field: "state") }
        guard USState.isCode(self.state) else { throw .unknownState }
        guard !self.zip.isEmpty else { throw .missing(field: "ZIP") }
        guard Self.isZIP(self.zip) else { throw .malformedZIP }
        let isMilitaryCity = ["APO", "FPO", "DPO"].contains(self.city.uppercased())
        guard isMilitaryCity == USState.isMilitary(self.state) else { throw .militaryMismatch }
    }

    /// Whether the mail goes through the military or diplomatic service, which tells no time zone.
    public var isMilitary: Bool { country == "US" && USState.isMilitary(state) }

    /// The first five digits of a United States ZIP; empty elsewhere.
    public var zip5: String { country == "US" ? String(zip.prefix(5)) : "" }

    /// Whether `text` is a five-digit ZIP or ZIP+4. Source: USPS Publication 28 §211.
    public static func isZIP(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 5 || (bytes.count == 10 && bytes[5] == UInt8(ascii: "-")) else { return false }
        return bytes.indices.allSatisfy { $0 == 5 || (48...57).contains(bytes[$0]) }
    }

    /// The lines under the recipient's name: upper case, no punctuation, the unit at the end of the street line where
    /// it fits 40 characters, last line city, state and ZIP.
    ///
    /// Source: USPS Publication 28 §§211-213, 231, 354.
    public var letterLines: [String] {
        let street = Self.publicationForm(line1)
        let second = Self.publicationForm(line2)
        var lines: [String] = []
        if second.isEmpty {
            lines = [street]
        } else if Self.isSecondaryUnit(second), street.count + 1 + second.count <= 40 {
            lines = [street + " " + second]
        } else {
            // A line that is no unit of the street (an attention line, a private mailbox) stands above the street.
            lines = [second, street]
        }
        let last = [Self.publicationForm(city), Self.publicationForm(state), zip.uppercased()]
        lines.append(last.filter { !$0.isEmpty }.joined(separator: " "))
        if country != "US" { lines.append(country) }
        return lines
    }

    /// Always `***`.
    public var description: String { "***" }

    private enum CodingKeys: String, CodingKey { case line1, line2, city, state, zip, country }

    /// Checks the parts as the memberwise initialiser does and throws its `PostalAddressProblem`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            line1: values.decode(String.self, forKey: .line1),
            line2: values.decodeIfPresent(String.self, forKey: .line2) ?? "",
            city: values.decode(String.self, forKey: .city), state: values.decode(String.self, forKey: .state),
            zip: values.decode(String.self, forKey: .zip),
            country: values.decodeIfPresent(String.self, forKey: .country) ?? "US")
    }

    private static func trimmed(_ text: String) -> String {
        let space: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
        let start = text.drop(while: space)
        guard let end = start.lastIndex(where: { !space($0) }) else { return "" }
        return String(start[...end])
    }

    private static func named(_ parts: [String]) -> [(String, String)] {
        Array(Swift.zip(parts, ["line1", "line2", "city", "state", "zip", "country"]))
    }

    private static func publicationForm(_ text: String) -> String {
        let dropped: Set<Character> = [".", ",", ";", ":", "'", "\u{2019}", "\"", "(", ")", "!", "?"]
        let words = text.filter { !dropped.contains($0) }.uppercased().split(whereSeparator: \.isWhitespace)
        return words.joined(separator: " ")
    }

    private static let unitWords: Set<String> = [
        "APT", "APARTMENT", "BLDG", "BUILDING", "DEPT", "FL", "FLOOR", "HNGR", "LOT", "OFC", "PH", "RM", "ROOM", "SLIP",
        "SPC", "SPACE", "STE", "SUITE", "STOP", "TRLR", "UNIT", "BSMT", "FRNT", "LBBY", "LOWR", "REAR", "SIDE", "UPPR",
    ]

    private static func isSecondaryUnit(_ line: String) -> Bool {
        guard let word = line.split(separator: " ").first else { return false }
        return word.hasPrefix("#") || unitWords.contains(String(word))
    }
}

/// Why an address cannot stand on a letter. Holds no part of the address.
public enum PostalAddressProblem: Error, Hashable, CustomStringConvertible {
    /// A part every address needs is empty.
    case missing(field: String)
    /// The state is none of the codes `USState` lists.
    case unknownState
    /// The ZIP is neither five digits nor five and four.
    case malformedZIP
    /// One of city and state is military, the other is not.
    case militaryMismatch
    /// A part holds a line break or another control character.
    case controlCharacter(field: String)

    /// What is wrong and the fix; no part of the address in it.
    public var description: String {
        switch self {
        case .missing(let field): "the address has no \(field): add it"
        case .unknownState: "the state is not a two-letter USPS code: use one such as PA, or AE for military mail"
        case .malformedZIP: "the ZIP is not five digits, or five and four as in 02134-1001: restore its leading zeros"
        case .militaryMismatch: "APO, FPO and DPO go with AA, AE and AP only: correct the city or the state"
        case .controlCharacter(let field): "\(field) holds a line break or control character: remove it"
        }
    }
}
