package import Foundation
package import Logging
package import PluginKit
import Receivables
package import Sealing
package import Store

/// What writing a file for an agency takes, whether it hands cases over or tells of them.
package struct AgencyFiles: Sendable {
    let store: Store
    let reading: PluginSettingsReading
    let logger: Logger
    private let spool: SpoolFolder

    package init(store: Store, registry: PluginRegistry, sealer: Sealer, spool: URL, logger: Logger) {
        self.store = store
        reading = PluginSettingsReading(registry: registry, sealer: sealer)
        self.spool = SpoolFolder(spool)
        self.logger = logger
    }

    /// The agency with this reference.
    ///
    /// - Throws: `ActRefused` when there is none.
    func agency(_ reference: String) async throws -> Identifier<Agency> {
        let found = try await store.withoutTenantScope(reason: "agencies serve many tenants") { platform in
            try platform.agency(reference: reference)?.id
        }
        guard let found else {
            throw ActRefused(
                .unknown,
                "there is no agency \(reference): add it with `dunwell place agency \(PlanTheDay.typed(reference)) --name '<name>'`"
            )
        }
        return found
    }

    /// The exporter that is switched on, and its settings.
    func exporter(in tx: TenantTransaction) throws -> (manifest: PluginManifest, configuration: PluginConfiguration) {
        guard let manifest = try reading.enabled(in: tx).first(where: { $0.role == .placementExporter }),
            let configuration = try reading.configured(manifest.kind, in: tx)
        else {
            throw ActRefused(
                .configuration,
                "no placement exporter is switched on: run `dunwell plugin test placement-csv` and `dunwell plugin enable placement-csv`"
            )
        }
        return (manifest, configuration)
    }

    /// The exporter of this kind as the installation has it.
    func plugin(_ kind: String) throws -> any PlacementExporter {
        guard let exporter = reading.registry.exporter(kind) else {
            throw ActRefused(.configuration, "plugin \(kind) does not export placements")
        }
        return exporter
    }

    /// Where the files of an exporter lie, made when it is not there.
    func folder(
        tenant: Identifier<Tenant>, business: Identifier<Business>, kind: String
    ) throws -> URL { try spool.folder(tenant: tenant, business: business, kind: kind) }

    /// What an exporter is told beside what it writes.
    func context(
        tenant: Identifier<Tenant>, business: Identifier<Business>, configuration: PluginConfiguration,
        moment: TenantMoment, folder: URL
    ) -> PluginContext {
        PluginContext(
            tenantID: tenant, businessID: business, configuration: configuration, now: moment.now,
            timeZone: moment.zone, deadline: .seconds(300), spoolDirectory: folder, logger: logger)
    }
}
