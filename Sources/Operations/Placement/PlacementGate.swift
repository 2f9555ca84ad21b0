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

    /// Why it does not go with today's file though it stays decided and goes with a later one; empty when it may go.
    var waits: [String] {
        var waits: [String] = []
        if let last = notices.map(\.optOutBy).max(), last >= one.today {
            waits.append(
                "the customer may say no to the agency's e-mail until \(last): it stays decided and goes with the file "
                    + "that is exported after that day")
        }
        if !one.facts.isPlaced, let last = one.lastDayOpen {
            waits.append(
                "the final letter names \(last) as the last day to pay or to agree how: it stays decided and goes with "
                    + "the file that is exported after that day")
        }
        // What was paid is not handed over, and on old figures nobody knows. Source: 12 CFR 1006.30(b)(1)(i).
        let day = one.reading.day
        let fresh = day.freshness[one.facts.business]
        let isFresh = fresh.map {
            day.calendar.businessDays(after: $0, through: one.today) <= day.tenant.freshDataLimitDays
        }
        if isFresh != true {
            waits.append(
                "payments are known up to \(fresh.map { "\($0)" } ?? "no day"): it stays decided and goes with the file "
                    + "that is exported after dunwell import payments")
        }
        return waits
    }

    /// Every other reason to leave it out, each with what to do; empty when there is none. None names a person.
    ///
    /// What was asked when it was decided is asked again: what is owed, what the customer says, the papers and the time.
    var reasons: [String] {
        var reasons: [String] = []
        if decision.map({ $0.placement == placement && $0.ending == nil }) != true {
            reasons.append("no decision stands behind it: decide again as `dunwell decide approve --help` says")
        } else if decision?.role != .owner {
            reasons.append("the owner has not approved it")
        }
        if one.facts.receivables.allSatisfy(\.open.isZero) {
            return reasons + ["it is paid: there is nothing to hand over"]
        }
        if one.facts.unapplied?.isPositive == true {
            reasons.append("money of the customer lies unapplied: set it against what is owed first (payment apply)")
        }
        if !one.facts.isPlaced, let decision { reasons += changes(since: decision) }
        let missing = one.missingPapers(for: decision?.path ?? .agency)
        if !missing.isEmpty {
            reasons.append("papers are missing: \(missing.map(\.rawValue).joined(separator: ", "))")
        }
        return reasons
    }

    /// What is otherwise than it was decided about.
    private func changes(since decision: CaseDecisionRecord) -> [String] {
        var changes: [String] = []
        let now = one.pastDue(in: decision.owed.currency)
        if now != decision.owed {
            changes.append(
                "\(now) is past due and \(decision.owed) was decided about: decide again as `dunwell decide approve --help` says"
            )
        }
        if let change = one.changeOfMind(since: decision) {
            changes.append("\(change): such a case stays in-house")
        } else if let cooperation = one.sheet?.cooperation, cooperation.staysInHouse {
            changes.append("\(cooperation.sentence): such a case stays in-house")
        }
        if decision.path == .counsel, let limitation = one.inputs.limitationOn, limitation <= one.today {
            changes.append("a suit was timely until \(limitation): counsel comes too late")
        }
        return changes
    }
}

extension Cooperation {
    /// Whether no one else gets the case, whatever the day. Source: starter policies §1.3.
    var staysInHouse: Bool { [.working, .cannot, .disagrees].contains(self) }
}
