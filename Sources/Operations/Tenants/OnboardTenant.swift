import Postgres
package import Receivables
package import Store

/// Adds a tenant and the trading names under it. A new tenant is muted: nothing leaves before a dry run was looked at.
package struct OnboardTenant: Sendable {
    let store: Store

    /// Where cheques go when nothing else is said: to the business by its registered name, which a cheque is made out to.
    package static func remittance(legalName: String, address: [String]) -> [String] {
        address.first?.lowercased() == legalName.lowercased() ? address : [legalName] + address
    }

    package init(store: Store) { self.store = store }

    /// Adds a tenant without any business yet.
    ///
    /// - Throws: `ActRefused` naming every field that cannot be used, and when the slug is taken.
    package func create(slug: String, name: String, timeZone: String, isTest: Bool) async throws -> TenantRecord {
        try Self.refuse(TenantForm(slug: slug, name: name, timeZone: timeZone).problems)
        let id = Identifier<Tenant>()
        do {
            return try await store.withoutTenantScope(reason: "the tenant is being made") { platform in
                try platform.createTenant(id, slug: slug, name: name, timeZoneName: timeZone, isTest: isTest)
                guard let made = try platform.tenant(id) else { throw ActRefused(.unknown, "the tenant was not kept") }
                return made
            }
        } catch PostgresError.uniqueViolation(constraint: "tenant_slug_unique") {
            throw ActRefused(.badInput, "the slug \(slug) is taken: choose another")
        }
    }

    /// Adds a trading name under a tenant.
    ///
    /// - Throws: `ActRefused` naming every field that cannot be used, and when the reference is taken.
    package func addBusiness(_ business: BusinessRecord, to tenant: Identifier<Tenant>) async throws {
        try Self.refuse(BusinessForm(business: business).problems)
        do {
            try await store.transaction(for: tenant) { tx in try tx.createBusiness(business) }
        } catch PostgresError.uniqueViolation(constraint: "business_reference_unique") {
            throw ActRefused(
                .badInput, "the tenant has a business \(business.reference) already: choose another reference")
        }
    }

    private static func refuse(_ problems: [String]) throws {
        if !problems.isEmpty { throw ActRefused(.badInput, problems.joined(separator: "\n")) }
    }
}
