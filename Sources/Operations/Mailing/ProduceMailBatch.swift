import Foundation
package import JobQueue
package import PluginKit
package import Postgres
package import Receivables
package import Store

/// Draws the letters of one batch into one file with its manifest. The batch then waits for a person to confirm that it
/// was mailed: a printed letter is not a mailing.
///
/// Each letter is asked about again first: one that must not be mailed any more is left out and told why.
/// Producing twice is harmless: the file carries the batch's id and is replaced as a whole.
package struct ProduceMailBatch: SendJob {
    package struct Arguments: Codable, Sendable {
        package let batch: Identifier<MailBatch>
    }

    package struct Intent: Sendable {
        let batch: OutboundBatch
        let kind: String
        let context: PluginContext
    }

    package typealias Outcome = BatchResult

    package static let kind = "produce-mail-batch"
    package static let timeLimit: Duration = .seconds(600)

    let desk: DeliveryDesk

    package init(desk: DeliveryDesk) { self.desk = desk }

    /// Asks for a batch to be produced; several askers make one job.
    static func enqueue(
        _ batch: Identifier<MailBatch>, tenant: Identifier<Tenant>, in tx: TenantTransaction, at time: JobTime
    ) throws {
        let job = try NewJob(
            ProduceMailBatch.self, Arguments(batch: batch), tenant: tenant, at: time,
            unique: .init("produce-mail-batch:\(batch):\(time.isNow ? "now" : "later")", .whileWaiting), priority: .bulk
        )
        _ = try tx.connection.enqueue([job])  // whether another asker was first does not matter
    }

    /// Asks for every open batch that holds letters to be produced now: the end of a day's work.
    package static func produceOpenBatches(of tenant: Identifier<Tenant>, store: Store) async throws -> Int {
        try await store.transaction(for: tenant) { tx in
            let open = try tx.mailBatches(limit: 1_000).filter { $0.state == "open" }
            for batch in open { try enqueue(batch.id, tenant: tenant, in: tx, at: .now) }
            return open.count
        }
    }

    package func prepare(
        _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> Preparation<Intent> {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        let day = try TenantDay(tx)
        guard let batch = try tx.mailBatch(arguments.batch), batch.state == "open" else { return .skip }
        let letters = try tx.attempts(inBatch: batch.id)
        if letters.contains(where: { $0.state == .talking }) { return .snooze(.after(seconds: 5)) }
        let barred = try MailingGate(day: day, mailedOn: day.moment.today).barred(letters, tx)
        // A muted tenant and old payments bind every letter alike: the batch waits for them.
        if barred.contains(where: \.isOfTenant) { return .snooze(.after(seconds: 3_600)) }
        for letter in barred { try letter.leaveOut(tx, at: day.moment) }
        let gone = Set(barred.map(\.letter.id))
        let prepared = letters.filter { $0.state == .prepared && !gone.contains($0.id) }
        guard let kind = prepared.first?.pluginKind else { return .skip }
        guard day.enabledPlugins.contains(kind), let configuration = try desk.settings.configured(kind, in: tx)
        else { return .snooze(.after(seconds: 3_600)) }
        let messages = try prepared.compactMap(\.contentJSON).map {
            try JSONDecoder().decode(OutboundMessage.self, from: Data($0.utf8))
        }
        let outbound = OutboundBatch(
            batchID: batch.id, day: batch.lettersOf, number: batch.ordinal, messages: messages)
        return .talk(
            Intent(
                batch: outbound, kind: kind,
                context: try desk.context(
                    kind: kind, configuration: configuration, business: batch.businessID, day: day)))
    }

    package func talk(_ intent: Intent, _ job: JobContext) async throws -> BatchResult {
        guard let channel = desk.registry.channel(intent.kind) as? any BatchContactChannel else {
            return .refused(fault: .plugin, detail: "plugin \(intent.kind) makes no batches")
        }
        return await channel.produce(intent.batch, in: intent.context)
    }

    package func finish(
        _ outcome: BatchResult, _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> SendOutcome {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        let moment = try tx.moment()
        switch outcome {
        case .retry(let pause, _):
            return .retry(
                afterSeconds: pause.components.seconds,
                reason:
                    "the letters could not be written: free space in the spool directory and let the host write to it; "
                    + "it is tried again by itself")
        case .refused(let fault, _): return .fail(reason: "the batch was refused, \(fault.rawValue) at fault")
        case .produced(let file):
            // Somebody took a letter out while the file was drawn: the pile must not hold it.
            guard try !holdsTakenOut(file, of: arguments.batch, tx) else {
                try Self.enqueue(arguments.batch, tenant: tx.tenantID, in: tx, at: .after(seconds: 1))
                return .done
            }
            var sheets = 0
            var letters = 0
            for outcome in file.outcomes {
                switch outcome.result {
                case .included(_, _, let count):
                    sheets += count
                    letters += 1
                case .refused(let refusal): try leaveOut(outcome.attemptID, refusal, at: moment, in: tx)
                }
            }
            // A batch that is not open any more was produced by another worker with the same result.
            _ = try tx.markProduced(
                arguments.batch, path: file.artefact?.name ?? "", sha256: file.artefact?.sha256 ?? "", letters: letters,
                sheets: sheets, at: moment.now)
            return .done
        }
    }

    package func recordDoubt(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        try Self.enqueue(arguments.batch, tenant: tx.tenantID, in: tx, at: .after(seconds: 30))
    }

    /// Whether the file holds a letter that is not waiting any more. A batch that is not open any more is not asked.
    private func holdsTakenOut(
        _ file: ProducedBatch, of batch: Identifier<MailBatch>, _ tx: TenantTransaction
    ) throws -> Bool {
        guard try tx.mailBatch(batch)?.state == "open" else { return false }
        let waiting = Set(try tx.attempts(inBatch: batch).filter { $0.state == .prepared }.map(\.id))
        return file.outcomes.contains { outcome in
            guard case .included = outcome.result else { return false }
            return !waiting.contains(outcome.attemptID)
        }
    }

    private func leaveOut(
        _ id: Identifier<ContactAttempt>, _ refusal: Refusal, at moment: TenantMoment, in tx: TenantTransaction
    ) throws {
        guard let attempt = try tx.attempt(id) else { return }
        // A letter that is not waiting any more was cancelled meanwhile.
        _ = try tx.move(
            id, from: [.prepared], to: .refused,
            detail: try EnvelopeFit.detail(refusal.fault, refusal.detail, of: attempt, in: tx), at: moment.now)
        if refusal.fault == .address, let point = attempt.contactPoint {
            try tx.markContactPointBad(point, reason: "returned", at: moment, source: "channel \(attempt.pluginKind)")
        }
        try tx.lowerNextLook(of: [attempt.caseID], to: moment.today)
    }
}

extension JobTime {
    fileprivate var isNow: Bool { if case .now = self { true } else { false } }
}
