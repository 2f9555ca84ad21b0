import Correspondence
import Receivables
import Store
import Treatment

// Fees taken off, as events of the policy and as the facts of the message that says so.

extension CaseReading {
    /// Each day on which fees were taken off.
    var waiverEvents: [CaseEvent] {
        Set(facts.feeWaivers.map(\.day)).sorted().map { CaseEvent(kind: .feeWaived, day: $0) }
    }

    /// What a message about a waiver says; `nil` when it was undone meanwhile, and for every other message.
    func waiver(answeredBy attempt: AttemptRecord) -> FeeWaiverRecord? {
        guard attempt.templateKey == "waiver", let cycle = CycleKey(attempt.cycle), cycle.kind == .event else {
            return nil
        }
        return facts.feeWaivers.first { $0.day == cycle.startedOn }
    }

    /// The same as the message states it, with the reason the allowance gives.
    func waiverFacts(of attempt: AttemptRecord, policy: Treatment.Policy) -> WaiverFacts? {
        waiver(answeredBy: attempt).map { waiver in
            let role = GrantingRole(rawValue: waiver.role) ?? .owner  // the schema allows no other word
            let isFirst = policy.allowances.allowance(of: role).feeWaiver == .firstInTwelveMonths
            let reason =
                switch (attempt.language, isFirst) {
                case (.english, true): "because it was the first in 12 months"
                case (.english, false): "as a courtesy"
                case (.spanish, true): "porque fue el primero en 12 meses"
                case (.spanish, false): "como cortesía"
                }
            return WaiverFacts(amount: waiver.amount, reason: reason)
        }
    }
}
