import Foundation
import JobQueue
import Logging
import Operations
import Receivables
import Store
import Web

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
        try handlers.register(CopyLetters(desk: desk))
        try handlers.register(ActLetter(desk: desk))
        try handlers.register(
            PlanOfferQuotes(
                PlanAsking(store: store, registry: registry, sealer: sealer, spool: spool, logger: logger)))
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

    /// Who wrote to the holder of a link; `nil` for a link this installation never made.
    var describeLink: @Sendable (String) async -> LinkOwner? {
        let stop = StopContact(store: store)
        let links = stopLinks
        let logger = logger
        return { token in
            do {
                return try await stop.owner(token: token, links: links)
                    .map { LinkOwner(language: $0.language, business: $0.business) }
            } catch {
                // The page is shown all the same: whether the link is real is told without the database.
                logger.warning("The owner of a link could not be read", metadata: ["error": "\(error)"])
                return LinkOwner()
            }
        }
    }

    private var stopLinks: StopLink { StopLink(keyring: keyring, base: publicURL) }
}
