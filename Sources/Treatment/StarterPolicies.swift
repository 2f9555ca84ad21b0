import Foundation

/// The policies a new business may start from, as their YAML texts.
package enum StarterPolicies {
    /// Residential monitoring, up to `nudge`.
    /// Throws when the installed resource cannot be read.
    package static func residential() throws -> String { try text("residential") }

    private static func text(_ name: String) throws -> String {
        guard let file = Bundle.module.url(forResource: name, withExtension: "yaml", subdirectory: "Policies") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try String(contentsOf: file, encoding: .utf8)
    }
}
