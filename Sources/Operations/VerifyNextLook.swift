package import Receivables
package import Store

/// Checks that no run can pass over a tenant that has a case to look at.
package struct VerifyNextLook: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// Sentences about what does not hold; empty when all does.
    package func callAsFunction(_ tenant: Identifier<Tenant>) async throws -> [String] {
        try await store.snapshot(of: tenant) { tx in
            let bounds = try tx.nextLookBounds()
            guard let earliest = bounds.cases else { return [] }
            guard let own = bounds.tenant else {
                return ["a case is to be looked at on \(earliest) and the tenant has no day of its own"]
            }
            return own <= earliest
                ? [] : ["a case is to be looked at on \(earliest), before the tenant's earliest day \(own)"]
        }
    }
}
