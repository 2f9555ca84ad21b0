import Receivables

extension PolicyStep {
    /// The fields of the step in canonical order; those at their default are left out.
    var fields: [(String, String)] {
        var fields = [("step", key)]
        if !live { fields.append(("live", "no")) }
        fields += [("at", anchor.text), ("by", Scalar.list(channels.map(\.text)))]
        if let copy { fields.append(("copy", copy.rawValue)) }
        if certificateOfMailing { fields.append(("certificate-of-mailing", "yes")) }
        fields.append(("tone", tone.rawValue))
        if let template { fields.append(("template", template)) }
        if !purpose.isEmpty { fields.append(("purpose", Scalar.text(purpose))) }
        fields.append(("firmness", firmness.rawValue))
        if requires != StepRequirement() { fields.append(("requires", requires.text)) }
        if !onlyIf.isEmpty { fields.append(("only-if", PolicyCondition.text(of: onlyIf))) }
        if !earlier.isEmpty {
            let starts = earlier.map {
                Scalar.group([("from", "\($0.from)"), ("only-if", PolicyCondition.text(of: $0.onlyIf))])
            }
            fields.append(("earlier", Scalar.list(starts)))
        }
        if let window {
            let terms = [("business-days", "\(window.businessDays)"), ("attempts", "\(window.attempts)")]
            fields.append(("window", Scalar.group(terms)))
        }
        if !stoppedBy.isEmpty { fields.append(("stopped-by", Scalar.list(stoppedBy.map(\.rawValue)))) }
        if !countsTowardCaps { fields.append(("counts", "no")) }
        return fields
    }
}

extension StepAnchor {
    /// The form the document uses.
    package var text: String {
        switch self {
        case .billDay(let days): "bill-day" + Self.offset(days)
        case .due(let days): "due" + Self.offset(days)
        case .pastDue(let from, let to): from == to ? "past-due \(from)" : "past-due \(from)-\(to)"
        case .after(let step, let hours): "after \(step)" + (hours == 0 ? "" : " + \(hours)h")
        case .event(let event, let hours): "on \(event.rawValue)" + (hours == 0 ? "" : " + \(hours)h")
        case .feeDate(let day): "fee-date from \(day)"
        case .withdrawal(let days): "withdrawal" + Self.offset(days)
        case .approval: "approval"
        }
    }

    private static func offset(_ days: Int) -> String {
        days == 0 ? "" : days < 0 ? " - \(-days)" : " + \(days)"
    }
}

extension ChannelChoice {
    var text: String {
        var fields = [("channel", channel.word)]
        if let from { fields.append(("from", "\(from)")) }
        if needsAgreement { fields.append(("agreed", "yes")) }
        if let template { fields.append(("template", template)) }
        if !onlyIf.isEmpty { fields.append(("only-if", PolicyCondition.text(of: onlyIf))) }
        return fields.count == 1 ? channel.word : Scalar.group(fields)
    }
}

extension StepRequirement {
    var text: String {
        var fields: [(String, String)] = []
        if !rungs.isEmpty { fields.append(("rungs", Scalar.list(rungs))) }
        if otherRungs > 0 { fields.append(("other-rungs", "\(otherRungs)")) }
        if callAttempts > 0 { fields.append(("call-attempts", "\(callAttempts)")) }
        if callDays > 0 { fields.append(("call-days", "\(callDays)")) }
        if !approvals.isEmpty { fields.append(("approvals", Scalar.list(approvals.map(\.rawValue)))) }
        if !decided.isEmpty { fields.append(("decided", Scalar.list(decided.map(\.rawValue)))) }
        if interlock { fields.append(("interlock", "yes")) }
        return Scalar.group(fields)
    }
}

extension PolicyCondition {
    static func text(of conditions: [PolicyCondition]) -> String {
        Scalar.list(conditions.map { Scalar.group([$0.field]) })
    }

    private var field: (String, String) {
        switch self {
        case .balance(let comparison, let measure): ("balance", "\(comparison.rawValue) \(measure.text)".quoted)
        case .number(let field, let comparison, let number):
            (field.rawValue, "\(comparison.rawValue) \(number)".quoted)
        case .flag(let field, let wanted): (field.rawValue, Scalar.flag(wanted))
        case .word(let field, let words): (field.rawValue, Scalar.list(words.sorted().map(Scalar.text)))
        case .reached(let wanted, let days):
            ("reached", days.map { "\(wanted ? "" : "not ")within \($0) days" } ?? (wanted ? "yes" : "never"))
        case .promiseBroken(let days): ("promise-broken", "within \(days) days")
        case .any(let conditions): ("any", Self.text(of: conditions))
        case .none(let conditions): ("none", Self.text(of: conditions))
        }
    }
}

extension BalanceMeasure {
    fileprivate var text: String {
        switch self {
        case .minorUnits(let amount): Scalar.amount(amount)
        case .small: "small"
        case .months(let months): "\(months) months"
        }
    }
}
