import Compliance
package import Correspondence
package import Foundation
package import JobQueue
package import Logging
package import PluginKit
package import Postgres
package import Receivables
import Sealing
import Store
import Treatment

/// What delivering a message needs besides the database; the same for every tenant.
package struct DeliveryDesk: Sendable {
    package let registry: PluginRegistry
    package let settings: PluginSettingsReading
    package let links: StopLink
    package let catalog: TemplateCatalog
    /// Root under which each tenant, business and plugin has its own folder.
    package let spool: URL
    package let logger: Logger

    package init(
        registry: PluginRegistry, settings: PluginSettingsReading, links: StopLink, catalog: TemplateCatalog,
        spool: URL,
        logger: Logger
    ) {
        self.registry = registry
        self.settings = settings
        self.links = links
        self.catalog = catalog
        self.spool = spool
        self.logger = logger
    }

    /// What a plugin gets to know: one tenant, its own settings, its own folder, which is made when it is not there: a
    /// business may be younger than the plugin's test.
    func context(
        kind: String, configuration: PluginConfiguration, business: Identifier<Business>, day: TenantDay
    ) throws -> PluginContext {
        let folder = try SpoolFolder(spool).folder(tenant: day.tenant.id, business: business, kind: kind)
        return PluginContext(
            tenantID: day.tenant.id, businessID: business, configuration: configuration, now: day.moment.now,
            timeZone: day.moment.zone, deadline: .seconds(45), spoolDirectory: folder,
            linksReachCustomers: links.reachesCustomers || day.tenant.isTest, logger: logger)
    }
}

/// Delivers one planned attempt: asks the gate again, writes the message, commits the intent, talks, commits the outcome.
///
/// A crash while talking leaves the attempt in doubt; nothing is sent twice by itself.
package struct SendContact: SendJob {
    package struct Arguments: Codable, Sendable {
        package let attempt: Identifier<ContactAttempt>
    }

    package struct Intent: Sendable {
        let message: OutboundMessage
        let kind: String
        let context: PluginContext
    }

    package struct Outcome: Sendable {
        let result: DeliveryResult
    }

    package static let kind = "send-contact"

    let desk: DeliveryDesk

    package init(desk: DeliveryDesk) { self.desk = desk }

    package func prepare(
        _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> Preparation<Intent> {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        let day = try TenantDay(tx)
        guard let attempt = try tx.attempt(arguments.attempt) else {
            throw PermanentJobFailure("attempt \(arguments.attempt) is gone")
        }
        guard attempt.state == .planned else {
            return .cancel(reason: "the attempt is \(attempt.state.rawValue) already: nothing was sent")
        }
        guard let facts = try tx.caseFacts([attempt.caseID], today: day.moment.today).first,
            let business = day.businesses[attempt.businessID]
        else { throw PermanentJobFailure("the case or business of attempt \(attempt.id) is gone") }
        let reading = CaseReading(
            facts, day: day, liveMedia: LiveChannels(registry: desk.registry, enabled: day.enabledPlugins).media)
        let library = try PolicyLibrary(Set([attempt.policyVersion].compactMap { $0 }), in: tx)
        let sending = Sending(
            desk: desk, tx: tx, day: day, attempt: attempt, reading: reading, business: business, library: library)
        return try sending.prepare()
    }

    package func talk(_ intent: Intent, _ job: JobContext) async throws -> Outcome {
        guard let channel = desk.registry.channel(intent.kind) else {
            return Outcome(
                result: .refused(fault: .plugin, detail: "plugin \(intent.kind) is not part of this program"))
        }
        return Outcome(result: await channel.send(intent.message, in: intent.context))
    }

    package func finish(
        _ outcome: Outcome, _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> SendOutcome {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        guard let attempt = try tx.attempt(arguments.attempt), attempt.state == .talking else {
            return .cancel(reason: "somebody else has settled the attempt")
        }
        let isLastTry = job.failures + 1 >= Self.retryPolicy.attemptsMax
        return try DeliveryOutcome(attempt: attempt, moment: try tx.moment(), tx: tx)
            .settle(outcome.result, isLastTry: isLastTry)
    }

    package func recordDoubt(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        let moment = try tx.moment()
        // One that is not talking any more was settled by a person meanwhile.
        guard let attempt = try tx.attempt(arguments.attempt), attempt.state == .talking else { return }
        // The row is locked by this transaction, so it is still talking.
        _ = try tx.move(
            attempt.id, from: [.talking], to: .inDoubt, detail: "interrupted between talking and its outcome",
            at: moment.now)
        try tx.lowerNextLook(of: [attempt.caseID], to: moment.today)
    }

    /// Ends an attempt that was never begun. The next run may plan the step again, as the next ordinal.
    package func recordFailure(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        guard let attempt = try tx.attempt(arguments.attempt), attempt.state == .planned else { return }
        let moment = try tx.moment()
        let words = "the message was not written: its job failed for good; `dunwell job show \(job.id)` says why"
        // The row is locked by this transaction, so it is still planned.
        _ = try tx.move(attempt.id, from: [.planned], to: .refused, detail: "job: \(words)", at: moment.now)
        // A decision at sending is always written.
        _ = try tx.record([
            DecisionRecord(
                sending: attempt, verdict: .block, ruleID: "attempt.job-failed", words: words, at: moment)
        ])
        try tx.lowerNextLook(of: [attempt.caseID], to: moment.today)
    }

    package func recordCancellation(
        _ arguments: Arguments, reason: String, _ job: JobContext, in transaction: Transaction
    ) throws {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        guard let attempt = try tx.attempt(arguments.attempt) else { return }
        try Self.takeBack(attempt, reason: reason, tx)
    }

    /// The rule told for a message whose job a person cancelled.
    static let takenBackRule = "person.cancelled"

    /// Ends an attempt because a person cancelled its job. One that is not planned any more stays as it is.
    static func takeBack(_ attempt: AttemptRecord, reason: String, _ tx: TenantTransaction) throws {
        guard attempt.state == .planned else { return }
        let moment = try tx.moment()
        // The row is locked by this transaction, so it is still planned.
        _ = try tx.move(
            attempt.id, from: [.planned], to: .cancelled, detail: "\(takenBackRule): a person cancelled the job",
            at: moment.now)
        // A decision at sending is always written.
        _ = try tx.record([
            DecisionRecord(
                sending: attempt, verdict: .block, ruleID: takenBackRule,
                words: "a person cancelled the message before it left: \(reason)", at: moment)
        ])
        try tx.lowerNextLook(of: [attempt.caseID], to: moment.today)
    }
}

extension JobContext {
    /// The tenant of a job that always has one.
    func tenant() throws -> Identifier<Tenant> {
        guard let tenantID else { throw PermanentJobFailure("a job of kind \(kind) names no tenant") }
        return tenantID
    }
}
