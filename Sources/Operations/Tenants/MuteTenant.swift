package import Receivables
package import Store

/// Silences a tenant at once, or lets it speak once somebody has looked at a dry run.
package struct MuteTenant: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Stops everything from the next send on. Muting a muted tenant changes nothing.
    package func mute(_ tenant: Identifier<Tenant>, reason: String) async throws {
        guard !reason.isBlank else { throw ActRefused(.badInput, "say why the tenant is muted: --reason") }
        try await store.transaction(for: tenant) { tx in
            guard try !tx.lockTenant().isMuted else { return }
            let moment = try tx.moment()
            try tx.setMuted(true, on: moment.today, reason: reason)
            try tx.lowerNextLookOfAllCases(to: moment.today)
        }
    }

    /// Lets the tenant send.
    ///
    /// - Throws: `ActRefused` while nobody has looked at a dry run.
    package func unmute(_ tenant: Identifier<Tenant>) async throws {
        try await store.transaction(for: tenant) { tx in
            let record = try tx.lockTenant()
            guard record.isMuted else { return }
            guard record.dryRunSeen else {
                throw ActRefused(
                    .notAllowed,
                    "nobody has looked at what \(record.slug) would send: publish a policy, run `dunwell run "
                        + "--tenant \(record.slug) --dry-run`, then unmute")
            }
            let moment = try tx.moment()
            try tx.setMuted(false, on: moment.today, reason: "")
            try tx.lowerNextLookOfAllCases(to: moment.today)
        }
    }
}
