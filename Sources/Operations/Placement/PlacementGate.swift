import PluginKit
import Receivables
import Store
import Treatment

/// Asks once more, while a file is written, whether a case may be given away. Whatever exporter writes the file.
struct PlacementGate {
    let one: DecisionCase
    let placement: Identifier<Placement>
    /// The decision the placement rests on.
    let decision: CaseDecisionRecord?
    /// Notices about the customer's e-mail addresses for this agency.
    let notices: [AgencyEmailNoticeRecord]

    /// Holds that only tell the agency how to proceed; every other hold keeps the case here.
    static let travellingHolds: Set<HoldReason> = [.attorney, .cease, .refusal]

    /// Why what binds the case keeps it here. A promise, a plan and a dispute bind like a hold.
    static func reasons(_ restrictions: PlacementRestrictions) -> [String] {
        restrictions.holds.filter { !travellingHolds.contains($0) }.map { reason in
            reason == .dispute
                ? "a hold for dispute is in force: answer the dispute first"
                : "a hold for \(reason.rawValue) is in force: release it or leave the case out"
        }
    }

    /// Why it does not go with today's file though it stays decided and goes with a later one; `nil` when it may go.
    var waits: String? {
        guard let last = notices.map(\.optOutBy).max(), last >= one.today else { return nil }
        return "the customer may say no to the agency's e-mail until \(last): it stays decided and goes with the file "
            + "that is exported after that day"
    }

    /// Every other reason to leave it out, each with what to do; empty when there is none. None names a person.
    var reasons: [String] {
        var reasons: [String] = []
        if decision.map({ $0.placement == placement && $0.ending == nil }) != true {
            reasons.append("no decision stands behind it: decide again with dunwell decide approve")
        } else if decision?.role != .owner {
            reasons.append("the owner has not approved it")
        }
        let open = one.facts.receivables.filter(\.open.isPositive)
        if open.isEmpty { return reasons + ["it is paid: there is nothing to hand over"] }
        if one.facts.unapplied?.isPositive == true {
            reasons.append("money of the customer lies unapplied: set it against what is owed first (payment apply)")
        }
        if !one.facts.isPlaced, let owed = decision?.owed, one.pastDue(in: owed.currency).minorUnits < owed.minorUnits {
            reasons.append(
                "\(one.pastDue(in: owed.currency)) is past due and \(owed) was decided about: decide again with dunwell "
                    + "decide approve")
        }
        if !one.facts.isPlaced, one.standingCooperationStaysHere {
            reasons.append("the customer works with us: such a case stays in-house")
        }
        let missing = one.missingPapers(for: decision?.path ?? .agency)
        if !missing.isEmpty {
            reasons.append("papers are missing: \(missing.map(\.rawValue).joined(separator: ", "))")
        }
        return reasons
    }
}

extension DecisionCase {
    /// Whether the customer came to terms since the decision: a promise that is open, or a plan that runs.
    fileprivate var standingCooperationStaysHere: Bool { sheet?.cooperation == .working }
}
