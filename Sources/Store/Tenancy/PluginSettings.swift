package import Foundation
import Postgres
package import Receivables

/// A plugin as one tenant has it.
package struct PluginSettingRecord: Sendable {
    package let kind: String
    package let isEnabled: Bool
    /// Values that are not secret, as one JSON object.
    package let settingsJSON: String
    /// Secrets as sealed, by field.
    package let sealedSecrets: [String: SealedSecret]
    /// When a connection test last passed with the present settings, in the tenant's time.
    package let testedAt: BusinessInstant?
    package var wasTested: Bool { testedAt != nil }
}

/// A sealed value and the row it is bound to.
package struct SealedSecret: Sendable {
    package let rowID: UUID
    package let sealed: [UInt8]
    package init(rowID: UUID, sealed: [UInt8]) {
        self.rowID = rowID
        self.sealed = sealed
    }
}

extension TenantTransaction {
    /// Settings of every plugin the tenant ever touched, by kind.
    package func pluginSettings() throws -> [PluginSettingRecord] {
        let secrets = try rows(
            """
            SELECT plugin_kind, field, row_id, sealed FROM plugin_secrets
            WHERE tenant_id = \(tenantID) AND octet_length(sealed) > 0 ORDER BY plugin_kind, field LIMIT 1000
            """
        ) { row in
            (
                kind: try row.get("plugin_kind", as: String.self), field: try row.get("field", as: String.self),
                secret: SealedSecret(rowID: try row.get("row_id"), sealed: try row.get("sealed"))
            )
        }
        return try rows(
            """
            SELECT plugin_kind, is_enabled, settings::text AS settings, tested_at FROM plugin_settings
            WHERE tenant_id = \(tenantID) ORDER BY plugin_kind LIMIT 1000
            """
        ) { row in
            let kind = try row.get("plugin_kind", as: String.self)
            let own = secrets.filter { $0.kind == kind }.map { ($0.field, $0.secret) }
            return PluginSettingRecord(
                kind: kind, isEnabled: try row.get("is_enabled"), settingsJSON: try row.get("settings"),
                sealedSecrets: Dictionary(uniqueKeysWithValues: own),
                testedAt: try row.getOptional("tested_at"))
        }
    }

    /// One plugin's settings; `nil` when the tenant never touched it.
    package func pluginSetting(_ kind: String) throws -> PluginSettingRecord? {
        try pluginSettings().first { $0.kind == kind }
    }

    /// Stores settings and secrets. A changed setting needs a new connection test; the switch stays as it was.
    ///
    /// - Parameter removed: Secrets to forget. The row stays and holds nothing: the host's role may delete no row.
    package func savePluginSettings(
        _ kind: String, settingsJSON: String, secrets: [String: SealedSecret], removing removed: [String] = []
    ) throws {
        try execute(
            """
            INSERT INTO plugin_settings (tenant_id, plugin_kind, settings)
            VALUES (\(tenantID), \(kind), \(settingsJSON)::text::jsonb)
            ON CONFLICT (tenant_id, plugin_kind)
            DO UPDATE SET settings = excluded.settings, tested_at = NULL, changed_at = now()
            """)
        for (field, secret) in secrets.sorted(by: { $0.key < $1.key }) {
            try execute(
                """
                INSERT INTO plugin_secrets (tenant_id, plugin_kind, field, row_id, sealed)
                VALUES (\(tenantID), \(kind), \(field), \(secret.rowID), \(secret.sealed))
                ON CONFLICT (tenant_id, plugin_kind, field)
                DO UPDATE SET row_id = excluded.row_id, sealed = excluded.sealed
                """)
        }
        guard !removed.isEmpty else { return }
        try execute(
            """
            UPDATE plugin_secrets SET sealed = ''::bytea
            WHERE tenant_id = \(tenantID) AND plugin_kind = \(kind) AND field = ANY(\(removed))
            """)
    }

    /// Remembers that the connection test passed with the present settings.
    package func markPluginTested(_ kind: String, at moment: BusinessInstant) throws {
        try execute(
            """
            UPDATE plugin_settings SET tested_at = \(moment)
            WHERE tenant_id = \(tenantID) AND plugin_kind = \(kind)
            """)
    }

    /// Throws the switch. Disabling stops the next send: every send asks again.
    package func setPlugin(_ kind: String, enabled: Bool) throws {
        try execute(
            """
            INSERT INTO plugin_settings (tenant_id, plugin_kind, is_enabled) VALUES (\(tenantID), \(kind), \(enabled))
            ON CONFLICT (tenant_id, plugin_kind) DO UPDATE SET is_enabled = excluded.is_enabled, changed_at = now()
            """)
    }
}
