/// A content rule a message breaks.
package struct ContentFinding: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Stable name of the rule, such as `never-word` or `must-reply-address`.
    package let rule: String
    /// Where in the message: `subject`, `preview`, `text`, `html`, `letter`, `voicemail`, `script`.
    package let place: String
    /// What was found or is missing; a word of the rule's list, never a fact of the customer.
    package let detail: String
    /// What to change.
    package let fix: String

    /// Makes a finding.
    package init(rule: String, place: String, detail: String, fix: String) {
        self.rule = rule
        self.place = place
        self.detail = detail
        self.fix = fix
    }

    package var description: String { "\(rule) in \(place): \(detail). \(fix)" }
}
