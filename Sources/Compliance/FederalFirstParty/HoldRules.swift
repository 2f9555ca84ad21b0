import Receivables

extension HoldReason {
    /// Whether an answer or a receipt leaves while it binds; otherwise a person decides, and it lies until then.
    package var letsAnswersLeave: Bool { RulePack.holdTerms(self).effect.receipt == .allow }
}

extension RulePack {
    /// One rule for every `HoldReason`.
    static let holdRules: [GateRule] = HoldReason.allCases.map { reason in
        let (citation, group, effect, confidence) = holdTerms(reason)
        return GateRule(
            id: "hold.\(reason.rawValue)", citation: citation, group: group, condition: .hold(reason, effect),
            confidence: confidence)
    }

    // A switch and not a table, so that a new reason does not compile until somebody has decided what it does.
    fileprivate static func holdTerms(
        _ reason: HoldReason
    ) -> (citation: String, group: GateRule.Group, effect: HoldEffect, confidence: GateRule.Confidence) {
        /// The customer may be thanked and answered and is not asked for money; whether a call agreed on before is
        /// still made, a person who knows why it rests decides.
        let sleeps = HoldEffect(receipt: .allow, answer: .allow, agreedCallBack: .needsPerson)
        /// A plan keeps its own word: the reminder of a part, the one call after a missed one.
        let keepsItsWord = HoldEffect(receipt: .allow, answer: .allow, agreedCallBack: .needsPerson, ofPlan: .allow)
        /// A person looks at anything but silence.
        let silent = HoldEffect(receipt: .needsPerson, answer: .needsPerson, agreedCallBack: .block)
        switch reason {
        case .promise: return ("Starter policies §1.4: promise", .caseHold, sleeps, .policy)
        case .plan: return ("Starter policies §1.4: plan accepted", .caseHold, keepsItsWord, .policy)
        case .dispute: return ("12 CFR 1006.38(d)(2); starter policies §1.4", .caseHold, sleeps, .primary)
        case .hardship: return ("Starter policies §1.4: hardship", .caseHold, sleeps, .policy)
        case .bankruptcy: return ("11 USC 362(a)(6), 524(a)(2)", .personHold, silent, .recalled)
        case .deceased: return ("12 CFR 1006.6(a)(4), comment 6(a)(4)-1", .personHold, silent, .primary)
        case .attorney:
            let effect = HoldEffect(
                receipt: .needsPerson, answer: .allow, agreedCallBack: .block, otherDebts: .needsPerson)
            return ("12 CFR 1006.6(b)(2), comment 6(b)(2)-1", .personHold, effect, .primary)
        case .cease, .refusal:
            var effect = silent
            effect.remedyNotice = .needsPerson
            effect.otherDebts = .needsPerson
            return ("12 CFR 1006.6(c)", .personHold, effect, .primary)
        case .activeDuty:
            let effect = HoldEffect(receipt: .allow, answer: .allow, agreedCallBack: .needsPerson)
            return ("50 USC 3901-4043; starter policies §1.4", .personHold, effect, .secondary)
        case .identityTheft: return ("15 USC 1681m(f)", .debt, silent, .secondary)
        case .complaint: return ("Starter policies §1.3: disagrees", .caseHold, sleeps, .policy)
        case .openTicket: return ("Starter policies §1.4: open service ticket", .caseHold, sleeps, .policy)
        case .cancellationClaim: return ("Starter policies §1.4: cancelled or moved", .caseHold, sleeps, .policy)
        case .paymentInFlight: return ("Starter policies §1.4: already paid", .caseHold, sleeps, .policy)
        case .disasterArea: return ("Starter policies §1.2.10", .caseHold, sleeps, .policy)
        case .litigation: return ("Dunwell: counsel decides", .personHold, silent, .policy)
        case .placed: return ("Starter policies §2.1: placed hold on every channel", .caseHold, sleeps, .policy)
        case .manual:
            let effect = HoldEffect(receipt: .allow, answer: .allow, agreedCallBack: .needsPerson)
            return ("Dunwell: a person's hold", .caseHold, effect, .policy)
        }
    }
}
