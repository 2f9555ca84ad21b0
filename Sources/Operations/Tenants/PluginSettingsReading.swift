import Foundation
package import PluginKit
import Receivables
package import Sealing
package import Store

/// Reads what a tenant has set for its plugins and opens the sealed part.
///
/// The one place where a stored secret is unsealed, so that every send asks the same way.
package struct PluginSettingsReading: Sendable {
    package let registry: PluginRegistry
    package let sealer: Sealer

    package init(registry: PluginRegistry, sealer: Sealer) {
        self.registry = registry
        self.sealer = sealer
    }

    /// The configuration of a plugin the tenant has switched on; `nil` when it is off, unknown here or never set.
    ///
    /// - Throws: `InvalidConfiguration` when the kept settings do not satisfy the present schema, `SealingError` when a
    ///   secret does not open.
    package func configured(_ kind: String, in tx: TenantTransaction) throws -> PluginConfiguration? {
        guard let setting = try tx.pluginSetting(kind), setting.isEnabled, let manifest = registry.manifest(kind) else {
            return nil
        }
        return try configuration(of: manifest, setting, in: tx)
    }

    /// Manifests of the plugins the tenant has switched on, by kind.
    package func enabled(in tx: TenantTransaction) throws -> [PluginManifest] {
        let kinds = Set(try tx.pluginSettings().filter(\.isEnabled).map(\.kind))
        return registry.manifests.filter { kinds.contains($0.kind) }
    }

    /// The configuration as kept, whether the plugin is switched on or not.
    func configuration(
        of manifest: PluginManifest, _ setting: PluginSettingRecord?, in tx: TenantTransaction
    ) throws -> PluginConfiguration {
        var secrets: [String: Secret] = [:]
        for (field, secret) in setting?.sealedSecrets ?? [:] where manifest.configuration.field(field) != nil {
            let context = Self.place(of: field, row: secret.rowID, tenant: tx.tenantID)
            let bytes = try sealer.open(secret.sealed, context: context)
            secrets[field] = Secret(String(decoding: bytes, as: UTF8.self))
        }
        return try PluginConfiguration(
            schema: manifest.configuration, values: try Self.values(of: setting), secrets: secrets)
    }

    /// Where a plugin's secret belongs; it opens nowhere else.
    static func place(of field: String, row: UUID, tenant: Identifier<Tenant>) -> SealingContext {
        SealingContext(tenant: tenant, table: "plugin_secrets", column: field, row: row.uuidString.lowercased())
    }

    static func values(of setting: PluginSettingRecord?) throws -> [String: ConfigurationValue] {
        guard let setting else { return [:] }
        return try JSONDecoder().decode([String: ConfigurationValue].self, from: Data(setting.settingsJSON.utf8))
    }
}
