package import Store

/// Asks the database's catalog whether tenants can meet. The host calls it at its start and refuses to go on.
package struct VerifyTenancy: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// Everything that would let tenants meet; empty when nothing does.
    package func callAsFunction() async throws -> [TenancyFinding] { try await TenancyAudit.findings(store: store) }
}
