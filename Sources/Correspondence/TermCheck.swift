import Receivables

/// Whether the terms of a message are ones that may be stated: dates far enough ahead, charges that are allowed,
/// offers that add up. Source: starter policies §§5.3, 5.5 and 5.6.
struct TermCheck {
    /// Days between the expected arrival of a letter and the last day to pay without a fee.
    private static let feeDaysMin = 10
    /// Parts beyond which an offer is one of credit and needs review. Source: 12 CFR 1026.1(c)(1)(iii).
    private static let partsMax = 4
    /// Days to object to an agency's use of an e-mail address. Source: 12 CFR 1006.6(d)(4)(ii)(D)(1).
    private static let agencyDaysMin = 35

    private let facts: MessageFacts
    private let kind: MessageKind

    init(_ facts: MessageFacts, kind: MessageKind) {
        self.facts = facts
        self.kind = kind
    }

    typealias Problem = (problem: String, fix: String)

    /// The first problem found; `nil` when the terms may be stated.
    var problem: Problem? {
        guard let terms = facts.terms else { return nil }
        return terms.fee.flatMap(fee) ?? terms.deadline.flatMap(deadline) ?? offered(terms).flatMap(plan)
            ?? terms.withdrawal.flatMap(withdrawal) ?? terms.account.flatMap(account)
    }

    /// The plan that is offered or agreed; one that runs is told as it was agreed, whatever was paid since.
    private func offered(_ terms: MessageTerms) -> PlanOfferFacts? { terms.planPart == nil ? terms.plan : nil }

    private func fee(_ fee: LateFeeFacts) -> Problem? {
        guard kind == .formalLetter else { return nil }
        if fee.arrivesOn < facts.writtenOn {
            return ("the letter would arrive before it is written", "Count from the mailing and its days of transit.")
        }
        if fee.payBy.days(since: fee.arrivesOn) < Self.feeDaysMin {
            return ("fewer than 10 days to pay without a fee", "Give at least 10 days after the expected arrival.")
        }
        if fee.beginsOn <= fee.payBy {
            return ("the fee begins before the last day without it is over", "Begin on a later day.")
        }
        let known = Dictionary(facts.items.map { ($0.reference, $0.isFee ?? false) }) { first, _ in first }
        if fee.items.isEmpty || fee.items.contains(where: { known[$0] == nil }) {
            return ("the fee names an item that is not in the list", "Name the items it may be added to.")
        }
        if fee.items.contains(where: { known[$0] == true }) {
            return ("a fee on a fee", "Leave fees out of the items it may be added to.")
        }
        if fee.noneSoFar, facts.items.contains(where: { $0.isFee ?? false }) {
            return ("a fee stands in the list and none is said to", "Say what the ledger shows.")
        }
        return fee.clause.isEmpty ? ("no clause allows the fee", "Name the clause, or send it without the fee.") : nil
    }

    private func deadline(_ deadline: DeadlineFacts) -> Problem? {
        deadline.payBy <= facts.writtenOn
            ? ("the last day is over before the letter leaves", "Count it from the mailing and its transit.") : nil
    }

    private func plan(_ plan: PlanOfferFacts) -> Problem? {
        let wanted = kind == .planOffer ? 2...3 : 1...3
        if !wanted.contains(plan.choices.count) {
            return ("an offer without two or three choices", "Offer two or three ways to pay in parts.")
        }
        if kind == .planOffer, plan.offerEndsOn < facts.writtenOn {
            return ("the offer is over", "Let it end on a later day.")
        }
        if !plan.isReviewed, plan.cost.isPositive || plan.choices.contains(where: { $0.parts.count > Self.partsMax }) {
            return (
                "a charge or more than four parts without a review", "Have the terms reviewed, or offer fewer parts."
            )
        }
        for choice in plan.choices {
            // The rest of a plan that is changed may be one part.
            guard let first = choice.parts.first, choice.parts.count > 1 || plan.replaces != nil else {
                return ("a choice of one part", "Split it, or ask for the total.")
            }
            if kind == .planOffer, first.dueOn < facts.writtenOn {
                return ("a part due before the offer is made", "Begin on a later day.")
            }
            if zip(choice.parts, choice.parts.dropFirst()).contains(where: { $0.dueOn >= $1.dueOn }) {
                return ("parts out of order", "Put them in the order of their days.")
            }
            do {
                let sum = try choice.parts.reduce(Money.zero(facts.total.currency)) { try $0.adding($1.amount) }
                let wanted = plan.cost.isPositive ? try facts.total.adding(plan.cost) : facts.total
                if sum != wanted { return ("the parts are not the total", "Split the total without a rest.") }
            } catch {
                return ("the parts cannot be added up", "Use amounts of the total's currency.")
            }
        }
        return nil
    }

    private func withdrawal(_ withdrawal: WithdrawalFacts) -> Problem? {
        guard kind.isAboutTheEndOfService else { return nil }
        if !withdrawal.isApproved {
            return ("nobody approved the end of this service", "Make this message from an approved decision only.")
        }
        if kind != .withdrawalDone, withdrawal.endsOn <= withdrawal.sentOn {
            return ("the service would end before the notice is sent", "Set a day after the notice's arrival.")
        }
        if let agency = withdrawal.agency, agency.optOutBy.days(since: facts.writtenOn) < Self.agencyDaysMin {
            return ("fewer than 35 days to object to the agency's use of an address", "Give at least 35 days.")
        }
        return nil
    }

    private func account(_ account: AccountFacts) -> Problem? {
        var open = account.openBefore
        for entry in account.entries {
            do { open = try open.adding(entry.amount) } catch {
                return ("the entries cannot be added up", "Use entries of one currency.")
            }
            if open != entry.openAfter { return ("an entry does not lead to what is open after it", "Read it anew.") }
        }
        return nil
    }
}
