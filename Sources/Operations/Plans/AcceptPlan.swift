package import PluginKit
package import Receivables
import Store
import Treatment

/// Turns an offer the customer said yes to into a plan. The case sleeps provisionally from then on, and fully with the
/// first payment.
package struct AcceptPlan: Sendable {
    let asking: PlanAsking

    package init(_ asking: PlanAsking) { self.asking = asking }

    /// What was agreed.
    package struct Accepted: Sendable {
        package let plan: Identifier<PaymentPlan>
        /// `false` when the offer had become this plan before; nothing was done then.
        package let isNew: Bool
        package let documents: [PlanDocument]
    }

    /// Accepts an offer. Accepting it again changes nothing.
    ///
    /// - Parameters:
    ///   - how: How the customer said yes, such as `call` or `signed letter`.
    ///   - reviewedBy: Who looked at the law; needed for an offer marked for review.
    ///   - reminds: Whether the customer asked to be reminded of each part.
    /// - Throws: `ActRefused` when the offer ended, the books moved since, or something of it is on another plan.
    package func accept(
        _ id: Identifier<PlanQuote>, how: String, by person: String, reviewedBy: String?, reminds: Bool = false,
        for tenant: Identifier<Tenant>
    ) async throws -> Accepted {
        guard !how.isBlank, !person.isBlank else {
            throw ActRefused(.badInput, "say how the customer accepted and who records it: --how, --by")
        }
        try refuseCardNumbers(in: how, person, reviewedBy)
        let step = try await asking.store.transaction(for: tenant) { tx in try prepare(id, reviewedBy: reviewedBy, tx) }
        guard case .talk(let talk) = step else {
            guard case .done(let accepted) = step else { throw ActRefused(.unknown, "there is no offer \(id)") }
            return accepted
        }
        let result = await talk.provider.plugin.agreement(
            on: talk.acceptance, context: try asking.context(talk.provider, tenant: tenant))
        guard case .agreed(let agreement) = result else {
            guard case .refused(let refusal) = result else { throw ActRefused(.unknown, "there is no offer \(id)") }
            throw talk.policy.refused(refusal)
        }
        return try await asking.store.transaction(for: tenant) { tx in
            try keep(agreement, talk, how: how, by: person, reviewedBy: reviewedBy, reminds: reminds, tx)
        }
    }

    private struct Talk: Sendable {
        let quote: PlanQuoteRecord
        let acceptance: PlanAcceptance
        let provider: PlanAsking.Provider
        let policy: PlanPolicy
    }

    private enum Step: Sendable {
        case done(Accepted)
        case talk(Talk)
    }

    private func prepare(
        _ id: Identifier<PlanQuote>, reviewedBy: String?, _ tx: TenantTransaction
    ) throws -> Step {
        guard let quote = try tx.planQuote(id) else {
            throw ActRefused(.unknown, "there is no offer \(id): `dunwell plan quote --help` says how they are made")
        }
        if let plan = quote.plan { return .done(try Self.accepted(plan, tx)) }
        let today = try tx.moment().today
        let facts = try tx.factsOfCase(quote.caseID, today: today)
        let offer = try PlanText.value(PlanOffer.self, quote.offerJSON)
        try Self.check(offer, quote, facts, today: today, tx)
        guard !offer.needsReview || reviewedBy?.isEmpty == false else {
            throw ActRefused(
                .notAllowed,
                "a plan of \(offer.installments.count) parts may be credit under Regulation Z (12 CFR 1026.2(a)(17)(i)): "
                    + "have it reviewed and say by whom with --reviewed-by, or offer at most four parts")
        }
        let acceptance = PlanAcceptance(
            planID: Identifier(), offer: offer, acceptedOn: today, calendar: try tx.calendar(),
            parties: try tx.planParties(facts))
        return .talk(
            Talk(
                quote: quote, acceptance: acceptance,
                provider: try asking.provider(quote.pluginKind, for: facts.business, tx),
                policy: try PlanPolicy(facts, tx)))
    }

    private func keep(
        _ agreement: PlanAgreement, _ talk: Talk, how: String, by person: String, reviewedBy: String?, reminds: Bool,
        _ tx: TenantTransaction
    ) throws -> Accepted {
        let today = try tx.moment().today
        let facts = try tx.lockedFactsOfCase(talk.quote.caseID, today: today)
        guard let quote = try tx.planQuote(talk.quote.id) else {
            throw ActRefused(.unknown, "the offer is not there any more")
        }
        // Somebody else may have accepted it, or money may have come, while the provider was asked.
        if let plan = quote.plan { return try Self.accepted(plan, tx) }
        try Self.check(agreement.schedule, quote, facts, today: today, tx)
        let schedule = agreement.schedule
        let record = PlanRecord(
            id: talk.acceptance.planID, caseID: quote.caseID, quote: quote.id, pluginKind: quote.pluginKind,
            acceptedOn: today, acceptedHow: how, recordedBy: person,
            reviewedBy: schedule.needsReview ? reviewedBy : nil,
            provisionalDays: Self.provisionalDays(of: schedule, from: today),
            graceDays: schedule.settings.graceDays, reminds: reminds,
            items: schedule.items.map { (receivable: $0.receivable, open: $0.open) },
            firstVersion: PlanVersionRecord(
                fact: try tx.version(
                    1, of: schedule, covering: schedule.items.map(\.receivable), agreedOn: today),
                grantedAs: quote.grantedAs, reason: "", recordedBy: person,
                documentsJSON: try PlanText.text(agreement.documents),
                items: schedule.items.map { (receivable: $0.receivable, open: $0.open) }))
        try tx.supersedePromises(of: facts, sharing: record.items.map(\.receivable), on: today)
        try tx.add(record)
        try tx.tellOfLaterAgreement(in: facts.id, of: facts.customer.id, on: today)
        return Accepted(plan: record.id, isNew: true, documents: agreement.documents)
    }

    /// Days the reminders rest: those of the policy, and never less than until the day of the first payment has passed.
    private static func provisionalDays(of schedule: PlanOffer, from today: CalendarDate) -> Int {
        max(
            schedule.settings.provisionalDays, schedule.installments.first.map { $0.dueOn.days(since: today) + 1 } ?? 0)
    }

    private static func accepted(_ plan: Identifier<PaymentPlan>, _ tx: TenantTransaction) throws -> Accepted {
        let first = try tx.paymentPlan(plan)?.versions.first
        let documents = try first.map { try PlanText.value([PlanDocument].self, $0.documentsJSON) }
        return Accepted(plan: plan, isNew: false, documents: documents ?? [])
    }

    /// What must hold when an offer is accepted, whatever held when it was made.
    private static func check(
        _ offer: PlanOffer, _ quote: PlanQuoteRecord, _ facts: CaseFacts, today: CalendarDate,
        _ tx: TenantTransaction
    ) throws {
        guard today <= quote.expiresOn else {
            throw ActRefused(
                .notAllowed, "the offer stood until \(quote.expiresOn) and today is \(today): make a new one")
        }
        let grounds = PlanGrounds(facts, today: today)
        try grounds.check()
        let items: [PlanItem]
        do {
            items = try grounds.items(named: offer.items.map(\.reference), among: try tx.askable(facts))
        } catch let refused as ActRefused where refused.kind == .unknown {
            throw ActRefused(.notAllowed, "something of the offer was paid since it was made: make a new one")
        }
        guard items == offer.items else {
            throw ActRefused(.notAllowed, "what is owed changed since the offer was made: make a new one")
        }
        try RenewalBounds(
            facts, items: items, policy: try PlanPolicy(facts, tx), role: quote.grantedAs, today: today
        ).check(lastPart: offer.installments.last?.dueOn)
    }
}

extension TenantTransaction {
    /// A schedule as a version that counts from what has come off so far. The covered balances are locked.
    func version(
        _ number: Int, of schedule: PlanOffer, covering receivables: [Identifier<Receivable>],
        agreedOn day: CalendarDate
    ) throws -> PlanVersionFact {
        let moved = try movements(on: receivables).values.flatMap { $0.map(\.amount) }
        return PlanVersionFact(
            number: number, agreedOn: day, paidBefore: try moved.total(in: schedule.total.currency),
            installments: schedule.installments.map {
                PlanInstallmentFact(ordinal: $0.ordinal, dueOn: $0.dueOn, amount: $0.amount)
            })
    }
}
