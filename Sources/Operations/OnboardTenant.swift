import Correspondence
import Foundation
import Postgres
package import Receivables
package import Store

/// Adds a tenant and the trading names under it. A new tenant is muted: nothing leaves before a dry run was looked at.
package struct OnboardTenant: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Adds a tenant without any business yet.
    ///
    /// - Throws: `ActRefused` when the slug is taken or malformed, the name empty or the zone unknown here.
    package func create(slug: String, name: String, timeZone: String, isTest: Bool) async throws -> TenantRecord {
        guard Self.isSlug(slug) else {
            throw ActRefused(.badInput, "the slug is 1 to 40 lower-case letters, digits and hyphens, such as northwind")
        }
        guard (1...200).contains(name.count) else { throw ActRefused(.badInput, "give a name of 1 to 200 characters") }
        guard TimeZone(identifier: timeZone) != nil, timeZone.contains("/") || timeZone == "UTC" else {
            throw ActRefused(.badInput, UnknownTimeZone(name: timeZone).description)
        }
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
    package func addBusiness(_ business: BusinessRecord, to tenant: Identifier<Tenant>) async throws {
        guard Self.isSlug(business.reference) else {
            throw ActRefused(.badInput, "the reference is 1 to 40 lower-case letters, digits and hyphens, such as main")
        }
        guard PhoneNumber(business.phone) != nil else {
            throw ActRefused(.badInput, "the telephone number is not a North American one: give it as +1 718 555 0100")
        }
        for address in [business.fromEmail, business.replyEmail] where EmailAddress(address) == nil {
            throw ActRefused(
                .badInput, "an e-mail address of the business cannot be used: give it as billing@example.com")
        }
        guard !business.legalName.isEmpty, !business.brandName.isEmpty, !business.phoneHours.isEmpty else {
            throw ActRefused(
                .badInput, "legal name, brand name and telephone hours must be given: every message shows them")
        }
        // The text's form is all that can fail.
        guard let hours = try? OfficeHours.reading(business.phoneHours), !hours.isEmpty,
            hours.allSatisfy({ $0.firstWeekday <= $0.lastWeekday && $0.opensAtMinute < $0.closesAtMinute }),
            hours.allSatisfy({ $0.closesAtMinute <= 1_440 })
        else {
            throw ActRefused(
                .badInput,
                "the telephone hours are written as 1-5 09:00-17:00, with Monday as 1; several spans with ; between")
        }
        guard business.addressLines.count >= 2, !business.remittanceLines.isEmpty else {
            throw ActRefused(.badInput, "give the postal address (at least two lines) and where cheques go")
        }
        do {
            try await store.transaction(for: tenant) { tx in try tx.createBusiness(business) }
        } catch PostgresError.uniqueViolation(constraint: "business_reference_unique") {
            throw ActRefused(
                .badInput, "the tenant has a business \(business.reference) already: choose another reference")
        } catch PostgresError.checkViolation(constraint: "business_color_form") {
            throw ActRefused(.badInput, "the colour is written as #1f4e79")
        }
    }

    private static func isSlug(_ text: String) -> Bool {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)
        return (1...40).contains(text.utf8.count) && text.utf8.allSatisfy(allowed.contains) && !text.hasPrefix("-")
    }
}
