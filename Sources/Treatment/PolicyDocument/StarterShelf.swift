import Foundation

/// Every policy a new business may start from, as it is installed.
package enum StarterShelf {
    /// All of them: residential first, then commercial, then one-off.
    ///
    /// - Throws: `CocoaError` when the installed files cannot be read, `UnreadableStarter` when one is no policy.
    package static func policies() throws -> [Policy] {
        guard let folder = Bundle.module.resourceURL?.appending(path: "Policies") else {
            throw CocoaError(.fileNoSuchFile)
        }
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }
        let policies = try files.map { file in
            guard let policy = PolicyDocument.parse(try String(contentsOf: file, encoding: .utf8)).policy else {
                throw UnreadableStarter(file: file.lastPathComponent)
            }
            return policy
        }
        return policies.sorted { ($0.kind.rank, $0.key) < ($1.kind.rank, $1.key) }
    }
}

/// A file among the installed starters that is no policy: the installation is damaged.
package struct UnreadableStarter: Error, Hashable, CustomStringConvertible {
    let file: String
    package var description: String { "the installed policy \(file) cannot be read: install this version again" }
}

extension PolicyKind {
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self)! }  // every case is in the list
}
