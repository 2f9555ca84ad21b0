import Receivables
import Store
import Treatment

extension DecisionCase {
    /// What the customer said that speaks against giving up on them: a promise that is open, whoever took it, or trouble
    /// told of after a decision; `nil` for nothing.
    func changeOfMind(since decision: CaseDecisionRecord) -> String? {
        let grace = policy.promises.graceBusinessDays
        if let open = reading.promises.last(where: { reading.outcome(of: $0, on: today, grace) == .open }) {
            return "the customer works with us: \(open.amount) is promised by \(open.dueOn)"
        }
        if sheet?.cooperation == .working { return "the customer works with us" }
        let hard: Set<NonpaymentReason> = [.changeOfMeans, .otherDebtsFirst]
        let told =
            facts.calls.contains { call in
                call.calledAt > decision.decidedAt && call.reason.map(hard.contains) ?? false
            } || facts.reasonStatements.contains { $0.saidOn > decision.decidedOn && hard.contains($0.reason) }
        let isHeld = facts.holds.contains {
            $0.reason == .hardship && $0.heldFrom > decision.decidedOn && $0.binds(on: today)
        }
        return told || isHeld ? "the customer told of hardship since" : nil
    }
}
