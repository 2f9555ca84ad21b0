import Foundation
import JobQueue
import Operations
import Receivables
import Store

/// What the host does by itself and on request of a page.
extension Host {
    /// Every kind of job this program can do.
    func jobHandlers() throws -> JobHandlers {
        let desk = DeliveryDesk(
            registry: registry, settings: PluginSettingsReading(registry: registry, sealer: sealer), links: stopLinks,
            catalog: templates, spool: spool, logger: logger)
        var handlers = JobHandlers()
        try handlers.register(SendContact(desk: desk))
        try handlers.register(ProduceMailBatch(desk: desk))
        return handlers
    }

    /// Goes through a tenant's cases for a day.
    func runBook(
        of tenant: TenantRecord, on day: CalendarDate? = nil, dryRun: Bool = false
    ) async throws -> RunTheBook.Report {
        // No task may be counted on after its window, whoever runs the book.
        if !dryRun, day == nil { _ = try await LapseCallTasks(store: store).run(for: tenant.id) }
        return try await RunTheBook(store: store, registry: registry, logger: logger).run(
            for: tenant.id, on: day, dryRun: dryRun)
    }

    /// Stops e-mail to the address of a link; `false` for a link this installation never made.
    var stopEmail: @Sendable (String) async throws -> Bool {
        let stop = StopContact(store: store)
        let links = stopLinks
        return { try await stop.stop(token: $0, links: links) }
    }

    private var stopLinks: StopLink { StopLink(keyring: keyring, base: publicURL) }
}
