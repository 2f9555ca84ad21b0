import Receivables
import Store
import Treatment

// Fees taken off, as the message that says so states them.

extension CaseReading {
    /// What a message about a waiver says; `nil` when it was undone meanwhile, and for every other message.
    func waiver(answeredBy attempt: AttemptRecord) -> FeeWaiverRecord? {
        guard attempt.templateKey == "waiver", let cycle = CycleKey(attempt.cycle), cycle.kind == .event else {
            return nil
        }
        return facts.feeWaivers.first { $0.day == cycle.startedOn }
    }

    /// Why, as it stands at the end of a sentence: the reason that the allowance gives; `nil` where nothing was waived.
    func waiverReason(of attempt: AttemptRecord, policy: Treatment.Policy) -> String? {
        waiver(answeredBy: attempt).map { waiver in
            let role = GrantingRole(rawValue: waiver.role) ?? .owner  // the schema allows no other word
            let isFirst = policy.allowances.allowance(of: role).feeWaiver == .firstInTwelveMonths
            return switch (attempt.language, isFirst) {
            case (.english, true): "because it was the first in 12 months"
            case (.english, false): "as a courtesy"
            case (.spanish, true): "porque fue el primero en 12 meses"
            case (.spanish, false): "como cortesía"
            }
        }
    }
}
