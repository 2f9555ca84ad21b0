import Foundation
package import PluginKit
package import Receivables

/// What every payment plan provider owes the host.
package struct PlanProviderConformance: Sendable {
    let provider: any PaymentPlanProvider
    let configuration: PluginConfiguration

    /// Examines a provider.
    package init(_ provider: any PaymentPlanProvider, configuration: PluginConfiguration) {
        self.provider = provider
        self.configuration = configuration
    }

    /// Broken rules; empty when all hold.
    package func violations() async throws -> [String] {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(configuration, spool: spool.url)
        var broken = try await offers(context) + refusals(context)
        broken += await agreements(context)
        broken += await amendments(context)
        if try !spool.files().isEmpty { broken.append("a plan leaves nothing in the spool") }
        return broken
    }

    /// Offers prove to the cent, keep to what may be granted and are the same whenever asked.
    private func offers(_ context: PluginContext) async throws -> [String] {
        let situation = PlanSituation.sample()
        let result = await provider.offers(in: situation, context: context)
        guard case .offered(let offers) = result, !offers.isEmpty else {
            return ["an ordinary situation gets offers: \(result)"]
        }
        var broken: [String] = []
        if await provider.offers(in: situation, context: context) != result {
            broken.append("the same situation gets the same offers")
        }
        let copy = try JSONDecoder().decode(PlanOffersResult.self, from: JSONEncoder().encode(result))
        if copy != result { broken.append("offers survive being written and read") }
        for offer in offers { broken += faults(of: offer, in: situation) }
        return broken
    }

    /// What is wrong with one offer for a situation.
    package func faults(of offer: PlanOffer, in situation: PlanSituation) -> [String] {
        let owed = situation.items.reduce(Int64(0)) { $0 + $1.open.minorUnits }
        let days = offer.installments.map(\.dueOn)
        var broken: [String] = []
        let sum = offer.installments.reduce(Int64(0)) { $0 + $1.amount.minorUnits }
        if sum != owed || offer.total.minorUnits != owed { broken.append("parts add up to what is owed: \(sum)") }
        if !offer.installments.allSatisfy({ $0.amount.isPositive && $0.amount.currency == offer.total.currency }) {
            broken.append("each part is above zero in the currency of the total")
        }
        if offer.installments.map(\.ordinal) != Array(1...max(1, days.count)) { broken.append("parts count from 1") }
        if !zip(days, days.dropFirst()).allSatisfy({ $0 < $1 }) { broken.append("the days follow each other: \(days)") }
        if !days.allSatisfy(situation.calendar.isBusinessDay) {
            broken.append("parts fall due on business days: \(days)")
        }
        if days.count > situation.allowance.partsMax { broken.append("no more parts than may be granted") }
        if let last = days.last, last.days(since: situation.day) > situation.allowance.daysMax {
            broken.append("the last part lies within what may be granted")
        }
        if let first = days.first, first < situation.day || offer.expiresOn > first {
            broken.append("the offer ends no later than its first payment, which is not in the past")
        }
        if offer.expiresOn < situation.day || offer.expiresOn.days(since: situation.day) > situation.terms.offerDays {
            broken.append("the offer stands for the policy's days at most")
        }
        if offer.items != situation.items { broken.append("the offer covers what it was asked to cover") }
        return broken
    }

    /// What cannot be a plan is refused with its reason and without a name.
    private func refusals(_ context: PluginContext) async throws -> [String] {
        let owed = PlanItem.sample(cents: 15_000)
        let cases: [(PlanSituation, PlanRefusal.Reason, String)] = [
            (.sample(items: []), .nothingOwed, "nothing owed"),
            (.sample(items: [.sample(cents: 0)]), .nothingOwed, "an item with nothing open"),
            (.sample(items: [owed, .sample(cents: -100)]), .nothingOwed, "an item with a credit"),
            (.sample(items: [owed, .sample(cents: 100, currency: .cad)]), .mixedCurrencies, "two currencies"),
            (.sample(wish: PlanWish(size: .parts(1))), .tooFewParts, "one part"),
            (.sample(wish: PlanWish(size: .parts(0))), .tooFewParts, "no part"),
            (.sample(wish: PlanWish(size: .parts(400))), .tooManyParts, "400 parts"),
        ]
        var broken: [String] = []
        for (situation, reason, what) in cases {
            guard case .refused(let refusal) = await provider.offers(in: situation, context: context) else {
                broken.append("\(what) is refused")
                continue
            }
            if refusal.reason != reason { broken.append("\(what) is refused as \(reason.rawValue): \(refusal)") }
            if refusal.detail.isEmpty || refusal.detail.contains(situation.parties.customerName) {
                broken.append("the refusal of \(what) says what to do and names no customer")
            }
        }
        return broken
    }

    /// An accepted offer binds as it was offered, in the customer's language; a late or altered one does not.
    private func agreements(_ context: PluginContext) async -> [String] {
        var broken: [String] = []
        for language in Language.allCases {
            let situation = PlanSituation.sample(language: language)
            guard case .offered(let offers) = await provider.offers(in: situation, context: context) else { continue }
            for offer in offers {
                let acceptance = PlanAcceptance.sample(of: offer, in: situation)
                guard case .agreed(let agreement) = await provider.agreement(on: acceptance, context: context) else {
                    broken.append("an offer of today is agreed today")
                    continue
                }
                if agreement.schedule != offer { broken.append("the schedule is the one offered") }
                let words = agreement.documents.first.map { $0.paragraphs.joined(separator: "\n") } ?? ""
                if agreement.documents.first?.language != language || !words.contains(situation.parties.customerName) {
                    broken.append("the document is the customer's, in \(language.rawValue)")
                }
                let late = PlanAcceptance.sample(of: offer, in: situation, on: offer.expiresOn.adding(days: 1))
                if await provider.agreement(on: late, context: context).reason != .offerEnded {
                    broken.append("an offer past its day is refused")
                }
                let altered = PlanAcceptance.sample(of: offer.adding(cents: 1), in: situation)
                if await provider.agreement(on: altered, context: context).reason != .doesNotProve {
                    broken.append("an offer whose parts were altered is refused")
                }
            }
        }
        return broken
    }

    /// A change spreads what is still open, keeps its bounds and says why.
    private func amendments(_ context: PluginContext) async -> [String] {
        let situation = PlanSituation.sample(
            items: [.sample(cents: 7_001)], wish: PlanWish(size: .parts(2)))
        let change = PlanChange(planID: Identifier(), version: 2, situation: situation, reason: "paid later")
        guard case .agreed(let agreement) = await provider.amendment(change, context: context) else {
            return ["a change of a running plan is agreed"]
        }
        var broken = faults(of: agreement.schedule, in: situation)
        if agreement.documents.first?.paragraphs.contains(where: { $0.contains("paid later") }) != true {
            broken.append("the document of a change says why")
        }
        let silent = PlanChange(planID: Identifier(), version: 2, situation: situation, reason: "")
        if case .agreed = await provider.amendment(silent, context: context) {
            broken.append("a change without a reason is refused")
        }
        return broken
    }
}

extension PlanSituation {
    /// 150 dollars on one invoice, offered on the fixture's day by somebody who may grant six parts in 180 days.
    package static func sample(
        day: CalendarDate = .fixtureDay, items: [PlanItem] = [.sample(cents: 15_000)],
        calendar: BusinessCalendar = .standard, allowance: PlanAllowance = PlanAllowance(partsMax: 6, daysMax: 180),
        terms: PlanSettings = PlanSettings(provisionalDays: 7, graceDays: 5, offerDays: 10), wish: PlanWish? = nil,
        language: Language = .english
    ) -> PlanSituation {
        PlanSituation(
            day: day, items: items, calendar: calendar, allowance: allowance, terms: terms, wish: wish,
            parties: PlanParties(
                businessName: "Northwind Alarm", businessPhone: "+15055550100", customerName: "Ana Núñez",
                customerReference: "NW-10001", language: language))
    }
}

extension PlanItem {
    /// An invoice with so much open.
    package static func sample(cents: Int64, currency: Currency = .usd) -> PlanItem {
        PlanItem(
            receivable: Identifier(), reference: "INV-1", open: Money(minorUnits: cents, currency: currency))
    }
}

extension PlanAcceptance {
    /// The offer accepted on the day it was made, or another.
    package static func sample(
        of offer: PlanOffer, in situation: PlanSituation, on day: CalendarDate? = nil
    ) -> PlanAcceptance {
        PlanAcceptance(
            planID: Identifier(), offer: offer, acceptedOn: day ?? offer.offeredOn, calendar: situation.calendar,
            parties: situation.parties)
    }
}

extension PlanOffer {
    /// The same offer with its last part changed, as somebody who meddles would hand it back.
    fileprivate func adding(cents: Int64) -> PlanOffer {
        var parts = installments
        if let last = parts.popLast() {
            parts.append(
                PlannedInstallment(
                    ordinal: last.ordinal, dueOn: last.dueOn,
                    amount: Money(minorUnits: last.amount.minorUnits + cents, currency: last.amount.currency)))
        }
        return PlanOffer(
            offeredOn: offeredOn, expiresOn: expiresOn, rhythm: rhythm, installments: parts, total: total, cost: cost,
            items: items, settings: settings, needsReview: needsReview)
    }
}

extension PlanAgreementResult {
    fileprivate var reason: PlanRefusal.Reason? { if case .refused(let refusal) = self { refusal.reason } else { nil } }
}
