import Receivables

/// Checks that every text has the sections its medium needs and that its common parts exist.
enum TemplateStructure {
    /// Names that stand for something drawn rather than for words.
    static let drawn: Set<String> = ["items", "account", "ways", "page", "slip"]

    /// Sections of the common file that layouts print without being asked.
    static let commonSections = [
        "contact", "stop", "version", "figures", "pay-heading", "pay-button", "pay-online", "pay-phone", "pay-post",
        "pay-slip", "items-follow",
        "heading-reference", "heading-summary", "heading-due", "heading-amount", "total", "page-label", "slip-title",
        "slip-customer", "slip-reference", "slip-amount", "slip-enclosed", "slip-payable", "signature", "paid", "wrong",
    ]

    static func findings(
        entries: [TemplateName: TemplateSource], common: [Language: TemplateSource]
    ) -> [TemplateFinding] {
        var findings: [TemplateFinding] = []
        func miss(_ template: String, _ section: String, _ fix: String) {
            findings.append(
                TemplateFinding(template: template, field: section, problem: "the section is missing", fix: fix))
        }
        for language in Language.allCases where entries.keys.contains(where: { $0.language == language }) {
            for section in commonSections where common[language]?.blocks(section).isEmpty ?? true {
                miss("common/\(language.rawValue)", section, "Add ## \(section) with its words.")
            }
        }
        for (name, source) in entries.sorted(by: { $0.key.description < $1.key.description }) {
            let required: [String] =
                switch name.medium {
                case .email: ["subject", "preview", "body"]
                case .post: ["title", "body"]
                case .telephone: ["purpose", "voicemail"]
                case .text: ["body"]
                }
            for section in required where source.blocks(section).isEmpty {
                miss(name.description, section, "Add ## \(section) with its words.")
            }
            if name.medium == .telephone, !source.sections.contains(where: { $0.name.hasPrefix("part ") }) {
                miss(name.description, "part", "Add at least one ## part with its heading.")
            }
            for (section, blocks) in source.sections {
                for case .include(let part) in blocks
                where !drawn.contains(part) && common[name.language]?.blocks(part).isEmpty ?? true {
                    findings.append(
                        TemplateFinding(
                            template: name.description, field: "[\(part)]",
                            problem: "section \(section) names a common part that does not exist",
                            fix: "Use items, account, ways, page, slip or a section of the common file."))
                }
            }
        }
        return findings
    }
}
