package import Correspondence
package import PluginKit
package import Receivables
import Sealing
package import Store
package import Treatment

/// Checks a policy against what the business can do, and makes an immutable version of it.
package struct PublishPolicy: Sendable {
    let store: Store
    let registry: PluginRegistry
    let templates: TemplateCatalog

    package init(store: Store, registry: PluginRegistry, templates: TemplateCatalog) {
        self.store = store
        self.registry = registry
        self.templates = templates
    }

    /// A policy that cannot be published, with everything that is wrong.
    package struct Refusal: Error, Sendable, CustomStringConvertible {
        /// Never without an error; warnings stand among them.
        package let findings: [PolicyFinding]
        package var description: String { findings.map(\.description).joined(separator: "\n") }
    }

    /// What publishing did.
    package struct Published: Sendable {
        package let key: String
        package let number: Int
        /// `false` when the same text was the latest version already.
        package let isNew: Bool
        package let warnings: [PolicyFinding]
        /// Versions that cases of the business still pin, this one left out, and how many each.
        package let staying: [(version: PolicyVersionRecord, cases: Int)]
    }

    /// Every finding about a text: what cannot be read, and what the business lacks to carry it out.
    package func check(
        _ text: String, for tenant: Identifier<Tenant>, business reference: String?
    ) async throws -> [PolicyFinding] {
        try await store.transaction(for: tenant) { tx in
            try findings(in: text, for: try tx.business(named: reference), tx).findings
        }
    }

    /// Publishes a policy as the next version and makes it the default of the business.
    ///
    /// Cases without a version take it; cases that pin an older one keep it, in cycles that begin later too, until
    /// `MovePolicy` moves them. The same text again changes nothing.
    ///
    /// - Throws: `Refusal` when any finding is an error.
    package func publish(
        _ text: String, note: String, for tenant: Identifier<Tenant>, business reference: String?
    ) async throws -> Published {
        try await store.transaction(for: tenant) { tx in
            let business = try tx.business(named: reference)
            let (policy, findings) = try findings(in: text, for: business, tx)
            guard let policy, !findings.contains(where: { $0.severity == .error }) else {
                throw Refusal(findings: findings)
            }
            let moment = try tx.moment()
            let version = try tx.publishPolicy(
                key: policy.key, document: text, sha256: Digest.sha256(Array(text.utf8)), note: note,
                business: business.id, at: moment.now)
            try tx.lowerNextLookOfAllCases(to: moment.today)
            let pinned = try tx.casesByPolicyVersion(of: business.id)
            let staying = try tx.policyVersions(pinned.keys.filter { $0 != version.id })
                .sorted { ($0.policyKey, $0.number) < ($1.policyKey, $1.number) }
                .map { (version: $0, cases: pinned[$0.id] ?? 0) }
            return Published(
                key: policy.key, number: version.number, isNew: version.isNew, warnings: findings, staying: staying)
        }
    }

    /// The published version with this number, or the one new cases take.
    package func show(
        _ number: Int?, for tenant: Identifier<Tenant>, business reference: String?
    ) async throws -> PolicyVersionRecord {
        try await store.transaction(for: tenant) { tx in try version(number, of: try tx.business(named: reference), tx)
        }
    }

    /// Every published version of the business, newest first.
    package func versions(
        for tenant: Identifier<Tenant>, business reference: String?
    ) async throws -> [PolicyVersionRecord] {
        try await store.transaction(for: tenant) { tx in
            try tx.policyVersions(of: try tx.business(named: reference).id)
        }
    }

    /// The same with how many cases pin each.
    package func usage(
        for tenant: Identifier<Tenant>, business reference: String?
    ) async throws -> [(version: PolicyVersionRecord, cases: Int)] {
        try await store.transaction(for: tenant) { tx in
            let business = try tx.business(named: reference)
            let pinned = try tx.casesByPolicyVersion(of: business.id)
            return try tx.policyVersions(of: business.id).map { ($0, pinned[$0.id] ?? 0) }
        }
    }

    /// What `text` says differently from a published version, in sentences; empty when both say the same.
    package func differences(
        of text: String, from number: Int?, for tenant: Identifier<Tenant>, business reference: String?
    ) async throws -> [String] {
        let earlier = try await show(number, for: tenant, business: reference)
        guard let before = PolicyDocument.parse(earlier.document).policy else {
            throw ActRefused(.badInput, "version \(earlier.number) is written for another release and cannot be read")
        }
        let reading = PolicyDocument.parse(text)
        guard let after = reading.policy else { throw Refusal(findings: reading.findings) }
        return after.differences(from: before)
    }

    private func version(
        _ number: Int?, of business: BusinessRecord, _ tx: TenantTransaction
    ) throws -> PolicyVersionRecord {
        let versions = try tx.policyVersions(of: business.id)
        let found = versions.first { version in
            if let number { version.number == number } else { version.id == business.defaultPolicyVersion }
        }
        guard let found else {
            throw ActRefused(
                .unknown,
                number.map { "business \(business.reference) has no policy version \($0)" }
                    ?? "business \(business.reference) has no policy yet: publish one as `dunwell policy publish --help` says"
            )
        }
        return found
    }

    private func findings(
        in text: String, for business: BusinessRecord, _ tx: TenantTransaction
    ) throws -> (policy: Treatment.Policy?, findings: [PolicyFinding]) {
        let (draft, read) = PolicyDocument.draft(text)
        guard let draft else { return (nil, read) }
        // What the business lacks is told beside what cannot be read, not only once everything can be read.
        let lacking = draft.findings(against: try capabilities(of: business, tx))
        let isReadable = !read.contains { $0.severity == .error }
        return (isReadable ? draft : nil, (read + lacking).sorted { $0.line < $1.line })
    }

    private func capabilities(of business: BusinessRecord, _ tx: TenantTransaction) throws -> PolicyCapabilities {
        let enabled = Set(try tx.pluginSettings().filter(\.isEnabled).map(\.kind))
        var media: Set<ContactMedium> = []
        var hasExporter = false
        for manifest in registry.manifests where enabled.contains(manifest.kind) {
            switch manifest.role {
            case .contactChannel(let medium): media.insert(medium)
            case .placementExporter: hasExporter = true
            case .paymentPlanProvider: break  // no step of a policy goes through one
            }
        }
        let keys = templates.names.map {
            PolicyCapabilities.TemplateKey(template: $0.key, medium: $0.medium, language: $0.language)
        }
        let allowed = try tx.contractRights(of: business.id).compactMap(ContractRight.init(rawValue:))
        return PolicyCapabilities(
            liveMedia: media, hasExporter: hasExporter, templates: Set(keys), contractAllows: Set(allowed))
    }
}
