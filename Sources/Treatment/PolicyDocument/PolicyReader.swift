import Yams

/// Reads values out of YAML nodes and notes whatever is wrong with them; it never stops at the first.
final class PolicyReader {
    private(set) var findings: [PolicyFinding] = []

    /// - Parameter fix: What to do, with the form or bounds allowed; never empty.
    func note(
        _ what: String, expected: String = "", fix: String, at node: Node?,
        severity: PolicyFinding.Severity = .error
    ) {
        let finding = PolicyFinding(
            severity: severity, line: node?.mark?.line ?? 0, column: node?.mark?.column ?? 0, what: what,
            expected: expected, fix: fix)
        findings.append(finding)
    }

    /// The fields of a mapping by name. An unknown one is noted with the known one it is nearest to.
    func fields(of node: Node?, named name: String, allowed: [String]) -> [String: Node] {
        guard let node else { return [:] }
        guard let mapping = node.mapping else {
            note(
                "\(name) is \(node.kindInWords)", expected: "a group of fields",
                fix: "write its fields below it: \(allowed.prefix(4).joined(separator: ", "))", at: node)
            return [:]
        }
        var found: [String: Node] = [:]
        for (key, value) in mapping {
            guard let text = key.scalar?.string else {
                note(
                    "\(name) has a field whose name is not a word", expected: Nearest.list(allowed),
                    fix: "write one name, a colon and the value", at: key)
                continue
            }
            if allowed.contains(text) {
                found[text] = value
            } else {
                note(
                    "unknown field \(text.quoted) in \(name)", expected: Nearest.list(allowed),
                    fix: Nearest.fix(for: text, among: allowed), at: key)
            }
        }
        return found
    }

    func list(_ node: Node?, named name: String) -> [Node] {
        guard let node else { return [] }
        guard let sequence = node.sequence else {
            note("\(name) is \(node.kindInWords)", expected: "a list", fix: "begin each entry with a dash", at: node)
            return []
        }
        return Array(sequence)
    }

    func text(_ node: Node?, named name: String) -> String? {
        guard let node else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else {
            note("\(name) is \(node.kindInWords)", expected: "a text", fix: "write a text, or quote it", at: node)
            return nil
        }
        return text
    }

    /// A name kept with attempts and in templates: lower-case letters, digits and hyphens, at most 60.
    func key(_ node: Node?, named name: String) -> String? {
        guard let node, let text = text(node, named: name) else { return nil }
        let isKey = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isKey, text.utf8.count <= 60 else {
            note(
                "\(name) \(text.quoted) is not a key", expected: "lower-case letters, digits and hyphens, at most 60",
                fix: "write it as \(KeyForm.suggestion(for: text).quoted)", at: node)
            return nil
        }
        return text
    }

    func integer(_ node: Node?, in range: ClosedRange<Int>, named name: String) -> Int? {
        guard let node else { return nil }
        let bounds = range.upperBound >= 1_000_000 ? "at least \(range.lowerBound)" : range.inWords
        guard let text = node.scalar?.string, let number = Int(text) else {
            note(
                "\(name) is \(node.found)", expected: "a whole number", fix: "write a whole number, \(bounds)", at: node
            )
            return nil
        }
        guard range.contains(number) else {
            note("\(name) is \(number)", expected: bounds, fix: "write a whole number, \(bounds)", at: node)
            return nil
        }
        return number
    }

    /// An amount such as `15` or `15.00`, in minor units of two digits.
    ///
    /// - Parameter orElse: A word the caller takes in place of an amount, with a comma; empty for none.
    func amount(_ node: Node?, named name: String, orElse: String = "") -> Int64? {
        guard let node else { return nil }
        guard let text = node.scalar?.string, let amount = Amounts.minorUnits(text) else {
            note(
                "\(name) is \(node.found)", expected: "\(orElse)an amount such as 15.00",
                fix: "write \(orElse)0 or more, whole or with two decimals, as in 15 or 15.00", at: node)
            return nil
        }
        return amount
    }

    func flag(_ node: Node?, named name: String) -> Bool? {
        guard let node else { return nil }
        switch node.scalar?.string {
        case "yes", "true": return true
        case "no", "false": return false
        default:
            note("\(name) is \(node.found)", expected: "yes or no", fix: "write yes or no", at: node)
            return nil
        }
    }

    func word<Word: RawRepresentable & CaseIterable>(_ node: Node?, as type: Word.Type, named name: String) -> Word?
    where Word.RawValue == String {
        guard let node else { return nil }
        if let text = node.scalar?.string, let word = Word(rawValue: text) { return word }
        let allowed = Word.allCases.map(\.rawValue)
        note(
            "\(name) is \(node.found)", expected: Nearest.list(allowed),
            fix: Nearest.fix(for: node.scalar?.string ?? "", among: allowed), at: node)
        return nil
    }

    /// One word or a list of words.
    func words<Word: RawRepresentable & CaseIterable>(
        _ node: Node?, as type: Word.Type, named name: String
    ) -> [Word]? where Word.RawValue == String {
        guard let node else { return nil }
        let nodes = node.sequence.map(Array.init) ?? [node]
        return nodes.compactMap { word($0, as: type, named: name) }
    }
}

extension Node {
    /// What stands there, quoted when it is a word.
    var found: String { scalar.map { String($0.string.prefix(40)).quoted } ?? kindInWords }

    var kindInWords: String {
        switch self {
        case .scalar(let scalar): scalar.string.isEmpty ? "empty" : "a single value"
        case .mapping: "a group of fields"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}

/// The form of a name that is kept with attempts and in templates.
enum KeyForm {
    /// The key somebody probably meant by `text`.
    static func suggestion(for text: String) -> String {
        let parts = text.lowercased().utf8.prefix(60).split { !(97...122).contains($0) && !(48...57).contains($0) }
        let key = parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
        return key.isEmpty ? "first-call" : key
    }
}

extension String {
    var quoted: String { "\"\(self)\"" }
}

extension ClosedRange<Int> {
    var inWords: String { "\(lowerBound) to \(upperBound)" }
}
