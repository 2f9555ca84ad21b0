import Foundation

/// The policies a new business may start from, as their YAML texts.
package enum StarterPolicies {
    /// The starter for a kind of customer: monitoring at home, business on account, or one job.
    /// Throws when the installed resource cannot be read.
    package static func text(for kind: PolicyKind) throws -> String {
        let folder = "Policies"
        guard let file = Bundle.module.url(forResource: kind.rawValue, withExtension: "yaml", subdirectory: folder)
        else { throw CocoaError(.fileNoSuchFile) }
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// Residential monitoring.
    /// Throws when the installed resource cannot be read.
    package static func residential() throws -> String { try text(for: .residential) }
}
