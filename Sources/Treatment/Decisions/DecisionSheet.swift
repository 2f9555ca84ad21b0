package import Receivables

/// What a business knows of a case besides the case itself, for its decision sheet.
///
/// The fields are a closed list, held by a test: nothing in it is, or stands for, a protected characteristic.
/// Source: 12 CFR 1002.4(a), 1002.2(m).
package struct DecisionInputs: Hashable, Sendable {
    package var evidence: Set<EvidenceKind>
    /// Last day on which a suit is timely; `nil` when not known, and then no counsel is proposed.
    package var limitationOn: CalendarDate?
    /// Whether a letter reaches the customer: who gets the case must send its notice there.
    package var hasPostalAddress = true
    /// What the trade pays for one dollar a month, in tenths.
    package var multipleTenths: Int
    package var funding: ContractFunding
    package var costs: ContactCosts
    package var terms: [DecisionPath: OptionTerms]

    package init(
        evidence: Set<EvidenceKind> = [], limitationOn: CalendarDate? = nil,
        multipleTenths: Int = ContractMultiple.alarmTrade.tenths,
        funding: ContractFunding = .none, costs: ContactCosts = ContactCosts(),
        terms: [DecisionPath: OptionTerms] = OptionTerms.starter
    ) {
        self.evidence = evidence
        self.limitationOn = limitationOn
        self.multipleTenths = multipleTenths
        self.funding = funding
        self.costs = costs
        self.terms = terms
    }
}

/// What contacts cost the business, in minor units each.
package struct ContactCosts: Hashable, Sendable {
    package var letter: Int64 = 1_50
    package var callAttempt: Int64 = 2_00
    package var electronic: Int64 = 0

    package init() {}
}

/// The page a person decides from: worth and fairness, with its reckoning. It decides nothing: without an answer
/// nothing happens. Source: starter policies §2.1 `decision`.
package struct DecisionSheet: Hashable, Sendable {
    package let day: CalendarDate
    /// Why it is laid before somebody; `nil` when nobody has to decide yet.
    package let cause: DecisionCause?
    /// What may be asked for and is past due, by currency.
    package let owed: [Money]
    /// What is in dispute on top of it, by currency.
    package let disputed: [Money]
    package let costSoFar: Money
    package let cooperation: Cooperation
    /// In the order of the vocabulary.
    package let reasons: [NonpaymentReason]
    package let hasOpenTicket: Bool
    package let evidence: [EvidenceKind]
    package let limitationOn: CalendarDate?
    package let daysPastDue: Int
    package let valueAtStake: ValueAtStake
    package let proposal: DecisionProposal
}

/// Why a decision is asked for.
package enum DecisionCause: Hashable, Sendable {
    /// The ladder came to its decision step.
    case ladder(policyDay: Int)
    /// Silent after everything was tried.
    case avoiding
    /// Said they will not pay, and disputes nothing.
    case refusing
    /// No address is good, and the day of the decision has come.
    case cannotBeFound
    /// Small and old.
    case smallBalance
    /// The day somebody decided to wait for has come.
    case again(CalendarDate)
    /// A write-off or a settlement was undone in the books.
    case reopened(CalendarDate)
}

/// What the sheet proposes, and why.
package struct DecisionProposal: Hashable, Sendable {
    package let option: DecisionPath
    /// One sentence.
    package let because: String
    /// Each option that was weighed, best first; empty when the rule alone decides.
    package let weighed: [OptionWorth]
    /// Options that could not be weighed, with the reason.
    package let leftOut: [LeftOut]

    /// An option that cannot be taken.
    package struct LeftOut: Hashable, Sendable {
        package let option: DecisionPath
        package let because: String
    }
}

extension CaseSnapshot {
    /// Why somebody has to decide about the case today; `nil` while nobody has to.
    ///
    /// A case asleep is left alone, except after a written refusal: that silences every contact and no decision. What was
    /// decided in the present cycle is not asked again before its day, or before the ladder comes to its next sheet.
    /// Neither the ladder nor silence asks before the last day the final letter named has passed: the letter says that
    /// the business decides after that day. Source: starter policies §1.2 rule 8, §1.3, §2.1.
    package func decisionCause(on today: CalendarDate, policy: Policy, calendar: BusinessCalendar) -> DecisionCause? {
        let view = CaseView(self, policy: policy, calendar: calendar)
        guard let clock = view.clock(on: today) else { return nil }
        if let spell = view.sleep.wholeCaseSpell(on: today), spell.reason != .hold(.refusal) { return nil }
        if let reopenedOn, reopenedOn <= today { return .reopened(reopenedOn) }
        if let last = lastDecision(in: view.cycle(on: today), on: today) {
            if let until = last.until, until <= today { return .again(until) }
            return view.ladderCause(on: today, clock: clock)
        }
        switch view.cooperation(on: today) {
        case .refusing: return .refusing
        case .avoiding where view.lastDayOpen(on: today) == nil: return .avoiding
        case .notFound where clock.policyDay >= policy.decision.day && view.lastDayOpen(on: today) == nil:
            return .cannotBeFound
        case .notFound, .avoiding, .unknown, .working, .cannot, .disagrees: break
        }
        if balanceTreatment(on: today, policy: policy, calendar: calendar) == .writeOffProposal { return .smallBalance }
        return view.ladderCause(on: today, clock: clock)
    }

    /// The last word of the cycle.
    private func lastDecision(in cycle: CycleKey?, on today: CalendarDate) -> DecisionFact? {
        guard let cycle else { return nil }
        return decisions.filter { $0.decidedOn >= cycle.startedOn && $0.decidedOn <= today }
            .max { ($0.decidedOn, $0.until ?? today) < ($1.decidedOn, $1.until ?? today) }
    }

    /// The sheet as of `today`; `nil` when nothing is past due.
    package func decisionSheet(
        _ inputs: DecisionInputs, on today: CalendarDate, policy: Policy, calendar: BusinessCalendar
    ) -> DecisionSheet? {
        let view = CaseView(self, policy: policy, calendar: calendar)
        guard let clock = view.clock(on: today) else { return nil }
        let late = view.open.filter { $0.dueOn < today }
        let owed = late.map(\.undisputed).sums
        guard let main = owed.max(by: { $0.minorUnits < $1.minorUnits }) else { return nil }
        let stake = ValueAtStake(
            monthly: customer.monthlyAmount, multiple: ContractMultiple(tenths: inputs.multipleTenths) ?? .alarmTrade,
            daysPastDue: clock.daysPastDue,
            funding: inputs.funding, on: today)
        let cooperation = view.cooperation(on: today)
        let weighing = Weighing(
            snapshot: self, policy: policy, inputs: inputs, day: today, cooperation: cooperation, owed: main,
            lastDayOpen: view.lastDayOpen(on: today), hasAnswered: view.hasAnswered(on: today),
            // After that day the trade has written the customer off, and nothing is left to save.
            stake: stake.daysToLoss > 0 ? stake.worth : stake.refund,
            balance: balanceTreatment(on: today, policy: policy, calendar: calendar))
        let said = Set(reasons.filter { $0.saidOn <= today }.map(\.reason)).union(customer.reasons)
        return DecisionSheet(
            day: today, cause: decisionCause(on: today, policy: policy, calendar: calendar), owed: owed,
            disputed: late.map {
                Money(minorUnits: max(0, $0.open.minorUnits - $0.undisputed.minorUnits), currency: $0.open.currency)
            }.sums,
            costSoFar: Money(minorUnits: cost(inputs.costs, by: today), currency: main.currency),
            cooperation: cooperation, reasons: NonpaymentReason.allCases.filter(said.contains),
            hasOpenTicket: customer.hasOpenTicket, evidence: EvidenceKind.allCases.filter(inputs.evidence.contains),
            limitationOn: inputs.limitationOn, daysPastDue: clock.daysPastDue, valueAtStake: stake,
            proposal: weighing.proposal)
    }

    /// What the contacts of the case have cost: what went, not what was planned.
    private func cost(_ costs: ContactCosts, by today: CalendarDate) -> Int64 {
        let gone = steps.filter { record in
            guard let goneOn = record.goneOn, goneOn <= today else { return false }
            return record.state == .sent || record.state == .returned
        }
        let letters = Int64(gone.count { $0.medium == .post })
        let electronic = Int64(gone.count { $0.medium == .email || $0.medium == .text })
        let attempts = Int64(calls.count { $0.isAttempt && $0.day <= today })
        return letters * costs.letter + electronic * costs.electronic + attempts * costs.callAttempt
    }
}

extension CaseView {
    /// The ladder's own reason to ask; `nil` while it is elsewhere.
    fileprivate func ladderCause(on day: CalendarDate, clock: CaseClock) -> DecisionCause? {
        glance(on: day).decisionStep == nil ? nil : .ladder(policyDay: clock.policyDay)
    }
}

/// Fairness first, then worth.
private struct Weighing {
    let snapshot: CaseSnapshot
    let policy: Policy
    let inputs: DecisionInputs
    let day: CalendarDate
    let cooperation: Cooperation
    let owed: Money
    /// The last day the final letter leaves the customer, while it has not passed.
    let lastDayOpen: CalendarDate?
    /// Whether anything came from the customer in this round.
    let hasAnswered: Bool
    let stake: Money?
    let balance: BalanceTreatment?

    var proposal: DecisionProposal {
        switch cooperation {
        case .disagrees: return rule(.carryOn, "something is to be put right first")
        case .working: return rule(.carryOn, "the customer works with us, and stays in-house whatever the day")
        case .cannot: return rule(.plan, "the customer cannot pay at once: a plan or a reduced amount, in-house")
        case .unknown, .avoiding, .refusing, .notFound: break
        }
        if balance == .writeOffProposal {
            return rule(
                .writeOff,
                "\(owed) is below the \(policy.rules.smallBalance.placement.plain(owed.currency)) worth placing")
        }
        var weighed: [OptionWorth] = []
        var leftOut: [DecisionProposal.LeftOut] = []
        for option in DecisionPath.allCases {
            if let reason = obstacle(to: option) {
                leftOut.append(DecisionProposal.LeftOut(option: option, because: reason))
            } else if let terms = inputs.terms[option] {
                weighed.append(OptionWorth(option, terms: terms, owed: owed, stake: stake))
            }
        }
        // Of two worth the same the gentler comes first, which is the order of the vocabulary.
        let ranked = weighed.enumerated().sorted {
            ($1.element.worth.minorUnits, $0.offset) < ($0.element.worth.minorUnits, $1.offset)
        }.map(\.element)
        guard let best = ranked.first else {
            return DecisionProposal(
                option: .carryOn, because: "no option could be weighed: things stay as they are", weighed: [],
                leftOut: leftOut)
        }
        return DecisionProposal(
            option: best.option,
            because: "worth most: \(best.worth)" + (best.staying.map { ", \($0) of it that the customer stays" } ?? ""),
            weighed: ranked, leftOut: leftOut)
    }

    private func rule(_ option: DecisionPath, _ because: String) -> DecisionProposal {
        DecisionProposal(option: option, because: because, weighed: [], leftOut: [])
    }

    /// Why an option cannot be taken; `nil` when it can.
    private func obstacle(to option: DecisionPath) -> String? {
        guard let terms = inputs.terms[option] else { return "the business set no terms for it" }
        if option == .agency || option == .counsel {
            if let lastDayOpen { return "the final letter leaves the customer until \(lastDayOpen)" }
            if !inputs.hasPostalAddress { return "no good postal address: their notice must go there" }
        }
        switch option {
        case .carryOn, .plan, .settle:
            if cooperation == .refusing { return "the customer refuses" }
            if cooperation == .notFound { return "the customer cannot be found" }
            if option != .carryOn, !hasAnswered { return "the customer has not answered: nobody to agree with" }
            // Nobody is called about less, and nothing of it is worth parting.
            let least = policy.rules.smallBalance.call
            if option != .carryOn, owed.minorUnits < least {
                return "below \(least.plain(owed.currency)): too small to part or to reduce"
            }
        case .withdraw:
            if !snapshot.customer.contractAllows.contains(.withdrawal) { return "the agreement does not allow it" }
            if !policy.steps.contains(where: { $0.live && $0.anchor == .withdrawal(0) }) {
                return "no live step of the policy does it"
            }
        case .counsel:
            guard let limitationOn = inputs.limitationOn else { return "the limitation date is not known" }
            if limitationOn <= day { return "the limitation date has passed" }
        case .agency, .writeOff: break
        }
        if owed.minorUnits < terms.balanceMin { return "below \(terms.balanceMin.plain(owed.currency))" }
        let missing = EvidenceKind.allCases.filter { terms.needs.contains($0) && !inputs.evidence.contains($0) }
        if !missing.isEmpty { return "missing: " + missing.map(\.rawValue).joined(separator: ", ") }
        return nil
    }
}

extension Int64 {
    /// As an amount of that currency.
    fileprivate func plain(_ currency: Currency) -> String { Money(minorUnits: self, currency: currency).description }
}

extension Sequence<Money> {
    /// Sums by currency, in the order of their codes; nothing where there is nothing.
    fileprivate var sums: [Money] {
        var sums: [Currency: Int64] = [:]
        for amount in self where amount.isPositive {
            let (sum, overflow) = sums[amount.currency, default: 0].addingReportingOverflow(amount.minorUnits)
            sums[amount.currency] = overflow ? .max : sum
        }
        return sums.map { Money(minorUnits: $0.value, currency: $0.key) }.sorted { $0.currency.code < $1.currency.code }
    }
}
