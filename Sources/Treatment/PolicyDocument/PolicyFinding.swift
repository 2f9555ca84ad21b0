package import Receivables

/// One thing that is wrong, or worth a look, in a policy document.
package struct PolicyFinding: Hashable, Sendable, CustomStringConvertible {
    /// Whether it stops publishing.
    package enum Severity: String, Hashable, Sendable {
        /// The document cannot be used.
        case error
        /// It can be used and will do less than it seems to say.
        case warning
    }

    package let severity: Severity
    /// Counted from 1; 0 when the finding is about the document as a whole.
    package let line: Int
    package let column: Int
    /// What was found.
    package let what: String
    /// What is allowed there; empty when there is nothing to list.
    package let expected: String
    /// What to do; never empty.
    package let fix: String

    /// `line 12, column 5: error: unknown field "chanels"; expected ...; did you mean "channels"?`
    package var description: String {
        let place = line > 0 ? "line \(line), column \(column): " : ""
        let rest = [what, expected.isEmpty ? "" : "expected \(expected)", fix].filter { !$0.isEmpty }
        return "\(place)\(severity.rawValue): \(rest.joined(separator: "; "))"
    }
}

/// What a business can do today, to be held against a policy.
package struct PolicyCapabilities: Hashable, Sendable {
    /// A template there is.
    package struct TemplateKey: Hashable, Sendable {
        package let template: String
        package let medium: ContactMedium
        package let language: Language

        package init(template: String, medium: ContactMedium, language: Language) {
            self.template = template
            self.medium = medium
            self.language = language
        }
    }

    /// Media a live plugin serves.
    package var liveMedia: Set<ContactMedium>
    /// Whether a live plugin exports placements.
    package var hasExporter: Bool
    /// Templates on file.
    package var templates: Set<TemplateKey>
    /// Template keys whose fields are not all known, with the fields that are missing.
    package var missingFields: [TemplateKey: [String]] = [:]
    /// What the business's agreements allow.
    package var contractAllows: Set<ContractRight>
    /// The highest fee the state setting allows, in minor units; `nil` when none is set.
    package var stateFeeMaxMinor: Int64?

    package init(
        liveMedia: Set<ContactMedium>, hasExporter: Bool, templates: Set<TemplateKey>,
        contractAllows: Set<ContractRight>, stateFeeMaxMinor: Int64? = nil
    ) {
        self.liveMedia = liveMedia
        self.hasExporter = hasExporter
        self.templates = templates
        self.contractAllows = contractAllows
        self.stateFeeMaxMinor = stateFeeMaxMinor
    }
}
