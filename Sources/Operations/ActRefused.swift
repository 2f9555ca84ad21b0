/// An act that was asked for and not done. Nothing was changed; the words say what to do instead.
package struct ActRefused: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whose turn it is.
    package enum Kind: String, Hashable, Sendable {
        /// What was named does not exist for this tenant.
        case unknown
        /// What was given cannot be used.
        case badInput
        /// The state or a rule does not allow it now.
        case notAllowed
        /// Something has to be set up first.
        case configuration
    }

    package let kind: Kind
    /// What, where and the fix; no personal data.
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
