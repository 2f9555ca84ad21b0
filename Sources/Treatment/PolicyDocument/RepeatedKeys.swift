import Yams

/// Reads YAML in which a key may stand twice in one group, so that this fault does not hide the others.
///
/// The YAML reader stops at the first such group. The earlier key is given a name nobody writes and the text is read
/// again; in what is returned only the last of the same keys is left.
enum RepeatedKeys {
    /// Groups set right before reading stops; each one reads the text once more.
    private static let repairsMax = 50
    /// First of the characters for private use, which stand in front of no name a policy has.
    private static let markerFirst: UInt32 = 0xE000

    /// - Throws: What the YAML reader throws; the same key twice only where the place could not be set right.
    static func read(_ text: String) throws -> (root: Node?, findings: [PolicyFinding]) {
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
        var repaired = text
        var names: [Place: String] = [:]
        while true {
            do {
                let root = try Yams.Parser(yaml: repaired).singleRoot()
                guard let root, !names.isEmpty else { return (root, []) }
                var cleaning = Cleaning(names: names)
                let cleaned = cleaning.clean(root)
                return (cleaned, cleaning.findings)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let place = Place(line: context.mark.line, column: context.mark.column)
                guard names.count < repairsMax, let name = keys.first,
                    let marker = Unicode.Scalar(markerFirst + UInt32(names.count)),
                    rename(name, at: place, with: marker, in: &lines)
                else { throw YamlError.duplicatedKeysInMapping(duplicates: keys, context: context) }
                names[place] = name
                repaired = lines.map { line in
                    var text = String.UnicodeScalarView()
                    text.append(contentsOf: line)
                    return String(text)
                }.joined(separator: "\n")
            }
        }
    }

    /// Puts `marker` in the place of the first letter, so that every other place stays where it is.
    private static func rename(
        _ name: String, at place: Place, with marker: Unicode.Scalar, in lines: inout [[Unicode.Scalar]]
    ) -> Bool {
        guard let letter = name.unicodeScalars.first, lines.indices.contains(place.line - 1) else { return false }
        var column = place.column - 1
        let line = lines[place.line - 1]
        if line.indices.contains(column), line[column] == "\"" || line[column] == "'" { column += 1 }
        guard line.indices.contains(column), line[column] == letter else { return false }
        lines[place.line - 1][column] = marker
        return true
    }

    private struct Place: Hashable {
        let line: Int
        let column: Int
    }

    /// Takes the renamed keys out again and tells of each name once a group.
    private struct Cleaning {
        let names: [Place: String]
        var findings: [PolicyFinding] = []

        mutating func clean(_ node: Node) -> Node {
            switch node {
            case .mapping(let mapping): return .mapping(clean(mapping))
            case .sequence(let sequence):
                return .sequence(Node.Sequence(sequence.map { clean($0) }, sequence.tag, sequence.style, sequence.mark))
            case .scalar, .alias: return node
            }
        }

        private mutating func clean(_ mapping: Node.Mapping) -> Node.Mapping {
            var kept: [(Node, Node)] = []
            var earlier: [String: [Int]] = [:]
            for (key, value) in mapping {
                let value = clean(value)
                if let mark = key.mark, let name = names[Place(line: mark.line, column: mark.column)] {
                    earlier[name, default: []].append(mark.line)
                } else {
                    kept.append((key, value))
                }
            }
            for (key, _) in kept {
                guard let name = key.scalar?.string, let lines = earlier[name], let mark = key.mark else { continue }
                note(name, lines.sorted(), mark)
            }
            return Node.Mapping(kept, mapping.tag, mapping.style, mapping.mark)
        }

        private mutating func note(_ name: String, _ lines: [Int], _ mark: Mark) {
            let all = (lines + [mark.line]).map(String.init)
            let count = all.count == 2 ? "twice" : "\(all.count) times"
            let last = mark.line.description
            let places =
                lines.allSatisfy { $0 == mark.line }
                ? "on line \(last)" : "on lines " + all.dropLast().joined(separator: ", ") + " and " + last
            findings.append(
                PolicyFinding(
                    severity: .error, line: mark.line, column: mark.column,
                    what: "\(String(name.prefix(40)).quoted) stands \(count) in one group, \(places)",
                    expected: "each name once",
                    fix: all.count == 2
                        ? "remove one; the last was checked here" : "keep one; the last was checked here"))
        }
    }
}
