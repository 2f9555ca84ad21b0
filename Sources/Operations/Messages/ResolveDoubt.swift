import Foundation
package import JobQueue
import Postgres
package import Receivables
package import Store

/// Ends doubts: jobs that talked to the outside and of which nobody knows how that ended. Nothing is sent again before a
/// person has said what became of it.
package struct ResolveDoubt: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// What a person found out.
    package enum Finding: String, CaseIterable, Sendable {
        /// It left.
        case sent
        /// It never left. The step counts as not taken, and the next run may take it as a new attempt.
        case notSent = "not-sent"
    }

    /// A job nobody but a person can move on.
    package struct Doubt: Sendable, Codable {
        package let job: JobRecord
        /// Slug of the tenant whose people decide; `nil` for work of the platform itself.
        package let owner: String?
        /// Seconds since the talk began.
        package let ageSeconds: Int64
        /// The message it is about; `nil` for other work.
        package let message: Message?
    }

    /// What a person needs to look a message up where it would have gone.
    package struct Message: Sendable, Codable {
        /// The customer's reference.
        package let customer: String
        package let step: String
        package let medium: String
        /// What an e-mail is called in the relay's log; empty for another medium.
        package let messageID: String
    }

    /// Jobs in doubt in order of their numbers, of one tenant or of all.
    package func list(
        of tenant: Identifier<Tenant>? = nil, kind: String? = nil, after: JobID? = nil, limit: Int = 200
    ) async throws -> [Doubt] {
        let doubts = try await store.withoutTenantScope(reason: "the queue belongs to no tenant") { platform in
            let filter = JobFilter(state: .inDoubt, kind: kind, tenantID: tenant, after: after)
            let now = try platform.serverNow()
            return try platform.connection.jobs(filter, limit: limit).map { job in
                let since = job.talkingSince ?? job.createdAt
                return Doubt(
                    job: job, owner: try job.tenantID.flatMap { try platform.tenant($0)?.slug },
                    ageSeconds: max(0, (now.microseconds - since.microseconds) / 1_000_000), message: nil)
            }
        }
        var told: [Doubt] = []
        for doubt in doubts {
            guard let tenant = doubt.job.tenantID else {
                told.append(doubt)
                continue
            }
            let message = try await store.transaction(for: tenant) { tx in try Self.message(of: doubt.job, tx) }
            told.append(
                Doubt(job: doubt.job, owner: doubt.owner, ageSeconds: doubt.ageSeconds, message: message))
        }
        return told
    }

    private static func message(of job: JobRecord, _ tx: TenantTransaction) throws -> Message? {
        guard let attempt = try tx.attempt(sentBy: job) else { return nil }
        return Message(
            customer: try tx.customer(attempt.customerID)?.reference ?? "", step: attempt.stepKey,
            medium: attempt.medium.rawValue, messageID: attempt.messageID ?? "")
    }

    /// Ends the doubt about a job and about the attempt it was for, in one commit. What was found and why is kept as a
    /// decision, so that `why` tells it.
    ///
    /// - Parameters:
    ///   - day: The day it left; the day it was planned for when `nil`.
    ///   - reason: What the person looked at, such as the relay's log.
    /// - Throws: `JobQueueError` for a job that is not there or not in doubt; `ActRefused` for a reason left out or a
    ///   day that cannot be. Nothing is changed then.
    package func resolve(_ id: JobID, as finding: Finding, on day: CalendarDate? = nil, reason: String) async throws {
        guard !reason.isBlank, reason.count <= 500 else {
            throw ActRefused(.badInput, "say in 1 to 500 characters what shows it: --reason")
        }
        guard day == nil || finding == .sent else {
            throw ActRefused(.badInput, "only what was sent has a day: leave out --on")
        }
        try refuseCardNumbers(in: reason)
        let found = try await store.job(id)
        guard let tenant = found.tenantID else {
            return try await store.withoutTenantScope(reason: "the platform's own job") {
                try $0.connection.resolveJob(id, as: finding.ofJob)
            }
        }
        try await store.transaction(for: tenant) { tx in
            try tx.connection.resolveJob(id, as: finding.ofJob)
            guard let attempt = try tx.attempt(sentBy: found) else { return }
            try Self.settle(attempt, finding, on: day, reason: reason, tx)
        }
    }

    private static func settle(
        _ attempt: AttemptRecord, _ finding: Finding, on day: CalendarDate?, reason: String, _ tx: TenantTransaction
    ) throws {
        let moment = try tx.moment()
        // Talking: the queue moved the job and could not mark its attempt.
        let doubtful: [AttemptState] = [.inDoubt, .talking]
        let hasMoved: Bool
        switch finding {
        case .sent:
            let sentOn = day ?? attempt.plannedOn
            guard sentOn >= attempt.plannedOn, sentOn <= moment.today else {
                throw ActRefused(
                    .badInput, "it left between \(attempt.plannedOn) and \(moment.today): --on lies between them")
            }
            hasMoved = try tx.markSent(attempt.id, from: doubtful, reference: nil, on: sentOn, at: moment.now)
        case .notSent:
            hasMoved = try tx.move(
                attempt.id, from: doubtful, to: .refused, detail: "a person found that it never left", at: moment.now)
        }
        guard hasMoved else { return }
        // A decision at sending is always written.
        _ = try tx.record([
            DecisionRecord(
                sending: attempt, verdict: finding == .sent ? .send : .block, ruleID: "person.\(finding.rawValue)",
                words: finding == .sent
                    ? "a person found that the message left: \(reason)"
                    : "a person found that the message never left: \(reason)",
                at: moment)
        ])
        try tx.lowerNextLook(of: [attempt.caseID], to: moment.today)
    }
}

extension ResolveDoubt.Finding {
    fileprivate var ofJob: Transaction.DoubtResolution {
        switch self {
        case .sent: .delivered
        case .notSent: .notDelivered
        }
    }
}
