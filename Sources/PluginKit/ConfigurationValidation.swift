import Foundation
import Receivables

/// One thing wrong with a configuration, told so that it can be mended without asking anyone.
public struct ConfigurationFinding: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The key it is about.
    public let key: String
    /// What was given; a secret is never repeated.
    public let found: String
    /// What may stand there.
    public let expected: String
    /// What to do.
    public let fix: String

    /// States a finding.
    public init(key: String, found: String, expected: String, fix: String) {
        self.key = key
        self.found = found
        self.expected = expected
        self.fix = fix
    }

    /// One line: key, what was found, what is expected, the fix. A secret's value is never in it.
    public var description: String { "\(key): found \(found), expected \(expected). \(fix)" }
}

/// What came of reading a configuration against its schema.
public struct ConfigurationReading: Sendable {
    /// Values in their field's own form, defaults not filled in; without secrets. What the host keeps in the clear.
    public let values: [String: ConfigurationValue]
    /// Newly given secrets, to be sealed by the host.
    public let secrets: [String: Secret]
    /// Everything wrong, in the schema's order, unknown keys last by name. Empty means the values may be kept.
    public let findings: [ConfigurationFinding]
}

extension ConfigurationSchema {
    /// Reads what was given and reports every finding, not only the first.
    ///
    /// Text is accepted for numbers and flags, because the command line has only text.
    ///
    /// - Parameter sealed: Keys of secrets already kept, which need not be given again.
    public func read(_ given: [String: ConfigurationValue], sealed: Set<String> = []) -> ConfigurationReading {
        var values: [String: ConfigurationValue] = [:]
        var secrets: [String: Secret] = [:]
        var findings: [ConfigurationFinding] = []
        for field in fields {
            guard let value = given[field.key], value != .text("") else {
                let known = field.standard != nil || (field.type == .secret && sealed.contains(field.key))
                if field.required && !known { findings.append(field.missing) }
                continue
            }
            guard let normalized = field.type.normalized(value) else {
                findings.append(field.refused(value))
                continue
            }
            if field.type == .secret {
                secrets[field.key] = Secret(normalized.text)
            } else {
                values[field.key] = normalized
            }
        }
        for key in given.keys.sorted() where field(key) == nil { findings.append(unknown(key)) }
        return ConfigurationReading(values: values, secrets: secrets, findings: findings)
    }

    private func unknown(_ key: String) -> ConfigurationFinding {
        let nearest = fields.map { (key: $0.key, distance: editDistance($0.key, key)) }.min {
            $0.distance < $1.distance
        }
        let names = fields.isEmpty ? "no settings at all" : "one of " + fields.map(\.key).joined(separator: ", ")
        let fix =
            nearest.flatMap { $0.distance <= max(2, key.count / 3) ? "Did you mean \($0.key)?" : nil }
            ?? "Remove it."
        // The value is left out: a misspelt secret must not be repeated.
        return ConfigurationFinding(key: key, found: "a key this plugin does not know", expected: names, fix: fix)
    }
}

extension ConfigurationField {
    var missing: ConfigurationFinding {
        ConfigurationFinding(key: key, found: "nothing", expected: type.expectation, fix: "Set \(key): \(help)")
    }

    func refused(_ value: ConfigurationValue) -> ConfigurationFinding {
        let found = type == .secret ? "a secret that cannot be used" : "\"\(value.text.prefix(60))\""
        return ConfigurationFinding(key: key, found: found, expected: type.expectation, fix: "Set \(key): \(help)")
    }
}

extension ConfigurationFieldType {
    /// What may stand in the field, in words.
    public var expectation: String {
        switch self {
        case .text: "one line of text"
        case .integer(let min, let max): "a whole number from \(min) to \(max)"
        case .boolean: "true or false"
        case .choice(let words): "one of " + words.joined(separator: ", ")
        case .hostname: "a host name such as mail.example.com"
        case .port: "a port from 1 to 65535"
        case .emailAddress: "an e-mail address such as billing@example.com"
        case .url: "an absolute address such as https://example.com"
        case .path: "an absolute path such as /etc/ssl/ca.pem"
        case .secret: "a secret of 1 to 4,096 characters on one line"
        }
    }

    /// The value in this type's own form; `nil` when it does not satisfy the type.
    func normalized(_ value: ConfigurationValue) -> ConfigurationValue? {
        let text = value.text
        switch self {
        case .text: return isLine(text, max: 1_000) ? .text(text) : nil
        case .integer(let min, let max): return readInteger(value, in: min...max)
        case .port: return readInteger(value, in: 1...65_535)
        case .boolean: return readBoolean(value)
        case .choice(let words): return words.contains(text) ? .text(text) : nil
        case .hostname: return isHostname(text) ? .text(text) : nil
        case .emailAddress: return EmailAddress(text) == nil ? nil : .text(text)
        case .url: return isWebAddress(text) ? .text(text) : nil
        case .path: return isLine(text, max: 1_000) && text.hasPrefix("/") ? .text(text) : nil
        case .secret: return isLine(text, max: 4_096) ? .text(text) : nil
        }
    }
}

private func isLine(_ text: String, max: Int) -> Bool {
    !text.isEmpty && text.utf8.count <= max
        && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
}

private func readInteger(_ value: ConfigurationValue, in range: ClosedRange<Int>) -> ConfigurationValue? {
    guard case .boolean = value else { return Int(value.text).flatMap { range.contains($0) ? .integer($0) : nil } }
    return nil
}

private func readBoolean(_ value: ConfigurationValue) -> ConfigurationValue? {
    switch value.text {
    case "true", "yes", "on": .boolean(true)
    case "false", "no", "off": .boolean(false)
    default: nil
    }
}

private func isHostname(_ text: String) -> Bool {
    let allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:_")
    guard !text.isEmpty, text.utf8.count <= 253, text.unicodeScalars.allSatisfy(allowed.contains) else { return false }
    // More than one colon is an IPv6 address; a single one would be a port, which has its own field.
    return text.count(where: { $0 == ":" }) != 1 && !text.hasPrefix("-") && !text.hasPrefix(".")
}

private func isWebAddress(_ text: String) -> Bool {
    guard isLine(text, max: 2_000), let url = URL(string: text), let host = url.host(), !host.isEmpty else {
        return false
    }
    return url.scheme == "https" || url.scheme == "http"
}

/// Levenshtein distance, for naming the nearest key.
private func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.prefix(64))
    let right = Array(right.prefix(64))
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let replaced = diagonal + (character == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}
