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

extension GrantingRole {
    /// How senior it is; the least senior is 0.
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }  // every role is in the list

    fileprivate var withArticle: String { "\(self == .owner ? "the" : "a") \(rawValue)" }
}
