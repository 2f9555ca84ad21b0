import Correspondence
import Receivables
import Store
import Treatment

// What a decision has to say, and what it takes off.

extension DisputeReceivable {
    static func check(_ decision: Decision) throws {
        guard outcomes.contains(decision.outcome) else {
            throw ActRefused(.badInput, "the outcome is one of \(outcomes.joined(separator: ", "))")
        }
        guard !decision.by.isBlank else { throw ActRefused(.badInput, "say who decided: --by") }
        let says = decision.explanation
        if decision.outcome == "withdrawn", says.isEmpty { return }
        try checkSentences(says, option: "--explanation")
    }

    /// Refuses what is no answer to read: too short, too long, more than a line, loud.
    static func checkSentences(_ says: String, option: String) throws {
        guard (10...1_000).contains(says.count), !says.contains(where: \.isNewline) else {
            throw ActRefused(
                .badInput,
                "say what was found with \(option): the customer reads it, in their language, in 10 to 1000 "
                    + "characters on one line")
        }
        guard !says.contains(where: { "!¡".contains($0) }) else {
            throw ActRefused(.badInput, "the customer reads \(option): end its sentences with a full stop")
        }
    }

    /// Refuses words no message holds: an answer that cannot leave answers nobody.
    static func checkStaffWords(
        _ says: String, option: String, _ facts: CaseFacts, recorded: Set<ContactMedium>
    ) throws {
        let names = [facts.customer.displayName, facts.customer.reference] + facts.receivables.map(\.reference)
        guard let found = StaffWords(names: names, recorded: recorded).refused(in: says) else { return }
        throw ActRefused(
            .badInput,
            "the customer reads \(option), and no message holds \(found): say it without; nothing was decided")
    }

    /// Refuses what no message may say before anything is decided: an answer that cannot leave answers nobody.
    static func checkWords(of decision: Decision, takenOff: Money?, _ facts: CaseFacts, recorded: Set<ContactMedium>)
        throws
    {
        let says = decision.explanation
        try checkStaffWords(says, option: "--explanation", facts, recorded: recorded)
        guard let takenOff else { return }
        let named = says.matches(of: /\$ ?([0-9][0-9,]*(?:\.[0-9]{2})?)/).map {
            String($0.output.1).replacing(",", with: "")
        }
        let (units, cents) = takenOff.minorUnits.quotientAndRemainder(dividingBy: 100)
        let exact = "\(units).\(cents < 10 ? "0" : "")\(cents)"
        guard !named.isEmpty, !named.contains(exact), cents != 0 || !named.contains("\(units)") else { return }
        throw ActRefused(
            .badInput,
            "--explanation names amounts, and not the \(takenOff) that is taken off: name it there, or change --credit")
    }

    /// How a part comes off what is open.
    enum Relief {
        case credit(Money)
        /// The customer had paid: the money lies in the books and is set against the item.
        case paymentFound(Money)

        var amount: Money {
            switch self {
            case .credit(let amount), .paymentFound(let amount): amount
            }
        }
    }

    /// What comes off; `nil` for nothing.
    static func relief(
        _ decision: Decision, _ dispute: DisputeRecord, open: Money?, found: Money?
    ) throws -> Relief? {
        let open = open ?? .zero(dispute.amount?.currency ?? .usd)
        let disputed = dispute.amount.map { $0.minorUnits < open.minorUnits ? $0 : open } ?? open
        if let credit = decision.credit {
            guard credit.currency == open.currency, credit.isPositive, credit.minorUnits <= disputed.minorUnits else {
                throw ActRefused(.badInput, "a credit lies above zero and within the \(disputed) in dispute")
            }
        }
        switch decision.outcome {
        case "upheld":
            if let credit = decision.credit {
                guard credit == disputed else {
                    throw ActRefused(
                        .badInput,
                        "\(disputed) is in dispute: leave out --credit to take off all of it, or decide it as "
                            + "partly-upheld")
                }
                return .credit(credit)
            }
            guard disputed.isPositive else { return nil }
            guard dispute.claim == .paidAlready else { return .credit(disputed) }
            guard let found, found.currency == disputed.currency, found.minorUnits >= disputed.minorUnits else {
                throw ActRefused(
                    .notAllowed,
                    "the payment is not in the books, so \(disputed) would be asked for again: record it with dunwell "
                        + "payment record first, or take it off with --credit")
            }
            return .paymentFound(disputed)
        case "partly-upheld":
            guard let credit = decision.credit, credit.minorUnits < disputed.minorUnits else {
                throw ActRefused(
                    .badInput, "say how much of the \(disputed) in dispute is taken off: --credit, less than all of it")
            }
            return .credit(credit)
        default:
            guard decision.credit == nil else {
                throw ActRefused(
                    .badInput, "nothing is taken off when a dispute is \(decision.outcome): leave out --credit")
            }
            return nil
        }
    }
}

extension TenantTransaction {
    /// Ends the work a claim made once nothing of it is open any more.
    func endClaimTasks(
        of dispute: DisputeRecord, _ all: [DisputeRecord], as outcome: String, on day: CalendarDate, by person: String
    ) throws {
        guard let claim = dispute.claim else { return }
        let open = all.filter { $0.id != dispute.id && $0.claim == claim && $0.resolvedOn == nil }
        for task in try openCaseTasks(of: dispute.caseID, limit: 200) {
            guard task.reason?.rawValue == claim.rawValue, task.madeOn <= dispute.openedOn,
                !open.contains(where: { $0.openedOn >= task.madeOn }),
                try task.hold.flatMap({ try hold($0) })?.binds(on: day) != true
            else { continue }
            _ = try end(task, on: day, words: "the dispute was decided as \(outcome)", by: person)  // it waited
        }
    }
}
