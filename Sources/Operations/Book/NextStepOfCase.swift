package import PluginKit
package import Receivables
package import Store
import Treatment

/// What the next run would do with a case as it stands: told to whoever has just recorded something about it.
package struct NextStepOfCase: Sendable {
    let store: Store
    let registry: PluginRegistry

    package init(store: Store, registry: PluginRegistry) {
        self.store = store
        self.registry = registry
    }

    /// A case's next step.
    package struct Told: Sendable, Encodable {
        /// `send`, `wait`, `asleep` and so on.
        package let verdict: String
        /// Empty when no step is named.
        package let step: String
        /// One sentence.
        package let words: String
        /// The day the case is looked at next.
        package let lookOn: CalendarDate
    }

    /// `nil` for a case without a policy: no run looks at it.
    package func callAsFunction(
        _ id: Identifier<CollectionCase>, for tenant: Identifier<Tenant>
    ) async throws -> Told? {
        try await store.snapshot(of: tenant) { tx in
            let day = try TenantDay(tx)
            guard let facts = try tx.caseFacts([id], today: day.moment.today).first,
                let policy = try PolicyLibrary(Set([facts.policyVersion].compactMap(\.self)), in: tx)
                    .policy(facts.policyVersion)
            else { return nil }
            let channels = LiveChannels(registry: registry, enabled: day.enabledPlugins)
            let outcome = CaseDecision(
                reading: CaseReading(facts, day: day, liveMedia: channels.media), policy: policy, channels: channels
            ).outcome()
            return Told(
                verdict: outcome.record.verdict.rawValue, step: outcome.record.stepKey, words: outcome.record.words,
                lookOn: outcome.planned == nil ? outcome.nextLookOn : day.moment.today)
        }
    }
}
