import Foundation
package import JobQueue
import PluginKit
package import Postgres
package import Receivables
import Store
import Treatment

/// Computes the ways of paying in parts that a message is about to offer, keeps them so that each can be accepted, and
/// hands the message on to its sending. No other offer is ever written: what the engine would not honour is not said.
package struct PlanOfferQuotes: SendJob {
    package struct Arguments: Codable, Sendable {
        package let attempt: Identifier<ContactAttempt>
        package let receivables: [Identifier<Receivable>]
    }

    package struct Intent: Sendable {
        let request: QuotePlan.Request
        let tenant: Identifier<Tenant>
    }

    package enum Outcome: Sendable {
        case quoted
        /// Nothing can be offered, in words with the fix.
        case refused(String)
    }

    package static let kind = "plan-offer-quotes"

    let asking: PlanAsking

    package init(_ asking: PlanAsking) { self.asking = asking }

    /// Who made the offers, as it is kept with them.
    static func quotedBy(_ attempt: Identifier<ContactAttempt>) -> String { "message \(attempt)" }

    static func enqueue(
        _ attempt: Identifier<ContactAttempt>, _ receivables: [Identifier<Receivable>], at time: JobTime = .now,
        in tx: TenantTransaction
    ) throws {
        let job = try NewJob(
            PlanOfferQuotes.self, Arguments(attempt: attempt, receivables: receivables), tenant: tx.tenantID, at: time,
            unique: .init("plan-offer-quotes:\(attempt)", .whileWaiting))
        _ = try tx.connection.enqueue([job])  // whether another asker was first does not matter
    }

    package func prepare(
        _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> Preparation<Intent> {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        let day = try TenantDay(tx)
        guard let attempt = try tx.attempt(arguments.attempt), attempt.state == .planned,
            let facts = try tx.caseFacts([attempt.caseID], today: day.moment.today).first,
            let business = day.businesses[attempt.businessID]
        else { return .skip }
        let made = try tx.planQuotes(ofCase: attempt.caseID).contains {
            $0.quotedBy == Self.quotedBy(attempt.id)
        }
        if made {
            // A try before this one ended between its two commits.
            try Self.handOn(attempt, in: tx)
            return .skip
        }
        var request = QuotePlan.Request(
            customer: facts.customer.reference, business: business.reference, role: .collector,
            quotedBy: Self.quotedBy(attempt.id))
        request.receivables = facts.receivables.filter { arguments.receivables.contains($0.id) }.map(\.reference)
        if attempt.medium == .post,
            let policy = try PolicyLibrary(Set([attempt.policyVersion].compactMap { $0 }), in: tx)
                .policy(attempt.policyVersion)
        {
            request.from = Self.startOfLetter(on: day.moment.today, policy: policy, calendar: day.calendar)
        }
        return .talk(Intent(request: request, tenant: tx.tenantID))
    }

    /// Business days a letter may lie before it is mailed.
    private static let businessDaysToMail = 2

    /// The day offers in a letter count from: the first on which the letter can be there.
    static func startOfLetter(
        on day: CalendarDate, policy: Treatment.Policy, calendar: BusinessCalendar
    ) -> CalendarDate {
        calendar.adding(businessDays: policy.rules.transitBusinessDays + businessDaysToMail, to: day)
    }

    package func talk(_ intent: Intent, _ job: JobContext) async throws -> Outcome {
        do {
            let quotes = try await QuotePlan(asking).quote(intent.request, for: intent.tenant)
            return quotes.isEmpty ? .refused("the plan provider offers nothing") : .quoted
        } catch let refused as ActRefused {
            return .refused(refused.description)
        }
    }

    package func finish(
        _ outcome: Outcome, _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> SendOutcome {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        guard let attempt = try tx.attempt(arguments.attempt), attempt.state == .planned else { return .done }
        switch outcome {
        case .quoted: try Self.handOn(attempt, in: tx)
        case .refused(let words): try Self.leaveOut(attempt, words, in: tx)
        }
        return .done
    }

    /// Offers hurt nobody when made twice: it is simply tried again.
    package func recordDoubt(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        try Self.enqueue(arguments.attempt, arguments.receivables, at: .after(seconds: 30), in: tx)
    }

    package func recordFailure(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        guard let attempt = try tx.attempt(arguments.attempt), attempt.state == .planned else { return }
        try Self.leaveOut(attempt, "its job failed for good; `dunwell job show \(job.id)` says why", in: tx)
    }

    package func recordCancellation(
        _ arguments: Arguments, reason: String, _ job: JobContext, in transaction: Transaction
    ) throws {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        guard let attempt = try tx.attempt(arguments.attempt) else { return }
        try SendContact.takeBack(attempt, reason: reason, tx)
    }

    private static func handOn(_ attempt: AttemptRecord, in tx: TenantTransaction) throws {
        let job = try NewJob(
            SendContact.self, SendContact.Arguments(attempt: attempt.id), tenant: tx.tenantID,
            unique: .init("send-contact:\(attempt.id):quoted"), plugin: attempt.pluginKind)
        _ = try tx.connection.enqueue([job])  // one sending for the offers, however often they are handed on
    }

    /// The step is left out for a recorded reason; the ladder goes on.
    private static func leaveOut(_ attempt: AttemptRecord, _ words: String, in tx: TenantTransaction) throws {
        let moment = try tx.moment()
        _ = try tx.record([DecisionRecord(refused: attempt, .message, words, at: moment)])  // always written
        // The row is locked by this transaction, so it is still planned.
        _ = try tx.move(attempt.id, from: [.planned], to: .refused, detail: "message: \(words)", at: moment.now)
        try tx.lowerNextLook(of: [attempt.caseID], to: moment.today)
    }
}
