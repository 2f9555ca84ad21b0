package import PluginKit
package import Receivables
package import Store

/// Proves that no run can pass over a case: decides every case anew, with the decision the run uses, and compares the
/// day it is next looked at with the first day on which something would happen.
package struct VerifyNextLook: Sendable {
    /// Most findings of one tenant; after so many the cause is plain.
    package static let findingsMax = 100
    private static let page = 500

    private let store: Store
    private let registry: PluginRegistry

    package init(store: Store, registry: PluginRegistry) {
        self.store = store
        self.registry = registry
    }

    /// Sentences about what does not hold; empty when all does.
    package func callAsFunction(_ tenant: Identifier<Tenant>) async throws -> [String] {
        try await store.snapshot(of: tenant) { tx in
            var findings = try tenantsDay(tx)
            let day = try TenantDay(tx)
            var last: Identifier<CollectionCase>?
            while findings.count < Self.findingsMax {
                let looks = try tx.nextLooks(after: last, limit: Self.page)
                guard let end = looks.last else { break }
                // A case that is looked at today or before is missed by nobody.
                let later = looks.filter { $0.on > day.moment.today }.map(\.case)
                findings += try self.later(later, day: day, tx)
                last = end.case
            }
            return Array(findings.prefix(Self.findingsMax))
        }
    }

    private func tenantsDay(_ tx: TenantTransaction) throws -> [String] {
        let bounds = try tx.nextLookBounds()
        guard let earliest = bounds.cases else { return [] }
        guard let own = bounds.tenant else {
            return ["a case is to be looked at on \(earliest) and the tenant has no day of its own"]
        }
        return own <= earliest
            ? [] : ["a case is to be looked at on \(earliest), before the tenant's earliest day \(own)"]
    }

    private func later(
        _ ids: [Identifier<CollectionCase>], day: TenantDay, _ tx: TenantTransaction
    ) throws -> [String] {
        guard !ids.isEmpty else { return [] }
        let facts = try tx.caseFacts(ids, today: day.moment.today)
        let library = try PolicyLibrary(Set(facts.compactMap(\.policyVersion)), in: tx)
        let channels = LiveChannels(registry: registry, enabled: day.enabledPlugins)
        return facts.compactMap { facts in
            guard let policy = library.policy(facts.policyVersion) else { return nil }
            let outcome = CaseDecision(
                reading: CaseReading(facts, day: day, liveMedia: channels.media), policy: policy, channels: channels
            ).outcome()
            // A run plans one contact of a case a day; what else is due goes with the next.
            let today = day.moment.today
            let isPlanned = facts.attempts.contains { $0.source == "policy" && $0.plannedOn == today }
            let first = outcome.planned == nil || isPlanned ? outcome.nextLookOn : today
            guard facts.nextLookOn > first else { return nil }
            return "case \(facts.id) is looked at on \(facts.nextLookOn), after \(first), when its decision may change"
        }
    }
}
