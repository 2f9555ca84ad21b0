package import Receivables
package import Store

/// Addresses somebody has to find. Nothing is stored for it: a good address, given with `dunwell customer edit` or by a
/// file, takes the customer off the list.
package struct LocateAddresses: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Customers who owe and cannot be reached one way, those nobody can reach at all first.
    package func list(for tenant: Identifier<Tenant>, limit: Int = 500) async throws -> [LocateNeedRecord] {
        try await store.transaction(for: tenant) { try $0.locateNeeds(limit: limit) }
    }
}
