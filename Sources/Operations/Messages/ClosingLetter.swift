import PluginKit
import Receivables
import Store
import Treatment

/// The one letter after a write-off: the account is closed and nothing more is asked. It goes the way of every message,
/// the gate included.
struct ClosingLetter {
    let one: DecisionCase
    let cycle: String
    let channels: LiveChannels

    /// The step of the policy that closes an account in words; `nil` when the policy has none.
    private var step: PolicyStep? {
        one.policy.steps.first { $0.live && $0.anchor == .approval && $0.tone == .grateful && $0.template != nil }
    }

    /// Plans the letter and its job in the transaction that closes the account, for the first day on which its medium
    /// may leave.
    ///
    /// - Returns: The medium it goes by; `nil` when nobody can be reached or the policy sends none.
    func plan(_ tx: TenantTransaction) throws -> ContactMedium? {
        guard let step, let template = step.template, let version = one.facts.policyVersion else { return nil }
        let day = one.reading.day
        let media = ([step.copy] + [.post, .email]).compactMap(\.self)
        for medium in media {
            guard let kind = channels.kind(for: medium), let point = one.reading.contactPoint(for: medium) else {
                continue
            }
            let earlier = one.facts.attempts.filter { $0.stepKey == step.key && $0.cycle == cycle }
            let attempt = PlannedAttempt(
                id: Identifier(), caseID: one.facts.id, customerID: one.facts.customer.id,
                businessID: one.facts.business, policyVersion: version, stepKey: step.key, cycle: cycle,
                ordinal: 1 + (earlier.map(\.ordinal).max() ?? 0), medium: medium, pluginKind: kind,
                contactPoint: point.id, plannedOn: day.firstDay(by: medium), dueSince: one.today, lapsesAfter: nil,
                attemptsMax: nil, language: one.facts.customer.language, tone: step.tone, templateKey: template)
            return try tx.planToSend([attempt], day).contains(attempt.id) ? medium : nil
        }
        return nil
    }
}
