import Receivables
import Yams

/// A policy as its YAML text. A document is at most 256 KB, holds one YAML document and uses no YAML aliases.
package enum PolicyDocument {
    /// Largest document read, in bytes.
    package static let bytesMax = 256 * 1_024
    static let stepsMax = 100

    static let topFields = [
        "policy", "title", "title-es", "kind", "languages", "rules", "promises", "plans", "fees", "decision",
        "allowances",
        "events", "steps",
    ]

    /// Reads a policy. Every error is reported, in the order of the lines, not only the first; the policy is `nil`
    /// when there is one of severity `error`. YAML that cannot be read at all gives the one place where it broke.
    package static func parse(_ text: String) -> (policy: Policy?, findings: [PolicyFinding]) {
        let (draft, findings) = draft(text)
        return (findings.contains { $0.severity == .error } ? nil : draft, findings)
    }

    /// Reads a policy as far as it can be read, for checking and never for use: what is wrong or missing stands at
    /// its default or is left out, and is among the findings. `nil` when there is nothing to check further.
    package static func draft(_ text: String) -> (draft: Policy?, findings: [PolicyFinding]) {
        let shape = DocumentShape.findings(in: text)
        guard shape.isEmpty else { return (nil, shape) }
        let root: Node?
        let repeated: [PolicyFinding]
        do {
            (root, repeated) = try RepeatedKeys.read(text)
        } catch {
            return (nil, [YAMLFailure.finding(for: error)])
        }
        let reader = PolicyReader()
        let draft = reader.policy(root)
        let findings = (reader.findings + repeated).sorted {
            ($0.line, $0.column, $0.what) < ($1.line, $1.column, $1.what)
        }
        return (draft, findings)
    }
}

extension PolicyReader {
    /// Reads the whole document; what is missing or wrong is noted and stands at its default in the result.
    fileprivate func policy(_ root: Node?) -> Policy? {
        guard let root, root.mapping != nil else {
            note("the document is empty or not a group of fields", fix: "begin with policy: and a key", at: root)
            return nil
        }
        let fields = fields(of: root, named: "the policy", allowed: PolicyDocument.topFields)
        for required in ["policy", "kind", "languages", "steps"] where fields[required] == nil {
            note("\(required) is missing", fix: "add \(required):", at: root)
        }
        let key = key(fields["policy"], named: "policy")
        let languages = words(fields["languages"], as: Language.self, named: "languages") ?? []
        if fields["languages"] != nil, languages.isEmpty {
            note(
                "languages is empty", expected: "en, es", fix: "name at least one, as in [en]",
                at: fields["languages"])
        }
        let kind = word(fields["kind"], as: PolicyKind.self, named: "kind")
        let steps = steps(fields["steps"])
        let events = events(fields["events"], steps: steps)
        return Policy(
            key: key ?? "", title: text(fields["title"], named: "title") ?? key ?? "",
            titleInSpanish: fields["title-es"].flatMap { text($0, named: "title-es") }, kind: kind ?? .residential,
            languages: Language.allCases.filter(languages.contains), rules: rules(fields["rules"]),
            promises: promiseTerms(fields["promises"]), plans: planTerms(fields["plans"]),
            fees: feeTerms(fields["fees"]), decision: decisionTerms(fields["decision"]),
            allowances: allowances(fields["allowances"]), events: events, steps: steps)
    }
}

/// What can be told about a document before YAML is read: its size and the things that make reading it dangerous.
enum DocumentShape {
    private static let nestingMax = 40

    static func findings(in text: String) -> [PolicyFinding] {
        guard text.utf8.count <= PolicyDocument.bytesMax else {
            return [
                finding(
                    0, 0, "the document has \(text.utf8.count) bytes", "at most \(PolicyDocument.bytesMax)",
                    "split it into several policies")
            ]
        }
        var findings: [PolicyFinding] = []
        var flowDepth = 0
        // By scalars: to `Character`, the line end of other systems is one letter that is not "\n".
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Substring($0) }
        for (index, line) in lines.enumerated() {
            let indent = line.prefix { $0 == " " || $0 == "-" || $0 == "?" }.count
            var quote: UInt8?
            var references: [Int] = []
            var previous = UInt8(ascii: " ")
            for (column, byte) in line.utf8.enumerated() {
                if let open = quote {
                    if byte == open { quote = nil }
                } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), isStart(previous) {
                    quote = byte
                } else if byte == UInt8(ascii: "#"), previous == UInt8(ascii: " ") {
                    break
                } else if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), isStart(previous),
                    line.utf8.dropFirst(column + 1).first.map({ $0 != UInt8(ascii: " ") }) ?? false
                {
                    references.append(column + 1)
                } else if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
                    flowDepth += 1
                } else if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
                    flowDepth = max(0, flowDepth - 1)
                }
                previous = byte
            }
            if let first = references.first {
                findings.append(
                    finding(
                        index + 1, first,
                        references.count == 1
                            ? "a YAML alias or anchor" : "YAML aliases or anchors, \(references.count) of them",
                        "none",
                        "write the value out where it is used, or quote it; nothing else is checked before that"))
            }
            if indent > nestingMax * 2 || flowDepth > nestingMax {
                findings.append(
                    finding(index + 1, 1, "groups within groups too deep", "at most \(nestingMax)", "flatten it"))
                return findings
            }
            if findings.count >= 20 { return findings }
        }
        return findings
    }

    private static func isStart(_ byte: UInt8) -> Bool { " [{,:-\t".utf8.contains(byte) }

    private static func finding(
        _ line: Int, _ column: Int, _ what: String, _ expected: String, _ fix: String
    ) -> PolicyFinding {
        PolicyFinding(severity: .error, line: line, column: column, what: what, expected: expected, fix: fix)
    }
}

/// Puts what the YAML reader found into a finding, without the document's text that its own error carries. The reader
/// stops at its first error, and the finding says so.
enum YAMLFailure {
    private static let stops = "; nothing after it was checked"

    static func finding(for error: any Error) -> PolicyFinding {
        guard let error = error as? YamlError else { return finding(0, 0, "not readable as YAML") }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return finding(mark.line, mark.column, "not readable as YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { String($0.prefix(40)).quoted }.joined(separator: ", ")
            return finding(
                context.mark.line, context.mark.column, "\(names) stands twice in one group", fix: "remove one")
        case .reader(let problem, let offset, _, let text):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 } ?? 0
            return finding(
                line, 0, "not readable as YAML: \(problem)", fix: "remove characters that are not text, save as UTF-8")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return finding(0, 0, "not readable as YAML")
        }
    }

    private static func finding(
        _ line: Int, _ column: Int, _ what: String,
        fix: String = "check indentation, colons and quotes there and on the line before"
    ) -> PolicyFinding {
        PolicyFinding(severity: .error, line: line, column: column, what: what, expected: "", fix: fix + stops)
    }
}
