package import Foundation
package import Logging
package import PluginKit
package import Receivables
package import Sealing
package import Store

/// Settings and switches of a tenant's plugins.
package struct PluginDesk: Sendable {
    let store: Store
    let reading: PluginSettingsReading
    let spool: URL
    let publicURL: URL
    let logger: Logger

    /// - Parameter publicURL: Where customers reach this host; what sends links to them asks whether they can.
    package init(
        store: Store, registry: PluginRegistry, sealer: Sealer, spool: URL, publicURL: URL, logger: Logger
    ) {
        self.store = store
        self.publicURL = publicURL
        reading = PluginSettingsReading(registry: registry, sealer: sealer)
        self.spool = spool
        self.logger = logger
    }

    /// One plugin as a tenant has it.
    package struct Standing: Sendable {
        package let manifest: PluginManifest
        package let isEnabled: Bool
        /// Whether a connection test passed with the present settings.
        package let isTested: Bool
        /// Values that are not secret.
        package let values: [String: ConfigurationValue]
        /// Secrets that are kept, by key; their values are never shown.
        package let sealedKeys: Set<String>
    }

    /// Every plugin of the installation with the tenant's own settings.
    package func list(_ tenant: Identifier<Tenant>) async throws -> [Standing] {
        try await store.transaction(for: tenant) { tx in
            let settings = Dictionary(uniqueKeysWithValues: try tx.pluginSettings().map { ($0.kind, $0) })
            return try reading.registry.manifests.map { try Self.standing($0, settings[$0.kind]) }
        }
    }

    /// One plugin with the tenant's settings.
    package func describe(_ kind: String, for tenant: Identifier<Tenant>) async throws -> Standing {
        let manifest = try manifest(kind)
        return try await store.transaction(for: tenant) { tx in
            try Self.standing(manifest, try tx.pluginSetting(kind))
        }
    }

    /// Sets values and secrets over what is kept; an empty value removes a setting or a secret. The plugin is switched
    /// off until its new settings passed their test and somebody enables it.
    ///
    /// - Returns: Whether it was switched on before.
    /// - Throws: `InvalidConfiguration` with every finding; nothing is kept then.
    @discardableResult
    package func configure(
        _ kind: String, given: [String: ConfigurationValue], secrets: [String: Secret],
        for tenant: Identifier<Tenant>
    ) async throws -> Bool {
        let manifest = try manifest(kind)
        let removed = try Self.removedSecrets(manifest.configuration, given, secrets)
        return try await store.transaction(for: tenant) { tx in
            let kept = try tx.pluginSetting(kind)
            let merged = try PluginSettingsReading.values(of: kept)
                .merging(given) { $1 }
                .merging(secrets.mapValues { .text($0.revealed) }) { $1 }
            let read = manifest.configuration.read(
                merged, sealed: Set(kept?.sealedSecrets.keys.map { $0 } ?? []).subtracting(removed))
            guard read.findings.isEmpty else { throw InvalidConfiguration(findings: read.findings) }
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try tx.savePluginSettings(
                kind, settingsJSON: String(decoding: try encoder.encode(read.values), as: UTF8.self),
                secrets: seal(read.secrets, for: tenant), removing: removed)
            let whole = try reading.configuration(of: manifest, try tx.pluginSetting(kind), in: tx)
            let findings = reading.registry.plugin(kind)?.check(whole) ?? []
            guard findings.isEmpty else { throw InvalidConfiguration(findings: findings) }
            let wasEnabled = kept?.isEnabled ?? false
            // Settings nobody has tried must not reach a customer.
            if wasEnabled { try tx.setPlugin(kind, enabled: false) }
            try tx.lowerNextLookOfAllCases(to: try tx.moment().today)
            return wasEnabled
        }
    }

    /// Tries the present settings against the carrier and remembers when everything passed.
    package func test(_ kind: String, for tenant: Identifier<Tenant>) async throws -> ConnectionTest {
        let manifest = try manifest(kind)
        let prepared = try await store.transaction(for: tenant) { tx in
            let setting = try tx.pluginSetting(kind)
            let business = try tx.businesses().first
            guard let business else {
                throw ActRefused(
                    .configuration, "the tenant has no business yet: add one with `dunwell tenant business add --help`")
            }
            return (
                configuration: try reading.configuration(of: manifest, setting, in: tx), business: business.id,
                moment: try tx.moment(), isTest: try tx.tenant().isTest, settings: setting?.settingsJSON,
                secrets: setting?.sealedSecrets.mapValues(\.rowID)
            )
        }
        let context = PluginContext(
            tenantID: tenant, businessID: prepared.business, configuration: prepared.configuration,
            now: prepared.moment.now, timeZone: prepared.moment.zone, deadline: .seconds(30),
            spoolDirectory: try SpoolFolder(spool).folder(tenant: tenant, business: prepared.business, kind: kind),
            linksReachCustomers: prepared.isTest || StopLink.reachesCustomers(publicURL), logger: logger)
        guard let plugin = reading.registry.plugin(kind) else { throw Self.unknown(kind, reading.registry) }
        let test = await plugin.test(in: context)
        guard test.passed else { return test }
        try await store.transaction(for: tenant) { tx in
            _ = try tx.lockTenant()  // serialises with a change of the same settings
            var setting = try tx.pluginSetting(kind)
            if setting == nil {
                // A plugin without settings passes its test before anything was kept.
                try tx.savePluginSettings(kind, settingsJSON: "{}", secrets: [:])
                setting = try tx.pluginSetting(kind)
            } else if setting?.settingsJSON != prepared.settings
                || setting?.sealedSecrets.mapValues(\.rowID) != prepared.secrets
            {
                throw ActRefused(.notAllowed, "the settings were changed while they were tested: test again")
            }
            let moment = try tx.moment()
            try tx.markPluginTested(kind, at: moment.now)
            // What was refused until now may go again.
            try tx.lowerNextLookOfAllCases(to: moment.today)
        }
        return test
    }

    /// Switches a plugin on.
    ///
    /// - Throws: `ActRefused` unless a connection test passed with the present settings.
    package func enable(_ kind: String, for tenant: Identifier<Tenant>) async throws {
        let manifest = try manifest(kind)
        try await store.transaction(for: tenant) { tx in
            let setting = try tx.pluginSetting(kind)
            // Refuses settings that lack a required value, with every finding.
            _ = try reading.configuration(of: manifest, setting, in: tx)
            guard setting?.wasTested == true else {
                throw ActRefused(
                    .notAllowed,
                    "no connection test passed with the present settings of \(kind): run `dunwell plugin test \(kind)` first"
                )
            }
            try tx.setPlugin(kind, enabled: true)
            try tx.lowerNextLookOfAllCases(to: try tx.moment().today)
        }
    }

    /// Switches a plugin off; the next send already stops.
    package func disable(_ kind: String, for tenant: Identifier<Tenant>) async throws {
        _ = try manifest(kind)
        try await store.transaction(for: tenant) { tx in
            try tx.setPlugin(kind, enabled: false)
            try tx.lowerNextLookOfAllCases(to: try tx.moment().today)
        }
    }

    /// The secrets given as an empty value, which removes them.
    private static func removedSecrets(
        _ schema: ConfigurationSchema, _ given: [String: ConfigurationValue], _ secrets: [String: Secret]
    ) throws -> [String] {
        let removed = given.filter { schema.field($0.key)?.type == .secret }
        if let key = removed.filter({ $0.value != .text("") }).keys.min() {
            throw ActRefused(
                .badInput,
                "\(key) is a secret: give it in a file or on standard input, never as a value on the command line")
        }
        for (key, secret) in secrets.sorted(by: { $0.key < $1.key }) {
            if let field = schema.field(key), field.type != .secret {
                throw ActRefused(.badInput, "\(key) is no secret: write it as \(key)=value")
            }
            if secret.revealed.isEmpty {
                throw ActRefused(.badInput, "what was given for \(key) is empty: write \(key)= to remove it")
            }
            if removed[key] != nil { throw ActRefused(.badInput, "\(key) is given and removed at once: choose one") }
        }
        return removed.keys.sorted()
    }

    private func seal(_ secrets: [String: Secret], for tenant: Identifier<Tenant>) -> [String: SealedSecret] {
        var sealed: [String: SealedSecret] = [:]
        for (field, secret) in secrets {
            let row = UUID()
            let place = PluginSettingsReading.place(of: field, row: row, tenant: tenant)
            sealed[field] = SealedSecret(
                rowID: row, sealed: reading.sealer.seal(Array(secret.revealed.utf8), context: place))
        }
        return sealed
    }

    private func manifest(_ kind: String) throws -> PluginManifest {
        guard let manifest = reading.registry.manifest(kind) else { throw Self.unknown(kind, reading.registry) }
        return manifest
    }

    private static func unknown(_ kind: String, _ registry: PluginRegistry) -> ActRefused {
        let kinds = registry.manifests.map(\.kind).joined(separator: ", ")
        return ActRefused(.unknown, "this installation has no plugin \(kind): it has \(kinds)")
    }

    private static func standing(_ manifest: PluginManifest, _ setting: PluginSettingRecord?) throws -> Standing {
        Standing(
            manifest: manifest, isEnabled: setting?.isEnabled ?? false, isTested: setting?.wasTested ?? false,
            values: try PluginSettingsReading.values(of: setting),
            sealedKeys: Set(setting?.sealedSecrets.keys.map { $0 } ?? []))
    }
}
