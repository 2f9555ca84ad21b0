import PluginKit
import Receivables
import Store
import Treatment

/// How far a role may change a plan: its days count from the acceptance, however often the plan was changed since, so
/// that no chain of changes grants what the role could not have granted at once.
struct AmendmentBounds {
    let plan: PlanRecord
    let policy: PlanPolicy
    let role: GrantingRole
    let today: CalendarDate

    /// - Throws: `ActRefused` when the role may not change this plan, or its days are used up.
    func check() throws {
        if let senior = plan.versions.map(\.grantedAs).max(by: { $0.rank < $1.rank }), senior.rank > role.rank {
            throw ActRefused(
                .notAllowed,
                "the plan was granted by \(senior.withArticle), who changes it too: --as \(senior.rawValue)")
        }
        guard lastDay > today else {
            throw ActRefused(
                .notAllowed,
                "\(role.withArticle) may grant a plan until \(lastDay), \(allowance.daysMax) days after it was accepted on "
                    + "\(plan.acceptedOn) (may be granted by: \(policy.words))")
        }
    }

    /// What is left of the role's allowance today.
    var left: PlanAllowance {
        PlanAllowance(partsMax: allowance.partsMax, daysMax: max(0, lastDay.days(since: today)))
    }

    /// - Throws: `ActRefused` when the first payment after the change lies further off than a promise to the role may, or
    ///   behind its days.
    func check(firstPart: CalendarDate) throws {
        let days = max(policy.allowances.allowance(of: role).promiseDays, policy.terms.provisionalDays)
        let latest = min(today.adding(days: days), lastDay)
        guard firstPart > latest else { return }
        throw ActRefused(
            .notAllowed,
            "the next payment may be \(latest) at the latest for \(role.withArticle): name a nearer day with --first, or "
                + "ask somebody who may grant more (\(policy.words))")
    }

    private var allowance: PlanAllowance { policy.allowance(of: role) }
    private var lastDay: CalendarDate { plan.acceptedOn.adding(days: allowance.daysMax) }
}

/// How far a role may grant a new plan on what an earlier one covered: its days count from the acceptance of the first,
/// so that ending one and agreeing on the next grants nobody more than the role could have granted at once. A plan that
/// was completed was kept, and is left out.
struct RenewalBounds {
    /// The day the first of the plans that were not kept was accepted; `nil` when there is none.
    let firstAcceptedOn: CalendarDate?
    let policy: PlanPolicy
    let role: GrantingRole
    let today: CalendarDate

    init(_ facts: CaseFacts, items: [PlanItem], policy: PlanPolicy, role: GrantingRole, today: CalendarDate) {
        let asked = Set(items.map(\.receivable))
        firstAcceptedOn = facts.plans.filter { plan in
            guard plan.items.contains(where: { asked.contains($0.receivable) }) else { return false }
            if case .completed = plan.timeline(on: today).standing(on: today) { return false }
            return true
        }.map(\.acceptedOn).min()
        (self.policy, self.role, self.today) = (policy, role, today)
    }

    /// The last day a part may fall on; `nil` where only the allowance itself says.
    private var lastDay: CalendarDate? {
        firstAcceptedOn.map { $0.adding(days: policy.allowance(of: role).daysMax) }
    }

    /// What is left of the role's allowance for a plan that is offered on a day.
    ///
    /// - Throws: `ActRefused` when its days are used up.
    func allowance(from day: CalendarDate) throws -> PlanAllowance {
        let whole = policy.allowance(of: role)
        guard let lastDay else { return whole }
        guard lastDay > day else { throw refusal(lastDay) }
        return PlanAllowance(partsMax: whole.partsMax, daysMax: min(whole.daysMax, lastDay.days(since: day)))
    }

    /// - Throws: `ActRefused` when the last part lies behind the role's days.
    func check(lastPart: CalendarDate?) throws {
        guard let lastDay, let lastPart, lastPart > lastDay else { return }
        throw refusal(lastDay)
    }

    private func refusal(_ lastDay: CalendarDate) -> ActRefused {
        let first = firstAcceptedOn.map { " on \($0)" } ?? ""
        return ActRefused(
            .notAllowed,
            "an earlier plan on these items was accepted\(first) and not kept: \(role.withArticle) may grant parts until "
                + "\(lastDay), \(policy.allowance(of: role).daysMax) days after that (may be granted by: \(policy.words)): "
                + "quote again with --as manager or --as owner")
    }
}

extension GrantingRole {
    /// How senior it is; the least senior is 0.
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }  // every role is in the list

    fileprivate var withArticle: String { "\(self == .owner ? "the" : "a") \(rawValue)" }
}
