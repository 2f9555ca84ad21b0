import Mustache
import Receivables

/// One text file of the catalog, taken apart.
///
/// A file has an optional `needs:` line, then sections that begin with `## name`. A section is paragraphs parted by
/// empty lines; a paragraph whose lines begin with `- ` is a list; one line that begins with `# ` is a headline; one that is `[name]` alone stands for a common part.
/// Each paragraph is a template of its own, so a fact can never change the structure.
struct TemplateSource: Sendable {
    enum Block: Sendable {
        case paragraph(MustacheTemplate)
        case list([MustacheTemplate])
        case headline(MustacheTemplate)
        case include(String)
    }

    /// Fields the text cannot do without: those its `needs:` line names and those it prints outside every section.
    let needs: Set<String>
    let sections: [(name: String, blocks: [Block])]

    /// The blocks of a section; empty when there is none of that name.
    func blocks(_ section: String) -> [Block] { sections.first { $0.name == section }?.blocks ?? [] }

    /// Whether the file has this section.
    func has(_ section: String) -> Bool { sections.contains { $0.name == section } }

    /// Takes a file apart; what is wrong is added to `findings`, and the rest is still read.
    init(_ text: String, named template: String, findings: inout [TemplateFinding]) {
        var needs: Set<String> = []
        var sections: [(name: String, paragraphs: [[String]])] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("## ") {
                sections.append((String(line.dropFirst(3)), [[]]))
            } else if sections.isEmpty {
                guard line.hasPrefix("needs:") else { continue }
                needs.formUnion(line.dropFirst(6).split { $0 == " " || $0 == "," }.map(String.init))
            } else if line.allSatisfy(\.isWhitespace) {
                sections[sections.count - 1].paragraphs.append([])
            } else {
                let last = sections[sections.count - 1].paragraphs.count - 1
                sections[sections.count - 1].paragraphs[last].append(line)
            }
        }
        for name in needs.sorted() where FieldSheet.catalog[name] == nil {
            findings.append(
                TemplateFinding(
                    template: template, field: name, problem: "no such field",
                    fix: "Remove it from the needs line or correct its name."))
        }
        let declared = needs
        var printed: Set<String> = []
        self.sections = sections.map { section in
            let blocks = section.paragraphs.filter { !$0.isEmpty }.compactMap { lines in
                Self.block(lines, needs: declared, template: template, printed: &printed, findings: &findings)
            }
            return (section.name, blocks)
        }
        self.needs = declared.union(printed)
    }

    private static func block(
        _ lines: [String], needs: Set<String>, template: String, printed: inout Set<String>,
        findings: inout [TemplateFinding]
    ) -> Block? {
        if lines.count == 1, lines[0].hasPrefix("["), lines[0].hasSuffix("]") {
            return .include(String(lines[0].dropFirst().dropLast()))
        }
        func compile(_ text: String) -> MustacheTemplate? {
            let tags = TemplateTags(of: text, needs: needs)
            let problems = tags.problems
            printed.formUnion(tags.printed)
            for found in problems {
                findings.append(
                    TemplateFinding(template: template, field: found.field, problem: found.problem, fix: found.fix))
            }
            guard problems.isEmpty else { return nil }
            do {
                return try MustacheTemplate(string: "{{% CONTENT_TYPE: TEXT}}" + text)
            } catch {
                findings.append(
                    TemplateFinding(
                        template: template, field: "", problem: "a paragraph is not valid mustache",
                        fix: "Check the tags of the paragraph that begins “\(text.prefix(40))”."))
                return nil
            }
        }
        if lines.allSatisfy({ $0.hasPrefix("- ") || $0.hasPrefix("  ") }), lines[0].hasPrefix("- ") {
            var entries: [String] = []
            for line in lines {
                if line.hasPrefix("- ") {
                    entries.append(String(line.dropFirst(2)))
                } else {
                    entries[entries.count - 1] += " " + line.drop { $0 == " " }
                }
            }
            return .list(entries.compactMap(compile))
        }
        if lines.count == 1, lines[0].hasPrefix("# ") {
            return compile(String(lines[0].dropFirst(2))).map(Block.headline)
        }
        return compile(lines.joined(separator: " ")).map(Block.paragraph)
    }
}
