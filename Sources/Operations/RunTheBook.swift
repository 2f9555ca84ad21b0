import Compliance
import Foundation
import JobQueue
package import Logging
package import PluginKit
package import Receivables
import Sealing
package import Store
import Treatment

/// Goes through a tenant's cases and plans what is due today: attempts, their jobs and decision records, a chunk a commit.
///
/// Safe to repeat and to kill: a second run, or another host at the same time, finds the chunk done. A day that was
/// missed is caught up by the policy's own rule, because nothing depends on today being the step's day.
package struct RunTheBook: Sendable {
    /// One case the run decided on.
    package struct Line: Sendable, Codable {
        package let customer: String
        package let step: String
        package let medium: String
        /// `send`, `block`, `wait` and so on.
        package let verdict: String
        package let rule: String
        /// One sentence.
        package let words: String
    }

    /// What a run did, or would do.
    package struct Report: Sendable, Codable {
        package var day: CalendarDate
        package var looked = 0
        package var planned = 0
        package var blocked = 0
        package var waiting = 0
        package var asleep = 0
        package var nothing = 0
        package var locate = 0
        /// Who gets what, and who does not and why; only of a dry run, at most 10,000.
        package var lines: [Line] = []
    }

    let store: Store
    let registry: PluginRegistry
    let logger: Logger
    /// Cases of one transaction.
    private let chunk: Int

    package init(store: Store, registry: PluginRegistry, logger: Logger, chunk: Int = 500) {
        precondition((1...1_000).contains(chunk), "facts are read for at most 1,000 cases at a time")
        self.store = store
        self.registry = registry
        self.logger = logger
        self.chunk = chunk
    }

    /// Runs the book of one tenant.
    ///
    /// - Parameters:
    ///   - day: The day to run for; the tenant's today when `nil`.
    ///   - dryRun: Whether to undo everything and only report. A dry run counts as looked at.
    package func run(for tenant: Identifier<Tenant>, on day: CalendarDate? = nil, dryRun: Bool = false) async throws
        -> Report
    {
        var report = try await store.transaction(for: tenant) { tx in
            Report(day: try TenantDay(tx, on: day).moment.today)
        }
        var last: Identifier<CollectionCase>?
        while true {
            let after = last
            let chunk: Chunk
            if dryRun {
                chunk = try await dryChunk(tenant, day, after)
            } else {
                chunk = try await store.transaction(for: tenant) { tx in try self.work(tx, on: day, after: after) }
            }
            report.add(chunk, keepingLines: dryRun)
            guard let next = chunk.last else { break }
            last = next
        }
        let seen = report.day
        try await store.transaction(for: tenant) { tx in
            if dryRun {
                try tx.markDryRunSeen(at: seen.instant(minuteOfDay: 0, in: .gmt))
            } else {
                try tx.refreshTenantsNextLook()
            }
        }
        // A dry run tells whoever asked for it, and nobody else.
        logger.log(
            level: dryRun ? .debug : .info, "Book run",
            metadata: ["tenant.id": "\(tenant)", "run.looked": "\(report.looked)", "run.planned": "\(report.planned)"])
        return report
    }

    struct Chunk: Sendable {
        var last: Identifier<CollectionCase>?
        var outcomes: [CaseOutcome] = []
    }

    private func dryChunk(
        _ tenant: Identifier<Tenant>, _ day: CalendarDate?, _ after: Identifier<CollectionCase>?
    ) async throws -> Chunk {
        do {
            return try await store.transaction(for: tenant) { tx in
                throw Undo(chunk: try self.work(tx, on: day, after: after))
            }
        } catch let undo as Undo {
            return undo.chunk
        }
    }

    /// Carries a dry run's result out of the transaction it undoes.
    private struct Undo: Error { let chunk: Chunk }

    private func work(_ tx: TenantTransaction, on day: CalendarDate?, after: Identifier<CollectionCase>?) throws
        -> Chunk
    {
        let day = try TenantDay(tx, on: day)
        let today = day.moment.today
        let ids = try tx.casesToLookAt(onOrBefore: today, after: after, limit: chunk)  // read
        guard !ids.isEmpty else { return Chunk() }
        let facts = try tx.caseFacts(ids, today: today)
        let library = try PolicyLibrary(Set(facts.compactMap(\.policyVersion)), in: tx)
        let channels = LiveChannels(registry: registry, enabled: day.enabledPlugins)
        let outcomes = facts.compactMap { facts -> CaseOutcome? in  // decide
            guard let policy = library.policy(facts.policyVersion) else { return nil }
            return CaseDecision(
                reading: CaseReading(facts, day: day, liveMedia: channels.media), policy: policy, channels: channels
            ).outcome()
        }
        return Chunk(last: ids.last, outcomes: try write(outcomes, day: day, in: tx))  // write, hand on
    }

    /// - Returns: The outcomes that were kept; a contact that was planned before is none.
    private func write(_ decided: [CaseOutcome], day: TenantDay, in tx: TenantTransaction) throws -> [CaseOutcome] {
        let planned = decided.compactMap(\.planned)
        let new = try tx.plan(planned.map(\.attempt))
        let outcomes = decided.filter { outcome in outcome.planned.map { new.contains($0.attempt.id) } ?? true }
        let jobs = try planned.filter { new.contains($0.attempt.id) }.map { planned in
            try NewJob(
                SendContact.self, SendContact.Arguments(attempt: planned.attempt.id), tenant: day.tenant.id,
                at: .business(planned.at, offset: day.tenant.offset),
                unique: .init("send-contact:\(planned.attempt.id)"),
                plugin: planned.attempt.pluginKind)
        }
        _ = try tx.connection.enqueue(jobs)  // the ids are not needed: an attempt names its job's unique key
        _ = try tx.record(outcomes.map(\.record))  // how many were written is of no use here
        try tx.raiseNextLook(decided.map { ($0.record.caseID, $0.nextLookOn) }, lookedOn: day.moment.today)
        return outcomes
    }
}

extension RunTheBook.Report {
    fileprivate mutating func add(_ chunk: RunTheBook.Chunk, keepingLines: Bool) {
        for outcome in chunk.outcomes {
            looked += 1
            switch outcome.record.verdict {
            case .send: planned += 1
            case .block, .needsPerson: blocked += 1
            case .wait: waiting += 1
            case .asleep: asleep += 1
            case .done: nothing += 1
            case .locate: locate += 1
            }
            if keepingLines, lines.count < 10_000 { lines.append(outcome.line) }
        }
    }
}

/// Plugins a tenant has switched on, by the medium they serve.
package struct LiveChannels: Sendable {
    private let kinds: [ContactMedium: String]

    package init(registry: PluginRegistry, enabled: Set<String>) {
        var kinds: [ContactMedium: String] = [:]
        for medium in ContactMedium.allCases {
            kinds[medium] = registry.channels(for: medium).map { type(of: $0).manifest.kind }.first(
                where: enabled.contains)
        }
        self.kinds = kinds
    }

    package var media: Set<ContactMedium> { Set(kinds.keys) }
    package func kind(for medium: ContactMedium) -> String? { kinds[medium] }
}
