import Receivables
import Yams

/// One thing wrong with a mapping document, with its place and the fix.
package struct MappingFinding: Hashable, Sendable, CustomStringConvertible {
    /// Line of the document, counted from 1.
    package let line: Int
    /// Where in the document, such as `columns.amount`; empty for the whole.
    package let path: String
    package let problem: String
    package let fix: String

    package var description: String {
        "line \(line)" + (path.isEmpty ? "" : ", \(path)") + ": \(problem); \(fix)"
    }
}

/// Everything wrong with a mapping document, in the order of its lines.
package struct MappingProblems: Error, Hashable, CustomStringConvertible {
    package let findings: [MappingFinding]
    package var description: String { findings.map(\.description).joined(separator: "\n") }
}

extension ImportMapping {
    /// Bytes a mapping document may have.
    package static let documentBytesMax = 64 * 1024

    /// Reads a mapping document.
    ///
    /// ```yaml
    /// name: my-invoices            # chosen by this name
    /// kind: receivables            # an ImportKind
    /// source: quickbooks-online    # whose references these are
    /// dates: mdy                   # mdy, dmy, iso; auto when left out
    /// money: { mark: point, currency: USD }
    /// columns:                     # field: heading, a list of headings, or more
    ///   reference: [Invoice no, Num]
    ///   summary: { column: Memo, otherwise: [Item, Date], values: { x: y }, default: Service }
    /// constants: { kind: monitoring }
    /// defaults: { summary: Service }   # where the cell is empty
    /// values: { disputed: { open: "yes" } }   # theirs: ours
    /// ignore: [Terms]              # known, left out on purpose
    /// skip:                        # one of starts_with, equals, empty, one_cell; without column: the first cell
    ///   - { column: Status, equals: [Voided] }
    ///   - starts_with: [total]     # a row left out as a total is held against the rows above it
    /// group: { by: reference, sum: [amount], first: [summary] }
    /// ```
    ///
    /// `encoding` and `delimiter` (comma, semicolon, tab, pipe) override what is found out from the file.
    package init(yaml: String) throws(MappingProblems) {
        var document = MappingDocument()
        guard let mapping = document.read(yaml) else {
            throw MappingProblems(findings: document.findings.sorted { $0.line < $1.line })
        }
        self = mapping
    }
}

/// Turns the YAML tree into a mapping, gathering findings instead of stopping at the first.
struct MappingDocument {
    private(set) var findings: [MappingFinding] = []
    private static let keys = [
        "name", "kind", "source", "about", "encoding", "delimiter", "dates", "money", "columns", "constants",
        "defaults", "values", "ignore", "skip", "credits", "group",
    ]

    /// The mapping; `nil` when `findings` has any.
    mutating func read(_ yaml: String) -> ImportMapping? {
        guard let root = root(of: yaml) else { return nil }
        let top = entries(of: root, path: "", allowed: Self.keys)
        let name = text(top["name"], path: "name", line: 1) ?? ""
        let kind = kind(top["kind"])
        let source = text(top["source"], path: "source", line: 1) ?? ""
        let about = top["about"].flatMap { text($0, path: "about", line: 1) } ?? ""
        let encoding = top["encoding"].flatMap { choice($0, path: "encoding", TextEncoding.self) }
        let delimiter = top["delimiter"].flatMap { self.delimiter($0) }
        let dates = dateOrder(top["dates"])
        let money = money(top["money"])
        let fields = kind.map { sources(top, kind: $0, currency: money.currency) } ?? [:]
        let ignored = top["ignore"].map { texts($0, path: "ignore") } ?? []
        let rules = top["skip"].map { self.rules($0, path: "skip") } ?? []
        let credits = top["credits"].map { self.rules($0, path: "credits") } ?? []
        var grouping: ImportMapping.Grouping?
        if let node = top["group"], let kind { grouping = self.grouping(node, kind: kind, fields: fields) }
        guard findings.isEmpty, let kind, let dates else { return nil }
        return ImportMapping(
            name: name, kind: kind, source: source, about: about, encoding: encoding, delimiter: delimiter,
            dateOrder: dates, decimalMark: money.mark, currency: money.currency, fields: fields,
            ignoredColumns: ignored, skipRules: rules, creditRules: credits, grouping: grouping)
    }

    private mutating func root(of yaml: String) -> Node? {
        guard yaml.utf8.count <= ImportMapping.documentBytesMax else {
            note(1, "", "the document has more than 64 KiB", "keep one mapping a file")
            return nil
        }
        do {
            if let root = try Yams.compose(yaml: yaml) { return root }
            note(1, "", "the document is empty", "begin with name, kind, source and columns")
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            note(mark.line, "", "not YAML: \(problem)", "check indentation, colons and quotes in this line")
        } catch {
            note(1, "", "not YAML", "check indentation, colons and quotes, and that no key stands twice")
        }
        return nil
    }

    private mutating func sources(
        _ top: [String: Node], kind: ImportKind, currency: Currency?
    ) -> [String: ImportMapping.FieldSource] {
        var fields: [String: ImportMapping.FieldSource] = [:]
        let names = kind.fields.map(\.name)
        for (name, node) in fieldEntries(top["columns"], path: "columns", names: names, kind: kind) {
            fields[name] = source(node, path: "columns.\(name)")
        }
        for (name, node) in fieldEntries(top["constants"], path: "constants", names: names, kind: kind) {
            if fields[name] != nil {
                note(line(node), "constants.\(name)", "the field also has a column", "keep one of the two")
            }
            fields[name, default: .init()].constant = text(node, path: "constants.\(name)", line: line(node))
        }
        for (name, node) in fieldEntries(top["defaults"], path: "defaults", names: names, kind: kind) {
            fields[name, default: .init()].defaultValue = text(node, path: "defaults.\(name)", line: line(node))
        }
        for (name, node) in fieldEntries(top["values"], path: "values", names: names, kind: kind) {
            fields[name, default: .init()].values = valueMap(node, path: "values.\(name)")
        }
        for field in kind.fields where field.isRequired && fields[field.name] == nil {
            if field.type == .currency, currency != nil { continue }
            note(
                top["columns"].map(line) ?? 1, "columns", "nothing fills \(field.name), which every row needs",
                "add '\(field.name): <heading>' (\(field.about))")
        }
        return fields
    }

    private mutating func fieldEntries(
        _ node: Node?, path: String, names: [String], kind: ImportKind
    ) -> [(String, Node)] {
        guard let node else {
            if path == "columns" { note(1, path, "no column is mapped", "add 'columns:' with field: heading pairs") }
            return []
        }
        guard let mapping = node.mapping else {
            note(line(node), path, "not a list of field: value pairs", "write one 'field: value' a line")
            return []
        }
        var entries: [(String, Node)] = []
        for (key, value) in mapping {
            let name = key.string ?? ""
            guard names.contains(name) else {
                let hint = Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                note(
                    line(key), "\(path).\(name)", "\(kind.rawValue) have no such field",
                    hint ?? "use one of \(names.joined(separator: ", "))")
                continue
            }
            entries.append((name, value))
        }
        return entries
    }

    private mutating func source(_ node: Node, path: String) -> ImportMapping.FieldSource {
        guard node.mapping != nil else { return ImportMapping.FieldSource(columns: texts(node, path: path)) }
        let parts = entries(of: node, path: path, allowed: ["column", "otherwise", "values", "default"])
        var source = ImportMapping.FieldSource()
        source.columns = parts["column"].map { texts($0, path: "\(path).column") } ?? []
        source.otherwise = parts["otherwise"].map { texts($0, path: "\(path).otherwise") } ?? []
        source.values = parts["values"].map { valueMap($0, path: "\(path).values") } ?? [:]
        source.defaultValue = parts["default"].flatMap { text($0, path: "\(path).default", line: line(node)) }
        if source.columns.isEmpty { note(line(node), path, "no column is named", "add 'column: <heading>'") }
        return source
    }

    private mutating func valueMap(_ node: Node, path: String) -> [String: String] {
        guard let mapping = node.mapping else {
            note(line(node), path, "not a list of 'theirs: ours' pairs", "write one pair a line")
            return [:]
        }
        var values: [String: String] = [:]
        for (key, value) in mapping {
            guard let from = key.string, let to = text(value, path: path, line: line(key)) else { continue }
            values[from.lowercased()] = to
        }
        return values
    }

    private mutating func rules(_ node: Node, path: String) -> [ImportMapping.SkipRule] {
        guard let sequence = node.sequence else {
            note(line(node), path, "not a list", "begin each rule with '- '")
            return []
        }
        return sequence.enumerated().compactMap { skipRule($0.element, path: "\(path)[\($0.offset)]") }
    }

    private mutating func skipRule(_ node: Node, path: String) -> ImportMapping.SkipRule? {
        let allowed = ["column", "starts_with", "equals", "empty", "one_cell"]
        let parts = entries(of: node, path: path, allowed: allowed)
        let column = parts["column"].flatMap { text($0, path: "\(path).column", line: line(node)) }
        let tests = parts.keys.filter { $0 != "column" }
        guard tests.count == 1, let test = tests.first, let value = parts[test] else {
            note(line(node), path, "a rule has one test", "use one of starts_with, equals, empty, one_cell")
            return nil
        }
        let lowered = { (texts: [String]) in texts.map { $0.lowercased() } }
        switch test {
        case "starts_with": return .init(column: column, test: .startsWith(lowered(texts(value, path: path))))
        case "equals": return .init(column: column, test: .equals(lowered(texts(value, path: path))))
        case "one_cell": return .init(column: nil, test: .hasOneCell)
        default:
            if column == nil { note(line(node), path, "'empty' needs a column", "add 'column: <heading>'") }
            return .init(column: column, test: .isEmpty)
        }
    }

    private mutating func grouping(
        _ node: Node, kind: ImportKind, fields: [String: ImportMapping.FieldSource]
    ) -> ImportMapping.Grouping? {
        let parts = entries(of: node, path: "group", allowed: ["by", "sum", "first"])
        let by = text(parts["by"], path: "group.by", line: line(node)) ?? ""
        let sum = parts["sum"].map { texts($0, path: "group.sum") } ?? []
        let first = parts["first"].map { texts($0, path: "group.first") } ?? []
        let names = kind.fields.map(\.name)
        for name in [by] + sum + first where fields[name] == nil {
            let hint = Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
            note(line(node), "group", "'\(name)' is no mapped field", hint ?? "name a field that has a column")
        }
        for name in sum {
            if let index = kind.index(of: name), case .money = kind.fields[index].type { continue }
            note(line(node), "group.sum", "'\(name)' is no amount", "sum amounts only")
        }
        return .init(by: by, sum: Set(sum), first: Set(first))
    }

    private mutating func dateOrder(_ node: Node?) -> DateOrder? {
        guard let node else { return .auto }
        return choice(node, path: "dates", DateOrder.self)
    }

    private mutating func money(_ node: Node?) -> (mark: ImportMapping.DecimalMark, currency: Currency?) {
        guard let node else { return (.point, nil) }
        let parts = entries(of: node, path: "money", allowed: ["mark", "currency"])
        let mark = parts["mark"].flatMap { choice($0, path: "money.mark", ImportMapping.DecimalMark.self) }
        var currency: Currency?
        if let code = parts["currency"].flatMap({ text($0, path: "money.currency", line: line(node)) }) {
            currency = Currency(code)
            if currency == nil {
                note(line(node), "money.currency", "'\(code)' is no known currency", "use a code such as USD")
            }
        }
        return (mark ?? .point, currency)
    }

    private mutating func kind(_ node: Node?) -> ImportKind? {
        guard let node else {
            note(1, "kind", "missing", "add 'kind:' with one of \(Self.listed(ImportKind.self))")
            return nil
        }
        return choice(node, path: "kind", ImportKind.self)
    }

    private mutating func delimiter(_ node: Node) -> UInt8? {
        let names: [String: UInt8] = ["comma": 44, "semicolon": 59, "tab": 9, "pipe": 124]
        let text = node.string ?? ""
        if let byte = names[text] { return byte }
        let bytes = Array(text.utf8)
        if bytes.count == 1, DelimiterDetection.candidates.contains(bytes[0]) { return bytes[0] }
        note(line(node), "delimiter", "'\(text)' is no delimiter", "use comma, semicolon, tab or pipe")
        return nil
    }

    private mutating func choice<Value: RawRepresentable & CaseIterable>(
        _ node: Node, path: String, _ type: Value.Type
    ) -> Value? where Value.RawValue == String {
        let text = node.string ?? ""
        if let value = Value(rawValue: text) { return value }
        let hint = Suggestion.nearest(to: text, among: Value.allCases.map(\.rawValue))
        note(
            line(node), path, "'\(text)' is not known",
            hint.map { "did you mean '\($0)'?" } ?? "use one of \(Self.listed(type))")
        return nil
    }

    private mutating func entries(of node: Node, path: String, allowed: [String]) -> [String: Node] {
        guard let mapping = node.mapping else {
            note(line(node), path, "not a list of key: value pairs", "use the keys \(allowed.joined(separator: ", "))")
            return [:]
        }
        var entries: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            guard allowed.contains(name) else {
                let hint = Suggestion.nearest(to: name, among: allowed).map { "did you mean '\($0)'?" }
                note(
                    line(key), path.isEmpty ? name : "\(path).\(name)", "unknown key",
                    hint ?? "use one of \(allowed.joined(separator: ", "))")
                continue
            }
            entries[name] = value
        }
        return entries
    }

    private mutating func texts(_ node: Node, path: String) -> [String] {
        guard let sequence = node.sequence else { return text(node, path: path, line: line(node)).map { [$0] } ?? [] }
        return sequence.compactMap { text($0, path: path, line: line($0)) }
    }

    /// The text of a scalar as written, so that `0042` keeps its zeros and `No` stays a word.
    private mutating func text(_ node: Node?, path: String, line: Int) -> String? {
        guard let node else {
            note(line, path, "missing", "add '\(path): ...'")
            return nil
        }
        guard let text = node.scalar?.string else {
            note(self.line(node), path, "not a text", "write one value")
            return nil
        }
        return text
    }

    private mutating func note(_ line: Int, _ path: String, _ problem: String, _ fix: String) {
        findings.append(MappingFinding(line: line, path: path, problem: problem, fix: fix))
    }

    private func line(_ node: Node) -> Int { node.mark?.line ?? 1 }

    private static func listed<Value: RawRepresentable & CaseIterable>(
        _ type: Value.Type
    ) -> String where Value.RawValue == String {
        Value.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
