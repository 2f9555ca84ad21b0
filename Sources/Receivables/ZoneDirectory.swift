public import Foundation

/// Which time zones a ZIP code or an area code lies in.
///
/// Zones with the same present-day clock are folded into one, so Detroit is found under `America/New_York`.
/// Source: `Tables/README.md`.
public struct ZoneDirectory: Sendable {
    private struct Prefix { let main: Set<String>, all: Set<String> }

    private let prefixes: [Int: Prefix]
    private let exceptions: [Int: Set<String>]
    private let areaCodes: [Int: Set<String>]
    private let zones: [String: TimeZone]

    /// The directory of the tables shipped with Dunwell, read on first use.
    public static let shared: ZoneDirectory = {
        // The tables are part of the program: a missing or broken one is a broken build, which tests would show.
        do { return try ZoneDirectory(tables: Bundle.module.resourceURL!.appending(path: "Tables")) } catch {
            preconditionFailure("the time zone tables shipped with the program cannot be read: \(error)")
        }
    }()

    /// Reads the three tables in a folder. Throws `ZoneTableError` for a line that does not parse.
    public init(tables folder: URL) throws {
        var zones: [String: TimeZone] = [:]
        var interned: [Substring: Set<String>] = ["": []]
        func zoneSet(_ field: Substring, _ table: String, _ line: Int) throws -> Set<String> {
            if let known = interned[field] { return known }
            let names = field.split(separator: "|").map(String.init)
            for name in names {
                guard let zone = TimeZone(identifier: name) else {
                    throw ZoneTableError(table: table, line: line, problem: "\(name) is not a known zone")
                }
                zones[name] = zone
            }
            let set = Set(names)
            interned[field] = set
            return set
        }
        func read(_ table: String, columns: Int, _ take: (Int, [Substring], Int) throws -> Void) throws {
            let text = try String(contentsOf: folder.appending(path: table), encoding: .utf8)
            for (index, row) in text.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
                let fields = row.split(separator: ",", omittingEmptySubsequences: false)
                guard fields.count == columns, let code = Int(fields[0]) else {
                    throw ZoneTableError(
                        table: table, line: index + 1, problem: "expected a code and \(columns) fields")
                }
                try take(code, fields, index + 1)
            }
        }
        var prefixes: [Int: Prefix] = [:]
        var exceptions: [Int: Set<String>] = [:]
        var areaCodes: [Int: Set<String>] = [:]
        try read("zip3-timezone.csv", columns: 3) { code, fields, line in
            prefixes[code] = Prefix(
                main: try zoneSet(fields[1], "zip3-timezone.csv", line),
                all: try zoneSet(fields[2], "zip3-timezone.csv", line))
        }
        try read("zip5-timezone-exceptions.csv", columns: 2) { code, fields, line in
            exceptions[code] = try zoneSet(fields[1], "zip5-timezone-exceptions.csv", line)
        }
        try read("areacode-timezone.csv", columns: 2) { code, fields, line in
            areaCodes[code] = try zoneSet(fields[1], "areacode-timezone.csv", line)
        }
        self.prefixes = prefixes
        self.exceptions = exceptions
        self.areaCodes = areaCodes
        for name in USState.zoneNames.values.joined() where zones[name] == nil {
            guard let zone = TimeZone(identifier: name) else {
                throw ZoneTableError(table: "states", line: 0, problem: "\(name) is not a known zone")
            }
            zones[name] = zone
        }
        self.zones = zones
    }

    /// Zones of a ZIP code as IANA names; empty for a military or unknown code.
    ///
    /// Takes `36867`, `36867-1234`, `368671234`, or a bare prefix `368`, which gives every zone of the prefix.
    public func zones(forZIP zip: String) -> Set<String> {
        let digits = zip.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
        guard [3, 5, 9].contains(digits.count), let number = Self.number(digits.prefix(5)) else { return [] }
        if digits.count == 3 { return prefixes[number]?.all ?? [] }
        return exceptions[number] ?? prefixes[number / 100]?.main ?? []
    }

    /// Zones of a US area code as IANA names; empty for toll-free, foreign and unknown codes.
    public func zones(forAreaCode areaCode: String) -> Set<String> {
        guard areaCode.utf8.count == 3, let number = Self.number(areaCode.utf8) else { return [] }
        return areaCodes[number] ?? []
    }

    /// Zones of a state or territory, two upper-case letters, as IANA names; empty for a military or unknown code.
    public func zones(forState state: String) -> Set<String> { Set(USState.zoneNames[state] ?? []) }

    /// All zones the evidence suggests on `day`; never empty.
    ///
    /// A statement of the customer that still holds replaces everything else. Otherwise zones of all ZIP codes and all
    /// area codes and states together; with none of them, the lower 48 states are assumed.
    /// Source: comment 6(b)(1)(i)-2 to 12 CFR 1006.6.
    public func zones(suggestedBy evidence: ZoneEvidence, on day: CalendarDate) -> ZoneSet {
        if let statement = evidence.statement, statement.isValid(on: day) {
            return ZoneSet([statement.zone], basis: .stated)
        }
        var names: Set<String> = []
        var hasUnplaced = false
        let found =
            evidence.zipCodes.map(zones(forZIP:)) + evidence.areaCodes.map(zones(forAreaCode:))
            + evidence.states.map(zones(forState:))
        for set in found {
            names.formUnion(set)
            hasUnplaced = hasUnplaced || set.isEmpty
        }
        guard !names.isEmpty else { return .lower48(hasUnplacedEvidence: hasUnplaced) }
        return ZoneSet(names.compactMap { zones[$0] }, hasUnplacedEvidence: hasUnplaced)
    }

    /// Every zone named in the tables, in order of name.
    public var allZones: [TimeZone] { zones.values.sorted { $0.identifier < $1.identifier } }

    private static func number(_ digits: some Sequence<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (48...57).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 48)
        }
        return value
    }
}

/// A line of a time zone table does not read.
public struct ZoneTableError: Error, CustomStringConvertible {
    /// File name of the table.
    public let table: String
    /// Line in the file, the heading being 1.
    public let line: Int
    /// What was found instead.
    public let problem: String

    /// Names the table and the line.
    public var description: String { "\(table), line \(line): \(problem); restore the table from the release" }
}
