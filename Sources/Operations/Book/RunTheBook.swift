import Compliance
import Foundation
import JobQueue
import Ledger
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
        /// Trading name of the business the case is with.
        package let business: String
        package let step: String
        package let medium: String
        /// `send`, `block`, `wait` and so on.
        package let verdict: String
        package let rule: String
        /// One sentence.
        package let words: String
    }

    /// A late fee the run charged, or would charge.
    package struct Charge: Sendable, Codable {
        package let customer: String
        package let business: String
        package let receivable: String
        package let amount: Money
        /// The confirmed mailing of the letter that named it.
        package let letterOf: CalendarDate?
    }

    /// What a run did, or would do.
    package struct Report: Sendable, Codable {
        package var day: CalendarDate
        package var looked = 0
        package var planned = 0
        /// Cases on which a late fee was charged.
        package var charged = 0
        /// The fees themselves, in the order of the cases.
        package var charges: [Charge] = []
        package var blocked = 0
        package var waiting = 0
        package var asleep = 0
        package var nothing = 0
        /// Nobody can be reached: an address has to be found.
        package var locate = 0
        /// Whether nothing would leave in truth: a dry run looks past it.
        package var isMuted = false
        /// Cases there are, and those among them without a policy, which no run looks at.
        package var cases = 0
        package var casesWithoutPolicy = 0
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
    ///   - dryRun: Whether to undo everything and only report, as if the tenant were not muted. It counts as looked at
    ///     when it looked at any case.
    /// - Throws: `ActRefused` when a day still to come is not only looked at: its contacts would leave today.
    package func run(for tenant: Identifier<Tenant>, on day: CalendarDate? = nil, dryRun: Bool = false) async throws
        -> Report
    {
        var report = try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            if let day, day > today, !dryRun { throw ActRefused(notYet: day, today: today, try tx.tenant()) }
            let (cases, withoutPolicy) = try tx.caseCounts()
            return Report(
                day: day ?? today, isMuted: try tx.tenant().isMuted, cases: cases, casesWithoutPolicy: withoutPolicy)
        }
        var last: Identifier<CollectionCase>?
        while true {
            let after = last
            let chunk: Chunk
            if dryRun {
                chunk = try await dryChunk(tenant, day, after)
            } else {
                chunk = try await store.transaction(for: tenant) { tx in
                    try self.work(tx, TenantDay(tx, on: day), after: after)
                }
            }
            report.add(chunk, keepingLines: dryRun)
            guard let next = chunk.last else { break }
            last = next
        }
        let (seen, sawCases) = (report.day, report.looked > 0)
        try await store.transaction(for: tenant) { tx in
            if dryRun {
                guard sawCases else { return }
                let seenOn = min(seen, try tx.moment().today)
                try tx.markDryRunSeen(at: seenOn.instant(minuteOfDay: 0, in: .gmt))
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
                throw Undo(chunk: try self.work(tx, TenantDay(tx, on: day, asIfUnmuted: true), after: after))
            }
        } catch let undo as Undo {
            return undo.chunk
        }
    }

    /// Carries a dry run's result out of the transaction it undoes.
    private struct Undo: Error { let chunk: Chunk }

    private func work(_ tx: TenantTransaction, _ day: TenantDay, after: Identifier<CollectionCase>?) throws -> Chunk {
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
        try post(decided.flatMap(\.charges), today: day.moment.today, in: tx)
        _ = try tx.connection.enqueue(jobs)  // the ids are not needed: an attempt names its job's unique key
        _ = try tx.record(outcomes.map(\.record))  // how many were written is of no use here
        try tx.raiseNextLook(decided.map { ($0.record.caseID, $0.nextLookOn) }, lookedOn: day.moment.today)
        return outcomes
    }

    /// A fee that is in the books already was charged by another run; its key says so.
    private func post(_ charges: [LedgerEntry], today: CalendarDate, in tx: TenantTransaction) throws {
        var rest = charges[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(TenantTransaction.postingsChunk)
            _ = try tx.post(Array(chunk), today: today)
            rest = rest.dropFirst(chunk.count)
        }
    }
}

extension RunTheBook.Report {
    fileprivate mutating func add(_ chunk: RunTheBook.Chunk, keepingLines: Bool) {
        for outcome in chunk.outcomes {
            looked += 1
            switch outcome.record.verdict {
            case .send where outcome.charges.isEmpty: planned += 1
            case .send:
                charged += 1
                charges += outcome.charged
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

extension ActRefused {
    fileprivate init(notYet day: CalendarDate, today: CalendarDate, _ tenant: TenantRecord) {
        self.init(
            .notAllowed,
            "\(day) has not come for \(tenant.slug), whose today is \(today): add --dry-run to see what would happen"
                + (tenant.isTest ? ", or first `dunwell tenant clock --tenant \(tenant.slug) --to \(day)`" : ""))
    }
}
