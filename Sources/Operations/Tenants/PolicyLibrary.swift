import Foundation
package import Receivables
package import Store
package import Treatment

/// Published versions, parsed once: a version never changes.
package struct PolicyLibrary: Sendable {
    private let versions: [Identifier<PolicyVersion>: (policy: Treatment.Policy, label: String)]

    /// Reads the given versions.
    ///
    /// - Throws: `UnreadablePolicy` for a published document this program cannot read; cases under it are not touched.
    package init(_ ids: Set<Identifier<PolicyVersion>>, in tx: TenantTransaction) throws {
        var versions: [Identifier<PolicyVersion>: (policy: Treatment.Policy, label: String)] = [:]
        for record in try tx.policyVersions(Array(ids)) {
            guard let policy = PolicyDocument.parse(record.document).policy else {
                throw UnreadablePolicy(key: record.policyKey, number: record.number)
            }
            versions[record.id] = (policy, "\(record.policyKey) \(record.number)")
        }
        self.versions = versions
    }

    /// The policy a case pins.
    package func policy(_ id: Identifier<PolicyVersion>?) -> Treatment.Policy? { id.flatMap { versions[$0]?.policy } }

    /// `residential 3`, as printed in small print.
    package func label(_ id: Identifier<PolicyVersion>?) -> String { id.flatMap { versions[$0]?.label } ?? "" }
}

/// A published policy that this version of the program cannot read.
package struct UnreadablePolicy: Error, CustomStringConvertible {
    let key: String
    let number: Int
    package var description: String {
        "policy \(key), version \(number) cannot be read by this version; check it, as `dunwell policy check --help` says, and publish it again"
    }
}
