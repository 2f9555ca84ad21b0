package import PluginKit
package import Receivables
import Store
package import Treatment

/// Changes a plan the customer still keeps: what is open is spread anew, as the next version with its reason.
package struct AmendPlan: Sendable {
    let asking: PlanAsking

    package init(_ asking: PlanAsking) { self.asking = asking }

    /// A change as asked for.
    package struct Change: Sendable {
        package var wish: PlanWish
        package var reason: String
        package var role: GrantingRole
        package var by: String
        /// Who looked at the law, where the parts are so many that somebody must.
        package var reviewedBy: String?

        package init(wish: PlanWish, reason: String, role: GrantingRole, by: String) {
            self.wish = wish
            self.reason = reason
            self.role = role
            self.by = by
        }
    }

    /// What was agreed.
    package struct Amended: Sendable {
        package let version: Int
        package let schedule: PlanOffer
        package let documents: [PlanDocument]
    }

    /// Makes the next version of a plan.
    ///
    /// - Throws: `ActRefused` when the plan is over, or the change lies above the role's allowance.
    package func amend(
        _ id: Identifier<PaymentPlan>, _ change: Change, for tenant: Identifier<Tenant>
    ) async throws -> Amended {
        guard !change.reason.isBlank, !change.by.isBlank else {
            throw ActRefused(.badInput, "say why the plan is changed and by whom: --reason, --by")
        }
        try refuseCardNumbers(in: change.reason, change.by)
        let asked = try await asking.store.transaction(for: tenant) { tx in try ask(id, change, tx) }
        let result = await asked.provider.plugin.amendment(
            asked.change, context: try asking.context(asked.provider, tenant: tenant))
        guard case .agreed(let agreement) = result else {
            guard case .refused(let refusal) = result else { throw ActRefused(.unknown, "there is no plan \(id)") }
            throw asked.policy.refused(refusal)
        }
        try agreement.schedule.installments.first.map { try asked.bounds.check(firstPart: $0.dueOn) }
        guard !agreement.schedule.needsReview || change.reviewedBy?.isEmpty == false else {
            throw ActRefused(
                .notAllowed,
                "a plan of \(agreement.schedule.installments.count) parts may be credit under Regulation Z "
                    + "(12 CFR 1026.2(a)(17)(i)): have it reviewed and say by whom with --reviewed-by")
        }
        try await asking.store.transaction(for: tenant) { tx in try keep(agreement, asked, change, tx) }
        return Amended(version: asked.change.version, schedule: agreement.schedule, documents: agreement.documents)
    }

    private struct Asked: Sendable {
        let change: PlanChange
        let provider: PlanAsking.Provider
        let policy: PlanPolicy
        let bounds: AmendmentBounds
    }

    private func ask(
        _ id: Identifier<PaymentPlan>, _ change: Change, _ tx: TenantTransaction
    ) throws -> Asked {
        let today = try tx.moment().today
        let plan = try tx.standingPlan(id, today: today)
        let facts = try tx.factsOfCase(plan.caseID, today: today)
        let policy = try PlanPolicy(facts, tx)
        let bounds = AmendmentBounds(plan: plan, policy: policy, role: change.role, today: today)
        try bounds.check()
        try change.wish.firstPaymentOn.map(bounds.check(firstPart:))
        let items = try tx.openItems(of: plan, facts)
        guard !items.isEmpty else {
            throw ActRefused(
                .notAllowed,
                "all that is left of the plan is disputed: no part of it counts as missed before that is decided, so "
                    + "there is nothing to change")
        }
        let situation = PlanSituation(
            day: today, items: items, calendar: try tx.calendar(), allowance: bounds.left,
            terms: PlanSettings(
                provisionalDays: plan.provisionalDays, graceDays: plan.graceDays, offerDays: policy.terms.offerDays),
            wish: change.wish, parties: try tx.planParties(facts))
        return Asked(
            change: PlanChange(
                planID: id, version: plan.versions.count + 1, situation: situation, reason: change.reason),
            provider: try asking.provider(plan.pluginKind, for: facts.business, tx), policy: policy, bounds: bounds)
    }

    private func keep(
        _ agreement: PlanAgreement, _ asked: Asked, _ change: Change, _ tx: TenantTransaction
    ) throws {
        let today = try tx.moment().today
        guard let found = try tx.paymentPlan(asked.change.planID) else {
            throw ActRefused(.unknown, "there is no plan \(asked.change.planID)")
        }
        let facts = try tx.lockedFactsOfCase(found.caseID, today: today)
        let plan = try tx.standingPlan(asked.change.planID, today: today)
        guard plan.versions.count + 1 == asked.change.version,
            try tx.openItems(of: plan, facts) == agreement.schedule.items
        else {
            throw ActRefused(.notAllowed, "the plan or what is owed changed meanwhile: amend it again")
        }
        try tx.amend(
            plan,
            with: PlanVersionRecord(
                fact: try tx.version(
                    asked.change.version, of: agreement.schedule, covering: plan.items.map(\.receivable),
                    agreedOn: today),
                grantedAs: change.role, reason: change.reason, recordedBy: change.by,
                documentsJSON: try PlanText.text(agreement.documents),
                items: agreement.schedule.items.map { (receivable: $0.receivable, open: $0.open) }))
        try tx.tellOfLaterAgreement(in: facts.id, of: facts.customer.id, on: today)
    }
}

extension TenantTransaction {
    /// A plan the customer may still keep.
    func standingPlan(_ id: Identifier<PaymentPlan>, today: CalendarDate) throws -> PlanRecord {
        guard let plan = try paymentPlan(id) else {
            throw ActRefused(.unknown, "there is no plan \(id): `dunwell plan list` shows the plans there are")
        }
        let standing = plan.timeline(on: today).standing(on: today)
        guard standing.isStanding else {
            throw ActRefused(.notAllowed, "the plan is over (\(standing.word)): offer a new one")
        }
        return plan
    }

    /// What is still open and undisputed on what a plan covers.
    func openItems(of plan: PlanRecord, _ facts: CaseFacts) throws -> [PlanItem] {
        let covered = Set(plan.items.map(\.receivable))
        return try askable(facts).map(\.item).filter { covered.contains($0.receivable) && $0.open.isPositive }
    }
}
