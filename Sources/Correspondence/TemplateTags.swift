/// The mustache tags of one text, read only as far as checking needs.
struct TemplateTags {
    /// A tag that is not allowed, or a field used wrongly.
    struct Problem {
        let field: String
        let problem: String
        let fix: String
    }

    private(set) var problems: [Problem] = []
    /// Fields printed outside every section: without them there would be a gap.
    private(set) var printed: Set<String> = []

    /// - Parameter needs: Optional fields the template declares it cannot do without.
    init(of text: String, needs: Set<String>) {
        var open: [String] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else {
                report("", "a tag is not closed", "Add the missing }}.")
                return
            }
            let tag = rest[start.upperBound..<end.lowerBound]
            rest = rest[end.upperBound...]
            let mark = tag.first
            let name = String(tag.drop { "#^/".contains($0) }).filter { $0 != " " }
            if mark == "!" { continue }
            guard let kind = FieldSheet.catalog[name] else {
                report(name, "no such field", "Use one of the known fields; only {{name}}, {{#name}}, {{^name}} exist.")
                continue
            }
            switch mark {
            case "#": open.append(name)
            case "^": open.append("^" + name)
            case "/":
                if open.popLast()?.drop(while: { $0 == "^" }) != name[...] {
                    report(name, "closed where it was not opened", "Open and close it in the same paragraph.")
                }
            default:
                if open.isEmpty { printed.insert(name) }
                if kind == .flag { report(name, "is a yes or no and prints nothing", "Use it as {{#\(name)}}.") }
                let companions = TermFields.together.first { $0.contains(name) } ?? [name]
                if kind == .optional, !needs.contains(name), companions.isDisjoint(with: open) {
                    report(
                        name, "may be unknown and would leave a gap",
                        "Wrap it in {{#\(name)}}…{{/\(name)}} or add it to the needs line.")
                }
            }
        }
        for name in open { report(name, "is not closed", "Close it in the same paragraph.") }
    }

    private mutating func report(_ field: String, _ problem: String, _ fix: String) {
        problems.append(Problem(field: field, problem: problem, fix: fix))
    }
}
