import Foundation
package import PluginKit
package import Receivables
import Store
package import Treatment

/// Offers a customer a payment plan. Nothing changes until one of the offers is accepted.
package struct QuotePlan: Sendable {
    let asking: PlanAsking

    package init(_ asking: PlanAsking) { self.asking = asking }

    /// What is asked for.
    package struct Request: Sendable {
        package var customer: String
        package var business: String?
        /// References of the receivables to cover; empty for everything past due and undisputed.
        package var receivables: [String] = []
        /// What the customer was told is owed; refused when the books say otherwise.
        package var amount: Money?
        package var wish: PlanWish?
        /// The day the customer learns of it, when later than today: a letter travels.
        package var from: CalendarDate?
        /// Whose allowance it is granted under.
        package var role: GrantingRole
        package var quotedBy: String
        /// The provider; `nil` for the first the tenant has switched on.
        package var provider: String?

        package init(customer: String, business: String? = nil, role: GrantingRole, quotedBy: String) {
            self.customer = customer
            self.business = business
            self.role = role
            self.quotedBy = quotedBy
        }
    }

    /// An offer as kept.
    package struct Quoted: Sendable {
        package let id: Identifier<PlanQuote>
        package let offer: PlanOffer
    }

    /// Makes and keeps offers, the one with the fewest parts first.
    ///
    /// - Throws: `ActRefused` when nothing can be covered, the wish cannot be met or lies above the role's allowance.
    package func quote(_ request: Request, for tenant: Identifier<Tenant>) async throws -> [Quoted] {
        guard !request.quotedBy.isBlank else { throw ActRefused(.badInput, "say who offers the plan: --by") }
        let asked = try await asking.store.transaction(for: tenant) { tx in try ask(request, tx) }
        let result = await asked.provider.plugin.offers(
            in: asked.situation, context: try asking.context(asked.provider, tenant: tenant))
        guard case .offered(let offers) = result else {
            guard case .refused(let refusal) = result else { return [] }
            throw asked.policy.refused(refusal)
        }
        let quotes = offers.map { Quoted(id: Identifier(), offer: $0) }
        try await asking.store.transaction(for: tenant) { tx in
            for quote in quotes {
                try tx.add(
                    PlanQuoteRecord(
                        id: quote.id, caseID: asked.caseID, pluginKind: asked.provider.kind,
                        offeredOn: quote.offer.offeredOn, expiresOn: quote.offer.expiresOn, grantedAs: request.role,
                        quotedBy: request.quotedBy, total: quote.offer.total, offerJSON: try PlanText.text(quote.offer)
                    ))
            }
        }
        return quotes
    }

    private struct Asked: Sendable {
        let caseID: Identifier<CollectionCase>
        let provider: PlanAsking.Provider
        let situation: PlanSituation
        let policy: PlanPolicy
    }

    private func ask(_ request: Request, _ tx: TenantTransaction) throws -> Asked {
        let today = try tx.moment().today
        let business = try tx.business(named: request.business)
        let customer = try tx.customer(named: request.customer)
        let facts = try tx.factsOfCase(try tx.caseOf(customer.id, with: business), today: today)
        try PlanGrounds(facts, today: today).check()
        let items = try PlanGrounds(facts, today: today).items(named: request.receivables, among: try tx.askable(facts))
        if let amount = request.amount { try Self.compare(amount, with: items) }
        let policy = try PlanPolicy(facts, tx)
        let day = max(today, request.from ?? today)
        let bounds = RenewalBounds(facts, items: items, policy: policy, role: request.role, today: today)
        let situation = PlanSituation(
            day: day, items: items, calendar: try tx.calendar(), allowance: try bounds.allowance(from: day),
            terms: policy.settings, wish: request.wish, parties: try tx.planParties(facts))
        return Asked(
            caseID: facts.id, provider: try asking.provider(request.provider, for: business.id, tx),
            situation: situation, policy: policy)
    }

    private static func compare(_ amount: Money, with items: [PlanItem]) throws {
        guard items.allSatisfy({ $0.open.currency == amount.currency }) else {
            throw ActRefused(.badInput, "the customer owes in another currency than \(amount.currency)")
        }
        let owed = try items.map(\.open).total(in: amount.currency)
        guard amount.minorUnits <= owed.minorUnits else {
            throw ActRefused(.badInput, "\(amount) is more than the \(owed) owed on these items: lower the amount")
        }
        guard amount == owed else {
            throw ActRefused(
                .badInput,
                "\(amount) is less than the \(owed) owed on these items, and a plan covers all of it: name fewer "
                    + "receivables, or record a promise")
        }
    }
}

/// Whether a case may have a plan, and over what.
struct PlanGrounds {
    let facts: CaseFacts
    let today: CalendarDate

    init(_ facts: CaseFacts, today: CalendarDate) {
        self.facts = facts
        self.today = today
    }

    /// Reasons for which a person or a court decides, not a plan and not a promise.
    static let barring: Set<HoldReason> = [
        .bankruptcy, .deceased, .identityTheft, .litigation, .attorney, .cease, .refusal,
    ]

    func check() throws {
        if let hold = Self.barringHold(facts, today: today) {
            throw ActRefused(
                .notAllowed,
                "the case is held for \(hold.reason.rawValue), and no plan may be offered: `dunwell hold list` shows why"
            )
        }
        if facts.isPlaced {
            throw ActRefused(.notAllowed, "the case is placed with an agency: the plan is theirs to make")
        }
    }

    /// What a plan would cover, oldest first.
    func items(
        named references: [String], among open: [(item: PlanItem, dueOn: CalendarDate, isDisputed: Bool)]
    ) throws -> [PlanItem] {
        let covered = Set(
            facts.plans.filter { $0.isStanding(on: today) }.flatMap { $0.items.map(\.receivable) })
        guard !references.isEmpty else {
            let late = open.filter { $0.dueOn < today }
            let free = late.filter { $0.item.open.isPositive && !covered.contains($0.item.receivable) }
            guard free.isEmpty else { return free.map(\.item) }
            throw ActRefused(
                .notAllowed,
                late.isEmpty
                    ? "nothing is past due: name the receivables to cover with --receivable"
                    : "everything past due is disputed or on a plan already: resolve the dispute or amend the plan")
        }
        var found: [PlanItem] = []
        for reference in references {
            guard let one = open.first(where: { $0.item.reference == reference }) else {
                throw ActRefused(.unknown, "the customer has no open receivable \(reference)")
            }
            guard one.item.open.isPositive else {
                throw ActRefused(
                    .notAllowed, "\(reference) is disputed: resolve the dispute before a plan covers it")
            }
            guard !covered.contains(one.item.receivable) else {
                throw ActRefused(.notAllowed, "\(reference) is on a plan already: amend that one")
            }
            guard !found.contains(where: { $0.receivable == one.item.receivable }) else {
                throw ActRefused(.badInput, "\(reference) is named twice: name it once")
            }
            found.append(one.item)
        }
        return found
    }
}

/// Offers and documents as they are kept.
enum PlanText {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
