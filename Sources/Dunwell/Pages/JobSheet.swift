import Foundation
import JobQueue
import Operations
import Receivables
import Store

/// A job as it is printed: its moments on the clock of its tenant, in UTC for work of the platform itself.
struct JobSheet: Encodable, Sendable {
    let id: JobID
    let tenant: String?
    let queue: String
    let kind: String
    let mode: String
    let state: String
    let attempt: Int
    let attemptsMax: Int
    let failures: Int
    let crashes: Int
    let plugin: String?
    /// Ids only.
    let arguments: [String: String]
    /// When the machines run it.
    let due: String
    /// The moment it is for on the tenant's own calendar, which a test tenant may have moved.
    let dueForTenant: String?
    let uniqueKey: String?
    let talkingSince: String?
    let isCancelRequested: Bool
    let lastError: String?
    let made: String
    let finished: String?
    let timeZone: String

    init(_ job: JobRecord, of tenant: TenantRecord?) throws {
        let zone = try tenant?.timeZone() ?? .gmt
        func text(_ moment: ServerInstant) -> String {
            LocalTime.iso(BusinessInstant(microseconds: moment.microseconds), in: zone)
        }
        id = job.id
        self.tenant = tenant?.slug
        queue = job.queue
        kind = job.kind
        mode = job.mode.rawValue
        state = job.state.rawValue
        attempt = job.attempt
        attemptsMax = job.attemptsMax
        failures = job.failures
        crashes = job.crashes
        plugin = job.plugin
        arguments = Self.pairs(job.arguments)
        due = text(job.runAt)
        dueForTenant = job.businessRunAt.map { LocalTime.iso($0, in: zone) }
        uniqueKey = job.uniqueKey
        talkingSince = job.talkingSince.map(text)
        isCancelRequested = job.isCancelRequested
        lastError = job.lastError
        made = text(job.createdAt)
        finished = job.finishedAt.map(text)
        timeZone = zone.identifier
    }

    /// `2026-03-09 08:10` of `2026-03-09T08:10:05-05:00`.
    static func minute(_ text: String) -> String { String(text.prefix(16)).replacing("T", with: " ") }

    private static func pairs(_ arguments: String) -> [String: String] {
        // Arguments of another shape are shown as they are stored.
        (try? JSONDecoder().decode([String: String].self, from: Data(arguments.utf8))) ?? ["stored": arguments]
    }
}

extension Host {
    /// Jobs as they are printed, each on its tenant's clock.
    func sheets(_ jobs: [JobRecord]) async throws -> [JobSheet] {
        let ids = Set(jobs.compactMap(\.tenantID))
        let tenants = try await store.withoutTenantScope(reason: "the queue belongs to no tenant") { platform in
            try ids.compactMap { try platform.tenant($0) }
        }
        let byID = Dictionary(uniqueKeysWithValues: tenants.map { ($0.id, $0) })
        return try jobs.map { try JobSheet($0, of: $0.tenantID.flatMap { byID[$0] }) }
    }
}
