package import Receivables

/// May this contact happen now?
package enum Gate {
    /// Decides one contact by a pack's rules.
    ///
    /// Every rule that binds is asked. If any blocks, the first that blocks decides; otherwise the first that wants a
    /// person; otherwise it is allowed. Ask when planning and again at the moment of sending.
    /// Source: comment 6(b)(1)(i)-1 to 12 CFR 1006.6 (an electronic communication occurs when it is sent).
    package static func decide(_ request: GateRequest, pack: RulePack) -> GateDecision {
        let facts = GateFacts(request)
        var considered: [String] = []
        var objections: [(rule: GateRule, objection: Objection)] = []
        var restrictions: Set<ContactRestriction> = []
        for rule in pack.rules where rule.applies(to: request, on: facts.today) {
            considered.append(rule.id)
            switch rule.condition.outcome(facts) {
            case .pass: break
            case .restrict(let restriction): restrictions.insert(restriction)
            case .object(let objection): objections.append((rule, objection))
            }
        }
        let deciding = objections.first { $0.objection.verdict == .block } ?? objections.first
        return GateDecision(
            verdict: deciding?.objection.verdict ?? .allow,
            ruleID: deciding?.rule.id ?? "allowed",
            citation: deciding?.rule.citation ?? "",
            reason: deciding?.rule.condition.reason ?? .allowed,
            facts: deciding?.objection.facts ?? facts.zoneFacts,
            until: deciding?.objection.until,
            packVersion: pack.identity,
            isOverridable: deciding?.rule.isOverridable ?? false,
            considered: considered,
            alsoRefusedBy: objections.map(\.rule.id).filter { $0 != deciding?.rule.id },
            restrictions: deciding == nil ? restrictions : [])
    }

    /// The first moment from `request.at` on at which no rule of time or frequency objects; rules of other groups are
    /// not asked, because time alone does not change them.
    ///
    /// - Returns: `request.at` itself when nothing objects; `nil` when no such moment comes within `days` days.
    package static func nextAllowed(_ request: GateRequest, pack: RulePack, within days: Int = 14) -> BusinessInstant? {
        let timed = pack.rules.filter { $0.group == .time || $0.group == .frequency }
        let last = request.at.adding(seconds: Int64(days) * 86_400)
        var candidate = request
        while candidate.at <= last {
            let facts = GateFacts(candidate)
            var next = candidate.at
            for rule in timed where rule.applies(to: candidate, on: facts.today) {
                guard case .object(let objection) = rule.condition.outcome(facts) else { continue }
                guard let until = objection.until else { return nil }
                // Each rule names a later moment before which it keeps objecting: the latest of them skips nothing.
                precondition(until > candidate.at, "\(rule.id) objects until a moment that has passed")
                next = max(next, until)
            }
            if next == candidate.at { return next }
            candidate.at = next
        }
        return nil
    }
}

/// What one rule says of one contact.
enum RuleOutcome {
    case pass
    /// Allowed, but without this.
    case restrict(ContactRestriction)
    case object(Objection)
}

/// A rule's refusal.
struct Objection {
    var verdict: Verdict = .block
    var facts: [String: String] = [:]
    /// A moment before which the rule keeps objecting; `nil` when time alone does not help.
    var until: BusinessInstant?
}
