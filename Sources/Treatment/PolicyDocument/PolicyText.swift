import Receivables

extension Policy {
    /// The policy in its canonical form: one layout for everything a policy can say, defaults written out. Reading it
    /// back gives an equal policy.
    package var canonicalText: String {
        var lines = head.map { "\($0.0): \($0.1)" }
        for (name, fields) in sections where !fields.isEmpty {
            lines.append("\(name):")
            lines += fields.map { "  \($0.0): \($0.1)" }
        }
        lines.append("steps:")
        for step in steps {
            for (index, field) in step.fields.enumerated() {
                lines.append("\(index == 0 ? "  - " : "    ")\(field.0): \(field.1)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    var head: [(String, String)] {
        [("policy", key), ("title", Scalar.text(title))]
            + (titleInSpanish.map { [("title-es", Scalar.text($0))] } ?? []) + [
                ("kind", kind.rawValue), ("languages", Scalar.list(languages.map(\.rawValue))),
            ]
    }

    var sections: [(String, [(String, String)])] {
        [
            ("rules", rules.fields), ("promises", promises.fields), ("plans", plans.fields), ("fees", fees.fields),
            ("decision", decision.fields),
            (
                "allowances",
                [
                    ("collector", allowances.collector.text), ("manager", allowances.manager.text),
                    ("owner", allowances.owner.text),
                ]
            ),
            (
                "events",
                PolicyEvent.allCases.compactMap { event in
                    self.events[event].map { (event.rawValue, Scalar.group($0.fields)) }
                }
            ),
        ]
    }
}

/// Pieces of the canonical layout.
enum Scalar {
    static func text(_ text: String) -> String {
        let escaped = text.map { character -> String in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            case "\t": "\\t"
            default: String(character)
            }
        }
        return escaped.joined().quoted
    }

    static func list(_ entries: [String]) -> String { "[" + entries.joined(separator: ", ") + "]" }

    static func group(_ fields: [(String, String)]) -> String {
        "{" + fields.map { "\($0.0): \($0.1)" }.joined(separator: ", ") + "}"
    }

    static func flag(_ value: Bool) -> String { value ? "yes" : "no" }

    static func amount(_ minorUnits: Int64) -> String { Money.usd(cents: minorUnits).decimalText }

    static func day(_ month: Int, _ day: Int) -> String {
        "\"\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)\""
    }
}

extension LadderRules {
    var fields: [(String, String)] {
        [
            ("days-between-messages", "\(daysBetweenMessages)"), ("messages-in-7-days", "\(messagesInSevenDays)"),
            ("call-attempts-in-7-days", "\(callAttemptsInSevenDays)"),
            ("voicemails-in-7-days", "\(voicemailsInSevenDays)"),
            ("days-after-conversation", "\(daysAfterConversation)"), ("days-between-rungs", "\(daysBetweenRungs)"),
            ("bounce-days", "\(bounceDays)"), ("transit-business-days", "\(transitBusinessDays)"),
            ("fresh-data-business-days", "\(freshDataBusinessDays)"), ("calls-per-day", "\(callsPerDay)"),
            ("event-days", "\(eventDays)"), ("planned-days", "\(plannedDays)"),
            (
                "small-balance",
                Scalar.group([
                    ("remind", Scalar.amount(smallBalance.remind)), ("letter", Scalar.amount(smallBalance.letter)),
                    ("call", Scalar.amount(smallBalance.call)), ("placement", Scalar.amount(smallBalance.placement)),
                ])
            ), ("quiet-season", quietSeason?.text ?? "none"),
            (
                "business-days-for",
                Scalar.list(ContactMedium.allCases.filter(businessDayMedia.contains).map(\.rawValue))
            ), ("catch-up", catchUp.rawValue),
        ]
    }
}

extension QuietSeason {
    var text: String {
        Scalar.group([("from", Scalar.day(fromMonth, fromDay)), ("to", Scalar.day(toMonth, toDay))])
    }
}

extension PromiseTerms {
    var fields: [(String, String)] {
        [
            ("days", "\(daysMax)"), ("days-together", "\(daysTogetherMax)"), ("broken", "\(brokenMax)"),
            ("grace-business-days", "\(graceBusinessDays)"),
        ]
    }
}

extension PlanTerms {
    var fields: [(String, String)] {
        [
            ("provisional-days", "\(provisionalDays)"), ("grace-days", "\(graceDays)"), ("offer-days", "\(offerDays)"),
        ]
    }
}

extension FeeTerms {
    var fields: [(String, String)] {
        [
            ("late-fee", amountMinor.map(Scalar.amount) ?? "none"),
            ("transit-business-days", "\(transitBusinessDays)"), ("days-after-arrival", "\(daysAfterArrival)"),
        ]
    }
}

extension DecisionTerms {
    var fields: [(String, String)] {
        [("day", "\(day)")] + (lastDay.map { [("last-day", "\($0)")] } ?? []) + [
            ("notice-days", "\(noticeDays)"), ("life-safety-notice-days", "\(lifeSafetyNoticeDays)"),
        ]
    }
}

extension Allowance {
    var text: String {
        Scalar.group([
            ("promise-days", "\(promiseDays)"), ("plan-parts", "\(planParts)"), ("plan-days", "\(planDays)"),
            ("fee-waiver", feeWaiver.rawValue), ("due-date-moves-per-year", "\(dueDateMovesPerYear)"),
            ("credit-months", "\(creditMonths)"), ("promises-beyond-max", "\(promisesBeyondMax)"),
            ("settlement", Scalar.flag(settlement)), ("pause-of-service", Scalar.flag(pauseOfService)),
            ("write-off", Scalar.flag(writeOff)),
        ])
    }
}

extension EventEffect {
    var fields: [(String, String)] {
        var fields: [(String, String)] = []
        if let step { fields.append(("step", step)) }
        if let insteadOf { fields.append(("instead-of", insteadOf)) }
        if let sleeps { fields.append(("sleeps", sleeps.text)) }
        if delayDays > 0 { fields.append(("delay-days", "\(delayDays)")) }
        if evidenceDays > 0 { fields.append(("evidence-days", "\(evidenceDays)")) }
        if answerBusinessDays > 0 { fields.append(("answer-business-days", "\(answerBusinessDays)")) }
        if endsLadder { fields.append(("ends-ladder", "yes")) }
        if let task { fields.append(("task", Scalar.text(task))) }
        return fields
    }
}

extension EventSleep {
    var text: String {
        switch self {
        case .days(let days): "\(days) days"
        case .businessDays(let days): "\(days) business days"
        case .untilReleased: "until-released"
        }
    }
}
