package import Receivables

/// Names one text in the catalog: which message, in which language, by which medium.
package struct TemplateName: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The key a policy step names, such as `statement`.
    package let key: String
    package let language: Language
    package let medium: ContactMedium

    /// Makes a name; it need not be in any catalog.
    package init(key: String, language: Language, medium: ContactMedium) {
        self.key = key
        self.language = language
        self.medium = medium
    }

    /// `statement/en/email`.
    package var description: String { "\(key)/\(language.rawValue)/\(medium.rawValue)" }
}

/// Something wrong with a template, found before anybody receives it.
package struct TemplateFinding: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The template as `statement/en/email`, or the folder's path for a common part.
    package let template: String
    /// The field or section meant; empty when the whole template is.
    package let field: String
    package let problem: String
    /// What to do about it.
    package let fix: String

    /// Makes a finding.
    package init(template: String, field: String, problem: String, fix: String) {
        self.template = template
        self.field = field
        self.problem = problem
        self.fix = fix
    }

    package var description: String {
        field.isEmpty ? "\(template): \(problem). \(fix)" : "\(template), \(field): \(problem). \(fix)"
    }
}

/// Why a catalog could not be loaded.
package struct TemplateCatalogError: Error, Hashable, CustomStringConvertible {
    /// Everything found, in the order of the templates.
    package let findings: [TemplateFinding]

    package var description: String {
        "templates refused:\n" + findings.map { "  \($0)" }.joined(separator: "\n")
    }
}

/// Why a message could not be written. Holds no words of the message and no data of the customer.
package enum RenderingRefusal: Error, Hashable, CustomStringConvertible {
    /// The catalog has no such text.
    case noTemplate(TemplateName)
    /// The template needs a fact that the caller did not have.
    case missingFact(TemplateName, field: String)
    /// The facts contradict themselves or lack what every message must hold; `fix` says what to correct.
    case unsoundFacts(TemplateName, problem: String, fix: String)
    /// The text breaks a content rule.
    case content(TemplateName, [ContentFinding])

    package var description: String {
        switch self {
        case .noTemplate(let name):
            "no template \(name): choose a medium and language the template has, or add the text"
        case .missingFact(let name, let field):
            "\(name) needs the fact \(field), which is not known: supply it or choose another template"
        case .unsoundFacts(let name, let problem, let fix): "\(name): \(problem). \(fix)"
        case .content(let name, let findings):
            "\(name) breaks \(findings.count) content rule(s): "
                + findings.map(\.description).joined(separator: "; ")
        }
    }
}
