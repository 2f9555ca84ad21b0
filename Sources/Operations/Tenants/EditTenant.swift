package import Receivables
package import Store
package import Treatment

/// Changes what a tenant has set for itself.
package struct EditTenant: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Sets the bands every aging of the tenant is cut into, also of days gone by.
    package func setAging(_ bands: AgingBuckets, for tenant: Identifier<Tenant>) async throws {
        try await store.transaction(for: tenant) { try $0.setAging(firstDays: bands.firstDays) }
    }
}

extension TenantRecord {
    /// The bands of the tenant's aging.
    package var aging: AgingBuckets { AgingBuckets(firstDays: agingFirstDays) ?? .alarmTrade }
}
