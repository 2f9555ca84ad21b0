import Compliance
package import JobQueue
import PluginKit
package import Postgres
package import Receivables
package import Store
import Treatment

/// Tells the customer what a person did where no step of the policy does: a fee taken off, what was found about something
/// they said of no item in particular, a payment that came back. It asks for nothing, so that no limit on asking counts it.
///
/// The act hands it on in its own commit; one letter a day and kind says all that was done on it.
package struct ActLetter: LocalJob {
    package struct Arguments: Codable, Sendable {
        package let collectionCase: Identifier<CollectionCase>
        /// What it tells, the key of its attempts' step: `waiver`.
        package let template: String
        /// The tenant's day on which it was done.
        package let day: CalendarDate
    }

    package static let kind = "act-letter"

    /// What it tells: the keys of its attempts' steps.
    static let templates: Set<String> = ["waiver", claimAnswer, paymentReturned]

    /// What was found about what a customer said of no item in particular.
    static let claimAnswer = "claim-answer"

    /// That a payment came back, and what is open again.
    static let paymentReturned = "payment-returned"

    /// Words a step of the policy has too, said once more for what came after it had gone that day.
    static let again: Set<String> = [
        "dispute-received", "evidence-request", "promise-confirmation", "plan-confirmation",
    ]

    let desk: DeliveryDesk

    package init(desk: DeliveryDesk) { self.desk = desk }

    /// Hands a letter on from the transaction of the act it tells of.
    package static func enqueue(
        _ template: String, for collectionCase: Identifier<CollectionCase>, on day: CalendarDate,
        in tx: TenantTransaction
    ) throws {
        precondition(templates.union(again).contains(template), "only what answers an act is written so")
        let job = try NewJob(
            ActLetter.self, Arguments(collectionCase: collectionCase, template: template, day: day),
            tenant: tx.tenantID, unique: .init("act-letter:\(template):\(collectionCase):\(day)", .whileWaiting))
        _ = try tx.connection.enqueue([job])  // an earlier act of the day may have asked already
    }

    package func perform(
        _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> LocalOutcome {
        let tx = try TenantTransaction(entering: job.tenant(), on: transaction)
        let day = try TenantDay(tx)
        guard let facts = try tx.caseFacts([arguments.collectionCase], today: day.moment.today).first else {
            return .cancel(reason: "the case is gone")
        }
        guard let version = facts.policyVersion else {
            return .cancel(reason: "the case pins no policy, and nothing is written without one")
        }
        let channels = LiveChannels(registry: desk.registry, enabled: day.enabledPlugins)
        let reading = CaseReading(facts, day: day, liveMedia: channels.media)
        let way = [ContactMedium.email, .post].lazy.compactMap { medium in
            channels.kind(for: medium).flatMap { kind in
                reading.contactPoint(for: medium).map { (medium: medium, kind: kind, point: $0) }
            }
        }.first
        guard let way else { return .cancel(reason: "no channel reaches the customer") }
        let cycle = CycleKey(kind: .event, startedOn: arguments.day).description
        let told = facts.attempts.filter { $0.stepKey == arguments.template && $0.cycle == cycle }
        // What still waits to be written says this act too.
        if told.contains(where: { $0.state == .planned }) { return .done }
        try tx.planToSend(
            [
                PlannedAttempt(
                    id: Identifier(), caseID: facts.id, customerID: facts.customer.id, businessID: facts.business,
                    policyVersion: version, stepKey: arguments.template, cycle: cycle,
                    ordinal: (told.map(\.ordinal).max() ?? 0) + 1, medium: way.medium, pluginKind: way.kind,
                    contactPoint: way.point.id, plannedOn: day.firstDay(by: way.medium), dueSince: arguments.day,
                    lapsesAfter: nil, attemptsMax: nil, language: facts.customer.language, tone: .grateful,
                    templateKey: arguments.template)
            ], day)
        return .done
    }
}

extension TenantTransaction {
    /// Holds that bind a case on a day, those that end first, first; those of single items among them.
    func bindingHolds(ofCase id: Identifier<CollectionCase>, on day: CalendarDate) throws -> [HoldRecord] {
        guard let customer = try customer(ofCase: id) else { return [] }
        return try holds(of: [customer]).filter { ($0.caseID == nil || $0.caseID == id) && $0.binds(on: day) }
            .sorted { first, second in
                guard let end = first.heldUntil else { return false }
                return second.heldUntil.map { end < $0 } ?? true
            }
    }

    /// Hands on what was found about a claim where a hold kept it from the customer and none does any more.
    ///
    /// - Returns: The cases it is told in now.
    func tellWhatWasKeptBack(in cases: [Identifier<CollectionCase>], on day: CalendarDate) throws
        -> [Identifier<CollectionCase>]
    {
        try caseFacts(cases, today: day).compactMap { facts in
            let answers = Dictionary(grouping: facts.attempts.filter(\.answersWholeClaim), by: \.cycle)
            let keptBack = answers.filter { _, tries in
                tries.allSatisfy { $0.state == .cancelled && $0.detail.hasPrefix("hold.") }
            }
            let days = keptBack.keys.compactMap { CycleKey($0)?.startedOn }.sorted()
            guard !days.isEmpty,
                try bindingHolds(ofCase: facts.id, on: day).allSatisfy(\.reason.letsAnswersLeave)
            else { return nil }
            for day in days { try ActLetter.enqueue(ActLetter.claimAnswer, for: facts.id, on: day, in: self) }
            return facts.id
        }
    }
}

extension AttemptRecord {
    /// Whether it is no step of the ladder: a letter's copy, or the answer to what a person did.
    var isBesideTheLadder: Bool { copiedStep != nil || ActLetter.templates.contains(stepKey) }

    /// Whether an act asked for it and no step of the policy would do so again.
    var isWrittenByAnAct: Bool {
        ActLetter.templates.contains(stepKey)
            || ActLetter.again.contains(stepKey) && (ordinal > 1 || templateKey == "plan-confirmation")
    }
}
